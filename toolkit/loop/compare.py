"""Lay a workbook, its base and the live records side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.loop.inspect import Inspection
from toolkit.loop.plan import planned, settled_rows
from toolkit.planning.changes import Patch, Replace
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Difference, Outcome, differences
from toolkit.planning.drafts import Spot
from toolkit.planning.plan import Plan
from toolkit.settings import Profile


@dataclass(frozen=True, slots=True)
class Compared:
    """Every cell that differs, in the order of the workbook, and the labels of what references point at, by IRI."""

    differences: tuple[Difference, ...]
    names: Mapping[str, str]


def compare(inspection: Inspection, profile: Profile) -> Compared:
    """Compare every row with its base and its live record. Cells that cannot be read show what they hold."""
    sides = Sides(inspection.base_records, inspection.live)
    found = differences(settled_rows(inspection), sides, matched(planned(inspection, profile)))
    wrong = {(issue.sheet, issue.cell): issue.value for issue in inspection.checked.errors}
    shown = tuple(
        replace(each, text=wrong[each.sheet, each.cell], outcome=Outcome.UNREADABLE)
        if (each.sheet, each.cell) in wrong
        else each
        for each in found
    )
    return Compared(shown, names(shown, inspection.labels))


def matched(plan: Plan) -> Mapping[Spot, Record]:
    """Return the records that rows were found to mean, by where the rows stand."""
    return {
        (change.place.sheet, change.place.row): change.before
        for change in plan.changes
        if isinstance(change, Patch | Replace)
    }


def names(found: tuple[Difference, ...], labels: Labels) -> Mapping[str, str]:
    """Return the labels of the records that values of differences point at, by IRI."""
    pointed = {
        (column.target, side)
        for each in found
        if (column := each.entity.by_field.get(each.field)) is not None and column.target is not None
        for side in (each.base, each.mine, each.live)
        if isinstance(side, str)
    }
    return {iri: label for target, iri in pointed if (label := labels.of(target, iri)) != iri}
