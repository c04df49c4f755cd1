"""Invoice rows at the command line: pulled on a sheet of their own, sent with their invoice, and taken back."""

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from filling import Fill, Typed, ValidRow

from toolkit.api.client import Client
from toolkit.entities.canonical import parse
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.record import Record

SHEET = "Invoice rows"


def edit(path: Path, cells: Mapping[str, Typed]) -> None:
    """Type into the child sheet, and save with another program."""
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        book[SHEET][address] = value
    book.save(path)


def shown(path: Path, row: int) -> list[object]:
    """Return what a row of the child sheet shows."""
    return [cell.value for cell in openpyxl.load_workbook(path)[SHEET][row]]


def changes(flowtly: Flowtly, *arguments: str) -> list[dict[str, object]]:
    planned = flowtly("--json", "plan", *arguments)
    assert planned.code == 0, planned
    found: list[dict[str, object]] = json.loads(planned.out)["changes"]
    return found


@pytest.fixture
def first(service: Client) -> Record:
    """Give the invoice whose rows stand first on the sheet: there are two."""
    record = next(iter(service.records(INVOICES)))
    assert len(_names(record)) == 2
    return record


def _names(record: Record | None) -> list[str]:
    assert record is not None
    rows = parse(str(record.values["invoiceRows"]))
    assert isinstance(rows, list)
    return [str(row["name"]) for row in rows if isinstance(row, Mapping)]


@pytest.mark.parametrize("named", ["invoices", "invoice-rows"])
def test_rows_are_pulled_with_their_invoices_and_ask_for_nothing(flowtly: Flowtly, named: str) -> None:
    pulled = flowtly("--json", "pull", named, "-o", "pulled.xlsx")

    assert list(json.loads(pulled.out)["records"]) == ["invoices", "invoice-rows"]
    assert shown(flowtly.folder / "pulled.xlsx", 1)[:6] == ["Command", "Id", "Invoice", "Name", "Quantity", "Net price"]
    assert changes(flowtly, "pulled.xlsx") == []


def test_an_edited_a_new_and_a_deleted_row_are_one_change_that_can_be_undone(
    flowtly: Flowtly, service: Client, first: Record
) -> None:
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    path = flowtly.folder / "mine.xlsx"
    name = shown(path, 2)[2]
    last = openpyxl.load_workbook(path)[SHEET].max_row + 1
    edit(
        path, {"F2": 901, "A3": "DELETE", f"C{last}": str(name), f"D{last}": "Travel", f"E{last}": 1, f"F{last}": 12.5}
    )

    assert flowtly("plan", "mine.xlsx", "-o", "plan.json").code == 0
    (change,) = json.loads((flowtly.folder / "plan.json").read_text())["changes"]
    assert list(change["requests"][0]["body"]) == ["invoiceRows"]
    assert flowtly("apply", "plan.json").code == 0

    assert _names(service.read(INVOICES, first.id)) == [_names(first)[0], "Travel"]
    result = flowtly.folder / "mine.result.xlsx"
    assert [shown(result, row)[:2] + shown(result, row)[7:8] for row in (2, 3, last)] == [
        [None, f"{first.id}/1", "changed"],
        ["DELETE", f"{first.id}/2", "deleted"],
        [None, f"{first.id}/3", "created"],
    ]
    assert changes(flowtly, "mine.result.xlsx") == []

    run = json.loads(flowtly("--json", "runs").out)["runs"][0]["run"]
    flowtly("undo", run, "-o", "undo.json")
    assert flowtly("apply", "undo.json").code == 0
    now = service.read(INVOICES, first.id)
    assert now is not None
    assert now.values["invoiceRows"] == first.values["invoiceRows"]


def test_a_new_invoice_is_created_with_the_rows_that_name_it(
    flowtly: Flowtly, service: Client, fill: Fill, valid_row: ValidRow
) -> None:
    flowtly("template", "invoices", "-o", "new.xlsx")
    path = flowtly.folder / "new.xlsx"
    fill(path, INVOICES, [{**valid_row(INVOICES), "Number": "N/1"}])
    rows: list[dict[str, Typed]] = [
        {"Invoice": "N/1", "Name": "Desk", "Quantity": 2, "Net price": 100},
        {"Invoice": "n/1 ", "Name": "Lamp", "Quantity": 1, "Net price": 12.5, "VAT rate": "25"},
    ]
    fill(path, INVOICE_ROWS, rows)

    assert flowtly("apply", "new.xlsx", "--yes").code == 0

    made = next(record for record in service.records(INVOICES) if record.values["name"] == "N/1")
    assert _names(made) == ["Desk", "Lamp"]
    assert shown(flowtly.folder / "new.result.xlsx", 3)[1] == f"{made.id}/2"
    assert changes(flowtly, "new.result.xlsx") == []


