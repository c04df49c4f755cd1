"""The cells of a row that a plan writes, with their three sides, and those that are in conflict."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.part_row import Deed
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Mine, Record
from toolkit.planning.at_rows import AtRow
from toolkit.planning.cells_written import WrittenPart
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Difference, Outcome, Three, outcome_of
from toolkit.planning.merge import wanted

_NOTHING: Mapping[str, Value] = {}
_DELETE: Three = (None, "DELETE", None)


def cell_of(mine: Mine, name: str, values: Three, outcome: Outcome, entity: Entity | None = None) -> Difference:
    """Return a cell of a row with its base, its wish and what is live."""
    base, wish, live = values
    return Difference(
        entity=entity or mine.entity,
        sheet=mine.header.sheet,
        row=mine.row,
        cell=mine.header.address(mine.row, name),
        field=name,
        id=mine.id,
        base=base,
        mine=wish,
        live=live,
        outcome=outcome,
    )


def planned(mine: Mine, sides: Sides, at: AtRow) -> Iterator[Difference]:
    """Yield the cells that changes of the plan write for a row."""
    for change in at.own:
        found = _of_change(mine, sides, change)
        yield from (replace(each, cell=_address(mine, change, each), change=change.n) for each in found)
    if at.moves:
        yield from _moved(mine, sides, at)
    else:
        for part in at.parts:
            yield from (replace(each, change=part.change.n) for each in _of_part(mine, sides, part))


def in_conflict(mine: Mine, at: AtRow) -> Iterator[Difference]:
    """Yield the cells of a row that its author and somebody else changed differently."""
    for each in at.conflicts:
        found = cell_of(mine, each.field, (each.base, each.mine, each.live), Outcome.CONFLICT, each.entity)
        yield replace(found, cell=each.cell, id=each.id or mine.id)


def _address(mine: Mine, change: Change, each: Difference) -> str:
    """Return the cell that a field comes from, nothing where the row has none for it."""
    letters = {**mine.header.letters, **change.place.letters}
    return f"{letters[each.field]}{each.row}" if each.field in letters else ""


def _of_change(mine: Mine, sides: Sides, change: Change) -> Iterator[Difference]:
    entity = change.entity
    match change:
        case Create(after=after):
            for name, value in after.items():
                if not _in_rows(change, name):
                    yield cell_of(mine, name, (None, value, None), Outcome.CREATE, entity)
        case Patch(before=before, edits=edits) | Replace(before=before, edits=edits):
            base = sides.base.get(entity.path, {}).get(before.id)
            for name, wish in edits.items():
                if not _in_rows(change, name):
                    three = (_value(base, name), wish, before.values.get(name))
                    yield cell_of(mine, name, three, _sent(mine, name, base, before), entity)
        case Delete():
            yield cell_of(mine, "Command", _DELETE, Outcome.DELETE)
        case Action():
            yield from _of_action(mine, sides, change)
        case _:
            assert_never(change)


def _of_action(mine: Mine, sides: Sides, change: Action) -> Iterator[Difference]:
    """Yield what an operation sets; where nobody tells that, the cell that asks for it."""
    base = sides.base.get(change.entity.path, {}).get(change.before.id)
    for name, value in change.expected.items():
        three = (_value(base, name), value, change.before.values.get(name))
        yield cell_of(mine, name, three, Outcome.ACCEPT, change.entity)
    if not change.expected:
        name = "accept" if "accept" in mine.entity.by_field else "Command"
        yield cell_of(mine, name, (None, _wish(mine, name), None), Outcome.ACCEPT)


def _of_part(mine: Mine, sides: Sides, part: WrittenPart) -> Iterator[Difference]:
    before, after = part.before or _NOTHING, part.after or _NOTHING
    if part.deed is Deed.DELETED:
        yield cell_of(mine, "Command", _DELETE, Outcome.DELETE)
    elif part.deed is Deed.CREATED:
        owner = owner_of(part.entity)
        parent = {} if owner is None else {owner.children.parent: _wish(mine, owner.children.parent)}
        for name, value in {**parent, **after}.items():
            yield cell_of(mine, name, (None, value, None), Outcome.CREATE)
    else:
        yield from _changed(mine, sides, before, after)


def _moved(mine: Mine, sides: Sides, at: AtRow) -> Iterator[Difference]:
    """Yield the cells of a row that leaves one record for another: its parent, and what it changes on the way."""
    gone, came = sorted(at.parts, key=lambda part: part.deed is Deed.CREATED)
    owner = owner_of(came.entity)
    name = owner.children.parent if owner is not None else "Command"
    base = sides.base_of(mine)
    was = _value(base, name)
    moved = cell_of(mine, name, (was, _wish(mine, name), was), Outcome.SEND)
    changed = _changed(mine, sides, gone.before or _NOTHING, came.after or _NOTHING)
    yield from (replace(each, change=came.change.n) for each in (moved, *changed))


def _changed(
    mine: Mine, sides: Sides, before: Mapping[str, Value | None], after: Mapping[str, Value | None]
) -> Iterator[Difference]:
    base, live = sides.base_of(mine), sides.live_of(mine)
    for name in mine.entity.by_field:
        was, now = before.get(name), after.get(name)
        if was != now:
            outcome = _sent(mine, name, base, live) if live is not None else Outcome.SEND
            yield cell_of(mine, name, (_value(base, name), now, was), outcome)


def _sent(mine: Mine, name: str, base: Record | None, live: Record) -> Outcome:
    """Tell whether a field is sent as only its author changed it, or as they chose their side."""
    if base is None or name not in mine.entity.by_field:
        return Outcome.SEND
    return Outcome.SETTLED_MINE if outcome_of(mine, name, base, live) is Outcome.SETTLED_MINE else Outcome.SEND


def _in_rows(change: Change, name: str) -> bool:
    """Tell whether a field is an array whose parts have rows in this workbook, which tell of them."""
    return any(part.field == name for part in change.place.parts)


def _value(record: Record | None, name: str) -> Value | None:
    return record.values.get(name) if record is not None else None


def _wish(mine: Mine, name: str) -> Value | None:
    return wanted(mine.values.get(name))
