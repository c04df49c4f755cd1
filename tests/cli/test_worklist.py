"""The service's questions, answered in Excel: written, filled in, planned, applied, and asked again."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from filling import Typed
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.api.client import Client
from toolkit.entities import WORKLISTS, find
from toolkit.entities.record import Record

OPEN, AWAITING = (entity.title for entity in WORKLISTS)
Row = Mapping[str, Typed]


def rows(path: Path, sheet: str = OPEN) -> list[dict[str, Typed]]:
    """Return what a sheet shows, by title."""
    header, *found = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    typed = ([value if isinstance(value, str | int | float) else None for value in row] for row in found if row[1])
    return [dict(zip(map(str, header), row, strict=True)) for row in typed]


def answer(path: Path, answers: Mapping[str, Sequence[Row]], sheet: str = OPEN) -> None:
    """Type answers into the rows of records; every further one into a copy of the row, at the end."""
    book = openpyxl.load_workbook(path)
    there = book[sheet]
    columns = {str(cell.value): number for number, cell in enumerate(there[1], 1)}
    lines = {}
    for number in range(there.max_row, 1, -1):
        lines[there.cell(number, columns["Id"]).value] = number
    for own, (first, *more) in answers.items():
        _type(there, columns, lines[own], first)
        for copied in more:
            there.append({columns["Id"]: own})
            _type(there, columns, there.max_row, copied)
    book.save(path)


def _type(there: Worksheet, columns: Mapping[str, int], number: int, row: Row) -> None:
    for title, value in row.items():
        there.cell(number, columns[title], value)


def booked(service: Client, path: str, on: str) -> list[Record]:
    """Return what is booked on a transaction."""
    records = service.list(find(path)).values()
    return [record for record in records if str(record.values.get("transaction")).endswith(f"/{on}")]


def october(flowtly: Flowtly) -> Path:
    path = flowtly.folder / "october.xlsx"
    assert flowtly("worklist", "unassigned", "--period", "2026-10", "-o", path).code == 0
    return path


def test_a_list_shows_each_transaction_with_what_is_suggested_and_untouched_asks_for_nothing(flowtly: Flowtly) -> None:
    path = october(flowtly)
    shown = {row["Id"]: row for row in rows(path)}

    assert len(shown) == 8
    wages = shown["txn_938"]
    assert (wages["Description"], wages["Total"], wages["Currency"]) == ("Löner månad 2026-10", -118400, "SEK")
    assert (wages["Account"], wages["Month"], wages["Budget"], wages["Accept"]) == (
        "Företagskonto",
        "2026-10",
        None,
        None,
    )
    assert shown["txn_927"]["Suggestion"] == "Counterparty: Vättern Energi AB"
    assert flowtly("plan", path, "--detailed-exitcode").code == 0
    assert "what was pulled is not in this workbook" not in flowtly("check", path).err


def test_the_lists_hold_what_the_service_asks_about(flowtly: Flowtly) -> None:
    told = {
        name: json.loads(flowtly("--json", "worklist", name, "-o", f"{name}.xlsx").out)["records"]
        for name in ("with-problems", "awaiting", "suggestions")
    }

    assert told["with-problems"].keys() == {"transactions"}
    assert told["awaiting"] == {"transaction-attachments": 6}
    assert told["suggestions"].keys() == {"transactions", "transaction-attachments"}
    problems = rows(flowtly.folder / "with-problems.xlsx")
    assert all(row["Counterparty"] is None or row["Month"] is None for row in problems)
    assert any("Resor 2," in str(row["Booked on"]) for row in problems)
    assert all(row["Suggestion"] is not None for row in rows(flowtly.folder / "suggestions.xlsx"))
    assert all(row["Suggestion"] is not None for row in rows(flowtly.folder / "suggestions.xlsx", AWAITING))


def test_answers_are_carried_out_and_the_result_asks_for_nothing(flowtly: Flowtly, service: Client) -> None:
    path = october(flowtly)
    answer(
        path,
        {
            "txn_922": [{"Budget": "Förbrukning"}],
            "txn_927": [{"Project": "Elnätsprognos", "Accept": "yes"}],
            "txn_930": [
                {"Budget": "Reserv", "Amount": 50_000, "Note": "Split"},
                {"Budget": "Servrar", "Amount": 48_160},
            ],
        },
    )

    assert flowtly("apply", path, "--yes").code == 6
    done = flowtly("apply", path, "--yes", "--allow", "irreversible")
    again = flowtly("plan", "october.result.xlsx", "--detailed-exitcode")

    assert (done.code, again.code) == (0, 0)
    assert "K5, K10 book 98,160.00 of a transaction of 98,160.61: 0.61 is left over." in " ".join(done.out.split())
    assert {record.values.get("amount") for record in booked(service, "budget-transactions", "txn_930")} == {
        50_000,
        48_160,
    }
    assert [record.values.get("amount") for record in booked(service, "budget-transactions", "txn_922")] == [None]
    assert len(booked(service, "project-transactions", "txn_927")) == 1
    transactions = service.list(find("transactions"))
    assert str(transactions["txn_927"].values["counterparty"]).endswith("/cpy_16")
    assert transactions["txn_930"].values["note"] == "Split"
    result = {row["Id"]: row for row in reversed(rows(flowtly.folder / "october.result.xlsx"))}
    assert (result["txn_927"]["Status"], result["txn_927"]["Accept"]) == ("created, done", None)
    assert (result["txn_930"]["Status"], result["txn_930"]["Budget"]) == ("created, changed", "Reserv")


def test_what_a_colleague_answered_meanwhile_is_refused_and_left_as_it_is(flowtly: Flowtly, service: Client) -> None:
    path = october(flowtly)
    answer(path, {"txn_922": [{"Budget": "Förbrukning"}], "txn_927": [{"Accept": "yes"}]})
    body = {"budget": "/api/budgets/bgt_0012", "transaction": "/api/transactions/txn_922"}
    service.send("POST", "/budget-transactions", body)
    service.send("POST", "/transactions/txn_927/suggestions/cpy_16/apply", {})

    planned = flowtly("plan", path)

    told = " ".join(planned.out.split())
    assert planned.code == 4
    assert "the transaction is booked on Reserv (btr_0089). Nothing is booked twice" in told
    assert "The service no longer suggests this" in told
    assert "0 to create, 0 to patch, 0 to replace, 0 to delete; 6 unchanged, 0 conflicts, 2 refused" in told


def test_a_sum_that_does_not_fit_stops_the_plan(flowtly: Flowtly) -> None:
    path = october(flowtly)
    answer(path, {"txn_937": [{"Budget": "Resor", "Amount": 400}, {"Budget": "Reserv", "Amount": 43}]})

    planned = flowtly("plan", path)

    assert planned.code == 4
    assert "K8, K10 book 443.00 of a transaction of 442.67: 0.33 too much." in planned.out


def test_documents_find_their_transactions(flowtly: Flowtly, service: Client) -> None:
    flowtly("worklist", "awaiting", "-o", "papers.xlsx")
    path = flowtly.folder / "papers.xlsx"
    suggested = {row["Id"]: row for row in reversed(rows(path, AWAITING))}
    answer(path, {"tat_0015": [{"Accept": "yes"}], "tat_0020": [{"Transaction": "txn_921"}]}, AWAITING)

    done = flowtly("apply", path, "--yes", "--allow", "irreversible")

    papers = service.list(find("transaction-attachments"))
    assert (done.code, flowtly("plan", "papers.result.xlsx", "--detailed-exitcode").code) == (0, 0)
    assert str(papers["tat_0015"].values["transaction"]).endswith(f"/{suggested['tat_0015']['Suggestion id']}")
    assert str(papers["tat_0020"].values["transaction"]).endswith("/txn_921")


def test_a_suggestion_that_was_not_accepted_is_handed_out_to_be_accepted_again(
    flowtly: Flowtly, service: Client
) -> None:
    path = october(flowtly)
    answer(path, {"txn_927": [{"Accept": "yes"}]})
    assert flowtly("plan", path, "-o", "plan.json").code == 0
    service.send("PATCH", "/transactions/txn_927", {"counterparty": "/api/counterparties/cpy_01"})
    assert flowtly("apply", "plan.json", "--yes", "--allow", "irreversible").code == 5
    service.send("PATCH", "/transactions/txn_927", {"counterparty": None})
    run = json.loads(flowtly("--json", "runs").out)["runs"][0]["run"]

    assert flowtly("results", run, "-o", "left.xlsx").code == 0

    (row,) = rows(flowtly.folder / "left.xlsx")
    assert (row["Id"], row["Command"], row["Accept"]) == ("txn_927", None, "yes")
    assert (row["Suggestion"], row["Status"]) == ("Counterparty: Vättern Energi AB", "skipped")
    assert flowtly("apply", "left.xlsx", "--yes", "--allow", "irreversible").code == 0
    assert str(service.list(find("transactions"))["txn_927"].values["counterparty"]).endswith("/cpy_16")


def test_suggestions_are_listed_and_nothing_is_accepted(flowtly: Flowtly) -> None:
    text = flowtly("suggestions", "transactions", "--period", "2026-10").out
    data = json.loads(flowtly("--json", "suggestions", "documents").out)

    assert "Counterparty: Vättern Energi AB" in " ".join(text.split())
    assert {each["entity"] for each in data["suggestions"]} == {"transaction-attachments"}
    assert data["suggestions"][0]["sets"].keys() == {"transaction"}
    assert flowtly("suggestions", "--period", "2020-01").out == "The service suggests nothing.\n"


def test_an_account_narrows_a_list(flowtly: Flowtly) -> None:
    flowtly("worklist", "unassigned", "--account", "Eurokonto", "--no-suggestions", "-o", "euro.xlsx")

    found = rows(flowtly.folder / "euro.xlsx")

    assert {row["Currency"] for row in found} == {"EUR"}
    assert {row["Suggestion"] for row in found} == {None}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("unassigned", "--period", "october"), 2, "A month is written 2026-10."),
        (("awaiting", "--period", "2026-10"), 2, "has no month and no account"),
        (("unassigned", "--account", "Giro"), 4, "Giro"),
    ],
)
def test_what_cannot_be_meant_is_said(flowtly: Flowtly, arguments: tuple[str, ...], code: int, told: str) -> None:
    outcome = flowtly("worklist", *arguments, "-o", "list.xlsx")

    assert (outcome.code, told in outcome.err) == (code, True)
    assert not (flowtly.folder / "list.xlsx").exists()


def test_a_work_list_is_no_entity_to_pull(flowtly: Flowtly) -> None:
    outcome = flowtly("pull", "open-transactions", "-o", "list.xlsx")

    assert (outcome.code, "open-transactions" in outcome.err) == (2, True)
    assert not (flowtly.folder / "list.xlsx").exists()


def resolve(path: Path, side: str, sheet: str = OPEN) -> None:
    """Choose a side in every row that is in conflict."""
    book = openpyxl.load_workbook(path)
    there = book[sheet]
    columns = {str(cell.value): number for number, cell in enumerate(there[1], 1)}
    for number in range(2, there.max_row + 1):
        if there.cell(number, columns["Status"]).value == "conflict":
            there.cell(number, columns["Resolution"], side)
    book.save(path)


@pytest.mark.parametrize(("side", "party", "made"), [("mine", "cpy_02", 1), ("live", "cpy_01", 1)])
def test_a_choice_settles_the_conflict_of_an_answer(
    flowtly: Flowtly, service: Client, side: str, party: str, made: int
) -> None:
    """The booking of the same transaction waits with it, and goes with it."""
    path = october(flowtly)
    names = service.list(find("counterparties"))
    answer(path, {"txn_927": [{"Counterparty": str(names["cpy_02"].values["name"]), "Budget": "Reserv"}]})
    service.send("PATCH", "/transactions/txn_927", {"counterparty": "/api/counterparties/cpy_01"})

    held = flowtly("plan", path)
    assert "0 to create, 0 to patch, 0 to replace, 0 to delete" in " ".join(held.out.split())
    flowtly("annotate", path)
    checked = flowtly.folder / "october.checked.xlsx"
    resolve(checked, side)

    assert flowtly("apply", checked, "--yes").code == 0
    assert str(service.list(find("transactions"))["txn_927"].values["counterparty"]).endswith(party)
    assert len(booked(service, "budget-transactions", "txn_927")) == made
    assert flowtly("plan", "october.checked.result.xlsx", "--detailed-exitcode").code == 0


def test_a_saved_plan_books_nothing_that_somebody_booked_since(flowtly: Flowtly, service: Client) -> None:
    path = october(flowtly)
    answer(path, {"txn_922": [{"Budget": "Förbrukning"}]})
    planned = flowtly("plan", path, "-o", "plan.json")
    service.send(
        "POST", "/budget-transactions", {"budget": "/api/budgets/bgt_0012", "transaction": "/api/transactions/txn_922"}
    )

    applied = flowtly("apply", "plan.json", "--yes")

    assert "Sent only while the transaction comes to" in " ".join(planned.out.split())
    assert applied.code == 5
    assert "somebody booked the transaction after the plan was made" in " ".join(applied.out.split())
    assert len(booked(service, "budget-transactions", "txn_922")) == 1
    assert flowtly("results", json.loads(flowtly("--json", "runs").out)["runs"][0]["run"], "-o", "left.xlsx").code == 0
    assert openpyxl.load_workbook(flowtly.folder / "left.xlsx")["Budget transactions"]["A2"].value == "IGNORE"


def test_an_amount_that_changed_is_shown_and_booked_once_somebody_said_so(flowtly: Flowtly, service: Client) -> None:
    path = october(flowtly)
    answer(path, {"txn_922": [{"Budget": "Förbrukning"}]})
    service.send("PATCH", "/transactions/txn_922", {"amount": -77})

    assert flowtly("plan", path).code == 5
    flowtly("annotate", path)
    resolve(flowtly.folder / "october.checked.xlsx", "mine")

    assert flowtly("apply", flowtly.folder / "october.checked.xlsx", "--yes").code == 0
    assert len(booked(service, "budget-transactions", "txn_922")) == 1
