"""Cells that still show what `pull` wrote: nobody typed them, so there is nothing to tell of them."""

from collections.abc import Mapping

from toolkit.checking.decode import Table
from toolkit.entities.record import Record


def forget_untouched(table: Table, base: Mapping[str, Record]) -> None:
    """Drop what is told of cells whose value is that of the base; asked after the edits of the table are known."""
    if not base or not (table.conversions or table.notes):
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
    table.notes = [note for note in table.notes if touched(note.row, note.field)]
