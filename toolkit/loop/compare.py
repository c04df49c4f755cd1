"""Lay a workbook, its base and the live records side by side, and tell what its plan does about each row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.checking.issues import Issue
from toolkit.entities.labels import Labels
from toolkit.loop.inspect import Inspection
from toolkit.loop.plan import planned, settled_rows
from toolkit.planning.comparison import Compared
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Difference, Outcome
from toolkit.planning.planned_cells import cell_of
from toolkit.planning.row_outcomes import Happening, RowOutcome, row_outcomes
from toolkit.settings import Profile


def compare(inspection: Inspection, profile: Profile) -> Compared:
    """Compare every row with its base and its live record. Cells that cannot be read show what they hold."""
    errors = inspection.checked.errors
    wrong = {(issue.sheet, issue.row) for issue in errors}
    checked = inspection.checked
    sound = tuple(mine for mine in checked.rows if (mine.header.sheet, mine.row) not in wrong)
    plan = planned(replace(inspection, checked=replace(checked, rows=sound)), profile)
    sides = Sides(inspection.base_records, inspection.live)
    rows = tuple(
        _with_errors(row, errors) if row.happening is Happening.ERROR else row
        for row in row_outcomes(settled_rows(inspection), sides, plan, wrong)
    )
    found = tuple(cell for row in rows for cell in row.cells)
    return Compared(rows, names(found, inspection.labels), plan, len(errors))


def _with_errors(row: RowOutcome, errors: Sequence[Issue]) -> RowOutcome:
    """Show what the cells hold that cannot be read; nothing else of the row is sent before they are mended."""
    mine = row.mine
    wrong = {issue.cell: issue for issue in errors if (issue.sheet, issue.row) == (mine.header.sheet, mine.row)}
    unread = [
        replace(cell_of(mine, issue.field, (None, None, None), Outcome.UNREADABLE), cell=issue.cell, text=issue.value)
        for issue in wrong.values()
        if all(cell.cell != issue.cell for cell in row.cells)
    ]
    cells = (
        replace(cell, text=wrong[cell.cell].value, outcome=Outcome.UNREADABLE) if cell.cell in wrong else cell
        for cell in row.cells
    )
    return replace(row, cells=(*cells, *unread))


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
