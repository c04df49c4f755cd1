"""`flowtly pull` of a part: views, filters, and what is refused before anything is asked for."""

import json

import openpyxl
import pytest
from command_line import Flowtly
from soundness import problems

from toolkit.api.client import Client
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.invoices import INVOICES
from toolkit.entities.transactions import TRANSACTIONS


@pytest.mark.parametrize(
    ("view", "path"), [("unassigned", "transactions"), ("with-problems", "transactions"), ("draft", "invoices")]
)
def test_a_view_is_pulled_without_naming_its_entity_and_asks_for_nothing(
    flowtly: Flowtly, service: Client, view: str, path: str
) -> None:
    entity = INVOICES if path == "invoices" else TRANSACTIONS
    listed = {record.id for record in service.records(entity, view=view)}

    pulled = flowtly("--json", "pull", "--view", view, "-o", "view.xlsx")

    assert json.loads(pulled.out)["records"][path] == len(listed)
    assert 0 < len(listed) < len(service.list(entity))
    planned = flowtly("--json", "plan", "view.xlsx")
    assert (planned.code, json.loads(planned.out)["changes"]) == (0, [])


def test_a_view_of_another_entity_is_refused(flowtly: Flowtly) -> None:
    refused = flowtly("pull", "budgets", "--view", "draft", "-o", "view.xlsx")

    assert refused.code == 2
    assert 'There is no view "draft" of budgets. It has none.' in refused.err
    assert not (flowtly.folder / "view.xlsx").exists()


def test_several_values_of_a_filter_are_a_list(flowtly: Flowtly, service: Client) -> None:
    amounts = [record.values["bankAccount"] for record in service.records(TRANSACTIONS)]
    accounts = sorted({str(account).rsplit("/", 1)[-1] for account in amounts})[:2]

    pulled = flowtly(
        "--json",
        "pull",
        "transactions",
        "-o",
        "part.xlsx",
        *(part for a in accounts for part in ("--filter", f"bankAccount={a}")),
    )

    assert len(accounts) == 2
    expected = sum(str(account).rsplit("/", 1)[-1] in accounts for account in amounts)
    assert json.loads(pulled.out)["records"] == {"transactions": expected}


def test_filters_and_a_view_go_together(flowtly: Flowtly, service: Client) -> None:
    unassigned = [str(r.values["amount"]) for r in service.records(TRANSACTIONS, view="unassigned")]

    pulled = flowtly("--json", "pull", "--view", "unassigned", "--filter", "amount[lt]=0", "-o", "part.xlsx")

    spent = sum(amount.startswith("-") for amount in unassigned)
    assert json.loads(pulled.out)["records"] == {"transactions": spent}


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        (("execDate[after]=31.01.2026",), 'The filter "execDate[after]" of transactions should be a date, 2026-01-31'),
        (("amonut[lt]=0",), 'The service has no filter "amonut[lt]" for transactions'),
        (("amount[lt]",), '"amount[lt]" is no filter: write FIELD=VALUE.'),
        (("amount[lt]=0", "amount[lt]=1"), '"amount[lt]" takes one value, not 2.'),
    ],
)
def test_a_filter_that_would_be_ignored_is_refused(flowtly: Flowtly, filters: tuple[str, ...], sentence: str) -> None:
    options = [part for each in filters for part in ("--filter", each)]

    refused = flowtly("pull", "transactions", "-o", "part.xlsx", *options)

    assert refused.code == 2
    assert sentence in refused.err


def test_ids_of_what_cells_point_at_stand_beside_their_names_and_are_never_read(
    flowtly: Flowtly, service: Client
) -> None:
    flowtly("pull", "budget-employees", "--ids", "-o", "links.xlsx")
    path = flowtly.folder / "links.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Budget employees"]
    header = [str(cell.value) for cell in sheet[1]]
    at = header.index("# Budget id")
    shown = [(str(row[at - 1]), str(row[at])) for row in sheet.iter_rows(min_row=2, values_only=True)]

    names = {record.id: record.values["name"] for record in service.records(BUDGETS)}
    assert header[at - 1] == "Budget"
    assert shown
    assert [(names[identifier], identifier) for _name, identifier in shown] == shown
    assert problems(path) == []
    sheet.cell(2, at + 1).value = "bgt_9999"
    book.save(path)
    planned = flowtly("--json", "plan", "links.xlsx")
    assert (planned.code, json.loads(planned.out)["changes"]) == (0, [])


@pytest.mark.parametrize("file", ["b.xlsx", "b.csv"])
def test_a_text_that_looks_like_a_command_is_told(flowtly: Flowtly, service: Client, file: str) -> None:
    service.send("PATCH", "/budgets/bgt_0001", {"name": "[clear]"})

    pulled = flowtly("pull", "budgets", "-o", file)

    assert "1 text looks like [clear]. It is written \\[clear], and means the text while it stays so." in pulled.err


def test_a_text_that_looks_like_a_command_is_edited_to_and_from(flowtly: Flowtly, service: Client) -> None:
    service.send("PATCH", "/transactions/txn_701", {"note": "[clear]"})
    flowtly("pull", "transactions", "-o", "t.xlsx")
    path = flowtly.folder / "t.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Transactions"]
    note = next(number for number, cell in enumerate(sheet[1], 1) if cell.value == "Note")
    rows = {str(row[1].value): number for number, row in enumerate(sheet.iter_rows(), 1) if row[1].value}
    assert sheet.cell(rows["txn_701"], note).value == "\\[clear]"
    sheet.cell(rows["txn_701"], note, "[clear]")
    sheet.cell(rows["txn_702"], note, "\\[clear]")
    book.save(path)

    checked = json.loads(flowtly("--json", "check", "t.xlsx").out)
    made = json.loads(flowtly("--json", "plan", "t.xlsx").out)

    assert [each["rule"] for each in checked["conversions"]] == ["escaped"]
    assert [change["requests"][0]["body"]["note"] for change in made["changes"]] == [None, "[clear]"]
