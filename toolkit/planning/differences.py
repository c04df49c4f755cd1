"""Differences: each cell whose base, workbook and live record do not agree, side by side, and what comes of it."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Side
from toolkit.language import mark
from toolkit.planning.decide import Sides
from toolkit.planning.merge import Verdict, Wish, compare, merge, wanted
from toolkit.planning.settling import rule


class Outcome(enum.StrEnum):
    """What a plan does about one cell."""

    NOTHING = "nothing"
    AGREED = "agreed"
    SEND = "send"
    KEEP = "keep"
    CONFLICT = "conflict"
    SETTLED_MINE = mark("settled mine")
    SETTLED_LIVE = mark("settled live")
    CREATE = "create"
    DELETE = "delete"
    ACCEPT = "accept"
    HELD = "held"
    GONE = "gone"
    UNREADABLE = "unreadable"


_OUTCOMES: Mapping[Verdict, Outcome] = {
    Verdict.NOTHING: Outcome.NOTHING,
    Verdict.KEEP: Outcome.KEEP,
    Verdict.SEND: Outcome.SEND,
    Verdict.CONFLICT: Outcome.CONFLICT,
}
_SETTLED: Mapping[Side | None, Outcome] = {
    Side.MINE: Outcome.SETTLED_MINE,
    Side.LIVE: Outcome.SETTLED_LIVE,
    None: Outcome.CONFLICT,
}
Three = tuple[Value | None, Value | None, Value | None]
"""A value in the base, in the workbook, and live."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell with its three sides; a side without a record has `None`, as has an empty field.

    `cell` is empty for a field that follows from the row without a cell of its own.
    `text` is what a cell holds that cannot be read. `change` is the number of the change that writes the cell, `None`
    where none does.
    """

    entity: Entity
    sheet: str
    row: int
    cell: str
    field: str
    id: str | None
    base: Value | None
    mine: Value | None
    live: Value | None
    outcome: Outcome
    text: str | None = None
    change: int | None = None


def fields_shown(mine: Mine, sides: Sides) -> Iterator[str]:
    """Yield the fields that the sheet has a column for, those that only the service sets among them.

    Arrays whose parts have rows of their own are left out: the rows show what differs.
    """
    shown = {children.field for children in mine.entity.children if children.entity.path in sides.base}
    return (
        column.field
        for column in mine.entity.columns
        if column.field in mine.header.letters and column.field not in shown
    )


def _wish(mine: Mine, name: str, base: Record | None, live: Record) -> Wish:
    """Return what a cell says; one that nobody reads says what was pulled."""
    if name in mine.values:
        return mine.values[name]
    return (base or live).values.get(name)


def sides_of(mine: Mine, name: str, base: Record | None, live: Record) -> Three:
    """Return a field in the base, as the row wants it, and live."""
    wish = _wish(mine, name, base, live)
    then = base.values.get(name) if base is not None else None
    return then, wanted(wish), live.values.get(name)


def outcome_of(mine: Mine, name: str, base: Record | None, live: Record) -> Outcome:
    """Return what the merge says of one field of a row about a live record; whether it is sent, only the plan says."""
    now, wish = live.values.get(name), _wish(mine, name, base, live)
    if base is None:
        verdict = compare(wish, now)
        return Outcome.NOTHING if verdict is Verdict.KEEP else _OUTCOMES[verdict]
    then = base.values.get(name)
    verdict = merge(then, wish, now)
    ruling = rule(mine, name, (wish, now), verdict)
    if ruling.side is not None or ruling.verdict is Verdict.CONFLICT:
        return _SETTLED[ruling.side]
    if verdict is Verdict.NOTHING and merge(then, now, then) is Verdict.SEND:
        return Outcome.AGREED
    return _OUTCOMES[verdict]
