"""The second look: what a cell says that is not stored the way its column stores its values.

A kind reads a cell strictly. What it refuses is looked at again here: a text may hold a number, a date or a word in
the writing of people. It is read where it can mean one thing; where it can mean two, both are named.
"""

from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from toolkit.checking.calendar_text import days_in, has_short_year, month_in
from toolkit.checking.conversions import Converted, Doubtful, Rule, spelt
from toolkit.checking.issues import Problem, quoted
from toolkit.checking.numerals import Numeral, is_nothing, names_a_side, numeral
from toolkit.entities.cell import Cell, NotAMoment, Shape, Stored, moment
from toolkit.entities.kinds import Amount, Day, Integer, Kind, Moment, Month, Number, Unreadable, Value, YesNo
from toolkit.entities.kinds.kind import padded
from toolkit.entities.kinds.numbers import EXCEL_DIGITS
from toolkit.language import _

Second = Converted | Doubtful | Problem | None
"""What a second look finds; `None` where it finds no more than the first."""

# English, which the kind reads itself, is not among them.
_YES = frozenset({"y", "j", "ja", "sant", "tak", "prawda", "wahr"})
_NO = frozenset({"n", "nej", "falskt", "nie", "fałsz", "nein", "falsch"})
_HUGE = 40

_Spelling = TypeVar("_Spelling")


def second_look(kind: Kind, cell: Cell) -> Second:
    """Look again at a cell that its kind cannot read."""
    match kind:
        case Integer() | Number():
            return _number(kind, cell)
        case Day() | Moment() | Month():
            return _date(kind, cell)
        case YesNo():
            return _yes_no(cell)
        case _:
            return _number_for_text(kind, cell)


def _number(kind: Integer | Number, cell: Cell) -> Second:
    if cell.stored is Stored.NUMBER:
        return _percentage(cell, kind) if cell.format.shape is Shape.PERCENT else None
    if cell.stored is not Stored.TEXT:
        return None
    return _number_in(kind, cell)


def _number_in(kind: Integer | Number, cell: Cell) -> Second:
    """Look at a text in a column of numbers."""
    text = cell.text.strip()
    if text.endswith("%") and (share := numeral(text[:-1])):
        return _of_hundred(cell.text, kind, next(iter(share.readings.values())))
    if is_nothing(text):
        return Converted(cell.text, None, Rule.NOTHING)
    found = numeral(text)
    if found is None:
        return _sided(cell.text) if names_a_side(text) else None
    return None if found.money and not isinstance(kind, Amount | Integer) else _read_number(kind, cell, found)


def _sided(raw: str) -> Problem:
    said = _(
        "{text} can name a side of an account, debit or credit, and only whose books are meant tells which is below "
        "zero."
    )
    hint = _("Type the amount as a number, with a minus in front if it is below zero.")
    return Problem("side", f"{said.format(text=quoted(raw))} {hint}", raw)


def _read_number(kind: Integer | Number, cell: Cell, found: Numeral) -> Second:
    def read(digits: str) -> Value | Problem:
        return _checked(kind, cell.text, Cell(Stored.NUMBER, digits))

    rule = Rule.CURRENCY if found.currency else Rule.NUMBER
    return _only_or_both(cell.text, found.readings, read, rule)


def _checked(kind: Kind, raw: str, cell: Cell) -> Value | Problem:
    """Read the plain spelling of a text; what is wrong with it is told of the text as typed."""
    if len(cell.text.strip("-").replace(".", "").strip("0")) > EXCEL_DIGITS:
        hint = _("It has more than {digits} digits: round it.").format(digits=EXCEL_DIGITS)
        return refused(raw, Unreadable(kind.expected, hint))
    try:
        return kind.from_cell(cell)
    except Unreadable as unreadable:
        return refused(raw, unreadable)


def refused(raw: str, unreadable: Unreadable) -> Problem:
    """Return what is wrong with a text."""
    said = _("{cell} is not {expected}.").format(cell=quoted(raw), expected=unreadable.expected)
    return Problem("type", f"{said} {unreadable.hint}".rstrip(), raw)


