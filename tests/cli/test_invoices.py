"""`flowtly invoices drafts|next-name|verify`, and the amounts of invoices in `check`."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from filling import Typed

from toolkit.api.client import Client

NEW: Mapping[str, Typed] = {
    "Number": "F/2026/11/001",
    "Type": "vat",
    "Client": "Vättern Energi AB",
    "Bank account": "Företagskonto",
    "Currency": "Svensk krona",
    "Issued": "2026-11-01",
    "Sold": "2026-11-01",
    "Due": "2026-11-30",
    "Paid by": "transfer",
    "Status of invoice": "created",
}


@pytest.fixture
def pulled(flowtly: Flowtly) -> Path:
    """Give a workbook of all invoices and their rows."""
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    return flowtly.folder / "mine.xlsx"


def put(path: Path, sheet: str, row: int, values: Mapping[str, Typed]) -> None:
    """Type into cells of a row, by the titles of their columns; row 0 is the next free one."""
    book = openpyxl.load_workbook(path)
    titles = {str(cell.value): number for number, cell in enumerate(book[sheet][1], 1)}
    number = row or book[sheet].max_row + 1
    for title, value in values.items():
        book[sheet].cell(number, titles[title]).value = value
    book.save(path)


def new_invoice(path: Path, net: Typed, gross: Typed) -> None:
    put(path, "Invoices", 0, {**NEW, "Net": net, "Gross": gross})
    for quantity, price in ((1, 60), (2, 20.005)):
        row = {"Invoice": NEW["Number"], "Name": "Analys", "Quantity": quantity, "Net price": price, "VAT rate": "25"}
        put(path, "Invoice rows", 0, row)


def issues(flowtly: Flowtly, path: Path, *options: str) -> list[tuple[str, str, str]]:
    told = json.loads(flowtly("--json", "check", path, *options).out)
    return [(each["severity"], f"{each['sheet']}!{each['cell']}", each["rule"]) for each in told["issues"]]


def test_drafts_are_listed_with_names_instead_of_iris(flowtly: Flowtly) -> None:
    text = flowtly("invoices", "drafts").out
    data = json.loads(flowtly("--json", "invoices", "drafts").out)["invoices"]

    assert "31,875.00  Svensk" in text
    assert {each["status"] for each in data} == {"created", "edited"}
    assert data[0]["labels"]["client"] == "Kraków Med Sp. z o.o."
    assert data[0]["iri"] == "/api/invoices/16"


def test_no_drafts_are_a_sentence(flowtly: Flowtly, service: Client) -> None:
    for own in ("16", "17", "18"):
        service.send("POST", f"/invoices/{own}/send", {})

    assert flowtly("invoices", "drafts").out == "The service lists no drafts.\n"


def test_the_next_number_is_that_of_the_month(flowtly: Flowtly) -> None:
    told = json.loads(flowtly("--json", "invoices", "next-name", "--date", "2026-09-30").out)

    assert told == {"version": 1, "date": "2026-09-30", "name": "F/2026/09/003"}
    assert flowtly("invoices", "next-name", "--date", "2031-02-01").out == "F/2031/02/001\n"
    assert flowtly("invoices", "next-name").out.startswith("F/")
    assert flowtly("invoices", "next-name", "--date", "tomorrow").code == 2


@pytest.mark.parametrize("taken", ["f/2031/02/001", "F/2031/02/001\u200b", " F/2031/02/001"])
def test_a_number_that_a_live_invoice_has_is_not_proposed(flowtly: Flowtly, service: Client, taken: str) -> None:
    """The service that counts may know another spelling for another number; people do not."""
    service.send("PATCH", "/invoices/16", {"name": taken})

    told = flowtly("invoices", "next-name", "--date", "2031-02-01")

    assert (told.code, told.out) == (9, "")
    assert 'proposes "F/2031/02/001", and the invoice 16 is called' in " ".join(told.err.split())


def test_a_live_invoice_that_does_not_add_up_is_named(flowtly: Flowtly, service: Client) -> None:
    assert flowtly("invoices", "verify").code == 0
    service.send("PATCH", "/invoices/3", {"amountNet": Decimal("1.5")})

    found = flowtly("invoices", "verify")
    told = json.loads(flowtly("--json", "invoices", "verify").out)["unequal"]

    assert found.code == 10
    assert "1.50" in found.out
    assert [(each["id"], each["field"], each["stated"]) for each in told] == [("3", "amountNet", 1.5)]


def test_a_new_invoice_adds_up_or_is_stopped(flowtly: Flowtly, pulled: Path) -> None:
    new_invoice(pulled, net=100.01, gross=125.02)

    assert issues(flowtly, pulled) == [("error", "Invoices!L20", "totals")]
    assert "come to 125.01, and Gross says 125.02" in " ".join(flowtly("check", pulled).out.split())
    put(pulled, "Invoices", 20, {"Gross": 125.01})
    assert issues(flowtly, pulled) == []
    assert flowtly("apply", pulled, "--yes").code == 0
    assert flowtly("invoices", "verify").code == 0


def test_an_amount_that_nobody_touched_is_only_warned_of(flowtly: Flowtly, pulled: Path) -> None:
    put(pulled, "Invoice rows", 2, {"Net price": 901})

    assert issues(flowtly, pulled) == [
        ("warning", "Invoices!K2", "totals"),
        ("warning", "Invoices!L2", "totals"),
    ]
    assert flowtly("plan", pulled).code == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, [("warning", "Invoices!K2", "totals"), ("warning", "Invoices!L2", "totals")]),
        ({"Net": 10}, [("error", "Invoices!K2", "totals"), ("warning", "Invoices!L2", "totals")]),
        ({"Net": 0, "Gross": 0}, []),
        ({"Net": None, "Gross": None}, []),
    ],
    ids=["untouched", "another net", "nothing", "emptied"],
)
def test_an_invoice_that_loses_its_last_row_comes_to_nothing(
    flowtly: Flowtly, pulled: Path, typed: Mapping[str, Typed], found: list[tuple[str, str, str]]
) -> None:
    put(pulled, "Invoice rows", 2, {"Command": "DELETE"})
    put(pulled, "Invoice rows", 3, {"Command": "DELETE"})
    put(pulled, "Invoices", 2, typed)

    assert issues(flowtly, pulled) == found
    if found:
        assert "come to 0.00, and Net says" in " ".join(flowtly("check", pulled).out.split())


def test_without_the_live_records_invoices_are_held_against_what_was_pulled(flowtly: Flowtly, pulled: Path) -> None:
    put(pulled, "Invoices", 3, {"Net": 5})

    assert issues(flowtly, pulled, "--offline") == [("error", "Invoices!K3", "totals")]


def test_an_invoice_that_did_not_add_up_before_is_only_warned_of(flowtly: Flowtly, service: Client) -> None:
    service.send("PATCH", "/invoices/2", {"amountNet": 7})
    flowtly("pull", "invoices", "-o", "odd.xlsx")
    path = flowtly.folder / "odd.xlsx"

    assert issues(flowtly, path) == []
    put(path, "Invoices", 3, {"Net": 8})
    assert issues(flowtly, path) == [("warning", "Invoices!K3", "totals")]


def test_an_emptied_amount_says_nothing(flowtly: Flowtly, pulled: Path) -> None:
    put(pulled, "Invoices", 3, {"Net": None})

    assert issues(flowtly, pulled) == []


def test_an_invoice_waits_until_its_rows_can_be_read(flowtly: Flowtly, pulled: Path) -> None:
    put(pulled, "Invoices", 2, {"Net": 1})
    put(pulled, "Invoice rows", 2, {"Net price": "dear"})

    assert [rule for _severity, _cell, rule in issues(flowtly, pulled)] != ["totals"]
    assert ("error", "Invoices!K2", "totals") not in issues(flowtly, pulled)


def test_rows_alone_are_warned_of_at_their_price(flowtly: Flowtly, pulled: Path) -> None:
    book = openpyxl.load_workbook(pulled)
    book["Invoices"].delete_rows(2)
    book.save(pulled)
    put(pulled, "Invoice rows", 2, {"Net price": 901})

    assert {cell for _severity, cell, _rule in issues(flowtly, pulled)} == {"Invoice rows!F2"}