def test_what_the_service_finds_wrong_with_a_row_is_shown_at_its_cell(flowtly: Flowtly) -> None:
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    edit(flowtly.folder / "mine.xlsx", {"E3": -1})

    applied = flowtly("--json", "apply", "mine.xlsx", "--yes", "--allow", "sign")

    (receipt,) = json.loads(applied.out)["receipts"]
    assert receipt["cells"] == {f"{SHEET}!E3": "This value should be positive."}
    book = openpyxl.load_workbook(flowtly.folder / "mine.result.xlsx")
    comment = book[SHEET]["E3"].comment
    assert comment is not None
    assert "This value should be positive." in comment.text
    assert shown(flowtly.folder / "mine.result.xlsx", 3)[7] == "failed"


def test_a_row_that_somebody_adds_after_the_plan_is_not_lost(flowtly: Flowtly, service: Client, first: Record) -> None:
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    edit(flowtly.folder / "mine.xlsx", {"F2": 901})
    flowtly("plan", "mine.xlsx", "-o", "plan.json")
    rows = parse(str(first.values["invoiceRows"]))
    assert isinstance(rows, list)
    theirs = [*rows, {"name": "Theirs", "quantity": 1, "priceNet": 1}]
    service.send("PATCH", f"/invoices/{first.id}", {"invoiceRows": theirs})

    assert flowtly("apply", "plan.json").code == 5
    assert _names(service.read(INVOICES, first.id))[-1] == "Theirs"

    assert flowtly("apply", "mine.xlsx", "--yes").code == 0
    assert _names(service.read(INVOICES, first.id)) == [*_names(first), "Theirs"]


def test_a_row_without_an_invoice_is_an_issue_at_its_cell(flowtly: Flowtly, fill: Fill) -> None:
    flowtly("template", "invoices", "-o", "new.xlsx")
    fill(flowtly.folder / "new.xlsx", INVOICE_ROWS, [{"Name": "Desk", "Quantity": 2, "Net price": 100}])

    checked = flowtly("--json", "check", "new.xlsx")

    assert checked.code == 4
    (issue,) = json.loads(checked.out)["issues"]
    assert (issue["sheet"], issue["cell"], issue["rule"]) == (SHEET, "C2", "required")


def test_rows_of_an_invoice_that_was_refused_are_handed_out_to_be_mended(
    flowtly: Flowtly, service: Client, first: Record
) -> None:
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    path = flowtly.folder / "mine.xlsx"
    last = openpyxl.load_workbook(path)[SHEET].max_row + 1
    name = str(shown(path, 2)[2])
    edit(path, {"E2": -1, "A3": "DELETE", f"C{last}": name, f"D{last}": "Travel", f"E{last}": 1, f"F{last}": 12.5})
    flowtly("apply", "mine.xlsx", "--yes", "--allow", "sign")
    run = json.loads(flowtly("--json", "runs").out)["runs"][0]["run"]

    assert flowtly("results", run, "-o", "left.xlsx").code == 0

    left = flowtly.folder / "left.xlsx"
    assert [shown(left, row)[:5] for row in (2, 3, 4)] == [
        [None, f"{first.id}/1", name, _names(first)[0], -1],
        ["DELETE", f"{first.id}/2", name, _names(first)[1], shown(path, 3)[4]],
        [None, None, name, "Travel", 1],
    ]
    edit(left, {"E2": 3})
    assert flowtly("apply", "left.xlsx", "--yes").code == 0
    assert _names(service.read(INVOICES, first.id)) == [_names(first)[0], "Travel"]


def test_rows_are_compared_explained_and_rebased_like_records(flowtly: Flowtly, service: Client, first: Record) -> None:
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    edit(flowtly.folder / "mine.xlsx", {"F2": 901})
    one, two = json.loads(str(first.values["invoiceRows"]))
    theirs = [{**one, "quantity": 5, "priceNet": 777}, {**two, "quantity": 42}, {**two, "name": "Theirs"}]
    service.send("PATCH", f"/invoices/{first.id}", {"invoiceRows": theirs})

    found = json.loads(flowtly("--json", "diff", "mine.xlsx").out)["differences"]
    explained = json.loads(flowtly("--json", "explain", "mine.xlsx", f"{SHEET}!E3").out)
    rebased = flowtly("--json", "rebase", "mine.xlsx")

    assert [(each["cell"], each["live"], each["outcome"]) for each in found] == [
        ("E2", 5, "keep"),
        ("F2", 777, "conflict"),
        ("E3", 42, "keep"),
    ]
    assert (explained["base"], explained["live"], explained["outcome"]) == (two["quantity"], 42, "keep")
    told = json.loads(rebased.out)
    assert (rebased.code, told["new"], [each["cell"] for each in told["conflicts"]]) == (5, {"invoice-rows": 1}, ["F2"])
    path = flowtly.folder / "mine.rebased.xlsx"
    assert [shown(path, row)[4:6] for row in (2, 3)] == [[5, 901], [42, two["priceNet"]]]
    assert json.loads(flowtly("--json", "rebase", "mine.rebased.xlsx").out)["written"] is None
