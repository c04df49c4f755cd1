"""What one cell of a workbook holds, exactly as stored."""

import enum
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from toolkit.language import mark

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)

_FIRST_OF_MARCH = 61
"""The serial of 1900-03-01; serial 60 is the 29th of February 1900, which never was."""


class Stored(enum.Enum):
    """The type a cell was stored with (ECMA-376, attribute `t` of `<c>`)."""

    BLANK = mark("blank")
    TEXT = mark("text")
    NUMBER = mark("number")
    BOOLEAN = mark("boolean")
    ERROR = mark("error")
    DATE = mark("ISO date")


class Shape(enum.Enum):
    """What a number format makes of a number."""

    GENERAL = "general"
    TEXT = mark("text")
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format: its code, what it makes of a number, and the day that serial 0 means.

    `thousands` tells how often it divides a number by 1000 before it shows it: once in `#,##0,`.
    """

    code: str = "General"
    shape: Shape = Shape.GENERAL
    epoch: date = EPOCH_1900
    thousands: int = 0


GENERAL = NumberFormat()


class Cell(NamedTuple):
    """One cell: its stored type, its exact stored text, its number format, and whether a formula made it.

    `text` is the stored characters: `"12.5"` for a number, `"1"` or `"0"` for a boolean, `"#N/A"` for an error,
    `"2024-01-31"` for an ISO date, and the decoded characters for a text. A formula without a stored
    result is `Stored.BLANK` with `formula=True`; it is never the same as an empty cell.
    """

    stored: Stored
    text: str = ""
    format: NumberFormat = GENERAL
    formula: bool = False


_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
"""A day, or a day and a time of day behind `T` or a blank, in ISO order. Weeks, numbers of days, hours alone and the
forms without hyphens are not among it, though ISO 8601 has them: in a cell they are ranges and codes as often."""


class NotAMoment(ValueError):
    """The cell holds no date."""


def moment(cell: Cell) -> datetime:
    """Return the naive date and time that a cell shows.

    Accepts a number with a date format (a serial of the workbook's epoch, rounded to the second) and an ISO date.
    Raises `NotAMoment` for anything else, for negative serials, and for those before 1900-03-01, where Excel's
    calendar has a day that never was.
    """
    if cell.stored is Stored.DATE:
        return _from_iso(cell.text)
    if cell.stored is not Stored.NUMBER or cell.format.shape is not Shape.DATE:
        raise NotAMoment
    try:
        serial = float(cell.text)
        shown = datetime.combine(cell.format.epoch, datetime.min.time()) + timedelta(seconds=round(serial * 86_400))
    except (OverflowError, ValueError) as error:
        raise NotAMoment from error
    if serial < (_FIRST_OF_MARCH if cell.format.epoch == EPOCH_1900 else 0):
        raise NotAMoment
    return shown


def iso_moment(text: str) -> datetime | None:
    """Return the day and time that a text writes in ISO order, with its offset if it has one; else `None`."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_iso(text: str) -> datetime:
    shown = iso_moment(text)
    if shown is None:
        raise NotAMoment
    return shown.replace(tzinfo=None)
