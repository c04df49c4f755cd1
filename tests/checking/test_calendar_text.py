"""Dates as people write them, and every way in which such a text can be read."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checking.calendar_text import DAY_FIRST, MONTH_FIRST, NEITHER, days_in, has_short_year, month_in

_DAYS = st.dates(date(1900, 3, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        ("{y}-{m:02}-{d:02}", NEITHER),
        ("{y}/{m}/{d}", NEITHER),
        ("{y}.{m:02}.{d:02}", NEITHER),
        ("{d:02}.{m:02}.{y}", NEITHER),
        ("{d}. {m}. {y}", NEITHER),
        ("{d:02}/{m:02}/{y}", DAY_FIRST),
        ("{d:02}-{m:02}-{y}", DAY_FIRST),
        ("{m:02}/{d:02}/{y}", MONTH_FIRST),
        ("{m}-{d}-{y}", MONTH_FIRST),
    ],
)
@given(day=_DAYS)
def test_a_day_written_in_any_country_is_read_as_itself_or_in_two_ways(pattern: str, way: str, day: date) -> None:
    found = days_in(pattern.format(y=f"{day.year:04}", m=day.month, d=day.day))
    assert day in {moment.date() for moment in found.values()}
    assert len(found) == 1 or set(found) == {DAY_FIRST, MONTH_FIRST}
    if set(found) != {NEITHER}:
        assert found[way].date() == day


@pytest.mark.parametrize(
    "text", ["31 Dec 2026", "31. dezember 2026", "31 december 2026", "31 grudnia 2026", "31-Dec-2026", "Dec 31, 2026"]
)
def test_the_name_of_a_month_settles_everything(text: str) -> None:
    assert days_in(text) == {NEITHER: datetime(2026, 12, 31)}  # noqa: DTZ001 - cells have no zone


def test_a_time_of_day_may_follow() -> None:
    assert days_in("3.4.2026 14:30") == {NEITHER: datetime(2026, 4, 3, 14, 30)}  # noqa: DTZ001 - cells have no zone
    assert days_in("3.4.2026 14:30:59")[NEITHER].second == 59
    assert days_in("3.4.2026 24:30") == {}


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("1/31/2026 12:00:00 AM", 0, 0),
        ("1/31/2026 12:30 am", 0, 30),
        ("1/31/2026 12:00 PM", 12, 0),
        ("1/31/2026 1:05:09 p.m.", 13, 5),
        ("1/31/2026\u202f11:59\u202fPM", 23, 59),
        ("2026-01-31T07:05", 7, 5),
        ("31 Jan 2026 7.05", 7, 5),
        ("2026/01/31 07:05:00.000", 7, 5),
    ],
)
def test_a_time_is_read_on_both_clocks(text: str, hour: int, minute: int) -> None:
    [moment] = days_in(text).values()
    assert (moment.month, moment.day, moment.hour, moment.minute) == (1, 31, hour, minute)


@pytest.mark.parametrize("day", ["2026-01-31", "2026/01/31", "31.01.2026", "31/01/2026", "31 Jan 2026", "20260131"])
@pytest.mark.parametrize(
    "tail",
    [
        *("-02", "/02", ",05", "x10", "\u201302", "\u201402", "--02", " - 02", "..02", " 05", "T05", "T0500", "T"),
        *(", 10:00", ",10:00", "t10:00", "_10:00", "-10:00", "/10:00", " 24:00", " 10:60", " 10:00:60", " 10", " x"),
        *(" 0:30 AM", " 13:00 PM", " 10:00 XM", " 10:00 CET", " 10:00 (CET)", " 10:00-11:00", " W05", "-W05", ";"),
    ],
)
def test_what_follows_a_day_is_a_time_of_day_or_the_text_is_no_date(day: str, tail: str) -> None:
    assert days_in(day + tail) == {}


@pytest.mark.parametrize(
    "text",
    [
        *("2026-W05", "2026W05", "2026-W05-3", "2026W053", "2026-031", "2026031", "2026-Q1", "Q1 2026", "2026 v. 5"),
        *(
            "2026-01-01\u201315",
            "2026-01-01--15",
            "1-15.1.2026",
            "1\u201315 Jan 2026",
            "260131",
            "20261331",
            "18991231",
        ),
    ],
)
def test_weeks_quarters_ranges_and_numbers_of_days_are_no_dates(text: str) -> None:
    assert days_in(text) == {}


def test_eight_digits_are_a_day() -> None:
    assert days_in("20260131") == {NEITHER: datetime(2026, 1, 31)}  # noqa: DTZ001 - cells have no zone


def test_a_day_that_is_the_same_both_ways_has_one() -> None:
    assert set(days_in("5/5/2026")) == {NEITHER}


@pytest.mark.parametrize(
    "text", ["", "31.12.26", "2026", "30.2.2026", "13/13/2026", "1 nosuch 2026", "31.12-2026", "may 2026", "9" * 41]
)
def test_what_is_no_day_of_the_calendar_is_none(text: str) -> None:
    assert days_in(text) == {}


def test_a_year_of_two_digits_is_seen() -> None:
    assert has_short_year("31.12.26")
    assert has_short_year("26-12-31")
    assert not has_short_year("31.12.2026")


@pytest.mark.parametrize("text", ["2026-03", "2026/3", "3/2026", "03.2026", "mar 2026", "Mars 2026", "2026 marzec"])
def test_a_month_is_read_by_number_or_name(text: str) -> None:
    assert month_in(text) == "2026-03"


@pytest.mark.parametrize("text", ["13/2026", "0/2026", "3", "march", "3/26", "brumaire 2026", "9" * 41])
def test_what_is_no_month_is_none(text: str) -> None:
    assert month_in(text) is None
