"""Decoding: the rows of a sheet as values in memory form, before any rule is asked (decision 13)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import dropwhile, islice
from typing import cast

from toolkit.checking.cells import Reading, column_reader, command_reader, id_reader
from toolkit.checking.characters import visible
from toolkit.checking.conversions import Conversion, Listed, NamedCurrency
from toolkit.checking.issues import Problem
from toolkit.checking.oddities import Note, Oddities
from toolkit.checking.resolution import read_resolution
from toolkit.checking.tables import until_another
from toolkit.checking.total_cells import is_total, named_total, without_totals
from toolkit.checking.unreadable import UnreadableCells
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.record import Clear, Command, Header
from toolkit.entities.settlement import Settlement
from toolkit.excel.sheet import Row, Sheet, column_index

_BATCH = 500
"""Rows that are read at a time."""

_ODD: frozenset[type] = frozenset({Clear, Problem})
_AUTO = Command.AUTO
_UNREAD = (Command.IGNORE, Command.DELETE)
_CREATING = (Command.AUTO, Command.CREATE, Command.UPSERT)
_NO_PROBLEMS: Mapping[str, Problem] = {}


@dataclass(slots=True)
class Line:
    """One row that says something.

    `readings` are in the order of its table's columns, all `None` where the command makes them meaningless; `problems`
    are those of its Command, Id and Resolution.
    """

    number: int
    command: Command
    id: str | None
    readings: list[Reading]
    problems: Mapping[str, Problem] = field(default_factory=lambda: _NO_PROBLEMS)
    settlement: Settlement | None = None

    @property
    def plain(self) -> bool:
        """Tell whether each reading is a value or nothing."""
        return _ODD.isdisjoint(map(type, self.readings))

    @property
    def creates(self) -> bool:
        """Tell whether the row asks for a new record, or may do so."""
        return self.id is None and self.command in _CREATING and not self.problems


@dataclass
class Table:
    """The decoded rows of a sheet.

    `width` is the number of columns up to the last header. `stray` maps columns with values but without a header
    to the first row that has one. `hidden` counts the rows that Excel does not show, `formulas` the cells whose stored
    results were read, and `another` is the row with the header of a second table, where reading ends. `listed` has the
    cells of flags by row and field, until the records tell which of their words are one flag. `totals` are the rows
    that Excel keeps for totals, which were left out, and `totals_like` those that a word calls so, with its place.
    """

    header: Header
    columns: tuple[Column, ...]
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0
    width: int = 0
    stray: dict[int, int] = field(default_factory=dict)
    formulas: int = 0
    another: Row | None = None
    conversions: list[Conversion] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    currencies: list[NamedCurrency] = field(default_factory=list)
    listed: dict[tuple[int, str], Listed] = field(default_factory=dict)
    totals: list[int] = field(default_factory=list)
    totals_like: dict[int, tuple[int, str]] = field(default_factory=dict)

    @property
    def entity(self) -> Entity:
        """The entity of the sheet."""
        return self.header.entity

    @cached_property
    def read_only(self) -> tuple[str, ...]:
        """The fields of the sheet that only the service sets."""
        return tuple(column.field for column in self.columns if not column.writable)


def decode(
    sheet: Sheet, header: Header, ways: Collection[str] = (), unreadable: UnreadableCells | None = None
) -> Table:
    """Read every row below the header once; blank rows are skipped.

    Rows with IGNORE or DELETE are read no further than their Command and Id: the rest asks for nothing. `ways` is how
    the workbook's language writes numbers and dates, if that is known. `unreadable` knows the cells that show a live
    value which no column can read.
    """
    table = Table(header, tuple(column for column in header.entity.columns if column.field in header.letters))
    reader = _RowReader(table, unreadable or UnreadableCells())
    below = dropwhile(lambda row: row.number < header.row, sheet.rows())
    reader.start(next(below))
    data = without_totals(below, sheet.totals(), reader.headed, table.totals.append)
    rows = until_another(data, reader.headed, partial(setattr, table, "another"))
    while batch := list(islice(rows, _BATCH)):
        for row, line in zip(batch, reader.read(batch), strict=True):
            if line is not None:
                table.lines.append(line)
                table.hidden += row.hidden
    reader.finish(ways)
    return table


class _RowReader:
    """Reads the rows of one sheet below its header, many at a time: a column of cells is faster read than each cell."""

    def __init__(self, table: Table, unreadable: UnreadableCells) -> None:
        self._table = table
        self._unreadable = unreadable
        self._readers = [
            (self._place("Command"), command_reader()),
            (self._place("Id"), id_reader()),
            *((self._place(column.field), column_reader(column.kind)) for column in table.columns),
        ]
        self._resolution = self._place("Resolution")
        self._blank: list[Reading] = [None] * len(table.columns)
        names = ["Command", "Id", *(column.field for column in table.columns)]
        self._oddities = Oddities(table.header, names)
        self.headed: set[int] = set()

    def _place(self, name: str) -> int:
        letters = self._table.header.letters.get(name)
        return column_index(letters) if letters else -1

    def start(self, header: Row) -> None:
        """Note which columns have a header, known or not."""
        self.headed = {index for index, cell in header.cells.items() if visible(cell.text)}
        self._table.width = max(self.headed) + 1

    def read(self, rows: Sequence[Row]) -> Iterator[Line | None]:
        """Yield what each row says; `None` where it is blank."""
        for row in rows:
            if not row.cells.keys() <= self.headed:
                self._note_stray(row)
        rows = self._unreadable.taken_out(rows)
        columns = [self._column(n, rows) for n in range(len(self._readers))]
        for row, (command, identifier, *readings) in zip(rows, zip(*columns, strict=True), strict=True):
            line = self._line(row.number, command, identifier, readings)
            if line is not None and line.readings is not self._blank:
                self._put_back(line)
            if line is not None and self._resolution in row.cells:
                self._settle(line, row)
            if line is not None and (line.id is None or is_total(line.id)) and (total := named_total(row)):
                self._table.totals_like[row.number] = total
            yield line

    def _put_back(self, line: Line) -> None:
        """Give a row the values that its cells show and that no column can read."""
        shown = self._unreadable.of_row(line.number)
        for place, (index, _reader) in enumerate(self._readers[2:]) if shown else ():
            if index in shown:
                line.readings[place] = shown[index]

    def _column(self, number: int, rows: Sequence[Row]) -> Sequence[Reading]:
        """Read the cells of one column; only one with oddities takes the time to look for them."""
        place, reader = self._readers[number]
        looks = reader.read([row.cells.get(place) for row in rows])
        if reader.ways is None:
            return cast("Sequence[Reading]", looks)
        return self._oddities.take(number, rows, looks)

    def finish(self, ways: Collection[str]) -> None:
        """Settle what only the whole sheet tells, and hand over what there is to say of its cells."""
        table, oddities = self._table, self._oddities
        table.formulas = sum(reader.formulas for _, reader in self._readers)
        if oddities.found:
            rows = {line.number: line.readings for line in table.lines}
            unread = {line.number for line in table.lines if line.readings is self._blank}
            oddities.settle([reader for _, reader in self._readers], ways, rows, unread)
            table.conversions, table.notes = oddities.conversions, oddities.notes
            table.currencies, table.listed = oddities.currencies, oddities.listed

    def _settle(self, line: Line, row: Row) -> None:
        """Read what the row says of its conflicts, if it says anything at all."""
        found = read_resolution(self._table.entity, row.cells[self._resolution])
        if isinstance(found, Problem):
            line.problems = {**line.problems, "Resolution": found}
        else:
            line.settlement = found

    def _line(self, number: int, command: Reading, identifier: Reading, readings: list[Reading]) -> Line | None:
        if isinstance(command, Problem) or isinstance(identifier, Problem):
            return self._troubled(number, command, identifier, readings)
        word = command if isinstance(command, Command) else _AUTO
        known = identifier if isinstance(identifier, str) else None
        if word in _UNREAD:
            return Line(number, word, known, self._blank)
        if word is _AUTO and known is None and readings == self._blank:
            return None
        return Line(number, word, known, readings)

    def _troubled(self, number: int, command: Reading, identifier: Reading, readings: list[Reading]) -> Line:
        """Return a row the Command or Id of which cannot be read: without a known command it asks for nothing."""
        found = {"Command": command, "Id": identifier}
        problems = {name: reading for name, reading in found.items() if isinstance(reading, Problem)}
        if "Command" in problems or command in _UNREAD:
            return Line(number, Command.IGNORE, None, self._blank, problems)
        word = command if isinstance(command, Command) else _AUTO
        return Line(number, word, None, readings, problems)

    def _note_stray(self, row: Row) -> None:
        for index in row.cells.keys() - self.headed:
            if row.cells[index].text.strip():
                self._table.stray.setdefault(index, row.number)
                self.headed.add(index)
