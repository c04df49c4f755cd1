"""Answers of work lists that a plan does not write at their row: carried by another row, there already, or held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.entities.answers import said
from toolkit.entities.kinds import Value
from toolkit.entities.record import Mine, Record
from toolkit.entities.worklists import BOOKINGS, OPEN_TRANSACTIONS, OWN_FIELDS, stands_for
from toolkit.planning.answers import ACCEPT
from toolkit.planning.at_rows import AtRow
from toolkit.planning.changes import Patch, Replace
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Difference, Outcome
from toolkit.planning.merge import same
from toolkit.planning.planned_cells import cell_of

Carried = Mapping[tuple[str, str], Patch | Replace]
"""The edits of a plan, by the entity and id of the record."""

_NONE: Mapping[str, Record] = {}


def unplanned_answers(
    mine: Mine, sides: Sides, at: AtRow, told: Sequence[Difference], carried: Carried
) -> Iterator[Difference]:
    """Yield the answers beside those that the plan writes or holds in conflict, which are `told`."""
    known = {each.field for each in told}
    held = bool(at.conflicts or at.refusals)
    for name in OWN_FIELDS[mine.entity]:
        if name not in known:
            yield from _own(mine, name, sides, carried)
    booked = BOOKINGS if mine.entity is OPEN_TRANSACTIONS else {}
    for name in (*booked, ACCEPT):
        wish = said(mine, name)
        at_cell = any(each.cell == mine.header.address(mine.row, name) for each in told)
        if wish not in (None, False) and name not in known and not at_cell:
            yield cell_of(mine, name, (None, wish, None), Outcome.HELD if held else Outcome.AGREED)


def _own(mine: Mine, name: str, sides: Sides, carried: Carried) -> Iterator[Difference]:
    """Yield a field of the record itself, where its sides differ; what was shown in the cell is no answer."""
    entity = stands_for(mine.entity)[0]
    live = sides.live.get(entity.path, _NONE).get(mine.id or "")
    base = sides.base.get(entity.path, _NONE).get(mine.id or "")
    wish = said(mine, name)
    if live is None:
        # Its row is refused, as nothing can be said of a record that is gone.
        then = base.values.get(name) if base is not None else None
        if wish is not None:
            yield cell_of(mine, name, (then, wish, None), Outcome.HELD, entity)
        return
    now = live.values.get(name)
    then = base.values.get(name) if base is not None else now
    change = carried.get((entity.path, live.id))
    if wish is None or same(wish, then):
        outcome = Outcome.NOTHING if same(then, now) else Outcome.KEEP
    elif change is not None and name in change.edits:
        yield replace(cell_of(mine, name, (then, wish, now), Outcome.SEND, entity), change=change.n)
        return
    elif same(wish, now):
        outcome = Outcome.AGREED
    else:
        outcome = Outcome.HELD
    if outcome is not Outcome.NOTHING:
        shown: Value | None = then if wish is None else wish
        yield cell_of(mine, name, (then, shown, now), outcome, entity)
