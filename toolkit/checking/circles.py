"""Circles: rows that create records which point at each other, so that none of them can be created first."""

from collections.abc import Iterator, Sequence

from toolkit.checking.decode import Line, Table
from toolkit.checking.issues import Issue, Problem
from toolkit.entities.circles import circles, waves
from toolkit.entities.kinds import NewRow
from toolkit.language import _

Spot = tuple[str, int]
"""Where a row stands: its sheet and its number."""

_SHOWN = 5
"""So many rows of a circle are named; the rest is counted."""


def circle_issues(tables: Sequence[Table]) -> Iterator[Issue]:
    """Report each row that waits for itself, at the cell that points on, with all rows of the circle."""
    rows = {
        (table.header.sheet, line.number): (table, line) for table in tables for line in table.lines if line.creates
    }
    places = {spot: index for index, spot in enumerate(rows)}
    spots = list(rows)
    targets: dict[int, list[int]] = {}
    for spot, (_table, line) in rows.items():
        found = [places[at] for at in _pointed_at(line) if at in places and at != spot]
        if found:
            targets[places[spot]] = found
    _order, stuck = waves(list(targets), targets)
    for index, circle in circles(stuck):
        if index in circle:
            table, line = rows[spots[index]]
            yield _issue(table, line, spots[stuck[index]], [spots[at] for at in circle])


def _pointed_at(line: Line) -> Iterator[Spot]:
    return ((value.sheet, value.row) for value in line.readings if isinstance(value, NewRow))


def _issue(table: Table, line: Line, onward: Spot, circle: Sequence[Spot]) -> Issue:
    field = next(
        column.field
        for column, value in zip(table.columns, line.readings, strict=True)
        if isinstance(value, NewRow) and (value.sheet, value.row) == onward
    )
    named = [f"{sheet}!{row}" for sheet, row in circle[:_SHOWN]]
    more = [_("{count} more").format(count=len(circle) - _SHOWN)] if len(circle) > _SHOWN else []
    message = _(
        "The new rows {rows} point at each other in a circle, so none can be created first. "
        "Leave one of the references out, and fill it in once its record is there."
    ).format(rows=", ".join([*named, *more]))
    return Problem("reference-circle", message).at(table.header, line.number, field)
