"""The one idea behind every column type: a value in a cell, in memory and in JSON."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from toolkit.entities.canonical import Json
from toolkit.entities.cell import Cell, Shape, Stored
from toolkit.entities.kinds.raw import RawValue
from toolkit.language import _

_ZEROS = re.compile("00+")
_EXACT = 15
"""Digits of the longest whole number that Excel keeps exactly."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A reference to a record that another row of the same workbook is going to create."""

    entity: str
    sheet: str
    row: int


Value = str | int | Decimal | bool | date | datetime | tuple[str, ...] | NewRow | RawValue
Content = str | int | Decimal | bool | date | datetime


class Unreadable(ValueError):
    """A cell or a JSON value is not what its column holds.

    `expected` completes "expected …"; `hint` is a sentence that says what to do, or empty.
    """

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected, hint)
        self.expected = expected
        self.hint = hint


class Kind(ABC):
    """How one type of value is read from a cell, held in memory, written to a cell, and spelt in JSON.

    `from_cell(to_cell(v))` and `from_json(to_json(v))` both give `v` again. A blank cell and a JSON
    null never reach a kind: absence is the business of the row, not of the value.
    """

    word: ClassVar[str]
    number_format: ClassVar[str] = "General"
    other: ClassVar[type[str] | type[int] | type[bool] | None] = None
    """The JSON type in which some services keep such a value instead of the declared one."""
    is_text: ClassVar[bool] = False
    """Whether an empty text is a value; where it is none, some services keep one for a field that was never set."""

    @classmethod
    def is_absent(cls, json: Json) -> bool:
        """Return whether what the service answered is no value: null, or an empty text where no text is kept."""
        return json is None or (json == "" and not cls.is_text)

    @property
    @abstractmethod
    def expected(self) -> str:
        """What a cell must hold, as the end of a sentence that starts with "expected"."""

    @abstractmethod
    def from_cell(self, cell: Cell) -> Value:
        """Read a cell that is neither blank nor an error. Raises `Unreadable`."""

    @abstractmethod
    def to_cell(self, value: Value) -> Content:
        """Return what to write into a cell with this kind's number format."""

    @abstractmethod
    def from_json(self, json: Json) -> Value:
        """Read what the service answered, in any spelling it is known to use. Raises `Unreadable`."""

    @abstractmethod
    def to_json(self, value: Value) -> Json:
        """Spell the value as the service's type check wants it."""

    def to_other(self, value: Value) -> Json:
        """Spell the value in the other JSON type, for a service that keeps it so and takes nothing else."""
        return self.to_json(value)


def text_of(cell: Cell, expected: str) -> str:
    """Return the trimmed text of a text cell. Raises `Unreadable` for every other stored type."""
    if cell.stored is Stored.TEXT:
        return cell.text.strip()
    if cell.stored is Stored.NUMBER:
        raise Unreadable(
            expected, _("The cell holds a number, and leading zeros may be lost: format it as text, type it again.")
        )
    raise Unreadable(expected, _("The cell holds a {stored}.").format(stored=_(cell.stored.value)))


def whole_number(cell: Cell) -> str | None:
    """Return the digits of a number cell that shows a whole number of at most 15 digits, else `None`."""
    if cell.stored is not Stored.NUMBER or cell.format.shape not in {Shape.GENERAL, Shape.TEXT}:
        return None
    try:
        number = Decimal(cell.text)
    except InvalidOperation:
        return None
    if number != number.to_integral_value() or abs(number) >= 10**15:
        return None
    return padded(cell) or str(int(number))


def padded(cell: Cell) -> str | None:
    """Return the digits that a whole number shows in a format of zeros alone, such as 00000, with leading zeros."""
    if not _ZEROS.fullmatch(cell.format.code) or not cell.text.isdecimal():
        return None
    return cell.text.zfill(len(cell.format.code)) if cell.text.isascii() and len(cell.text) <= _EXACT else None
