"""What the service did not take, rounded, or set by itself: at its cell in the receipt and in the result, exit 10."""

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from toolkit.sandbox.switches import Fault, FaultKind, Switches

Cells = Mapping[str, str | float | None]

IGNORED = Fault("PATCH", "/budgets", FaultKind.IGNORE_FIELD, times=9, field="granularity")
UNLISTED = Fault("PATCH", "/project-transactions", FaultKind.IGNORE_FIELD, times=9, field="amount")
ROUNDED = Fault("PATCH", "/transactions", FaultKind.ROUND_FIELD, times=9, field="amount")
NEW_IGNORED = Fault("POST", "/budgets", FaultKind.IGNORE_FIELD, times=9, field="dateTo")
NEW_ROUNDED = Fault("PATCH", "/transactions", FaultKind.ROUND_FIELD, times=1, field="amount")


def edited(flowtly: Flowtly, entity: str, title: str, cells: Cells) -> None:
    """Pull an entity and type into its sheet."""
    flowtly("pull", entity, "-o", "b.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    for address, value in cells.items():
        book[title][address] = value
    book.save(flowtly.folder / "b.xlsx")


def column(flowtly: Flowtly, title: str, header: str) -> str:
    """Return the letters of a column by its header."""
    flowtly("pull", title.lower().replace(" ", "-"), "-o", "columns.xlsx")
    sheet = openpyxl.load_workbook(flowtly.folder / "columns.xlsx")[title]
    return next(cell.column_letter for cell in sheet[1] if cell.value == header)


def detail(flowtly: Flowtly, title: str, row: int) -> str:
    """Return what the result says about a row."""
    sheet = openpyxl.load_workbook(flowtly.folder / "b.result.xlsx")[title]
    at = next(cell.column_letter for cell in sheet[1] if cell.value == "Detail")
    return str(sheet[f"{at}{row}"].value)


def test_a_field_that_is_ignored_is_told_at_its_cell(flowtly: Flowtly, home: Path) -> None:
    """The rest of the row is done; the exit code says that something is not as it was sent."""
    with acme(home, Switches(anonymous=True, faults=(IGNORED,))):
        edited(flowtly, "budgets", "Budgets", {"C2": "Taken", "E2": "quarter"})

        applied = flowtly("--json", "apply", "b.xlsx", "--yes")

    (receipt,) = json.loads(applied.out)["receipts"]
    assert (applied.code, receipt["status"], list(receipt["cells"])) == (10, "done", ["E2"])
    assert detail(flowtly, "Budgets", 2) == f"E2: {receipt['cells']['E2']}"
    shown = json.loads(flowtly("--json", "runs", "show", json.loads(applied.out)["run"]).out)
    assert shown["receipts"][0]["mismatches"] == [{"field": "granularity", "sent": "quarter", "got": "month"}]


@pytest.mark.parametrize(
    ("title", "fault", "typed", "told"),
    [
        ("Transactions", ROUNDED, -42499.75, 'amount was rounded: sent "-42499.75", the service has "-42500".'),
        ("Project transactions", UNLISTED, 77, 'amount did not take: sent "77", the service has '),
    ],
    ids=["rounded", "ignored, where only the list can tell"],
)
def test_an_amount_that_is_not_as_sent_is_told_at_its_cell(
    flowtly: Flowtly, home: Path, title: str, fault: Fault, typed: float, told: str
) -> None:
    """In the receipt, in the result workbook and in the journal."""
    with acme(home, Switches(anonymous=True, faults=(fault,))):
        address = f"{column(flowtly, title, 'Amount')}2"
        edited(flowtly, title.lower().replace(" ", "-"), title, {address: typed})
        flowtly("plan", "b.xlsx", "-o", "p.json")

        allowed = [word for guard in ("scale", "amount", "sign") for word in ("--allow", guard)]
        applied = flowtly("--json", "apply", "p.json", *allowed)

    answer = json.loads(applied.out)
    (receipt,) = answer["receipts"]
    assert (applied.code, list(receipt["cells"])) == (10, [address]), applied
    assert receipt["cells"][address].startswith(told)
    assert f"{address}: {told}" in detail(flowtly, title, 2)
    shown = json.loads(flowtly("--json", "runs", "show", answer["run"]).out)
    assert [each["field"] for each in shown["receipts"][0]["mismatches"]] == ["amount"]


def test_a_field_that_did_not_take_is_asked_for_again(flowtly: Flowtly, home: Path) -> None:
    """The result's base has what the service has, so that the wish still stands in the next plan."""
    with acme(home, Switches(anonymous=True, faults=(IGNORED,))):
        edited(flowtly, "budgets", "Budgets", {"C2": "Taken", "E2": "quarter"})
        flowtly("apply", "b.xlsx", "--yes")

        again = flowtly("--json", "plan", "b.result.xlsx")

    (change,) = json.loads(again.out)["changes"]
    assert [edit["field"] for edit in change["edits"]] == ["granularity"]


def test_a_field_of_a_new_record_that_did_not_take_is_asked_for_again(flowtly: Flowtly, home: Path) -> None:
    """Else the wish would be gone: the result would say that the record has it."""
    with acme(home, Switches(anonymous=True, faults=(NEW_IGNORED,))):
        row: Cells = {"C20": "Nordic Fair", "D20": "global", "E20": "quarter", "G20": "2026-01-01", "H20": "2026-12-31"}
        edited(flowtly, "budgets", "Budgets", row)
        applied = flowtly("apply", "b.xlsx", "--yes")

        again = flowtly("--json", "plan", "b.result.xlsx")

    assert applied.code == 10
    (change,) = json.loads(again.out)["changes"]
    assert (change["verb"], [edit["field"] for edit in change["edits"]]) == ("patch", ["dateTo"])


def test_a_rounded_amount_is_asked_for_again_and_is_no_conflict(flowtly: Flowtly, home: Path) -> None:
    """Nobody else has touched it: what is live is what came of our own write."""
    with acme(home, Switches(anonymous=True, faults=(NEW_ROUNDED,))):
        edited(flowtly, "transactions", "Transactions", {f"{column(flowtly, 'Transactions', 'Amount')}2": -17.75})
        allowed = [word for guard in ("scale", "amount", "sign") for word in ("--allow", guard)]
        flowtly("apply", "b.xlsx", "--yes", *allowed)

        again = json.loads(flowtly("--json", "plan", "b.result.xlsx").out)

    assert again["conflicts"] == []
    assert [edit["field"] for edit in again["changes"][0]["edits"]] == ["amount"]
