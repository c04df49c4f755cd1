"""Days as MT940 has them: of two-digit years or none at all, and some that no calendar has."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toolkit.bank.amounts import Mended, Read, Unreadable
from toolkit.language import _

_CENTURY = 80
"""Years from here on are of the last century."""
_YEAR = 366
UNREAL = "day"
"""The rule of days that the calendar does not have."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a statement is of, both included: those of its balances."""

    first: date
    last: date

    def distance(self, day: date) -> int:
        """Return how many days lie between a day and the span; 0 within it."""
        return max((self.first - day).days, (day - self.last).days, 0)


def span(days: Iterable[date]) -> Span | None:
    """Return the span of some days, in any order; `None` where there are none."""
    found = sorted(days)
    return Span(found[0], found[-1]) if found else None


def read_day(text: str) -> Read[date]:
    """Read `260131`, of 1980 to 2079. A day that its month is too short for becomes the last of it, and is told.

    Raises `Unreadable`.
    """
    short, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    year = short + (1900 if short >= _CENTURY else 2000)
    found = _in_year(year, month, day)
    if found is not None:
        return Read(found)
    last = _end_of_month(year, month)
    if last is None or not last.day < day <= 31:
        raise Unreadable(_("{day} is no date").format(day=text))
    return Read(last, (_unreal(text, last),))


def read_entry_day(text: str, value_day: date, days: Span | None) -> Read[date]:
    """Read the day of booking, `0131`, which has no year: that of the statement's own days, else nearest to them.

    The value date decides where the statement has no days, or more than a year of them, or lies more than a year from
    it. Raises `Unreadable`.
    """
    around = days if days and days.distance(value_day) <= _YEAR else Span(value_day, value_day)
    month, day = int(text[:2]), int(text[2:4])
    years = range(max(around.first.year - 1, 1), around.last.year + 2)
    near = [found for year in years if (found := _in_year(year, month, day))]
    real = bool(near)
    if not near and day <= 31:
        near = [last for year in years if (last := _end_of_month(year, month)) and last.day < day]
    if not near:
        raise Unreadable(_("{day} is no day of a year").format(day=text))
    best = min(near, key=lambda found: (around.distance(found), abs(found - value_day)))
    return Read(best, () if real else (_unreal(text, best),))


def _unreal(text: str, last: date) -> Mended:
    return Mended(_("{day} is no day; it was taken for {last}.").format(day=text, last=last), UNREAL)


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end_of_month(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
