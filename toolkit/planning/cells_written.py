"""What a plan writes, cell by cell: of records, and of the rows of child sheets that are parts of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Part, Rows, Value
from toolkit.entities.part_row import Deed, PartRow
from toolkit.planning.align import align
from toolkit.planning.changes import Action, Change, Create, Delete

Values = Mapping[str, Value | None]

_NOTHING: Values = {}


class WrittenCell(NamedTuple):
    """A value that a plan writes or takes away; `None` where there is nothing before, or afterwards."""

    place: str
    entity: Entity
    column: Column
    before: Value | None
    after: Value | None


class WrittenPart(NamedTuple):
    """A part of a record that comes (`before` is `None`), goes (`after` is `None`), or becomes another."""

    entity: Entity
    change: Change
    row: PartRow | None
    before: Values | None
    after: Values | None

    def cells(self) -> Iterator[WrittenCell]:
        """Yield every cell of the part; where its row is not known, at the row of its record."""
        place = self.change.place
        for column in self.entity.columns:
            address = f"{place.sheet}!A{place.row}" if self.row is None else self.row.cell(column.field)
            before, after = ((side or _NOTHING).get(column.field) for side in (self.before, self.after))
            yield WrittenCell(address, self.entity, column, before, after)


def cells_written(change: Change) -> Iterator[WrittenCell]:
    """Yield the cells that a change makes different, with what they were and what they become, parts included."""
    entity, place = change.entity, change.place
    before: Values = {} if isinstance(change, Create) else change.before.values
    for name, value in _after(change).items():
        column = entity.by_field[name]
        if not isinstance(column.kind, Rows):
            address = f"{place.sheet}!{place.letters.get(name, 'A')}{place.row}"
            yield WrittenCell(address, entity, column, before.get(name), value)
    for part in parts_written(change):
        yield from part.cells()


def parts_written(change: Change) -> Iterator[WrittenPart]:
    """Yield the parts that come, go or change with a change of their record; a record takes its parts along."""
    after = _after(change)
    values: Values = {} if isinstance(change, Create) else change.before.values
    for children in change.entity.children:
        kind = change.entity.by_field[children.field].kind
        if children.field in after and isinstance(kind, Rows):
            was, will = (kind.parts(side.get(children.field)) or [] for side in (values, after))
            rows = {row.index: row for row in change.place.parts if row.field == children.field}
            for row, old, new in _pairs(kind, was, will, rows):
                yield WrittenPart(children.entity, change, row, old, new)


def _pairs(
    kind: Rows, before: Sequence[Part], after: Sequence[Part], rows: Mapping[int | None, PartRow]
) -> Iterator[tuple[PartRow | None, Values | None, Values | None]]:
    """Yield each part that differs with its row: the rows say which came anew, where alignment alone could not."""
    came = set(range(len(after)))
    for was, index in zip(before, align(kind, before, after).found, strict=True):
        row = rows.get(index) if index is not None else None
        if index is None or (row is not None and row.deed is Deed.CREATED):
            yield None, was.values, None
            continue
        came.discard(index)
        if after[index].values != was.values:
            yield row, was.values, after[index].values
    for index in sorted(came):
        yield rows.get(index), None, after[index].values


def _after(change: Change) -> Values:
    match change:
        case Create():
            return change.after
        case Delete():
            return dict.fromkeys(change.before.values)
        case Action():
            return change.expected
        case _:
            return change.edits
