"""Cells that still show what `pull` wrote: nobody typed them, so there is nothing to tell of them."""

from collections.abc import Iterable, Iterator, Mapping

from toolkit.checking.cells import EMPTY_RESULT, ONCE_A_COLUMN
from toolkit.checking.decode import Table
from toolkit.checking.oddities import Note
from toolkit.entities.record import Record


def forget_untouched(table: Table, base: Mapping[str, Record]) -> None:
    """Drop what is told of cells whose value is that of the base; asked after the edits of the table are known.

    The empty result of a formula is told of only where the base has a value that it clears.
    """
    if not (table.conversions or table.notes or table.currencies):
        return
    places = {column.field: place for place, column in enumerate(table.columns)}
    lines = {line.number: line for line in table.lines}

    def touched(row: int, field: str) -> bool:
        line = lines[row]
        record = base.get(line.id or "")
        if record is None or field not in places:
            return True
        return line.readings[places[field]] != record.values.get(field)

    def clears(note: Note) -> bool:
        record = base.get(lines[note.row].id or "")
        return record is not None and record.values.get(note.field) is not None

    if base:
        table.conversions = [each for each in table.conversions if touched(each.row, each.field)]
        table.currencies = [each for each in table.currencies if touched(each.row, each.field)]
    notes = (note for note in table.notes if touched(note.row, note.field))
    table.notes = list(_once_a_column(note for note in notes if note.problem.rule != EMPTY_RESULT or clears(note)))


def _once_a_column(notes: Iterable[Note]) -> Iterator[Note]:
    """Yield what there is to tell, and of what holds for a whole column the first."""
    told: set[tuple[str, str]] = set()
    for note in notes:
        key = note.field, note.problem.rule
        if note.problem.rule not in ONCE_A_COLUMN or key not in told:
            yield note
        told.add(key)
