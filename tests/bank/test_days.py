"""Days are those that the file means, in the year that the statement is of; no other day stands in for one unsaid."""

from datetime import date

import pytest

from toolkit.bank.amounts import Unreadable
from toolkit.bank.days import UNREAL, Span, read_day, read_entry_day, span

JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("text", "day"), [("260131", date(2026, 1, 31)), ("791231", date(2079, 12, 31)), ("800101", date(1980, 1, 1))]
)
def test_two_digits_of_a_year_reach_from_1980_to_2079(text: str, day: date) -> None:
    assert read_day(text).value == day


@pytest.mark.parametrize("text", ["261301", "260132", "260100", "260001"])
def test_what_is_no_day_of_any_month_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_day(text)


def test_30_february_is_told_as_a_day_that_there_is_not() -> None:
    read = read_day("260230")

    assert read.value == date(2026, 2, 28)
    assert [(each.rule, each.message) for each in read.mended] == [
        (UNREAL, "260230 is no day; it was taken for 2026-02-28.")
    ]


@pytest.mark.parametrize(
    ("text", "value", "days", "booked"),
    [
        ("0102", date(2025, 6, 30), JANUARY, date(2026, 1, 2)),
        ("1231", date(2026, 7, 5), JANUARY, date(2025, 12, 31)),
        ("1231", date(2026, 1, 2), JANUARY, date(2025, 12, 31)),
        ("0201", date(2026, 1, 30), JANUARY, date(2026, 2, 1)),
        ("1231", date(2025, 12, 30), Span(date(2025, 12, 31), date(2026, 12, 31)), date(2025, 12, 31)),
        ("1231", date(2026, 12, 30), Span(date(2025, 12, 31), date(2026, 12, 31)), date(2026, 12, 31)),
        ("0102", date(2002, 1, 1), JANUARY, date(2002, 1, 2)),
        ("0102", date(2025, 12, 31), None, date(2026, 1, 2)),
        ("0229", date(2024, 2, 27), Span(date(2024, 2, 1), date(2024, 2, 29)), date(2024, 2, 29)),
    ],
)
def test_a_day_of_booking_is_of_the_year_of_the_statements_own_days(
    text: str, value: date, days: Span | None, booked: date
) -> None:
    assert read_entry_day(text, value, days).value == booked


def test_a_day_of_booking_that_there_is_not_is_told() -> None:
    read = read_entry_day("0230", date(2026, 2, 28), None)

    assert read.value == date(2026, 2, 28)
    assert read.mended[0].rule == UNREAL
    with pytest.raises(Unreadable):
        read_entry_day("1399", date(2026, 2, 28), None)


def test_a_span_takes_days_in_any_order() -> None:
    assert span([date(2026, 1, 31), date(2026, 1, 1)]) == JANUARY
    assert span([]) is None
