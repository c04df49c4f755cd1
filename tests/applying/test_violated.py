"""A violation lands on the row of the workbook that it is about, and on no innocent one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from toolkit.applying.outcomes import trouble
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import Part, Rows
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.record import Record
from toolkit.errors import Refused, Violation
from toolkit.planning.changes import Change, Create, Patch, Place

KIND = INVOICES.by_field["invoiceRows"].kind
LETTERS = {"name": "D", "quantity": "E", "priceNet": "F"}
WRONG_TYPE = "ba785a8c-82cb-4283-967c-3cf342181b40"
BAD = "This value should be positive."


def array(count: int, first: str) -> str:
    assert isinstance(KIND, Rows)
    return KIND.joined([Part({"name": f"{first}{n}", "quantity": Decimal(n)}) for n in range(count)])


def change(live: int, deeds: Sequence[Deed]) -> Change:
    """Return an edit of an invoice with so many live rows, which sends one row for each deed, from row 2 on."""
    parts = tuple(
        PartRow("invoiceRows", n, INVOICE_ROWS.path, "Invoice rows", n + 2, LETTERS, None, deed)
        for n, deed in enumerate(deeds)
    )
    before = Record("7", "/api/invoices/7", {"invoiceRows": array(live, "old")})
    place = Place("Invoices", 2, {}, parts)
    return Patch(1, INVOICES, place, "", before, {"invoiceRows": array(len(deeds), "new")}, ())


def cells(change: Change, *paths: str, status: int = 422, code: str = "") -> Mapping[str, str]:
    violations = tuple(Violation(path, BAD, code) for path in paths)
    return trouble(change, Refused(status, "Unprocessable", violations)).receipt.cells


NEW, SAME, EDIT = Deed.CREATED, Deed.KEPT, Deed.CHANGED


@pytest.mark.parametrize("live", [0, 1, 2, 5])
@pytest.mark.parametrize("sent", [1, 3, 7])
def test_an_index_that_counts_on_from_the_live_rows_lands_on_the_row_that_was_sent(live: int, sent: int) -> None:
    made = change(live, [NEW] * sent)

    for index in range(sent):
        assert cells(made, f"invoiceRows[{live + index}].quantity") == {f"Invoice rows!E{index + 2}": BAD}


@pytest.mark.parametrize("index", [0, 1, 2])
def test_what_is_found_while_a_body_is_read_has_the_index_as_sent(index: int) -> None:
    made = change(2, [EDIT, NEW, NEW])

    assert cells(made, f"invoiceRows[{index}].priceNet", status=400) == {f"Invoice rows!F{index + 2}": BAD}
    assert cells(made, f"invoiceRows[{index}].priceNet", code=WRONG_TYPE) == {f"Invoice rows!F{index + 2}": BAD}


def test_an_index_below_the_live_rows_tells_that_the_service_counts_as_sent() -> None:
    made = change(2, [EDIT, SAME, NEW])

    assert cells(made, "invoiceRows[0].quantity", "invoiceRows[2].quantity") == {
        "Invoice rows!E2": BAD,
        "Invoice rows!E4": BAD,
    }


def test_a_creation_counts_as_sent() -> None:
    edit = change(0, [NEW, NEW])
    made = Create(1, INVOICES, edit.place, "", {"invoiceRows": array(2, "new")}, ())

    assert cells(made, "invoiceRows[1].name") == {"Invoice rows!D3": BAD}


def test_in_doubt_both_values_are_named_and_no_cell_is_coloured() -> None:
    """By the usual count it is a row that nobody touched, by the other one a row that is new."""
    made = change(1, [SAME, NEW])

    receipt = trouble(made, Refused(422, "Unprocessable", (Violation("invoiceRows[1].quantity", BAD),))).receipt

    assert receipt.cells == {}
    assert f'"new0" (Quantity 0) or "new1" (Quantity 1): {BAD.removesuffix(".")}' in receipt.detail


def test_an_index_beyond_all_rows_has_no_cell() -> None:
    assert cells(change(1, [NEW]), "invoiceRows[9].quantity") == {}
