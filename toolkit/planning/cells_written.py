"""What a plan writes, cell by cell: of records, and of the rows of child sheets that are parts of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Part, Rows, Value
from toolkit.entities.part_row import Deed, PartRow
from toolkit.planning.changes import Action, Change, Create, Delete
from toolkit.planning.part_pairs import is_stated_wrongly, pairs

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
    """A part of a record that comes (`before` is `None`), goes (`after` is `None`), or becomes another.

    `number` counts from 1: the place that the part had, and for a new one the place that it takes.
    """

    entity: Entity
    field: str
    change: Change
    number: int
    row: PartRow | None
    before: Values | None
    after: Values | None

    @property
    def deed(self) -> Deed:
        """What the change does to the part."""
        if self.before is None:
            return Deed.CREATED
        return Deed.DELETED if self.after is None else Deed.CHANGED

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
    entities = {children.field: children.entity for children in change.entity.children}
    for field, (was, will) in _arrays(change):
        kind = change.entity.by_field[field].kind
        for pair in pairs(kind, was, will, _rows(change, field)) if isinstance(kind, Rows) else ():
            old = was[pair.was].values if pair.was is not None else None
            new = will[pair.now].values if pair.now is not None else None
            if old != new:
                number = (pair.now if pair.was is None else pair.was) or 0
                yield WrittenPart(entities[field], field, change, number + 1, pair.row, old, new)


def parts_as_sent(change: Change) -> tuple[PartRow, ...]:
    """Return the rows of a change's parts; without their former places where these are not those of what is sent."""
    wrong = {field for field, sides in _arrays(change) if is_stated_wrongly(*sides, _rows(change, field))}
    return tuple(replace(row, was=None) if row.field in wrong else row for row in change.place.parts)


def _arrays(change: Change) -> Iterator[tuple[str, tuple[Sequence[Part], Sequence[Part]]]]:
    """Yield each array of parts that a change writes, before and after it."""
    after = _after(change)
    values: Values = {} if isinstance(change, Create) else change.before.values
    for children in change.entity.children:
        kind = change.entity.by_field[children.field].kind
        if children.field in after and isinstance(kind, Rows):
            was, will = (kind.parts(side.get(children.field)) or [] for side in (values, after))
            yield children.field, (was, will)


def _rows(change: Change, field: str) -> list[PartRow]:
    return [row for row in change.place.parts if row.field == field]


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
