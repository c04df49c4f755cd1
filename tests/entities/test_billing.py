"""What rows of an invoice come to, whichever way the service rounds."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.billing import GROSS, NET, ROWS, Gap, gaps, sums_of
from toolkit.entities.canonical import JsonObject, canonical
from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Value

CENT = Decimal("0.01")
Row = tuple[Decimal, Decimal, str | None]


def rows(*parts: Row) -> str:
    """Return the value of the array that such rows are: quantity, price, rate."""
    told: list[JsonObject] = [
        {"name": "x", "quantity": quantity, "priceNet": price, **({"vatRate": rate} if rate else {})}
        for quantity, price, rate in parts
    ]
    return canonical(told)


def row(quantity: str, price: str, rate: str | None = "25") -> Row:
    return Decimal(quantity), Decimal(price), rate


@pytest.mark.parametrize("rate", ["25", "25%", "25 %", "25,0", "25.00"])
def test_a_rate_is_read_however_it_is_spelt(rate: str) -> None:
    sums = sums_of({ROWS: rows(row("2", "50", rate))})

    assert sums is not None
    assert (sums.net, sums.gross) == ((Decimal(100),), (Decimal(125),))


@pytest.mark.parametrize("rate", ["zw", "reverse charge", None, "-25", "125", "0x19"])
def test_of_a_rate_that_is_a_word_only_the_net_is_told(rate: str | None) -> None:
    values: dict[str, Value | None] = {ROWS: rows(row("1", "100"), row("1", "10", rate)), NET: Decimal(1), GROSS: 5}

    assert gaps(values) == (Gap(NET, Decimal(1), Decimal(110)),)


@pytest.mark.parametrize(
    "values",
    [
        {NET: Decimal(5)},
        {NET: Decimal(5), ROWS: "[]"},
        {NET: Decimal(5), ROWS: canonical([{"name": "x", "quantity": 1}])},
        {NET: Decimal(5), ROWS: canonical("not rows")},
        {ROWS: rows(row("1", "5"))},
    ],
)
def test_what_cannot_be_added_up_is_not_judged(values: dict[str, Value | None]) -> None:
    assert gaps(values) == ()


def test_a_cent_is_a_difference() -> None:
    values: dict[str, Value | None] = {ROWS: rows(row("3", "33.33")), NET: Decimal("99.99"), GROSS: Decimal("125.00")}

    assert gaps(values) == (Gap(GROSS, Decimal("125.00"), Decimal("124.99")),)
    assert gaps({**values, GROSS: Decimal("124.99")}) == ()


def test_half_a_cent_may_be_rounded_up_or_to_the_even_cent_of_each_row_or_of_all() -> None:
    sums = sums_of({ROWS: rows(row("1", "0.125", "0"), row("1", "0.125", "0"))})

    assert sums is not None
    assert set(sums.net) == {Decimal("0.25"), Decimal("0.26"), Decimal("0.24")}


def test_a_credit_note_adds_up_below_zero() -> None:
    assert gaps({ROWS: rows(row("-2", "10.01")), NET: Decimal("-20.02"), GROSS: Decimal("-25.03")}) == ()
    assert gaps({ROWS: rows(row("-2", "10.01")), NET: Decimal("20.02")})[0].expected == Decimal("-20.02")


@given(
    st.lists(
        st.tuples(
            st.decimals(-999, 999, places=3), st.decimals(0, 9999, places=4), st.sampled_from(["0", "6", "12", "25"])
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
def test_an_invoice_that_is_rounded_in_any_usual_way_adds_up(parts: list[Row], rounding: str) -> None:
    lines = [(quantity * price, Decimal(rate or 0) / 100) for quantity, price, rate in parts]
    net = sum((each for each, _rate in lines), Decimal(0)).quantize(CENT, rounding)
    whole = sum((each * (1 + rate) for each, rate in lines), Decimal(0)).quantize(CENT, rounding)
    of_rows = sum(((each * (1 + rate)).quantize(CENT, rounding) for each, rate in lines), Decimal(0))

    for gross in (whole, of_rows):
        assert gaps({ROWS: rows(*parts), NET: net, GROSS: gross}) == ()
    assert {gap.field for gap in gaps({ROWS: rows(*parts), NET: net + 1, GROSS: whole - 1})} == {NET, GROSS}
    assert INVOICES.column(NET).writable
