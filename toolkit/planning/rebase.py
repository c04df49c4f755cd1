"""Rebase: which fields of a base take what is live now, and which cells show it from then on."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from toolkit.entities.columns import Column
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.settlement import Side
from toolkit.planning.changes import Conflict
from toolkit.planning.choices import decided
from toolkit.planning.decide import Sides
from toolkit.planning.drafts import Spot, spot
from toolkit.planning.merge import Verdict, merge, same, wanted
from toolkit.planning.parts import mistaken
from toolkit.planning.settling import rule
from toolkit.planning.taking_away import deletion

UNREAD = frozenset({Command.IGNORE, Command.DELETE})
"""Commands of rows the cells of which say nothing, as nobody reads them."""


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a rebase did: cells that show what is live, fields of the base that moved, Resolutions carried out.

    `conflicts` are those that nobody has settled, `gone` the rows whose records somebody deleted, `new` counts the
    live records of each entity that the workbook has not, `renamed` the records that cells show by their new names,
    `idle` the rows whose Resolution decides nothing. `listed` counts the lists of the workbook that offer what is live
    from now on.
    """

    refreshed: int
    moved: int
    settled: int
    conflicts: tuple[Conflict, ...]
    gone: tuple[Spot, ...]
    new: Mapping[str, int]
    renamed: int = 0
    idle: tuple[Spot, ...] = ()
    listed: int = 0

    @property
    def changed(self) -> bool:
        """Whether the workbook is another one now."""
        return bool(self.moved or self.settled or self.renamed or self.listed)


@dataclass(frozen=True, slots=True)
class Move:
    """A field of the base that takes its live value; `shows` where its cell takes it, too."""

    mine: Mine
    column: Column
    live: Value | None
    shows: bool

    @property
    def place(self) -> tuple[str, str]:
        """The sheet and the address of the cell."""
        return self.mine.header.sheet, self.mine.header.address(self.mine.row, self.column.field)


@dataclass(slots=True)
class Found:
    """Fields that move, rows whose records are gone, and rows whose Resolution decides all there is, or nothing."""

    moves: list[Move] = field(default_factory=list)
    gone: list[Spot] = field(default_factory=list)
    settled: list[Mine] = field(default_factory=list)
    idle: list[Mine] = field(default_factory=list)


def find_moves(rows: Sequence[Mine], sides: Sides, wrong: AbstractSet[tuple[str, str]]) -> Found:
    """Find what a rebase does. `wrong` has the sheet and the address of cells that cannot be read: they stay.

    The cells of rows that say IGNORE or DELETE are not read: only who looks at them can tell which of their moves are
    of untouched cells, and must drop the others. What somebody changed in a record that is to be deleted stays a
    conflict, unless its Resolution says `mine`. Rows that share an id stay as they are, and so do those of parts that
    move to another record.
    """
    shared = Counter((mine.entity.path, mine.id) for mine in rows)
    found = Found()
    for mine in rows:
        then, now = sides.base_of(mine), sides.live_of(mine)
        if then is None:
            continue
        if now is None:
            found.gone.append(spot(mine))
        elif shared[mine.entity.path, mine.id] == 1 and not _leaves(mine, then):
            moves, waits = _of_row(mine, then, now)
            found.moves += [move for move in moves if move.place not in wrong]
            if mine.settlement is not None and mine.settlement.chosen and not waits:
                (found.settled if decided(mine, then, now) else found.idle).append(mine)
    return found


def moved(base: Live, moves: Sequence[Move]) -> tuple[dict[str, dict[str, Record]], Live]:
    """Return the records of the base with the moved fields as they are live, and those of them that moved."""
    records = {path: dict(known) for path, known in base.items()}
    fresh: defaultdict[str, dict[str, Record]] = defaultdict(dict)
    for move in moves:
        path, identifier = move.mine.entity.path, move.mine.id or ""
        old = records[path][identifier]
        values = {**old.values, move.column.field: move.live}
        kept = {name: value for name, value in values.items() if value is not None}
        records[path][identifier] = fresh[path][identifier] = replace(old, values=kept)
    return records, fresh


def steady(found: Found, rows: Sequence[Mine], sides: Sides) -> Found:
    """Leave the parts of records alone that would be taken for other parts if their base were another one."""
    after, _fresh = moved(sides.base, found.moves)
    wrong = mistaken(rows, sides.base, after, sides.live)
    return Found(
        [move for move in found.moves if (move.mine.entity.path, move.mine.id) not in wrong],
        found.gone,
        [mine for mine in found.settled if (mine.entity.path, mine.id) not in wrong],
        found.idle,
    )


def _of_row(mine: Mine, then: Record, now: Record) -> tuple[list[Move], bool]:
    """Return the fields that take their live values, and whether the row still waits for a Resolution."""
    moves: list[Move] = []
    waits = mine.command is Command.IGNORE
    for column in mine.entity.columns:
        name = column.field
        was, live = then.values.get(name), now.values.get(name)
        if was == live and mine.settlement is None:
            continue
        unread = mine.command in UNREAD
        side = _unread_side(mine, column, was, live) if unread else _side(mine, name, was, live)
        if side is None:
            waits = True
        elif was != live or (side is Side.LIVE and _goes_back(mine, name, was)):
            moves.append(Move(mine, column, live, side is Side.LIVE and name in mine.header.letters))
    return moves, waits


def _goes_back(mine: Mine, name: str, was: Value | None) -> bool:
    """Tell whether a cell that takes its live value was changed, though live is what it was at the pull."""
    return mine.command not in UNREAD and name in mine.values and not same(wanted(mine.values[name]), was)


def _leaves(mine: Mine, then: Record) -> bool:
    """Tell whether a part moves to another record: what others did to it stays a conflict, as if it were deleted."""
    owner = owner_of(mine.entity)
    if owner is None or mine.command in UNREAD:
        return False
    parent = owner.children.parent
    return wanted(mine.values.get(parent)) not in {None, then.values.get(parent)}


def _unread_side(mine: Mine, column: Column, was: Value | None, live: Value | None) -> Side | None:
    """Return `LIVE` for a field of a row that is not read, `None` where its deletion is in conflict with that."""
    if mine.command is Command.IGNORE or not column.writable:
        return Side.LIVE
    cells = deletion(mine, (column.field,))
    ruling = cells.ruling(column.field, was, live)
    return Side.LIVE if ruling.verdict is Verdict.SEND else None


def _side(mine: Mine, name: str, was: Value | None, live: Value | None) -> Side | None:
    """Return whose value the cell shows from now on; `None` where that is a conflict."""
    if name not in mine.values:
        return Side.LIVE
    wish = mine.values[name]
    match rule(mine, name, (wish, live), merge(was, wish, live)).verdict:
        case Verdict.KEEP:
            return Side.LIVE
        case Verdict.CONFLICT:
            return None
        case Verdict.SEND | Verdict.NOTHING:
            return Side.LIVE if wish == was else Side.MINE
