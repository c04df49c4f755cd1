"""Cells that still show what `pull` wrote: nobody typed them, so there is nothing to tell of them."""

from collections.abc import Iterable, Iterator, Mapping

from toolkit.checking.cells import SCALED
from toolkit.checking.decode import Table
from toolkit.checking.oddities import Note
from toolkit.entities.record import Record


def forget_untouched(table: Table, base: Mapping[str, Record]) -> None:
    """Drop what is told of cells whose value is that of the base; asked after the edits of the table are known."""
    if not base or not (table.conversions or table.notes):
        table.notes = list(_once_a_column(table.notes))
        return
    places = {column.field: place for place, column in enumerate(table.columns)}
    lines = {line.number: line for line in table.lines}

    def touched(row: int, field: str) -> bool:
        line = lines[row]
        record = base.get(line.id or "")
        if record is None or field not in places:
            return True
        return line.readings[places[field]] != record.values.get(field)

    table.conversions = [each for each in table.conversions if touched(each.row, each.field)]
    table.notes = list(_once_a_column(note for note in table.notes if touched(note.row, note.field)))


def _once_a_column(notes: Iterable[Note]) -> Iterator[Note]:
    """Yield what there is to tell, and of what holds for a whole column the first."""
    told: set[str] = set()
    for note in notes:
        if note.problem.rule != SCALED or note.field not in told:
            yield note
        if note.problem.rule == SCALED:
            told.add(note.field)
