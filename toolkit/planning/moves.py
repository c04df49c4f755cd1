"""Moves: a part that goes from one record to another is one intention, whose halves are sent together or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.record import Mine, Record
from toolkit.language import _
from toolkit.planning.changes import Refusal
from toolkit.planning.drafts import Clash, Fate, Spot
from toolkit.planning.merge import Wish, same, wanted
from toolkit.planning.taking_away import Taking

Half = tuple[Spot, Deed]
"""One half of a move: the row, and whether its part is taken out (`DELETED`) or put in (`CREATED`)."""

BOTH = frozenset({Deed.DELETED, Deed.CREATED})
_MOVING = BOTH


def leaving(mine: Mine, before: Record, fields: Sequence[str], target: str | NewRow, names: tuple[str, str]) -> Taking:
    """Return what a row takes out of its record to put it into another; `names` are what both records are called."""
    cells = {name: mine.values.get(name, before.values.get(name)) for name in fields}
    old, new = names
    reason = _("changed since the pull, and moved from {old} to {new} here").format(old=old, new=new)
    return Taking(mine, cells, intent_of_move(target), reason)


def intent_of_move(target: Wish) -> str:
    """Return how a conflict tells where its row moves to."""
    return f"{target.sheet}!{target.row}" if isinstance(target, NewRow) else str(target)


def arriving(mine: Mine, before: Record, live: Record, parent: str) -> Mine:
    """Return the row as it is put in: what its author changed, on what the part holds now."""
    changed = {
        name: said
        for name, said in mine.values.items()
        if name == parent or not same(before.values.get(name), wanted(said))
    }
    return replace(mine, values={**live.values, **changed})


def name_of(entity: Entity, target: str | NewRow, records: Mapping[str, Record]) -> str:
    """Return what a record is called that a part leaves or goes to; `records` has the live ones by IRI."""
    if isinstance(target, NewRow):
        return _("the new one in {sheet} row {row}").format(sheet=target.sheet, row=target.row)
    record = records.get(target)
    if record is None:
        return target.rsplit("/", 1)[-1]
    called = (record.values.get(name) for name in entity.label)
    return next((str(value) for value in called if value is not None), record.id)


def moves_of(rows: Iterable[Mine]) -> dict[Spot, frozenset[Deed]]:
    """Return the parts that leave one of these rows and come to another one, each with both its halves."""
    found: defaultdict[Spot, set[Deed]] = defaultdict(set)
    for mine in rows:
        for at, deed in _halves(mine.parts):
            found[at].add(deed)
    return {at: BOTH for at, deeds in found.items() if deeds == BOTH}


def split(moves: Mapping[Spot, frozenset[Deed]], rows: Iterable[Mine], fates: Iterable[Fate]) -> frozenset[Half]:
    """Return the halves that would go without the other one, given the rows of records and their fates."""
    going = {
        half
        for mine, fate in zip(rows, fates, strict=True)
        if not isinstance(fate, Clash | Refusal)
        for half in _halves(mine.parts)
    }
    return frozenset(
        (at, deed)
        for at, deeds in moves.items()
        if not all((at, deed) in going for deed in deeds)
        for deed in deeds
        if (at, deed) in going
    )


def holds(mine: Mine, held: frozenset[Half]) -> bool:
    """Tell whether a row of a record sends one of these halves."""
    return not held.isdisjoint(_halves(mine.parts))


def once(fates: Iterable[Fate], moves: Mapping[Spot, frozenset[Deed]]) -> Iterator[Fate]:
    """Leave out all but one refusal of a row that moves: what stops both halves is told once."""
    told: set[Spot] = set()
    for fate in fates:
        at = (fate.sheet, fate.row) if isinstance(fate, Refusal) else None
        if at is None or at not in moves or at not in told:
            yield fate
        if at is not None:
            told.add(at)


def _halves(parts: Iterable[PartRow]) -> Iterator[Half]:
    return (((part.sheet, part.row), part.deed) for part in parts if part.deed in _MOVING)
