"""Cells: what one cell says to the column it stands in."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from toolkit.checking.issues import Problem, quoted
from toolkit.entities.cell import Cell, NumberFormat, Stored
from toolkit.entities.kinds import Kind, Text, Unreadable, Value
from toolkit.entities.kinds.kind import text_of, whole_number
from toolkit.entities.record import Clear, Command

Reading = Value | Clear | Problem | None
"""What a cell says: a value, nothing (blank), the wish to clear, or nothing usable."""

Read = Callable[[Cell], Reading]
"""Reads the cells of one column."""

_REMEMBERED = 5_000
"""Distinct texts of a column that are kept with their values; more would cost memory and be of little use."""

# Looking a member up in its enum costs more than all else that is done with most cells.
_BLANK, _TEXT, _ERROR = Stored.BLANK, Stored.TEXT, Stored.ERROR
_CLEAR = Clear.CLEAR.value

_WITHOUT_RESULT = Problem(
    "formula",
    "The formula has no stored result. Open the workbook in Excel and save it, or replace the formula by its value.",
)


@dataclass(frozen=True)
class _Identifier(Text):
    """The id of a record: text, or a whole number, as ids are opaque."""

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return "an id"

    def from_cell(self, cell: Cell) -> str:
        """Read the id as typed."""
        return whole_number(cell) or text_of(cell, self.expected)


@dataclass(frozen=True)
class _CommandWord(Text):
    """One of the words of `Command`, in any case."""

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return f"one of {', '.join(word for word in Command if word)}"

    def from_cell(self, cell: Cell) -> Command:
        """Read the word."""
        word = text_of(cell, self.expected).upper()
        if word in Command.__members__:
            return Command[word]
        near = get_close_matches(word, [known for known in Command if known], n=1)
        raise Unreadable(self.expected, f"Did you mean {near[0]}?" if near else "Leave it blank to go by what changed.")


def column_reader(kind: Kind) -> Read:
    """Return what reads a column of this kind."""
    return _remembering(partial(interpret, kind))


def command_reader() -> Read:
    """Return what reads the column `Command`."""
    return _remembering(partial(_interpret_plainly, _CommandWord()))


def id_reader() -> Read:
    """Return what reads the column `Id`."""
    return _remembering(partial(_interpret_plainly, _Identifier()))


def _remembering(interpret: Read) -> Read:
    """Return a reader that remembers the values of texts it has seen, and so reads most cells by one look-up.

    What is remembered holds for one stored type and number format, as the same characters mean another thing in
    another. Problems are not remembered: they are few, or the column is beyond help.
    """
    memos: dict[tuple[Stored, NumberFormat], dict[str, Reading]] = {}
    memo: dict[str, Reading] = {}
    memo_stored: Stored | None = None
    memo_format: NumberFormat | None = None

    def read(cell: Cell) -> Reading:
        nonlocal memo, memo_stored, memo_format
        stored, text, number_format, formula = cell
        if stored is _BLANK:
            return _WITHOUT_RESULT if formula else None
        if stored is not memo_stored or number_format is not memo_format:
            memo_stored, memo_format = stored, number_format
            memo = memos.setdefault((stored, number_format), {})
        reading = memo.get(text)
        if reading is None:
            reading = interpret(cell)
            if len(memo) < _REMEMBERED and not isinstance(reading, Problem):
                memo[text] = reading
        return reading

    return read


def interpret(kind: Kind, cell: Cell) -> Reading:
    """Return what a cell that is not blank says to a column of this kind, `[clear]` included (decision 4)."""
    if cell.stored is _TEXT and "[" in cell.text and cell.text.strip().casefold() == _CLEAR:
        return Clear.CLEAR
    return _interpret_plainly(kind, cell)


def _interpret_plainly(kind: Kind, cell: Cell) -> Value | Problem | None:
    if cell.stored is _ERROR:
        return Problem("error", f"The cell shows {cell.text}. Mend its formula, or type the value.", cell.text)
    if cell.stored is _TEXT and (not cell.text or cell.text.isspace()):
        return None
    try:
        value = kind.from_cell(cell)
    except Unreadable as unreadable:
        return _unreadable(cell, unreadable.expected, unreadable.hint)
    except (ValueError, ArithmeticError):
        # Excel stores no such numbers, but any program can write a file: 1E999, or a date far beyond the calendar.
        return _unreadable(cell, kind.expected, "")
    return None if isinstance(value, tuple) and not value else value


def _unreadable(cell: Cell, expected: str, hint: str) -> Problem:
    if cell.stored is _TEXT:
        said = f"{quoted(cell.text)} is not {expected}."
    else:
        said = f"Found {cell.text}, expected {expected}."
    return Problem("type", f"{said} {hint}".rstrip(), cell.text)
