"""Times of day that were dropped and look like midnight somewhere else: the days beside them may be one too early."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from toolkit.checking.calendar_text import days_in
from toolkit.checking.conversions import Conversion, Rule
from toolkit.checking.decode import Table
from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.entities.cell import iso_moment
from toolkit.language import _

_EVENING = (22, 23)
"""Hours in UTC of midnight in Stockholm, Warsaw or Berlin, in summer and in winter."""

_MANY = 2
_SECONDS, _HOUR = 86_400, 3_600


def time_zone_issues(table: Table) -> Iterator[Issue]:
    """Warn once for each column of dates most of whose times were 22:00 or 23:00, where there is more than one."""
    dropped: defaultdict[str, list[Conversion]] = defaultdict(list)
    for conversion in table.conversions:
        if conversion.rule is Rule.TIME_DROPPED:
            dropped[conversion.field].append(conversion)
    for field, conversions in dropped.items():
        late = [each for each in conversions if _seconds(each.raw) in {hour * _HOUR for hour in _EVENING}]
        if len(late) >= _MANY and len(late) * 2 > len(conversions):
            yield _warning(late[0], len(late), len(conversions)).at(table.header, late[0].row, field)


def _seconds(raw: str) -> int:
    """Return the seconds since midnight that a cell told, whose time was dropped."""
    try:
        return round(Decimal(raw) % 1 * _SECONDS)
    except InvalidOperation:
        text = raw.strip()
        written = iso_moment(text) or next(iter(days_in(text).values()))
        return written.hour * _HOUR + written.minute * 60 + written.second


def _warning(first: Conversion, late: int, dropped: int) -> Problem:
    message = _(
        "{late} of {dropped} times of day that were dropped from this column are 22:00 or 23:00, which is midnight in "
        "another time zone: the days may be one too early. Compare them with where they come from."
    ).format(late=late, dropped=dropped)
    return Problem("time-zone", message, first.raw, Severity.WARNING)
