"""Cells: what one cell says to the column it stands in."""

from collections.abc import Callable, Sequence
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
"""Reads a cell that is not blank."""

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


class ColumnReader:
    """Reads the cells of one column, texts that come again by one look-up.

    What is remembered holds for one stored type and number format, as the same characters mean another thing in
    another. Problems are not remembered: they are few, or the column is beyond help.
    """

    def __init__(self, interpret: Read) -> None:
        self._interpret = interpret
        self._memos: dict[tuple[str, int], dict[str, Reading]] = {}
        # Memos go by the ids of number formats, which take long to hash; those that are kept keep their ids.
        self._formats: list[NumberFormat] = []

    def read(self, cells: Sequence[Cell | None]) -> Sequence[Reading]:
        """Return what each cell says; `None` for one that is not there."""
        filled = [cell for cell in cells if cell is not None]
        if len(filled) == len(cells):
            return self._filled(filled)
        found = iter(self._filled(filled))
        return [None if cell is None else next(found) for cell in cells]

    def _filled(self, cells: Sequence[Cell]) -> Sequence[Reading]:
        """Read cells that are there; nearly always they are of one type and format, and then at once."""
        if not cells:
            return ()
        stored, _, formats, _ = zip(*cells, strict=True)
        if stored.count(stored[0]) == formats.count(formats[0]) == len(cells):
            return self._alike(cells)
        return [self._alike((cell,))[0] for cell in cells]

    def _alike(self, cells: Sequence[Cell]) -> Sequence[Reading]:
        stored, _, number_format, _ = cells[0]
        if stored is _BLANK:
            return [_WITHOUT_RESULT if cell.formula else None for cell in cells]
        memo = self._memo(stored, number_format)
        known, learn = memo.get, partial(self._learn, memo) if len(memo) < _REMEMBERED else self._interpret
        return [learn(cell) if (reading := known(cell.text)) is None else reading for cell in cells]

    def _memo(self, stored: Stored, number_format: NumberFormat) -> dict[str, Reading]:
        key = stored.name, id(number_format)
        if key not in self._memos:
            self._formats.append(number_format)
            self._memos[key] = {}
        return self._memos[key]

    def _learn(self, memo: dict[str, Reading], cell: Cell) -> Reading:
        reading = self._interpret(cell)
        if not isinstance(reading, Problem):
            memo[cell.text] = reading
        return reading


def column_reader(kind: Kind) -> ColumnReader:
    """Return what reads a column of this kind."""
    return ColumnReader(partial(interpret, kind))


def command_reader() -> ColumnReader:
    """Return what reads the column `Command`."""
    return ColumnReader(partial(_interpret_plainly, _CommandWord()))


def id_reader() -> ColumnReader:
    """Return what reads the column `Id`."""
    return ColumnReader(partial(_interpret_plainly, _Identifier()))


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
