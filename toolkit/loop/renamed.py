"""Records that were renamed since the pull: which cells still show their old names, and may show the new ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.entities import find
from toolkit.entities.cell import Cell
from toolkit.entities.columns import Column
from toolkit.entities.record import Header, Record
from toolkit.excel.base import Base
from toolkit.excel.sheet import column_index
from toolkit.loop.inspect import Inspection
from toolkit.planning.drafts import spot

Place = tuple[str, str]
"""A sheet, and the address of a cell."""

_NOBODY = Record("", "", {})


@dataclass(slots=True)
class Renamed:
    """New names by IRI, and the cells that are to show them."""

    names: dict[str, str] = field(default_factory=dict)
    cells: dict[Place, str] = field(default_factory=dict)


def renamed_since(inspection: Inspection, base: Base, moving: frozenset[Place]) -> Renamed:
    """Find the untouched reference cells that show an old name; `moving` has those that are to show something else.

    An untouched cell is known by the name that its record had at the pull. So a record keeps that name where one cell
    that shows it stays as it is: one with a formula, or one that somebody typed.
    """
    now = dict(_new_names(inspection, base))
    found = Renamed()
    if not now:
        return found
    old: defaultdict[str, set[str]] = defaultdict(set)
    for iri in now:
        old[base.names[iri]].add(iri)
    kept: set[str] = set()
    showing: dict[Place, str] = {}
    for place, cell, pulled in _reference_cells(inspection, old):
        if place in moving:
            continue
        if pulled not in old[cell.text] or cell.formula:
            kept |= old[cell.text]
        else:
            showing[place] = str(pulled)
    found.names = {iri: name for iri, name in now.items() if iri not in kept}
    found.cells = {place: now[iri] for place, iri in showing.items() if iri not in kept}
    return found


def _new_names(inspection: Inspection, base: Base) -> Iterator[tuple[str, str]]:
    """Yield the records that references of the base point at and that are called otherwise by now."""
    for path, records in base.records.items():
        for column in find(path).references:
            live = inspection.labels.all(column.target or "")
            for iri in {record.values.get(column.field) for record in records.values()}:
                known = base.names.get(str(iri))
                if known is not None and live.get(str(iri), known) != known:
                    yield str(iri), live[str(iri)]


def _reference_cells(inspection: Inspection, texts: Mapping[str, set[str]]) -> Iterator[tuple[Place, Cell, object]]:
    """Yield the reference cells that hold one of the texts, each with the IRI that was pulled into it."""
    ids = {spot(mine): mine.id for mine in inspection.checked.rows}
    for sheet, header in inspection.recognised.headers:
        columns = _columns(header)
        pulled = inspection.base_records.get(header.entity.path, {})
        for row in sheet.rows() if columns else ():
            for index, column in columns.items():
                cell = row.cells.get(index)
                if cell is not None and cell.text in texts and row.number > header.row:
                    record = pulled.get(ids.get((sheet.name, row.number)) or "", _NOBODY)
                    place = sheet.name, header.address(row.number, column.field)
                    yield place, cell, record.values.get(column.field)


def _columns(header: Header) -> Mapping[int, Column]:
    return {
        column_index(header.letters[column.field]): column
        for column in header.entity.references
        if column.field in header.letters
    }
