"""Rebase: which fields of a base take what is live now, and which cells show it from then on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from toolkit.entities.columns import Column
from toolkit.entities.kinds import Value
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.settlement import Side
from toolkit.planning.changes import Conflict
from toolkit.planning.decide import Sides
from toolkit.planning.drafts import Spot, spot
from toolkit.planning.merge import Verdict, merge
from toolkit.planning.settling import settled

_LEFT_ALONE = (Command.IGNORE, Command.DELETE)


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a rebase did: cells that show what is live, fields of the base that moved, Resolutions carried out.

    `conflicts` are those that nobody has settled, `gone` the rows whose records somebody deleted, `new` counts the
    live records of each entity that the workbook has not.
    """

    refreshed: int
    moved: int
    settled: int
    conflicts: tuple[Conflict, ...]
    gone: tuple[Spot, ...]
    new: Mapping[str, int]

    @property
    def changed(self) -> bool:
        """Whether the workbook is another one now."""
        return bool(self.moved or self.settled)


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
    """Fields that move, rows whose records are gone, and rows whose Resolution has decided all there was."""

    moves: list[Move] = field(default_factory=list)
    gone: list[Spot] = field(default_factory=list)
    settled: list[Mine] = field(default_factory=list)


def find_moves(rows: Sequence[Mine], sides: Sides, wrong: AbstractSet[tuple[str, str]]) -> Found:
    """Find what a rebase does. `wrong` has the sheet and the address of cells that cannot be read: they stay.

    Rows that say IGNORE or DELETE stay as they are, as their cells are not read; so do rows that share an id.
    """
    shared = Counter((mine.entity.path, mine.id) for mine in rows)
    found = Found()
    for mine in rows:
        then, now = sides.base_of(mine), sides.live_of(mine)
        if then is None:
            continue
        if now is None:
            found.gone.append(spot(mine))
        elif mine.command not in _LEFT_ALONE and shared[mine.entity.path, mine.id] == 1:
            moves, waits = _of_row(mine, then, now)
            found.moves += [move for move in moves if move.place not in wrong]
            if mine.settlement is not None and not waits:
                found.settled.append(mine)
    return found


def _of_row(mine: Mine, then: Record, now: Record) -> tuple[list[Move], bool]:
    """Return the fields that take their live values, and whether the row still waits for a Resolution.

    Arrays of parts stay as they were pulled, as the rows of their own sheet are seen against that.
    """
    moves: list[Move] = []
    waits = False
    arrays = {children.field for children in mine.entity.children}
    for column in mine.entity.columns:
        name = column.field
        was, live = then.values.get(name), now.values.get(name)
        if was == live or name in arrays:
            continue
        side = _side(mine, name, was, live)
        if side is None:
            waits = True
        else:
            moves.append(Move(mine, column, live, side is Side.LIVE and name in mine.header.letters))
    return moves, waits


def _side(mine: Mine, name: str, was: Value | None, live: Value | None) -> Side | None:
    """Return whose value the cell shows from now on; `None` where that is a conflict."""
    if name not in mine.values:
        return Side.LIVE
    wish = mine.values[name]
    match merge(was, wish, live):
        case Verdict.KEEP:
            return Side.LIVE
        case Verdict.CONFLICT:
            return settled(mine, name, live)
        case Verdict.SEND | Verdict.NOTHING:
            return Side.LIVE if wish == was else Side.MINE
