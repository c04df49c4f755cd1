"""Reference cells that nobody touched ask for nothing, whatever became of the records they point at."""

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome

from toolkit.api.client import Client
from toolkit.entities.budgets import BUDGETS
from toolkit.loop.inspect import inspect
from toolkit.loop.reach import reach
from toolkit.settings import load_profile


@pytest.fixture
def links(flowtly: Flowtly) -> Path:
    """Give a pulled workbook of links between budgets and employees."""
    flowtly("pull", "budget-employees", "-o", "links.xlsx")
    return flowtly.folder / "links.xlsx"


@pytest.fixture
def group(service: Client) -> str:
    """Give the path of a group that one budget, the last, belongs to."""
    made = service.send("POST", "/budget-groups", {"name": "Fairs"})
    assert made is not None
    budget = {"name": "Leipzig", "type": "global", "granularity": "month", "budgetGroup": made["@id"]}
    service.send("POST", "/budgets", budget)
    return f"/budget-groups/{made['id']}"


def _first_budget(workbook: Path, service: Client) -> tuple[str, str]:
    """Return the id and the name of the budget in the first row of links."""
    shown = openpyxl.load_workbook(workbook)["Budget employees"]["C2"].value
    return next((record.id, str(shown)) for record in service.records(BUDGETS) if record.values["name"] == shown)


def _dissolve(group: str, service: Client) -> None:
    """Take the last budget out of the group and delete the group, as somebody else might."""
    *_, last = service.records(BUDGETS)
    service.send("PATCH", f"/budgets/{last.id}", {"budgetGroup": None})
    service.send("DELETE", group)


def _edits(outcome: Outcome) -> list[Mapping[str, object]]:
    """Return what each change of a plan makes of which field."""
    assert outcome.code == 0, outcome
    changes = json.loads(outcome.out)["changes"]
    return [{edit["field"]: edit["after"] for edit in change["edits"]} for change in changes]


def test_a_renamed_record_leaves_its_references_alone(flowtly: Flowtly, links: Path, service: Client) -> None:
    budget, _ = _first_budget(links, service)
    service.send("PATCH", f"/budgets/{budget}", {"name": "Renamed since"})

    assert _edits(flowtly("--json", "plan", "links.xlsx")) == []
    assert flowtly("check", "links.xlsx").code == 0


def test_a_name_that_another_record_took_over_still_means_the_first(
    flowtly: Flowtly, links: Path, service: Client
) -> None:
    budget, name = _first_budget(links, service)
    other = next(record.id for record in service.records(BUDGETS) if record.id != budget)
    service.send("PATCH", f"/budgets/{budget}", {"name": "Renamed since"})
    service.send("PATCH", f"/budgets/{other}", {"name": name})

    assert _edits(flowtly("--json", "plan", "links.xlsx")) == []


@pytest.mark.parametrize("taken_over", [False, True])
def test_a_name_of_the_workbooks_own_list_means_the_record_of_that_list(
    flowtly: Flowtly, links: Path, service: Client, home: Path, *, taken_over: bool
) -> None:
    """Renamed since, or swapped with another: the sentence names both."""
    budget, name = _first_budget(links, service)
    other = next(record for record in service.records(BUDGETS) if record.id != budget)
    book = openpyxl.load_workbook(links)
    book["Budget employees"]["C10"] = name
    book.save(links)
    service.send("PATCH", f"/budgets/{budget}", {"name": str(other.values["name"]) if taken_over else "Renamed since"})
    if taken_over:
        service.send("PATCH", f"/budgets/{other.id}", {"name": name})

    checked = flowtly("--json", "check", "links.xlsx")

    [issue] = json.loads(checked.out)["issues"]
    assert (issue["cell"], issue["rule"], issue["severity"]) == ("C10", "reference-renamed", "warning")
    assert f'"{name}" is {budget}' in issue["message"]
    assert ("Renamed since" in issue["message"]) is not taken_over
    assert (other.id in issue["message"]) is taken_over
    with reach(load_profile("sandbox", {}), home / "sandbox") as reached:
        rows = inspect(links, reached).checked.rows
    assert [mine.values["budget"] for mine in rows if mine.row == 10] == [f"/api/budgets/{budget}"]


def test_a_deleted_record_leaves_its_references_alone(flowtly: Flowtly, group: str, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "budgets.xlsx")
    _dissolve(group, service)

    assert _edits(flowtly("--json", "plan", "budgets.xlsx")) == []


def test_another_cell_of_a_row_with_a_dead_reference_can_be_edited(
    flowtly: Flowtly, group: str, service: Client
) -> None:
    flowtly("pull", "budgets", "-o", "budgets.xlsx")
    _dissolve(group, service)
    path = flowtly.folder / "budgets.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Budgets"]
    sheet.cell(sheet.max_row, 3, "Leipzig 2027")
    book.save(path)

    assert _edits(flowtly("--json", "plan", "budgets.xlsx")) == [{"name": "Leipzig 2027"}]


def test_the_result_of_a_run_keeps_the_names_that_its_cells_show(
    flowtly: Flowtly, links: Path, service: Client
) -> None:
    budget, _ = _first_budget(links, service)
    book = openpyxl.load_workbook(links)
    book["Budget employees"]["E2"] = 12_500
    new = next(record for record in service.records(BUDGETS) if record.values["name"] == "Servrar")
    book["Budget employees"]["C10"] = "Servrar"
    book.save(links)
    assert flowtly("apply", "links.xlsx", "--yes").code == 0

    service.send("PATCH", f"/budgets/{budget}", {"name": "Renamed since"})
    service.send("PATCH", f"/budgets/{new.id}", {"name": "Servers"})

    assert _edits(flowtly("--json", "plan", "links.result.xlsx")) == []
