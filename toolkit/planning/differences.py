"""Differences: each cell whose base, workbook and live record do not agree, side by side, and what comes of it."""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.entities.settlement import Side
from toolkit.language import mark
from toolkit.planning.decide import Sides
from toolkit.planning.drafts import Spot, spot
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
_BY_KEY = frozenset({Command.UPDATE, Command.UPSERT})


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell with its three sides; a side without a record has `None`, as has an empty field.

    `text` is what a cell holds that cannot be read.
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


def differences(rows: Iterable[Mine], sides: Sides, matched: Mapping[Spot, Record]) -> Iterator[Difference]:
    """Yield every cell that differs, row by row; `matched` has the records that rows without an id were found to mean.

    Rows with IGNORE ask for nothing, and are left out.
    """
    for mine in rows:
        if mine.command is not Command.IGNORE:
            yield from _of_row(mine, sides, matched)


def _of_row(mine: Mine, sides: Sides, matched: Mapping[Spot, Record]) -> Iterator[Difference]:
    base, live = sides.base_of(mine), sides.live_of(mine) or matched.get(spot(mine))
    if mine.command is Command.DELETE:
        yield _difference(mine, "Command", (None, mine.command.value, None), Outcome.DELETE)
    elif live is not None:
        for name in _fields(mine, sides):
            sides_of = _sides(mine, name, base, live)
            outcome = _outcome(mine, name, base, live)
            if outcome is not Outcome.NOTHING:
                yield _difference(mine, name, sides_of, outcome)
    elif base is not None:
        yield _difference(mine, "Id", (base.id, base.id, None), Outcome.GONE)
    elif mine.id is None:
        for name, wish in mine.values.items():
            if wish is not None and wish is not Clear.CLEAR:
                yield _difference(mine, name, (None, wish, None), Outcome.CREATE)


def outcome_of(mine: Mine, name: str, sides: Sides, matched: Mapping[Spot, Record]) -> Outcome:
    """Return what comes of one field of a row that is about a live record; `NOTHING` for any other row."""
    live = sides.live_of(mine) or matched.get(spot(mine))
    return Outcome.NOTHING if live is None else _outcome(mine, name, sides.base_of(mine), live)


def _fields(mine: Mine, sides: Sides) -> Iterator[str]:
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


def _sides(mine: Mine, name: str, base: Record | None, live: Record) -> tuple[Value | None, Value | None, Value | None]:
    wish = _wish(mine, name, base, live)
    then = base.values.get(name) if base is not None else None
    return then, wanted(wish), live.values.get(name)


def _outcome(mine: Mine, name: str, base: Record | None, live: Record) -> Outcome:
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


def _difference(
    mine: Mine, name: str, values: tuple[Value | None, Value | None, Value | None], outcome: Outcome
) -> Difference:
    base, wish, live = values
    return Difference(
        entity=mine.entity,
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
