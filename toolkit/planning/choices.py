"""Choices: which fields of its row a Resolution decides, and which rows have one that decides nothing."""

from collections.abc import Collection, Iterator, Sequence

from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Command, Mine, Record
from toolkit.language import _
from toolkit.planning.changes import Conflict
from toolkit.planning.drafts import Spot, spot
from toolkit.planning.merge import merge, same, wanted
from toolkit.planning.moves import intent_of_move, leaving
from toolkit.planning.parts import live_parts
from toolkit.planning.settling import Ruling, rule, settled
from toolkit.planning.taking_away import deletion


def idle_choices(rows: Sequence[Mine], base: Live, live: Live, conflicts: Collection[Conflict]) -> Iterator[str]:
    """Say of each row whose Resolution decides nothing that it does not; those in conflict have been told."""
    chosen = [mine for mine in rows if mine.settlement is not None and mine.settlement.chosen]
    there = {**live, **live_parts(base, live)} if chosen else live
    told = {(conflict.sheet, conflict.row) for conflict in conflicts}
    for mine in chosen:
        path, own = mine.entity.path, mine.id or ""
        fields = decided(mine, base.get(path, {}).get(own), there.get(path, {}).get(own))
        idle = "" if spot(mine) in told else _idle(mine, fields)
        if idle:
            yield _told(spot(mine), idle)


def decided(mine: Mine, base: Record | None, live: Record | None) -> frozenset[str]:
    """Return the fields that a row's Resolution decides, given the record at the pull and as it is now.

    `Id` stands for the record itself, where somebody deleted it.
    """
    if mine.settlement is None or base is None or mine.command is Command.IGNORE:
        return frozenset()
    if live is None:
        return frozenset(
            {"Id"} if _touched(mine, base) and settled(mine, "Id", None, None, _intent(mine, base)) else ()
        )
    return frozenset(name for name, ruling in _rulings(mine, base, live) if ruling.side is not None)


def _rulings(mine: Mine, base: Record, live: Record) -> Iterator[tuple[str, Ruling]]:
    if mine.command is Command.DELETE:
        yield from deletion(mine, _fields(mine)).rulings(base, live)
        return
    target = _target(mine, base)
    if target is not None:
        yield from leaving(mine, base, _fields(mine), target, ("", "")).rulings(base, live)
        return
    for name, wish in mine.values.items():
        now = live.values.get(name)
        yield name, rule(mine, name, (wish, now), merge(base.values.get(name), wish, now))


def _fields(mine: Mine) -> tuple[str, ...]:
    owner = owner_of(mine.entity)
    parent = owner.children.parent if owner is not None else None
    return tuple(column.field for column in mine.entity.writable if column.field != parent)


def _target(mine: Mine, base: Record) -> str | NewRow | None:
    """Return the record that a part moves to, `None` for a row that stays where it is."""
    owner = owner_of(mine.entity)
    if owner is None or mine.command is Command.DELETE:
        return None
    wish = wanted(mine.values.get(owner.children.parent))
    moves = isinstance(wish, str | NewRow) and wish != base.values.get(owner.children.parent)
    return wish if moves and isinstance(wish, str | NewRow) else None


def _intent(mine: Mine, base: Record) -> str:
    target = _target(mine, base)
    return intent_of_move(target) if target is not None else ""


def _touched(mine: Mine, base: Record) -> bool:
    """Tell whether a row asks for anything of a record that is gone."""
    asks = any(not same(base.values.get(name), wanted(value)) for name, value in mine.values.items())
    return asks and mine.command is not Command.DELETE


def _idle(mine: Mine, fields: frozenset[str]) -> str:
    """Return what of a Resolution decides nothing; empty where all of it does."""
    settlement = mine.settlement
    if settlement is None:
        return ""
    sides = [(side, name) for name, side in settlement.sides.items() if name not in fields]
    told = [f"{side.value}: {_title(mine, name)}" for side, name in sides]
    rest = [settlement.rest.value] if settlement.rest is not None and not fields else []
    return "; ".join([*rest, *told])


def _title(mine: Mine, name: str) -> str:
    column = mine.entity.by_field.get(name)
    return column.title if column is not None else name


def _told(at: Spot, said: str) -> str:
    sheet, row = at
    return _(
        '{sheet}!{row}: its Resolution says "{said}", and decides nothing: that is not in conflict, or this workbook '
        "never showed it. The row is planned without it."
    ).format(sheet=sheet, row=row, said=said)
