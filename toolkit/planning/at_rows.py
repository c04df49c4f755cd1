"""What a plan says of each row of its workbook: the changes that the row asks for, its conflicts, and its refusals."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.entities.part_row import Deed
from toolkit.planning.cells_written import WrittenPart, parts_written
from toolkit.planning.changes import Change, Conflict, Delete, Patch, Refusal, Replace
from toolkit.planning.drafts import Spot
from toolkit.planning.plan import Plan


@dataclass(slots=True)
class AtRow:
    """What a plan says of one row.

    `own` are the changes that the row itself asks for, `parts` the parts of other changes' records that it stands for:
    one, or two where it moves from one record to another.
    """

    own: list[Change] = field(default_factory=list)
    parts: list[WrittenPart] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change that does something of what the row asks for, by its number."""
        found = {change.n: change for change in (*self.own, *(part.change for part in self.parts))}
        return tuple(found[n] for n in sorted(found))

    @property
    def moves(self) -> bool:
        """Whether the row's part leaves one record for another."""
        return {part.deed for part in self.parts} == {Deed.CREATED, Deed.DELETED}


def at_rows(plan: Plan) -> Mapping[Spot, AtRow]:
    """Return what a plan says, by the row; a row that it says nothing of asks for nothing.

    Everything that tells of a plan goes by this: its changes, conflicts and refusals are at these rows and no others.
    """
    found: defaultdict[Spot, AtRow] = defaultdict(AtRow)
    for change in plan.changes:
        parts = [] if isinstance(change, Delete) else list(parts_written(change))
        placed = {(part.row.sheet, part.row.row): part for part in parts if part.row is not None}
        for at, part in placed.items():
            found[at].parts.append(part)
        at = change.place.sheet, change.place.row
        if at not in placed or _has_own_fields(change):
            found[at].own.append(change)
    for conflict in plan.conflicts:
        found[conflict.sheet, conflict.row].conflicts.append(conflict)
    for refusal in plan.refusals:
        found[refusal.sheet, refusal.row].refusals.append(refusal)
    return dict(found)


def _has_own_fields(change: Change) -> bool:
    """Tell whether a change at the place of a part's row does something beside its parts."""
    arrays = {part.field for part in change.place.parts}
    return isinstance(change, Patch | Replace) and any(name not in arrays for name in change.edits)
