"""Settling: a Resolution is a side, for exactly the sides that its author was shown.

One rule for every kind of row. A choice that was made for the sides there are decides. A choice that was made for
other sides is a conflict of its own, unless it and the merge say the same. A word that was chosen before anything was
shown decides nothing.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.entities.canonical import digest
from toolkit.entities.canonical import plain as plainly
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Mine, RowSource
from toolkit.entities.settlement import Side
from toolkit.language import _, mark
from toolkit.planning.changes import Conflict
from toolkit.planning.merge import Verdict, Wish, lasting, same, wanted

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


class Standing(enum.Enum):
    """How a choice stands to the sides that there are now."""

    NONE = "no side was chosen"
    UNSHOWN = "its author was shown nothing of this field"
    SHOWN = "its author was shown what is live, by a version that did not note what the row asked for"
    HOLDS = "its author was shown these very sides"
    LIVE_MOVED = "live is no longer what its author was shown"
    MINE_MOVED = "the row no longer asks for what it did"


_VERDICTS: Mapping[Side, Verdict] = {Side.MINE: Verdict.SEND, Side.LIVE: Verdict.KEEP}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a field, and the side by which a choice decided that; `None` where none did."""

    verdict: Verdict
    side: Side | None = None


def rule(mine: Mine, field: str, sides: tuple[Wish, Value | None], verdict: Verdict, intent: str = "") -> Ruling:
    """Return what becomes of a field that the merge judged, once the row's Resolution has had its say.

    `sides` are the row's wish and what is live; `intent` is what the row asks for beyond the field, as in `Conflict`.
    """
    wish, live = sides
    side = _side(mine, field)
    if side is None:
        return Ruling(
            Verdict.CONFLICT if verdict is Verdict.SEND and _waits(mine, field, wish, live, intent) else verdict
        )
    if verdict is Verdict.NOTHING:
        return Ruling(verdict)
    match standing(mine, field, wish, live, intent):
        case Standing.HOLDS if verdict is not Verdict.KEEP:
            return Ruling(_VERDICTS[side], side)
        case Standing.SHOWN if verdict is Verdict.CONFLICT:
            return Ruling(_VERDICTS[side], side)
        case Standing.LIVE_MOVED | Standing.MINE_MOVED if verdict is not _VERDICTS[side]:
            return Ruling(Verdict.CONFLICT)
        case _:
            return Ruling(verdict)


def settled(mine: Mine, field: str, wish: Wish, live: Value | None, intent: str = "") -> Side | None:
    """Return the side that a choice takes in a conflict; `None` where it takes none, or was made for other sides."""
    return rule(mine, field, (wish, live), Verdict.CONFLICT, intent).side


def standing(mine: Mine, field: str, wish: Wish, live: Value | None, intent: str = "") -> Standing:
    """Tell how the choice for a field stands to its sides.

    Of a record that was shown as gone and is there again, `live` was chosen for another side in every field.
    """
    side, seen = _side(mine, field), mine.settlement.seen if mine.settlement is not None else None
    if side is None:
        return Standing.NONE
    if seen is None or field not in seen.values:
        again = seen is not None and "Id" in seen.values and side is Side.LIVE and field != "Id"
        return Standing.LIVE_MOVED if again else Standing.UNSHOWN
    if not same(seen.values[field], live):
        return Standing.LIVE_MOVED
    if field not in seen.asked:
        return Standing.SHOWN
    return Standing.HOLDS if seen.asked[field] == asked_for(wish, intent) else Standing.MINE_MOVED


def _waits(mine: Mine, field: str, wish: Wish, live: Value | None, intent: str) -> bool:
    """Tell whether these very sides were shown as a conflict, and nothing was chosen: it stays one."""
    seen = mine.settlement.seen if mine.settlement is not None else None
    if seen is None or field not in seen.asked or field not in seen.values:
        return False
    return same(seen.values[field], live) and seen.asked[field] == asked_for(wish, intent)


def asked_for(wish: Wish, intent: str = "") -> str:
    """Return a digest of what a row asks for in one cell: alike for values that look the same in a cell."""
    value = lasting(wanted(wish))
    match value:
        case None:
            text = None
        case Decimal():
            text = format(plainly(value), "f")
        case NewRow():
            text = f"{value.sheet}!{value.row}"
        case _:
            text = str(value)
    return digest({"intent": intent, "value": text})


def since(mine: Mine, reason: str) -> str:
    """Return the reason of a conflict in the words of whoever asks."""
    return _UNDOING[reason] if mine.source is RowSource.UNDO else reason


def chosen(mine: Mine, field: str) -> str:
    """Return the side that a row's Resolution takes for a field, whatever was shown; empty where it takes none."""
    side = _side(mine, field)
    return side.value if side is not None else ""


def reason(mine: Mine, field: str, live: Value | None, open_reason: str, wish: Wish = None, intent: str = "") -> str:
    """Say why a field is in conflict: for `open_reason`, or in spite of a Resolution."""
    side = chosen(mine, field)
    match standing(mine, field, wish, live, intent):
        case Standing.UNSHOWN:
            told = _(
                "{reason}; its Resolution says {side}, but this workbook never showed what is live: annotate it first"
            )
        case Standing.LIVE_MOVED:
            told = _("{reason}, and live changed again after {side} was chosen")
        case Standing.MINE_MOVED:
            told = _("{reason}, and the row was changed after {side} was chosen: annotate it again")
        case _:
            return open_reason
    return told.format(reason=_(open_reason), side=side)


def conflict(mine: Mine, field: str, sides: Sides, open_reason: str, intent: str = "") -> Conflict:
    """Make the conflict of a cell, with base, mine and live in `sides`, and what the row has chosen so far."""
    base, wish, live = sides
    if same(base, live) and not chosen(mine, field):
        open_reason = _("live was changed, and changed back after a choice was made for that")
    return Conflict(
        entity=mine.entity,
        sheet=mine.header.sheet,
        row=mine.row,
        cell=mine.header.address(mine.row, field),
        field=field,
        base=base,
        mine=wish,
        live=live,
        reason=reason(mine, field, live, open_reason, wish, intent),
        id=mine.id,
        resolution=chosen(mine, field),
        intent=intent,
    )


def _side(mine: Mine, field: str) -> Side | None:
    return mine.settlement.of(field) if mine.settlement is not None else None
