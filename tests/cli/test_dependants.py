"""Before a record goes, and before an undo takes one back, everybody is shown what points at it."""

import json
from typing import Any

import openpyxl
import pytest
from command_line import Flowtly, Outcome

from toolkit.api.client import Client
from toolkit.entities import find
from toolkit.entities.canonical import Json

LINKS, BUDGETS = find("budget-projects"), find("budgets")
WORDS_OF_A_WORKBOOK = ("ommand", "orkbook", "IGNORE", "CREATE", "DELETE", "UPDATE", "the pull", "this row", "Fill in")


def link(service: Client, budget: str) -> str:
    """Let a project point at a budget."""
    project = next(service.records(find("projects")))
    made = service.send("POST", "/budget-projects", {"budget": f"/api/budgets/{budget}", "project": project.iri})
    assert made is not None
    return str(made["id"])


def made(service: Client, path: str, **body: Json) -> str:
    answer = service.send("POST", f"/{path}", body)
    assert answer is not None
    return str(answer["id"])


@pytest.fixture
def alone(service: Client) -> str:
    """Give a budget that nothing points at."""
    return made(service, "budgets", name="Alone", type="global", granularity="month")


def delete(flowtly: Flowtly, budget: str) -> Outcome:
    """Plan the deletion of a budget."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    sheet = book["Budgets"]
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[1].value == budget)
    sheet[f"A{row}"] = "DELETE"
    book.save(flowtly.folder / "b.xlsx")
    return flowtly("plan", "b.xlsx", "-o", "p.json", "--html", "p.html")


def change(flowtly: Flowtly, name: str = "p.json") -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads((flowtly.folder / name).read_text())["changes"]
    assert len(found) == 1
    return found[0]


def test_what_points_at_a_deleted_record_is_in_text_page_and_file(
    flowtly: Flowtly, service: Client, alone: str
) -> None:
    pointing = link(service, alone)

    planned = delete(flowtly, alone)

    told = "Points at it: Budget of 1 budget project ("
    assert told in planned.out
    assert told in flowtly("show", "p.json").out
    assert told in (flowtly.folder / "p.html").read_text()
    assert change(flowtly)["reversible"] == "irreversible"
    (listed,) = change(flowtly)["dependants"]
    assert (listed["entity"], listed["field"], listed["ids"], len(listed["names"])) == (
        "budget-projects",
        "budget",
        [pointing],
        1,
    )
    stopped = flowtly("apply", "p.json")
    assert (stopped.code, "Guard irreversible" in stopped.err) == (6, True)


def test_what_nothing_points_at_comes_back_with_a_new_id(flowtly: Flowtly, alone: str) -> None:
    delete(flowtly, alone)

    assert change(flowtly)["reversible"] == "reversible with a new id"
    assert "dependants" not in change(flowtly)
    assert flowtly("apply", "p.json").code == 0


def test_apply_stops_where_more_points_there_by_now_and_shows_both(
    flowtly: Flowtly, service: Client, alone: str
) -> None:
    delete(flowtly, alone)
    link(service, alone)

    stopped = flowtly("apply", "p.json", "--allow", "irreversible")

    told = " ".join(stopped.err.split())
    assert stopped.code == 6
    assert "Nothing was sent: more points at the budget Alone than the plan says" in told
    assert "The plan says: nothing. Now: Budget of 1 budget project (" in told
    assert service.read(BUDGETS, alone) is not None
    assert flowtly("runs").out.count("Alone") == 0


def test_apply_goes_on_where_less_points_there_by_now(flowtly: Flowtly, service: Client, alone: str) -> None:
    pointing = link(service, alone)
    delete(flowtly, alone)
    service.send("DELETE", f"/budget-projects/{pointing}")

    assert flowtly("apply", "p.json", "--allow", "irreversible").code == 0
    assert service.read(BUDGETS, alone) is None


def created(flowtly: Flowtly, entity: str, **row: str | float) -> str:
    """Create a record by a workbook; return the run."""
    flowtly("template", entity, "-o", "t.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "t.xlsx")
    sheet = book[find(entity).title]
    columns = {str(cell.value): cell.coordinate.rstrip("1") for cell in sheet[1]}
    for title, value in row.items():
        sheet[f"{columns[find(entity).column(title).title]}2"] = value
    book.save(flowtly.folder / "t.xlsx")
    applied = flowtly("--json", "apply", "t.xlsx", "--yes", "--allow", "irreversible")
    assert applied.code == 0, applied
    run: str = json.loads(applied.out)["run"]
    return run


def test_an_undo_lists_what_has_come_to_point_at_what_was_made(flowtly: Flowtly, service: Client) -> None:
    run = created(flowtly, "budgets", name="Nordic Fair", type="global", granularity="month")
    budget = next(record for record in service.records(BUDGETS) if record.values["name"] == "Nordic Fair")
    before = flowtly("undo", run, "-o", "before.json")
    link(service, budget.id)

    after = flowtly("undo", run, "-o", "after.json")

    assert "Points at it" not in before.out
    assert "Points at it: Budget of 1 budget project (" in after.out
    assert change(flowtly, "before.json")["reversible"] == "reversible with a new id"
    assert change(flowtly, "after.json")["reversible"] == "irreversible"
    assert flowtly("apply", "after.json").code == 6
    assert flowtly("apply", "before.json").code == 6
    assert service.read(BUDGETS, budget.id) is not None


def test_an_undo_speaks_of_nothing_that_nobody_typed(flowtly: Flowtly, service: Client) -> None:
    account = next(service.records(find("bank-accounts"))).id
    day = "2026-05-04"
    run = created(flowtly, "transactions", bankAccount=account, description="x", amount=1, orderDate=day, execDate=day)

    refused = flowtly("undo", run, "-o", "undo.json")

    assert "The service cannot delete transactions, so what was created stays." in refused.out
    assert [word for word in WORDS_OF_A_WORKBOOK if word in refused.out] == []


def test_the_undo_of_a_deletion_says_what_may_have_gone_along(flowtly: Flowtly, service: Client, alone: str) -> None:
    """The record that pointed there was deleted meanwhile, so that the service lets the budget go."""
    pointing = link(service, alone)
    delete(flowtly, alone)
    service.send("DELETE", f"/budget-projects/{pointing}")
    run = json.loads(flowtly("--json", "apply", "p.json", "--allow", "irreversible").out)["run"]

    undone = flowtly("undo", run, "-o", "undo.json")

    told = " ".join(undone.out.split())
    assert "When the run deleted the budget Alone, this pointed at it, and may have gone with it: Budget of 1" in told
    assert "None of that is made again." in told


def test_the_undo_of_a_deleted_invoice_is_refused_as_more_went_than_can_be_made(
    flowtly: Flowtly, service: Client
) -> None:
    flowtly("pull", "invoices", "-o", "i.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "i.xlsx")
    sheet = book["Invoices"]
    names = {record.id: record.iri for record in service.records(find("invoices"))}
    pointed = {
        str(record.values.get(name))
        for path, name in (("budget-invoices", "invoice"), ("income-transactions", "invoice"), ("invoices", "parent"))
        for record in service.records(find(path))
    }
    free = next(identifier for identifier, iri in names.items() if iri not in pointed)
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[1].value == free)
    sheet[f"A{row}"] = "DELETE"
    book.save(flowtly.folder / "i.xlsx")
    applied = flowtly("--json", "apply", "i.xlsx", "--yes", "--allow", "irreversible")
    assert applied.code == 0, applied

    refused = flowtly("undo", json.loads(applied.out)["run"], "-o", "undo.json")

    told = " ".join(refused.out.split())
    assert "cannot be made again as it was: its e-invoice, its PDF and its payments went with it for good." in told
    assert json.loads((flowtly.folder / "undo.json").read_text())["changes"] == []
