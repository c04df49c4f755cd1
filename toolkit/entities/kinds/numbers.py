"""Kinds whose value is a number: integer, amount, number, and yes/no as 0 and 1."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from toolkit.entities.canonical import Json, plain
from toolkit.entities.cell import Cell, Shape, Stored
from toolkit.entities.kinds.kind import Content, Kind, Unreadable, Value
from toolkit.language import _, mark, translations

EXCEL_DIGITS = 15
"""Significant digits that Excel keeps of a number."""

_is_plain = re.compile(r"0|-?(?:[1-9][0-9]{0,9}(?:\.[0-9]{0,4}[1-9])?|0\.[0-9]{0,4}[1-9])").fullmatch
"""Matches the numbers that cells mostly hold: few digits, no exponent, no zero that means nothing."""

_without_fraction = re.compile(r"(?<=^[01])[.,]0+$").sub

_LARGEST = 28
"""Digits before the point that decimal arithmetic holds exactly; no sum of money has as many."""
_LARGEST_WHOLE = 10**_LARGEST

# Looking a member up in its enum costs as much as reading the number.
_TEXT, _NUMBER, _GENERAL = Stored.TEXT, Stored.NUMBER, Shape.GENERAL

_TEXT_HINT = mark(
    "The number is stored as text: format the cell as a number and type it again, with a minus in front if it is below "
    "zero."
)
_FORMAT_HINTS = {
    Shape.DATE: mark("The cell is formatted as a date: give it a number format and type it again."),
    Shape.DURATION: mark("The cell is formatted as a duration: give it a number format and type it again."),
    Shape.PERCENT: mark("The cell is formatted as a percentage: give it a number format and type it again."),
}


def _number(cell: Cell, kind: Kind, places: int = 0) -> Decimal:
    """Return the number of a cell, rounded to the 15 digits that Excel shows, or raise `Unreadable`.

    Where those 15 digits do not reach down to the last of `places` decimals, nothing is rounded away: it is refused.
    """
    if cell.stored is _TEXT:
        raise Unreadable(kind.expected, _(_TEXT_HINT) if any(map(str.isdigit, cell.text)) else _("Type a number."))
    if cell.stored is not _NUMBER:
        raise Unreadable(kind.expected, _("The cell holds a {stored}.").format(stored=_(cell.stored.value)))
    shape = cell.format.shape
    if shape is not _GENERAL and shape in _FORMAT_HINTS:
        raise Unreadable(kind.expected, _(_FORMAT_HINTS[shape]))
    if _is_plain(cell.text):
        return Decimal(cell.text)
    number = _finite(cell.text, kind.expected)
    if _significant(number) <= EXCEL_DIGITS:
        return plain(number)
    if number.adjusted() + places >= EXCEL_DIGITS:
        raise Unreadable(
            kind.expected,
            _("Excel keeps {digits} digits of a number, and this one has more.").format(digits=EXCEL_DIGITS),
        )
    return _fifteen_digits(number)


def _finite(spelt: str | Decimal | int, expected: str) -> Decimal:
    """Return a number that exact arithmetic can hold, or raise `Unreadable`."""
    try:
        number = Decimal(spelt)
    except InvalidOperation as error:
        raise Unreadable(expected) from error
    if not number.is_finite() or number.adjusted() >= _LARGEST:
        raise Unreadable(expected)
    return number


def _significant(number: Decimal) -> int:
    return len("".join(map(str, number.as_tuple().digits)).rstrip("0"))


def _fifteen_digits(number: Decimal) -> Decimal:
    """Drop the noise of binary fractions: 0.30000000000000004 was computed from 0.1 + 0.2 and means 0.3."""
    return plain(number.quantize(Decimal(1).scaleb(number.adjusted() - EXCEL_DIGITS + 1)))


def _decimal(json: Json, kind: Kind) -> Decimal:
    """Read a JSON number, or a string that holds one, as services with decimal columns send."""
    if type(json) is int and -_LARGEST_WHOLE < json < _LARGEST_WHOLE:
        return Decimal(json)
    if isinstance(json, bool) or not isinstance(json, int | Decimal | str):
        raise Unreadable(kind.expected)
    return plain(_finite(json, kind.expected))


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number. A fraction is refused, never rounded: nothing is scaled (decision 15)."""

    word: ClassVar[str] = "integer"
    other: ClassVar[type[str]] = str
    number_format: ClassVar[str] = "#,##0"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("a whole number")

    def from_cell(self, cell: Cell) -> int:
        """Read a number cell without a fraction."""
        number = _number(cell, self)
        if number != number.to_integral_value():
            raise Unreadable(self.expected, _("The service keeps whole numbers here; nothing is rounded for you."))
        return int(number)

    def to_cell(self, value: Value) -> Content:
        """Write the number."""
        return value if isinstance(value, int) else str(value)

    def from_json(self, json: Json) -> int:
        """Read a whole number, also where it is spelt 12.0 or as a string."""
        if type(json) is int and -_LARGEST_WHOLE < json < _LARGEST_WHOLE:
            return json
        number = _decimal(json, self)
        if number != number.to_integral_value():
            raise Unreadable(self.expected)
        return int(number)

    def to_json(self, value: Value) -> Json:
        """Spell an integer; the service refuses 12.0."""
        return value if isinstance(value, int) else None

    def to_other(self, value: Value) -> Json:
        """Spell the digits, as a service does whose database has larger integers than PHP."""
        return str(value)


