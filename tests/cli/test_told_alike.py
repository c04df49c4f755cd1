"""What plan, diff and explain say of one workbook: each row and each change alike, whatever the row stands for."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Flowtly
from filling import Typed

from toolkit.api.client import Client
from toolkit.entities.invoices import INVOICES

Answer = dict[str, Any]
Told = set[tuple[int, str, int]]
ROWS, LIST = "Invoice rows", "Open transactions"


def edit(path: Path, cells: Mapping[str, Mapping[str, Typed]]) -> None:
    """Type into cells, by sheet, and save with another program."""
    book = openpyxl.load_workbook(path)
    for sheet, typed in cells.items():
        for address, value in typed.items():
            book[sheet][address] = value
    book.save(path)


def machine(flowtly: Flowtly, *arguments: str) -> Answer:
    found: Answer = json.loads(flowtly("--json", *arguments).out)
    return found


def in_plan(plan: Answer) -> Iterator[tuple[int, str, int]]:
    """Yield each change that a plan lists, with the rows that it comes from."""
    for change in plan["changes"]:
        yield change["n"], change["sheet"], change["row"]
        yield from ((change["n"], part["sheet"], part["row"]) for part in change.get("parts", []) if part["deed"])


def in_diff(diff: Answer) -> Iterator[tuple[int, str, int]]:
    return ((n, row["sheet"], row["row"]) for row in diff["rows"] for n in row["changes"])


def in_explain(flowtly: Flowtly, name: str, rows: set[tuple[str, int]]) -> Iterator[tuple[int, str, int]]:
    for sheet, row in rows:
        yield from ((n, sheet, row) for n in machine(flowtly, "explain", name, f"{sheet}!B{row}")["changes"])


@pytest.fixture
def invoices(flowtly: Flowtly, service: Client) -> Path:
    """Give a workbook of invoices: rows edited, deleted, added, moved and in conflict, and an invoice deleted."""
    flowtly("pull", "invoices", "-o", "w.xlsx")
    path = flowtly.folder / "w.xlsx"
    book = openpyxl.load_workbook(path)
    sheet, last = book[ROWS], book[ROWS].max_row + 1
    assert [sheet[f"B{row}"].value for row in (2, 3, 4, 7, 8)] == ["1/1", "1/2", "2/1", "3/1", "4/1"]
    added: dict[str, Typed] = {
        f"C{last}": str(sheet["C2"].value),
        f"D{last}": "Travel",
        f"E{last}": 1,
        f"F{last}": 12.5,
    }
    typed: dict[str, Typed] = {"A2": "DELETE", "F3": 901, "C4": str(sheet["C8"].value), "F7": 5, **added}
    theirs = service.read(INVOICES, "3")
    assert theirs is not None
    parts = json.loads(str(theirs.values["invoiceRows"]))
    service.send("PATCH", "/invoices/3", {"invoiceRows": [{**part, "priceNet": 7} for part in parts]})
    notes = next(cell.column_letter for cell in book["Invoices"][1] if cell.value == "Notes")
    edit(path, {ROWS: typed, "Invoices": {"A6": "DELETE", f"{notes}2": "Seen"}})
    return path


@pytest.fixture
def answers(flowtly: Flowtly, service: Client) -> Path:
    """Give a work list: booked whole and in part, accepted, edited on both sides, and answered by somebody else."""
    flowtly("worklist", "unassigned", "--period", "2026-10", "-o", "w.xlsx")
    path = flowtly.folder / "w.xlsx"
    sheet = openpyxl.load_workbook(path)[LIST]
    at = {sheet[f"B{row}"].value: row for row in range(2, sheet.max_row + 1)}
    typed: dict[str, Typed] = {
        f"K{at['txn_922']}": "Förbrukning",
        f"K{at['txn_930']}": "Reserv",
        f"N{at['txn_930']}": 50_000,
        f"P{at['txn_930']}": "Mine",
        f"S{at['txn_927']}": "yes",
        f"L{at['txn_927']}": "Elnätsprognos",
        f"K{at['txn_938']}": "Reserv",
    }
    service.send("PATCH", "/transactions/txn_930", {"note": "Theirs"})
    booked = {"budget": "/api/budgets/bgt_0006", "transaction": "/api/transactions/txn_938"}
    service.send("POST", "/budget-transactions", booked)
    edit(path, {LIST: typed})
    return path


@pytest.mark.parametrize("kind", ["invoices", "answers"])
def test_the_commands_list_the_same_changes_conflicts_and_refusals(
    flowtly: Flowtly, request: pytest.FixtureRequest, kind: str
) -> None:
    path: Path = request.getfixturevalue(kind)
    there = {sheet.title for sheet in openpyxl.load_workbook(path)} & {ROWS, LIST, "Invoices"}
    rows = {(sheet, row) for sheet in there for row in range(2, 10)}

    plan, diff = machine(flowtly, "plan", "w.xlsx"), machine(flowtly, "diff", "w.xlsx")

    assert plan["changes"]
    planned: Told = set(in_plan(plan))
    assert set(in_diff(diff)) == planned
    assert set(in_explain(flowtly, "w.xlsx", rows)) == {each for each in planned if each[1:] in rows}
    conflicts = {(each["sheet"], each["cell"]) for each in plan["conflicts"]}
    assert conflicts == {(each["sheet"], each["cell"]) for each in diff["differences"] if each["outcome"] == "conflict"}
    refused = {(each["sheet"], each["row"], each["reason"]) for each in plan["refusals"]}
    assert refused == {(row["sheet"], row["row"], reason) for row in diff["rows"] for reason in row["refused"]}
    assert conflicts
    for sheet, row, reason in refused:
        assert reason in machine(flowtly, "explain", "w.xlsx", f"{sheet}!B{row}")["fate"]
        assert reason in " ".join(flowtly("diff", "w.xlsx").out.split())


@pytest.mark.usefixtures("invoices")
def test_rows_of_invoices_are_told_by_what_becomes_of_each(flowtly: Flowtly) -> None:
    text = " ".join(flowtly("plan", "w.xlsx").out.split())

    assert "- Invoice rows!2 Invoice row 1: Name" in text
    assert "~ Invoice rows!F3 Invoice row 2, Net price: 875 → 901" in text
    assert "Invoice rows: 2 to create, 1 to patch, 5 to delete." in text
    moved = machine(flowtly, "explain", "w.xlsx", f"{ROWS}!C4")
    assert len(moved["changes"]) == 2
    assert "This row is taken out of it." in moved["fate"]
    assert "This row is added to it." in moved["fate"]
    deleted = machine(flowtly, "explain", "w.xlsx", f"{ROWS}!A2")
    assert (deleted["outcome"], deleted["happening"]) == ("delete", "change")


@pytest.mark.usefixtures("answers")
def test_an_answer_is_told_by_what_it_becomes(flowtly: Flowtly) -> None:
    told = {each["cell"]: each for each in machine(flowtly, "diff", "w.xlsx")["differences"]}

    outcomes = {cell: (each["entity"], each["outcome"]) for cell, each in told.items() if cell[:1] in set("KLNPS")}
    assert outcomes == {
        "K2": ("budget-transactions", "create"),
        "L3": ("project-transactions", "create"),
        "S3": ("transactions", "accept"),
        "K5": ("open-transactions", "held"),
        "P5": ("transactions", "conflict"),
        "K9": ("open-transactions", "held"),
    }


def test_of_a_workbook_with_errors_no_cell_is_told_as_sent(flowtly: Flowtly, invoices: Path) -> None:
    edit(invoices, {ROWS: {"E3": "many"}})

    diff = machine(flowtly, "diff", "w.xlsx")
    text = " ".join(flowtly("diff", "w.xlsx").out.split())

    found = {
        each["cell"]: each["outcome"] for each in diff["differences"] if each["sheet"] == ROWS and each["row"] == 3
    }
    assert found == {"E3": "unreadable", "F3": "held"}
    assert diff["errors"] == 1
    assert "There is no plan: the workbook has 1 error to mend first." in text
    assert machine(flowtly, "explain", "w.xlsx", f"{ROWS}!F3")["changes"] == []
