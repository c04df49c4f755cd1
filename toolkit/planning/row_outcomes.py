"""What happens to each row of a workbook: one answer, which everything that tells of a plan goes by."""

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.entities.record import Command, Mine
from toolkit.entities.worklists import WORKLISTS
from toolkit.planning.at_rows import AtRow, at_rows
from toolkit.planning.changes import Patch, Replace
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Difference, Outcome
from toolkit.planning.drafts import Spot, spot
from toolkit.planning.plan import Plan
from toolkit.planning.planned_cells import in_conflict, planned
from toolkit.planning.unplanned_answers import unplanned_answers
from toolkit.planning.unplanned_cells import unplanned


class Happening(enum.StrEnum):
    """What happens to a row. One of which only a part is sent says why the other is not.

    A row is held where another one says the same of a record, and that one is in conflict or refused.
    """

    ERROR = "error"
    CONFLICT = "conflict"
    REFUSED = "refused"
    CHANGE = "change"
    HELD = "held"
    RESOLVED = "resolved"
    IGNORED = "ignored"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What a plan does about one row, and about each of its cells that differs.

    `at` is what the plan says of the row.
    """

    mine: Mine
    happening: Happening
    at: AtRow = field(default_factory=AtRow)
    cells: tuple[Difference, ...] = ()


def row_outcomes(rows: Iterable[Mine], sides: Sides, plan: Plan, wrong: Collection[Spot] = ()) -> Iterator[RowOutcome]:
    """Yield what happens to each row, in their order.

    What is sent, held in conflict or refused is what the plan says. Of all other cells, the sides tell why nothing is
    sent. `wrong` are rows with errors, which no plan was made of.
    """
    said, nothing = at_rows(plan), AtRow()
    carried = {
        (change.entity.path, change.before.id): change for change in plan.changes if isinstance(change, Patch | Replace)
    }
    for mine in rows:
        at = said.get(spot(mine), nothing)
        if spot(mine) in wrong:
            yield RowOutcome(mine, Happening.ERROR, at, tuple(unplanned(mine, sides, AtRow(), (), held=True)))
            continue
        cells = tuple(sorted(_cells(mine, sides, at, carried), key=_column))
        yield RowOutcome(mine, _happening(mine, at, cells), at, cells)


def _cells(
    mine: Mine, sides: Sides, at: AtRow, carried: Mapping[tuple[str, str], Patch | Replace]
) -> Iterator[Difference]:
    if mine.command is Command.IGNORE:
        return
    told = [*planned(mine, sides, at), *in_conflict(mine, at)]
    yield from told
    if mine.entity in WORKLISTS:
        yield from unplanned_answers(mine, sides, at, told, carried)
    else:
        yield from unplanned(mine, sides, at, told, held=bool(at.conflicts or at.refusals))


def _column(cell: Difference) -> tuple[bool, int, str]:
    """Return where a cell stands in its row; a field without a cell comes last."""
    letters = cell.cell.rstrip("0123456789")
    return not letters, len(letters), letters


def _happening(mine: Mine, at: AtRow, cells: Iterable[Difference]) -> Happening:
    if at.conflicts:
        return Happening.CONFLICT
    if at.refusals:
        return Happening.REFUSED
    outcomes = {cell.outcome for cell in cells}
    if at.changes or Outcome.SEND in outcomes:
        return Happening.CHANGE
    if Outcome.HELD in outcomes:
        return Happening.HELD
    if Outcome.SETTLED_LIVE in outcomes:
        return Happening.RESOLVED
    return Happening.IGNORED if mine.command is Command.IGNORE else Happening.NOTHING
