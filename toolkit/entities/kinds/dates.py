"""Kinds whose value is a point in time: date, date and time, month."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import ClassVar

from toolkit.entities.canonical import Json
from toolkit.entities.cell import Cell, NotAMoment, Shape, Stored, iso_moment, moment
from toolkit.entities.kinds.kind import Content, Kind, Unreadable, Value
from toolkit.language import _, mark

_SERIAL_HINT = mark("The cell holds a plain number: format it as a date.")
_FORMULA_FREE_HINT = mark("Type it as a date, for example 2024-01-31.")
_FIRST_SERIAL, _END_OF_SERIALS = 25_569, 73_051
"""What Excel counts of the days from 1970 to 2099."""
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _read(cell: Cell, expected: str) -> datetime:
    """Return what a date cell or an ISO text shows, or raise `Unreadable`; it has an offset if one is written there."""
    if cell.stored is Stored.TEXT or cell.stored is Stored.DATE:
        written = iso_moment(cell.text.strip())
        if written is None:
            raise Unreadable(expected, _(_FORMULA_FREE_HINT))
        return written
    try:
        return moment(cell)
    except NotAMoment as error:
        raise Unreadable(expected, _(_SERIAL_HINT) if _may_be_a_day(cell) else _(_FORMULA_FREE_HINT)) from error


def _may_be_a_day(cell: Cell) -> bool:
    """Tell whether a plain number can be a day that lost its format; 20260131, 2026 and seconds since 1970 are none."""
    if cell.stored is not Stored.NUMBER or cell.format.shape is Shape.DATE:
        return False
    return _FIRST_SERIAL <= float(cell.text) < _END_OF_SERIALS


def _parse(json: Json, expected: str) -> datetime:
    if not isinstance(json, str):
        raise Unreadable(expected)
    try:
        return _moment_of(json)
    except ValueError as error:
        raise Unreadable(expected) from error


@lru_cache(maxsize=4_096)
def _moment_of(text: str) -> datetime:
    """Read ISO text; the records of a company have few different days, so that most have been read before."""
    return datetime.fromisoformat(text)


@lru_cache(maxsize=4_096)
def _day_of(text: str) -> date:
    return datetime.fromisoformat(text).date()


@dataclass(frozen=True)
class Day(Kind):
    """A calendar day. The service spells it as midnight UTC; a time of day in its answer is not shown."""

    word: ClassVar[str] = "date"
    number_format: ClassVar[str] = "yyyy-mm-dd"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("a date (yyyy-mm-dd)")

    def from_cell(self, cell: Cell) -> date:
        """Read a date cell, or text in ISO order."""
        return _read(cell, self.expected).date()

    def to_cell(self, value: Value) -> Content:
        """Write the date."""
        return value if isinstance(value, date) else str(value)

    def from_json(self, json: Json) -> date:
        """Read a date or date-time; the day is the one written there, whatever the offset."""
        if not isinstance(json, str):
            raise Unreadable(self.expected)
        try:
            return _day_of(json)
        except ValueError as error:
            raise Unreadable(self.expected) from error

    def to_json(self, value: Value) -> Json:
        """Spell midnight UTC with an offset, as the service itself prints it."""
        return f"{value}T00:00:00+00:00"


@dataclass(frozen=True)
class Moment(Kind):
    """A date and time in UTC, to the second."""

    word: ClassVar[str] = "date-time"
    number_format: ClassVar[str] = "yyyy-mm-dd hh:mm:ss"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("a date and time in UTC (yyyy-mm-dd hh:mm:ss)")

    def from_cell(self, cell: Cell) -> datetime:
        """Read a date cell as UTC, or ISO text with or without an offset."""
        return _utc(_read(cell, self.expected), self.expected)

    def to_cell(self, value: Value) -> Content:
        """Write the UTC wall clock."""
        return value.replace(tzinfo=None) if isinstance(value, datetime) else str(value)

    def from_json(self, json: Json) -> datetime:
        """Read RFC 3339; without an offset it is taken as UTC."""
        return _utc(_parse(json, self.expected), self.expected)

    def to_json(self, value: Value) -> Json:
        """Spell RFC 3339 in UTC: the service drops any other offset."""
        return value.isoformat() if isinstance(value, datetime) else str(value)


def _utc(value: datetime, expected: str) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise Unreadable(expected) from error


@dataclass(frozen=True)
class Month(Kind):
    """A calendar month, `yyyy-mm`, in memory, in the cell and in JSON alike."""

    word: ClassVar[str] = "month"
    number_format: ClassVar[str] = "@"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("a month (yyyy-mm)")

    def from_cell(self, cell: Cell) -> str:
        """Read text `yyyy-mm`, or the month of a date cell."""
        if cell.stored is Stored.TEXT:
            match = _MONTH.fullmatch(cell.text.strip())
            if match is None:
                raise Unreadable(self.expected, _("Type it as text, for example 2024-01."))
            return match.group()
        return _month(_read(cell, self.expected))

    def to_cell(self, value: Value) -> Content:
        """Write the text."""
        return str(value)

    def from_json(self, json: Json) -> str:
        """Read `yyyy-mm`, or the month of a date."""
        if isinstance(json, str) and _MONTH.fullmatch(json):
            return json
        return _month(_parse(json, self.expected))

    def to_json(self, value: Value) -> Json:
        """Spell `yyyy-mm`."""
        return str(value)


def _month(value: datetime) -> str:
    return value.date().isoformat()[:7]