def _only_or_both(
    raw: str, ways: Mapping[str, _Spelling], read: Callable[[_Spelling], Value | Problem], rule: Rule
) -> Second:
    """Read a text in the one way it can be read, or in both."""
    readings = {way: read(spelling) for way, spelling in ways.items()}
    if len(readings) > 1:
        return Doubtful(raw, readings, _two_ways(raw, ways, rule))
    [(way, value)] = readings.items()
    return value if isinstance(value, Problem) else Converted(raw, value, rule, way)


def _two_ways(raw: str, ways: Mapping[str, object], rule: Rule) -> Problem:
    one, other = sorted(str(way).removesuffix(" 00:00:00") for way in ways.values())
    said = _("{text} can be read as {one} or as {other}, and nothing in its column tells which.").format(
        text=quoted(raw), one=one, other=other
    )
    hint = (
        _("Type it as yyyy-mm-dd.")
        if rule in {Rule.DATE, Rule.TIME_DROPPED}
        else _("Format the cell as a number and type it again, without a sign between thousands.")
    )
    return Problem("ambiguous", f"{said} {hint}", raw)


def _percentage(cell: Cell, kind: Kind) -> Problem | None:
    try:
        return _of_hundred(cell.text, kind, str(Decimal(cell.text) * 100))
    except InvalidOperation:
        return None


def _of_hundred(raw: str, kind: Kind, hundredths: str) -> Problem:
    many = Decimal(hundredths)
    said = _("The cell is a percentage: it can be meant as {many} or as {share}, and the column holds no shares.")
    hint = _("Give it a number format and type {expected}.").format(expected=kind.expected)
    return Problem("percent", f"{said.format(many=f'{many.normalize():f}', share=f'{many / 100:f}')} {hint}", raw)


def _date(kind: Day | Moment | Month, cell: Cell) -> Second:
    if cell.stored is Stored.NUMBER and cell.format.shape is Shape.DURATION:
        hint = _("The cell is formatted as a duration: give it a date format and type it again.")
        said = _("Found {cell}, expected {expected}.").format(cell=cell.text, expected=kind.expected)
        return Problem("type", f"{said} {hint}", cell.text)
    if cell.stored is not Stored.TEXT:
        return None
    text = cell.text.strip()
    if isinstance(kind, Month) and (month := month_in(text)):
        return Converted(cell.text, month, Rule.DATE)
    days = days_in(text)
    if days:
        timed = type(kind) is Day and any(day.time() != time.min for day in days.values())
        rule = Rule.TIME_DROPPED if timed else Rule.DATE
        return _only_or_both(cell.text, days, lambda day: _checked_day(kind, cell.text, day.isoformat()), rule)
    if has_short_year(text):
        hint = _("Type the year with four digits, best as yyyy-mm-dd.")
        return refused(cell.text, Unreadable(kind.expected, hint))
    return None


def _checked_day(kind: Kind, raw: str, iso: str) -> Value | Problem:
    try:
        return kind.from_cell(Cell(Stored.DATE, iso))
    except Unreadable as unreadable:
        return refused(raw, unreadable)


def _yes_no(cell: Cell) -> Second:
    word = cell.text.strip().casefold()
    return Converted(cell.text, word in _YES, Rule.YES_NO) if word in _YES | _NO else None


def _number_for_text(kind: Kind, cell: Cell) -> Second:
    """Look at a number where text belongs: what was typed is known only where the format shows it."""
    if cell.stored is not Stored.NUMBER:
        return None
    if digits := padded(cell):
        return Converted(cell.text, digits, Rule.LEADING_ZEROS)
    if cell.format.shape is Shape.DATE:
        return _made_a_date(kind, cell)
    try:
        number = Decimal(cell.text)
    except InvalidOperation:
        return None
    if not EXCEL_DIGITS <= number.adjusted() <= _HUGE:
        return None
    said = _(
        "The cell holds the number {number}: Excel keeps {digits} digits of a number, so the last ones are lost. "
        "Format the cell as text, and enter all of them again."
    )
    return Problem("digits-lost", said.format(number=cell.text, digits=EXCEL_DIGITS), cell.text)


def _made_a_date(kind: Kind, cell: Cell) -> Problem | None:
    try:
        shown = moment(cell)
    except NotAMoment:
        return None
    said = _("The cell holds the date {date}, maybe made by Excel of what was typed; expected {expected}.").format(
        date=spelt(shown.date()), expected=kind.expected
    )
    return Problem("type", f"{said} {_('Format the cell as text, and type it again.')}", cell.text)
