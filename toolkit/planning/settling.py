"""Settling: a Resolution decides a conflict, but only the one that its author was shown."""

from toolkit.entities.kinds import Value
from toolkit.entities.record import Mine, RowSource
from toolkit.entities.settlement import Settlement, Side
from toolkit.language import _, mark
from toolkit.planning.changes import Conflict
from toolkit.planning.merge import same

CHANGED = mark("changed on both sides")
DELETED = mark("deleted by somebody since the pull")
MOVED = mark("changed since the pull, and deleted here")
_UNDOING = {
    CHANGED: mark("changed by somebody since the run"),
    DELETED: mark("deleted by somebody since the run"),
    MOVED: mark("changed by somebody since the run that made it"),
}
"""What is said instead where an undo asks: it has no pull."""

Sides = tuple[Value | None, Value | None, Value | None]
"""A value in the base, in the workbook, and live."""


def settled(mine: Mine, field: str, live: Value | None) -> Side | None:
    """Return the side that a row's Resolution takes for a field in conflict.

    `None` where it takes none, and where the live value is not the one that was shown when it was chosen: that is a
    conflict of its own, which nobody has decided.
    """
    if mine.settlement is None or not _was_shown(mine.settlement, field, live):
        return None
    return mine.settlement.of(field)


def since(mine: Mine, reason: str) -> str:
    """Return the reason of a conflict in the words of whoever asks."""
    return _UNDOING[reason] if mine.source is RowSource.UNDO else reason


def chosen(mine: Mine, field: str) -> str:
    """Return the side that a row's Resolution takes for a field, whatever was shown; empty where it takes none."""
    side = mine.settlement.of(field) if mine.settlement is not None else None
    return side.value if side is not None else ""


def _was_shown(settlement: Settlement, field: str, live: Value | None) -> bool:
    seen = settlement.seen
    return seen is not None and field in seen.values and same(seen.values[field], live)


def reason(mine: Mine, field: str, live: Value | None, open_reason: str) -> str:
    """Say why a field is in conflict: for `open_reason`, or in spite of a Resolution."""
    settlement = mine.settlement
    side = settlement.of(field) if settlement is not None else None
    if settlement is None or side is None or _was_shown(settlement, field, live):
        return open_reason
    if settlement.seen is None or field not in settlement.seen.values:
        return _(
            "{reason}; its Resolution says {side}, but this workbook never showed what is live: annotate it first"
        ).format(reason=_(open_reason), side=side.value)
    return _("{reason}, and live changed again after {side} was chosen").format(reason=_(open_reason), side=side.value)


def conflict(mine: Mine, field: str, sides: Sides, open_reason: str) -> Conflict:
    """Make the conflict of a cell, with base, mine and live in `sides`, and what the row has chosen so far."""
    base, wish, live = sides
    return Conflict(
        entity=mine.entity,
        sheet=mine.header.sheet,
        row=mine.row,
        cell=mine.header.address(mine.row, field),
        field=field,
        base=base,
        mine=wish,
        live=live,
        reason=reason(mine, field, live, open_reason),
        id=mine.id,
        resolution=chosen(mine, field),
    )
