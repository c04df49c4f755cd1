"""Cells: what one cell says to the column it stands in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from difflib import get_close_matches
from functools import partial

from toolkit.checking.characters import is_ordinary, strange_letter, tidy_number, tidy_text, tidy_word
from toolkit.checking.conversions import Converted, Doubtful, Listed, Noted, Priced, Rule
from toolkit.checking.displays import Shown, display_of
from toolkit.checking.issues import Problem, Severity, quoted
from toolkit.checking.lenient import second_look
from toolkit.entities.cell import Cell, NumberFormat, Stored, iso_moment
from toolkit.entities.kinds import (
    Amount,
    Choice,
    Day,
    Flags,
    Integer,
    Kind,
    Moment,
    Month,
    Number,
    Reference,
    Structure,
    Text,
    Unreadable,
    Value,
)
from toolkit.entities.kinds.kind import text_of, whole_number
from toolkit.entities.literals import is_clear_word, literal
from toolkit.entities.record import Clear, Command
from toolkit.language import _, mark

Reading = Value | Clear | Problem | None
"""What a cell says: a value, nothing (blank), the wish to clear, or nothing usable."""

Look = Reading | Converted | Doubtful | Noted | Priced | Listed
"""What a look at a cell finds: a reading, or one of which there is something to tell."""

Read = Callable[[Cell], Look]
"""Reads a cell that is not blank."""

_TOLD: frozenset[type] = frozenset({Converted, Doubtful, Noted, Priced, Listed})
_FINAL: frozenset[type] = frozenset({int, Decimal})
_FREE = (Text, Reference, Structure, Flags)
_MEASURED = (Integer, Number, Day, Moment, Month)

_REMEMBERED = 5_000
"""Distinct texts of a column that are kept with their values; more would cost memory and be of little use."""

# Looking a member up in its enum costs more than all else that is done with most cells.
_BLANK, _TEXT, _NUMBER, _ERROR = Stored.BLANK, Stored.TEXT, Stored.NUMBER, Stored.ERROR

ONCE_A_COLUMN = frozenset({"scaled", "hidden", "sign-shown"})
"""The rules of warnings that hold for a whole column, of which the first is told."""

EMPTY_RESULT = "formula-empty"
"""The rule of a warning that holds where an empty cell clears a value."""

_WITHOUT_RESULT = mark(
    "The formula has no stored result. Open the workbook in Excel and save it, or replace the formula by its value."
)


@dataclass(frozen=True)
class _Identifier(Text):
    """The id of a record: text, or a whole number, as ids are opaque."""

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("an id")

    def from_cell(self, cell: Cell) -> str:
        """Read the id as typed."""
        return whole_number(cell) or text_of(cell, self.expected)


@dataclass(frozen=True)
class _CommandWord(Text):
    """One of the words of `Command`, in any case."""

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("one of {listed}").format(listed=", ".join(word for word in Command if word))

    def from_cell(self, cell: Cell) -> Command:
        """Read the word."""
        word = text_of(cell, self.expected).upper()
        if word in Command.__members__:
            return Command[word]
        near = get_close_matches(word, [known for known in Command if known], n=1)
        raise Unreadable(
            self.expected,
            _("Did you mean {near}?").format(near=near[0]) if near else _("Leave it blank to go by what changed."),
        )


class ColumnReader:
    """Reads the cells of one column, texts that come again by one look-up.

    What is remembered holds for one stored type and number format, as the same characters mean another thing in
    another. Problems are not remembered: they are few, or the column is beyond help. `formulas` counts the cells that a
    formula made. `ways` is `None` until there is something to tell of a cell, then how the column's cells show that it
    writes numbers or dates.
    """

    def __init__(self, interpret: Read) -> None:
        self.formulas = 0
        self.ways: set[str] | None = None
        self._interpret = interpret
        self._memos: dict[tuple[str, int], dict[str, Look]] = {}
        # Memos go by the ids of number formats, which take long to hash; those that are kept keep their ids.
        self._formats: list[NumberFormat] = []

    def read(self, cells: Sequence[Cell | None]) -> Sequence[Look]:
        """Return what each cell says; `None` for one that is not there."""
        filled = [cell for cell in cells if cell is not None]
        if len(filled) == len(cells):
            return self._filled(filled)
        found = iter(self._filled(filled))
        return [None if cell is None else next(found) for cell in cells]

    def _filled(self, cells: Sequence[Cell]) -> Sequence[Look]:
        """Read cells that are there; nearly always they are of one type and format, and then at once."""
        if not cells:
            return ()
        stored, _texts, formats, formulas = zip(*cells, strict=True)
        self.formulas += sum(formulas)
        if stored.count(stored[0]) == formats.count(formats[0]) == len(cells):
            return self._alike(cells)
        return [self._alike((cell,))[0] for cell in cells]

    def _alike(self, cells: Sequence[Cell]) -> Sequence[Look]:
        stored, _text, number_format, _formula = cells[0]
        if stored is _BLANK:
            return [_without_result() if cell.formula else None for cell in cells]
        memo = self._memo(stored, number_format)
        known, learn = memo.get, partial(self._learn, memo) if len(memo) < _REMEMBERED else self._look
        return [learn(cell) if (reading := known(cell.text)) is None else reading for cell in cells]

    def _memo(self, stored: Stored, number_format: NumberFormat) -> dict[str, Look]:
        key = stored.name, id(number_format)
        if key not in self._memos:
            self._formats.append(number_format)
            self._memos[key] = {}
        return self._memos[key]

    def _learn(self, memo: dict[str, Look], cell: Cell) -> Look:
        look = self._look(cell)
        if not isinstance(look, Problem) and cell.text:
            memo[cell.text] = look
        return look

    def _look(self, cell: Cell) -> Look:
        look = self._interpret(cell)
        if type(look) in _TOLD:
            self.ways = self.ways or set()
            if isinstance(look, Converted):
                self.ways.add(look.shows)
        return look


def column_reader(kind: Kind) -> ColumnReader:
    """Return what reads a column of this kind."""
    return ColumnReader(partial(look_at, kind))


def command_reader() -> ColumnReader:
    """Return what reads the column `Command`."""
    return ColumnReader(partial(_look_plainly, _CommandWord()))


def id_reader() -> ColumnReader:
    """Return what reads the column `Id`."""
    return ColumnReader(partial(_look_plainly, _Identifier()))


def interpret(kind: Kind, cell: Cell) -> Reading:
    """Return what a cell that is not blank says to a column of this kind, and nothing of how that was found."""
    look = look_at(kind, cell)
    match look:
        case Converted() | Noted() | Priced() | Listed():
            return look.value
        case Doubtful():
            return look.problem
        case _:
            return look


def look_at(kind: Kind, cell: Cell) -> Look:
    """Look at a cell that is not blank for a column of this kind, `[clear]` and texts that look like it included."""
    if cell.stored is _TEXT and "[" in cell.text:
        if is_clear_word(cell.text):
            return Clear.CLEAR
        text = literal(cell.text) if isinstance(kind, _FREE) else None
        if text is not None:
            return _unescaped(cell.text, _look_as_it_is(kind, cell._replace(text=text)))
    return _look_as_it_is(kind, cell)


def _look_as_it_is(kind: Kind, cell: Cell) -> Look:
    """Look at a cell whose text is no command."""
    if cell.formula and cell.stored is _TEXT and not cell.text.strip():
        return Noted(None, _empty_result())
    look = _look_plainly(kind, cell)
    return _listed(cell, look) if isinstance(kind, Flags) else look


def _unescaped(raw: str, look: Look) -> Look:
    """Tell that a backslash was dropped, where nothing else is to be told."""
    return Converted(raw, look, Rule.ESCAPED) if isinstance(look, str) else look


def _listed(cell: Cell, look: Look) -> Look:
    match look:
        case tuple():
            return Listed(cell.text, look)
        case Converted(value=tuple() as words):
            return Listed(cell.text, words, look.rule)
        case _:
            return look


def _look_plainly(kind: Kind, cell: Cell) -> Look:
    if cell.stored is _TEXT and not is_ordinary(cell.text):
        return _look_at_odd_text(kind, cell)
    look = _look_strictly(kind, cell)
    if cell.stored is _NUMBER and type(look) in _FINAL:
        plain = display_of(cell.format.code).plain and not cell.format.thousands
        return look if plain else _displayed(kind, cell, look)
    # Numbers are read as they are, and so are nearly all texts; that is most of what a column holds.
    if type(look) in _FINAL or (cell.stored is _TEXT and not isinstance(kind, Choice | Day)):
        return look
    return _look_closer(kind, cell, look)


def _look_closer(kind: Kind, cell: Cell, look: Look) -> Look:
    """Tell what was made of a value on the way."""
    if cell.stored is _NUMBER and isinstance(look, str) and look[:1] == "0" != cell.text:
        return Converted(cell.text, look, Rule.LEADING_ZEROS)
    if type(kind) is Day and isinstance(look, date) and _has_time(cell):
        return Converted(cell.text, look, Rule.TIME_DROPPED)
    if isinstance(kind, Choice) and isinstance(look, str) and look not in kind.choices:
        same = [choice for choice in kind.choices if choice.casefold() == look.casefold()]
        return Converted(cell.text, same[0], Rule.CASE) if len(same) == 1 else look
    return look


def _has_time(cell: Cell) -> bool:
    """Tell whether a cell says more than its day: a time, or an offset from UTC."""
    if cell.stored is _NUMBER:
        return bool(Decimal(cell.text) % 1)
    written = iso_moment(cell.text.strip())
    return written is not None and (written.time() != time.min or bool(written.utcoffset()))


def _look_at_odd_text(kind: Kind, cell: Cell) -> Look:
    """Look at a text with characters beyond the ordinary: blanks at its ends, or letters of the whole world."""
    if not cell.text or cell.text.isspace():
        return None
    tidied = _tidier(kind)(cell.text)
    text, rule = tidied or (cell.text, Rule.SPACES)
    look = _look_closer(kind, cell, _look_strictly(kind, cell._replace(text=text)))
    if tidied and (isinstance(look, str | int | Decimal | date | tuple) or (look is None and not text)):
        look = Converted(cell.text, look, rule)
    elif isinstance(look, Converted | Doubtful):
        look = replace(look, raw=cell.text)
    elif isinstance(look, Problem):
        look = replace(look, text=cell.text)
    strange = strange_letter(text) if isinstance(look, str) else None
    return _noted(look, text, *strange) if isinstance(look, str) and strange else look


def _tidier(kind: Kind) -> Callable[[str], tuple[str, Rule] | None]:
    if isinstance(kind, _FREE) and not _is_word(kind):
        return tidy_text
    return tidy_number if isinstance(kind, _MEASURED) else tidy_word


def _is_word(kind: Kind) -> bool:
    """Tell whether a kind of text is one word, of which no character is there for its own sake."""
    return isinstance(kind, _Identifier | _CommandWord) or (isinstance(kind, Choice) and bool(kind.choices))


def _noted(value: str, text: str, letter: str, place: int) -> Noted:
    said = _("Character {place} of {text} is a {letter} among Latin letters; it only looks like one of them.").format(
        place=place, text=quoted(text), letter=letter
    )
    return Noted(value, Problem("look-alike", f"{said} {_('Type the word again.')}", text, Severity.WARNING))


def _displayed(kind: Kind, cell: Cell, value: Look) -> Look:
    """Tell what a cell shows otherwise than the number that it holds: another size or sign, a currency, or nothing."""
    if not isinstance(value, int | Decimal):
        return value
    display, warning = display_of(cell.format.code), _warning(Decimal(value), cell)
    if display.currency and isinstance(kind, Amount | Integer):
        return Priced(cell.text, value, display.currency, warning)
    return value if warning is None else Noted(value, warning)


def _warning(value: Decimal, cell: Cell) -> Problem | None:
    match display_of(cell.format.code).of(value):
        case Shown.NOTHING:
            said = _("The cell shows nothing and holds {value}, as its number format hides the number.")
            rule = "hidden"
        case Shown.OTHER_SIGN if value < 0:
            said = _("The cell holds {value} and shows it without its minus, as its number format has none.")
            rule = "sign-shown"
        case Shown.OTHER_SIGN:
            said = _("The cell holds {value} and shows it as a number below zero, as its number format does so.")
            rule = "sign-shown"
        case _ if value and cell.format.thousands:
            said = _("The cell shows {shown} and holds {value}, as its number format leaves thousands out.")
            rule = "scaled"
        case _:
            return None
    taken = _("{value} is taken, here and wherever this column is formatted so.").format(value=cell.text)
    shown = f"{(value / 1000**cell.format.thousands).normalize():f}"
    return Problem(rule, f"{said.format(value=cell.text, shown=shown)} {taken}", cell.text, Severity.WARNING)


def _empty_result() -> Problem:
    said = _("The result of the formula is empty, so the value of the field is cleared.")
    hint = _("Type [clear] if that is meant, else let the formula show the value, or take it out.")
    return Problem(EMPTY_RESULT, f"{said} {hint}", "", Severity.WARNING)


def _look_strictly(kind: Kind, cell: Cell) -> Look:
    if cell.stored is _ERROR:
        return Problem(
            "error", _("The cell shows {cell}. Mend its formula, or type the value.").format(cell=cell.text), cell.text
        )
    if cell.stored is _TEXT and (not cell.text or cell.text.isspace()):
        return None
    try:
        value = kind.from_cell(cell)
    except Unreadable as unreadable:
        return second_look(kind, cell) or _unreadable(cell, unreadable.expected, unreadable.hint)
    except (ValueError, ArithmeticError):
        # Excel stores no such numbers, but any program can write a file: 1E999, or a date far beyond the calendar.
        return _unreadable(cell, kind.expected, "")
    return None if isinstance(value, tuple) and not value else value


def _unreadable(cell: Cell, expected: str, hint: str) -> Problem:
    if cell.stored is _TEXT:
        said = _("{cell} is not {expected}.").format(cell=quoted(cell.text), expected=expected)
    else:
        said = _("Found {cell}, expected {expected}.").format(cell=cell.text, expected=expected)
    return Problem("type", f"{said} {hint}".rstrip(), cell.text)


def _without_result() -> Problem:
    return Problem("formula", _(_WITHOUT_RESULT))
