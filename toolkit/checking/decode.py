"""Decoding: the rows of a sheet as values in memory form, cell by cell, before any rule is asked (decision 13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import Final

from toolkit.checking.issues import Problem, quoted
from toolkit.entities.cell import GENERAL, Cell, NumberFormat, Stored
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Kind, Text, Unreadable, Value
from toolkit.entities.kinds.kind import text_of, whole_number
from toolkit.entities.record import Clear, Command, Header
from toolkit.excel.sheet import Row, Sheet, column_index

Reading = Value | Clear | Problem | None
"""What a cell says: a value, nothing (blank), the wish to clear, or nothing usable."""

_REMEMBERED = 5_000
"""Distinct texts of a column that are kept with their values; more would cost memory and be of little use."""

_WITHOUT_RESULT = Problem(
    "formula",
    "The formula has no stored result. Open the workbook in Excel and save it, or replace the formula by its value.",
)


@dataclass(slots=True)
class Line:
    """One row that says something.

    `readings` are in the order of its table's columns, all `None` where the command makes them meaningless; `problems`
    are those of its Command and Id.
    """

    number: int
    command: Command
    id: str | None
    readings: list[Reading]
    problems: Mapping[str, Problem]

    @property
    def creates(self) -> bool:
        """Tell whether the row asks for a new record, or may do so."""
        return self.id is None and not self.problems and self.command in {Command.AUTO, Command.CREATE, Command.UPSERT}


@dataclass(slots=True)
class Table:
    """The decoded rows of a sheet.

    `width` is the number of columns up to the last header. `stray` maps columns with values but without a header
    to the first row that has one.
    """

    header: Header
    columns: tuple[Column, ...]
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0
    width: int = 0
    stray: dict[int, int] = field(default_factory=dict)

    @property
    def entity(self) -> Entity:
        """The entity of the sheet."""
        return self.header.entity


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


class Reader:
    """Reads the cells of one column, and remembers the values of texts it has seen.

    Problems are not remembered: they are few, or the column is beyond help. What is remembered holds for one stored
    type and number format, as the same characters mean another thing in another format.
    """

    def __init__(self, interpret: Callable[[Cell], Reading]) -> None:
        self._interpret = interpret
        self._memos: dict[tuple[Stored, NumberFormat], dict[str, Reading]] = {}
        self._stored = Stored.TEXT
        self._format = GENERAL
        self._memo = self._memos.setdefault((self._stored, self._format), {})

    def read(self, cell: Cell) -> Reading:
        """Return what the cell says."""
        stored, text, number_format, formula = cell
        if stored is Stored.BLANK:
            return _WITHOUT_RESULT if formula else None
        if stored is not self._stored or number_format is not self._format:
            self._stored, self._format = stored, number_format
            self._memo = self._memos.setdefault((stored, number_format), {})
        try:
            return self._memo[text]
        except KeyError:
            return self._first(cell)

    def _first(self, cell: Cell) -> Reading:
        reading = self._interpret(cell)
        if not isinstance(reading, Problem) and len(self._memo) < _REMEMBERED:
            self._memo[cell.text] = reading
        return reading


def interpret(kind: Kind, cell: Cell) -> Reading:
    """Return what a cell that is not blank says to a column of this kind, `[clear]` included (decision 4)."""
    if cell.stored is Stored.TEXT and cell.text.strip().casefold() == Clear.CLEAR.value:
        return Clear.CLEAR
    return _interpret_plainly(kind, cell)


def _interpret_plainly(kind: Kind, cell: Cell) -> Value | Problem | None:
    if cell.stored is Stored.ERROR:
        return Problem("error", f"The cell shows {cell.text}. Mend its formula, or type the value.", cell.text)
    if cell.stored is Stored.TEXT and not cell.text.strip():
        return None
    try:
        value = kind.from_cell(cell)
    except Unreadable as unreadable:
        return _unreadable(cell, unreadable.expected, unreadable.hint)
    except (ValueError, ArithmeticError):
        # Excel stores no such numbers, but any program can write a file: 1E999, or a date far beyond the calendar.
        return _unreadable(cell, kind.expected, "")
    return None if value == () else value


def _unreadable(cell: Cell, expected: str, hint: str) -> Problem:
    return Problem("type", f"{quoted(cell.text)} is not {expected}. {hint}".rstrip(), cell.text)


def reader_of(column: Column) -> Reader:
    """Return a reader for the cells of a column."""
    return Reader(partial(interpret, column.kind))


class _RowReader:
    """Reads the rows of one sheet below its header."""

    def __init__(self, table: Table) -> None:
        letters = table.header.letters
        self._table = table
        self._command = self._place("Command", _CommandWord())
        self._id = self._place("Id", _Identifier())
        self._cells = [(column_index(letters[column.field]), reader_of(column).read) for column in table.columns]
        self._blank: Final[list[Reading]] = [None] * len(table.columns)
        self._headed: set[int] = set()

    def _place(self, name: str, kind: Kind) -> tuple[int, Callable[[Cell], Reading]]:
        letters = self._table.header.letters.get(name)
        return column_index(letters) if letters else -1, Reader(partial(_interpret_plainly, kind)).read

    def start(self, row: Row) -> None:
        """Note which columns have a header, known or not."""
        self._headed = {index for index, cell in row.cells.items() if cell.text.strip()}
        self._table.width = max(self._headed) + 1

    def read(self, row: Row) -> Line | None:
        """Return what the row says; `None` where it is blank."""
        cells = row.cells
        if not cells.keys() <= self._headed:
            self._note_stray(row)
        command, identifier = self._common(cells, self._command), self._common(cells, self._id)
        problems = {
            name: reading
            for name, reading in (("Command", command), ("Id", identifier))
            if isinstance(reading, Problem)
        }
        word = command if isinstance(command, Command) else Command.AUTO
        known = identifier if isinstance(identifier, str) else None
        if "Command" in problems or word in {Command.IGNORE, Command.DELETE}:
            return Line(row.number, Command.IGNORE if problems else word, known, self._blank, problems)
        get = cells.get
        values = [None if (cell := get(index)) is None else read(cell) for index, read in self._cells]
        if word is Command.AUTO and known is None and not problems and values == self._blank:
            return None
        return Line(row.number, word, known, values, problems)

    def _common(self, cells: Mapping[int, Cell], place: tuple[int, Callable[[Cell], Reading]]) -> Reading:
        index, read = place
        cell = cells.get(index)
        return None if cell is None else read(cell)

    def _note_stray(self, row: Row) -> None:
        for index in row.cells.keys() - self._headed:
            if row.cells[index].text.strip():
                self._table.stray.setdefault(index, row.number)
                self._headed.add(index)


def decode(sheet: Sheet, header: Header) -> Table:
    """Read every row below the header once; blank rows are skipped.

    Rows with IGNORE or DELETE are read no further than their Command and Id: the rest asks for nothing.
    """
    entity = header.entity
    table = Table(header, tuple(column for column in entity.columns if column.field in header.letters))
    reader = _RowReader(table)
    for row in sheet.rows():
        if row.number == header.row:
            reader.start(row)
        if row.number <= header.row:
            continue
        line = reader.read(row)
        if line is not None:
            table.lines.append(line)
            table.hidden += row.hidden
    return table
