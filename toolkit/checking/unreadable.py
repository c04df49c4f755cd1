"""Cells that show a live value which their column cannot hold: untouched they are no edit, and are warned of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.checking.cells import id_reader
from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.entities.cell import Stored
from toolkit.entities.kinds import RawValue
from toolkit.entities.record import Header, Record
from toolkit.excel.sheet import Row, column_index
from toolkit.language import _

_NOTHING: Mapping[str, Mapping[int, tuple[RawValue, ...]]] = {}
RULE = "unreadable-live"


@dataclass(slots=True)
class UnreadableCells:
    """Takes such cells out of rows before their columns read them, and gives their values back afterwards.

    `known` has the values that cells may show, by the id of the record and the index of the column.
    """

    known: Mapping[str, Mapping[int, tuple[RawValue, ...]]] = field(default_factory=lambda: _NOTHING)
    id_column: int = -1
    _found: dict[int, dict[int, RawValue]] = field(default_factory=dict)

    def taken_out(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows without cells that show such a value; they are kept for `of_row`."""
        if not self.known:
            return rows
        ids = id_reader().read([row.cells.get(self.id_column) for row in rows])
        return [
            self._without(row, self.known.get(str(identifier), {})) for row, identifier in zip(rows, ids, strict=True)
        ]

    def of_row(self, number: int) -> Mapping[int, RawValue]:
        """Return the values that the cells of a row show, by the index of the column."""
        return self._found.get(number, {})

    def _without(self, row: Row, known: Mapping[int, tuple[RawValue, ...]]) -> Row:
        found = {index: value for index, values in known.items() if (value := _shown(row, index, values)) is not None}
        if not found:
            return row
        self._found[row.number] = found
        return Row(row.number, {index: cell for index, cell in row.cells.items() if index not in found}, row.hidden)


def _shown(row: Row, index: int, values: tuple[RawValue, ...]) -> RawValue | None:
    cell = row.cells.get(index)
    if cell is None or cell.stored is not Stored.TEXT or cell.formula:
        return None
    return next((value for value in values if cell.text == str(value)), None)


def unreadable_cells(header: Header, base: Mapping[str, Record], live: Mapping[str, Record]) -> UnreadableCells:
    """Return what finds the cells of a sheet that show a value of the base, or of now, which cannot be read."""
    known: dict[str, dict[int, tuple[RawValue, ...]]] = {}
    for records in (base, live):
        for identifier, record in records.items():
            for name, value in record.values.items():
                if isinstance(value, RawValue) and name in header.letters:
                    columns = known.setdefault(identifier, {})
                    index = column_index(header.letters[name])
                    columns[index] = (*columns.get(index, ()), value)
    return UnreadableCells(known, column_index(header.letters["Id"]) if "Id" in header.letters else -1)


def untouched_issue(header: Header, row: int, name: str, value: RawValue) -> Issue:
    """Return the warning at a cell that still shows what the service holds and nobody can read."""
    column = header.entity.column(name)
    message = _(
        'The service holds "{value}" here, which cannot be read as {expected}. It is shown as it is, left alone, and '
        "never sent."
    ).format(value=value, expected=column.kind.expected)
    return Problem(RULE, message, str(value), Severity.WARNING).at(header, row, name)


def edited_issue(header: Header, row: int, name: str, value: RawValue) -> Issue:
    """Return the warning at a cell whose edit takes the place of what nobody could send again."""
    message = _(
        'The service holds "{value}" here, which cannot be read, and so not be sent again: this edit takes its place, '
        "and cannot be undone."
    ).format(value=value)
    return Problem(RULE, message, None, Severity.WARNING).at(header, row, name)
