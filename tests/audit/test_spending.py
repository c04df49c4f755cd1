"""Spending against plans, recomputed in another way: cent by cent, month by month."""

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.audit.spending import (
    Booking,
    Planned,
    Term,
    deviations,
    lines,
    main_currency,
    months,
    plans,
    spread,
    window,
)

YEAR = months("2026-01", "2026-12")


def booking(budget: str, month: str, spent: str, currency: str = "SEK") -> Booking:
    return Booking(f"{budget}{month}", budget, "t", month, currency, Decimal(spent), whole=False)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-10-01", "2026-10-31", YEAR[:10]),
        ("2026-01-15", "2026-01-16", ("2026-01",)),
        ("2025-11-01", "2026-02-28", ("2025-11", "2025-12", "2026-01", "2026-02")),
    ],
)
def test_months_are_looked_at_from_the_beginning_of_the_year(first: str, last: str, expected: tuple[str, ...]) -> None:
    assert window(date.fromisoformat(first), date.fromisoformat(last)) == expected


@given(st.integers(-(10**9), 10**9), st.integers(0, 40), st.integers(0, 40))
def test_a_plan_is_spread_to_the_cent_and_adds_up_to_itself(amount: int, start: int, length: int) -> None:
    span = months("2024-01", "2031-12")[start : start + length + 1]
    parts = list(spread(Term("b", Decimal(amount), span[0], span[-1]), "2026"))

    assert [month for month, _part in parts] == list(span)
    assert sum(part for _month, part in parts) == amount
    exact = Fraction(amount, len(span))
    assert all(abs(Fraction(part) - exact) <= Fraction(1, 100) for _month, part in parts)
    assert all(part == part.quantize(Decimal("0.01")) for _month, part in parts)


def test_a_term_without_ends_goes_from_the_beginning_to_the_end_of_the_year() -> None:
    parts = dict(spread(Term("b", Decimal(1200), None, None), "2026"))

    assert parts == dict.fromkeys(YEAR, Decimal(100))


def test_plans_are_cut_to_the_months_that_are_looked_at() -> None:
    made = plans([Term("b", Decimal(600), "2026-05", "2026-10"), Term("a", Decimal(0), None, None)], "SEK", YEAR[:6])

    assert made == (Planned("b", "SEK", "2026-05", Decimal(100)), Planned("b", "SEK", "2026-06", Decimal(100)))


def test_the_rest_knows_only_budgets_that_have_a_plan_and_only_its_currency() -> None:
    booked = [
        booking("a", "2026-01", "70"),
        booking("a", "2026-02", "-20"),
        booking("free", "2026-01", "1000"),
        booking("a", "2026-01", "9", "EUR"),
    ]
    planned = [Planned("a", "SEK", "2026-01", Decimal(50)), Planned("a", "SEK", "2026-02", Decimal(50))]

    found = lines(booked, planned, ("2026-01", "2026-02"))

    told = [f"{each.currency} {each.spent} {each.against} {each.planned} {each.rest}" for each in found]
    assert told == ["EUR 9 0 0 0", "EUR 0 0 0 0", "SEK 1070 70 50 -20", "SEK -20 -20 50 50"]


def test_the_farthest_from_its_plan_comes_first_and_other_currencies_stand_beside() -> None:
    booked = [booking("a", "2026-01", "70"), booking("b", "2026-01", "10"), booking("a", "2026-01", "9", "EUR")]
    planned = [Planned(budget, "SEK", "2026-01", Decimal(50)) for budget in "abc"]

    found = deviations(booked, planned)

    assert [f"{each.budget} {each.amount}" for each in found] == ["c -50", "b -40", "a 20"]
    assert found[-1].beside == (("EUR", Decimal(9)),)


@given(st.lists(st.sampled_from(["SEK", "EUR", "PLN"])))
def test_the_main_currency_is_the_one_of_most_bookings(codes: list[str]) -> None:
    found = main_currency(booking("a", "2026-01", "1", code) for code in codes)

    most = max(Counter(codes).values(), default=0)
    assert found == min((code for code, count in Counter(codes).items() if count == most), default="")
