"""Answers held against what their author was shown: a suggestion's fields, and the amount of a transaction.

An answer is merged as a cell is, from three sides. What somebody changed meanwhile is a conflict, which the Resolution
of its row settles.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from toolkit.entities.kinds import Value
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Side
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.language import _, mark
from toolkit.planning.changes import Conflict
from toolkit.planning.drafts import Act, Clash, Idle
from toolkit.planning.merge import Verdict, merge, same
from toolkit.planning.settling import Sides, Standing, conflict, settled, standing

AMOUNT = "amount"
UNTOLD = mark("changed by somebody since the list was written, and the service does not tell what the suggestion sets")
SET_MEANWHILE = mark("set by somebody since the list was written, and the suggestion would set it to something else")
OTHER_AMOUNT = mark("the amount of the transaction is another one than when the list was written")


def accepted(mine: Mine, base: Record | None, live: Record) -> Act | Idle | Clash:
    """Decide a row that asks for an operation: nothing that somebody set meanwhile is set to something else unseen.

    Where others set all of it to what the operation would, nothing is left to do.
    """
    asked = mine.asked
    if asked is None:
        raise TypeError(mine)
    if base is None:
        return Act(mine, live, asked)
    if asked.expected and _is_done(asked.expected, base, live):
        return Idle(live)
    moved = tuple(_told(mine, asked.expected, base, live) if asked.expected else _untold(mine, base, live))
    sides = [settled(mine, each.field, each.mine, each.live) for each in moved]
    if None in sides:
        return Clash(tuple(each for each, side in zip(moved, sides, strict=True) if side is None))
    return Idle(live) if Side.LIVE in sides else Act(mine, live, asked)


def _is_done(expected: Mapping[str, Value], base: Record, live: Record) -> bool:
    """Tell whether others have set every field since; a suggestion of what stood there before means something else."""
    now = all(same(value, live.values.get(name)) for name, value in expected.items())
    return now and any(not same(value, base.values.get(name)) for name, value in expected.items())


def _told(mine: Mine, expected: Mapping[str, Value], base: Record, live: Record) -> Iterator[Conflict]:
    for name, wish in expected.items():
        then, now = base.values.get(name), live.values.get(name)
        moved = merge(then, wish, now) is Verdict.CONFLICT
        # A wish for what stood there before is no untouched cell: the answer was given for it.
        kept = same(wish, then) and not same(then, now)
        if moved or kept or (_overtaken(mine, name, wish, now) and not same(wish, now)):
            yield conflict(mine, name, (then, wish, now), SET_MEANWHILE)


def _untold(mine: Mine, base: Record, live: Record) -> Iterator[Conflict]:
    for column in mine.entity.writable:
        then, now = base.values.get(column.field), live.values.get(column.field)
        if not same(then, now) or _overtaken(mine, column.field, None, now):
            yield conflict(mine, column.field, (then, None, now), UNTOLD)


def _overtaken(mine: Mine, field: str, wish: Value | None, live: Value | None) -> bool:
    """Tell whether a side was chosen for other sides than there are now."""
    return standing(mine, field, wish, live) in {Standing.LIVE_MOVED, Standing.MINE_MOVED}


def unless_moved(mine: Mine, live: Record | None) -> Clash | Idle | None:
    """Settle a booking of a transaction that comes to something else by now; `None` where it is as its author saw it.

    With `mine` it is booked all the same, with `live` it is not.
    """
    if mine.shown is None or live is None:
        return None
    then, now = mine.shown.values.get(AMOUNT), live.values.get(AMOUNT)
    if same(then, now) and not _overtaken(mine, AMOUNT, _wished(mine), now):
        return None
    match settled(mine, AMOUNT, _wished(mine), now):
        case Side.MINE:
            return None
        case Side.LIVE:
            return Idle()
        case None:
            return Clash((_other_amount(mine, live, (then, _wished(mine), now)),))


def _wished(mine: Mine) -> Value | None:
    wish = mine.values.get(AMOUNT)
    return Decimal(wish) if isinstance(wish, int) else None


def _other_amount(mine: Mine, live: Record, sides: Sides) -> Conflict:
    base, wish, now = sides
    found = conflict(mine, AMOUNT, (base, wish, now), _(OTHER_AMOUNT))
    return Conflict(
        entity=TRANSACTIONS,
        sheet=found.sheet,
        row=found.row,
        cell=found.cell,
        field=AMOUNT,
        base=base,
        mine=wish,
        live=now,
        reason=found.reason,
        id=live.id,
        resolution=found.resolution,
    )