@dataclass(frozen=True)
class Number(Kind):
    """A number with a fraction of any length, at most 15 digits in all."""

    word: ClassVar[str] = "number"
    other: ClassVar[type[str]] = str
    number_format: ClassVar[str] = "#,##0.########"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("a number")

    def from_cell(self, cell: Cell) -> Decimal:
        """Read a number cell."""
        return _number(cell, self)

    def to_cell(self, value: Value) -> Content:
        """Write the number."""
        return value if isinstance(value, Decimal) else str(value)

    def from_json(self, json: Json) -> Decimal:
        """Read a number, or a string that holds one."""
        # What nearly every number is comes first: numbers are most of the work of reading.
        if type(json) is Decimal and json.is_finite() and json.adjusted() < _LARGEST:
            return plain(json)
        return _decimal(json, self)

    def to_json(self, value: Value) -> Json:
        """Spell a number: whole ones without a fraction, which the service takes for a float too."""
        if not isinstance(value, Decimal):
            return None
        return int(value) if value == value.to_integral_value() else value

    def to_other(self, value: Value) -> Json:
        """Spell the digits, as a service does whose database has exact decimals."""
        return f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class Amount(Number):
    """Money in major units of its account's currency, exact, with at most `places` decimals."""

    places: int = 2

    word: ClassVar[str] = "amount"
    number_format: ClassVar[str] = "#,##0.00"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("an amount with at most {places} decimals").format(places=self.places)

    def from_cell(self, cell: Cell) -> Decimal:
        """Read a number cell; more decimals than the currency has are refused, never rounded."""
        amount = _number(cell, self, self.places)
        if round(amount, self.places) != amount:
            raise Unreadable(self.expected, _("Round it in the workbook, so that what you see is what is sent."))
        return amount


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no, which the service spells 1 and 0."""

    word: ClassVar[str] = "yes/no"
    other: ClassVar[type[bool]] = bool

    _TRUE: ClassVar[frozenset[str]] = frozenset({"yes", "true", "1"})
    _FALSE: ClassVar[frozenset[str]] = frozenset({"no", "false", "0"})

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("yes or no")

    def from_cell(self, cell: Cell) -> bool:
        """Read yes/no in any language, TRUE/FALSE or 1/0, also as 1.0 and 0.0."""
        word = _without_fraction("", cell.text.strip().lower())
        if word in self._TRUE or word in translations("yes"):
            return True
        if word in self._FALSE or word in translations("no"):
            return False
        raise Unreadable(self.expected)

    def to_cell(self, value: Value) -> Content:
        """Write yes or no."""
        if not isinstance(value, bool | int):
            return str(value)
        return _("yes") if value else _("no")

    def from_json(self, json: Json) -> bool:
        """Read 1/0 or true/false."""
        if isinstance(json, int) and json in {0, 1}:
            return bool(json)
        raise Unreadable(_("0 or 1"))

    def to_json(self, value: Value) -> Json:
        """Spell 1 or 0; the service refuses true."""
        return 1 if value else 0

    def to_other(self, value: Value) -> Json:
        """Spell true or false, for a service that refuses 1."""
        return bool(value)
