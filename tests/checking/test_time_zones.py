"""Times of day that look like midnight elsewhere are a hint at a time zone."""

from datetime import date
from decimal import Decimal

import pytest

from tests.checking.sheets import DATE, Typed, sheet, valid
from toolkit.checking.check import check
from toolkit.checking.headers import recognise
from toolkit.checking.issues import Issue
from toolkit.entities import find
from toolkit.entities.cell import Cell, Stored

TRANSACTIONS = find("transactions")


def hints(*booked: Typed) -> list[Issue]:
    rows = [
        {**valid(TRANSACTIONS), "operationNumber": f"OP{n}", "orderDate": None, "execDate": each}
        for n, each in enumerate(booked)
    ]
    issues = check(recognise([sheet(TRANSACTIONS, *rows)]), {}, None).issues
    return [issue for issue in issues if issue.rule == "time-zone"]


def serial(days: int, hour: int) -> Cell:
    return Cell(Stored.NUMBER, str(days + Decimal(hour) / 24), DATE)


@pytest.mark.parametrize(
    "booked",
    [
        ("2026-01-30T23:00:00.000Z", "2026-06-30T22:00:00.000Z"),
        (serial(46_052, 23), serial(46_203, 22)),
        (Cell(Stored.DATE, "2026-01-30T23:00:00"), Cell(Stored.DATE, "2026-01-31T23:00:00")),
        ("1/30/2026 11:00:00 PM", "30.1.2026 23:00", "2026-01-31 12:15", date(2026, 2, 1)),
    ],
)
def test_many_times_of_22_and_23_oclock_are_told_once(booked: tuple[Typed, ...]) -> None:
    [hint] = hints(*booked)
    assert hint.severity == "warning"
    assert hint.row == 2
    assert "time zone" in hint.message


@pytest.mark.parametrize(
    "booked",
    [
        ("2026-01-30 23:00",),
        ("2026-01-30 23:00", "2026-01-30 23:00", "2026-01-30 10:00", "2026-01-30 09:30"),
        ("2026-01-30 23:10", "2026-01-30 22:01"),
        ("2026-01-30", date(2026, 1, 30)),
    ],
)
def test_a_late_hour_among_others_is_only_a_late_hour(booked: tuple[Typed, ...]) -> None:
    assert hints(*booked) == []
