"""Amounts are read whole or not at all: no mark between thousands cuts one to its first group."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.amounts import Unreadable, read_amount

MARKS = " '\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1000,00", "SEK", "1000.00"),
        ("3000,", "SEK", "3000"),
        (",50", "EUR", "0.50"),
        ("12.50", "EUR", "12.50"),
        ("1234", "EUR", "1234"),
        ("1.000,00", "EUR", "1000.00"),
        ("1,000.00", "EUR", "1000.00"),
        ("1.234.567", "EUR", "1234567"),
        ("1,234,567", "EUR", "1234567"),
        ("1.234.567,89", "EUR", "1234567.89"),
        ("12 500", "SEK", "12500"),
        (" 12 500,00 ", "SEK", "12500.00"),
        ("2,125", "KWD", "2.125"),
        ("1000,000", "SEK", "1000.000"),
        ("0,500", "SEK", "0.500"),
        ("1 234,567", "SEK", "1234.567"),
        ("123456789012,50", "SEK", "123456789012.50"),
    ],
)
def test_an_amount_that_can_be_read_in_one_way_is_read_in_that(text: str, currency: str, amount: str) -> None:
    assert read_amount(text, currency).value == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "1,2,3", "10 00", "10 0000", "1 0000,00", "1'000 000,00", "1.000,000,00", "0 500,00", "1 000,00,00"),
        *(
            "-5,00",
            "5,00-",
            "+5,00",
            "(5,00)",
            "5,00 5",
            "5 €",
            "1e9",
            "\u0661\u0662,50",
            "1_000,00",
            "9" * 17,
            "1  000,00",
        ),
    ],
)
def test_what_is_left_over_of_an_amount_makes_it_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_amount(text, "SEK")


@pytest.mark.parametrize(
    ("text", "currency"), [("1.000", "SEK"), ("1.000", "KWD"), ("12,500", "SEK"), ("1,000", "JPY")]
)
def test_a_mark_before_three_digits_that_may_mean_two_things_is_named_with_both(text: str, currency: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_amount(text, currency)

    assert "may be" in str(refused.value)
    assert text.replace(",", ".") in str(refused.value)


@given(st.integers(0, 10**12), st.sampled_from(MARKS + "."), st.sampled_from([",", ",0", ",50"]))
def test_any_mark_between_thousands_gives_the_amount_without_it(whole: int, mark: str, fraction: str) -> None:
    spelt = f"{whole:,}".replace(",", mark) + fraction

    assert read_amount(spelt, "SEK").value == Decimal(f"{whole}{fraction.replace(',', '.')}")


def test_what_was_put_right_is_told() -> None:
    assert [each.message for each in read_amount("12 500,00", "SEK").mended] == [
        "The amount has marks between its thousands: 12 500,00"
    ]
    assert "point for its comma" in read_amount("12.50", "SEK").mended[0].message
    assert "no decimal comma" in read_amount("12", "SEK").mended[0].message
    assert read_amount("12,50", "SEK").mended == ()
