"""Records that were renamed since the pull: which cells still show their old names, and may show the new ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.entities import find
from toolkit.entities.cell import Cell
from toolkit.entities.columns import Column
from toolkit.entities.record import Header, Mine, Record
from toolkit.excel.base import Base
from toolkit.excel.offered import OfferedNames
from toolkit.excel.sheet import column_index
from toolkit.excel.workbook import Workbook
from toolkit.loop.inspect import Inspection
from toolkit.planning.drafts import Spot, spot

Place = tuple[str, str]
"""A sheet, and the address of a cell."""

_NOBODY = Record("", "", {})


@dataclass(slots=True)
class Renamed:
    """New names by IRI, and the cells that are to show them.

    `understood` has the entities by whose old list a formula is understood, as its result cannot be another name.
    """

    names: dict[str, str] = field(default_factory=dict)
    cells: dict[Place, str] = field(default_factory=dict)
    understood: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A reference cell: where, of which column, what was pulled into it, and what its author means by it."""

    place: Place
    column: Column
    cell: Cell
    pulled: object
    meant: object


def renamed_since(inspection: Inspection, base: Base, moving: frozenset[Place]) -> Renamed:
    """Find the reference cells that show an old name; `moving` has those that are to show something else.

    An untouched cell is known by the name that its record had at the pull, and one that somebody typed means the record
    of that name in the workbook's own list. Both show the new name. A record keeps its name where one cell that shows
    it stays as it is: one with a formula, or one that means something else.
    """
    now = dict(_new_names(inspection, base))
    offered = _offered(inspection)
    found = Renamed()
    old: defaultdict[str, set[str]] = defaultdict(set)
    for iri in now:
        old[base.names[iri]].add(iri)
    kept: set[str] = set()
    showing: dict[Place, str] = {}
    for shown in _reference_cells(inspection, {*old, *(text for names in offered.values() for text in names)}):
        text, target = shown.cell.text, shown.column.target or ""
        listed = offered.get(target, {}).get(text)
        if shown.place in moving:
            continue
        if shown.cell.formula:
            kept |= old.get(text, set())
            found.understood |= {target} if listed is not None else set()
        elif shown.pulled in old.get(text, ()):
            showing[shown.place] = str(shown.pulled)
        elif listed is not None and shown.meant == listed:
            found.cells[shown.place] = inspection.labels.of(target, listed)
        else:
            kept |= old.get(text, set())
    found.names = {iri: name for iri, name in now.items() if iri not in kept}
    found.cells |= {place: now[iri] for place, iri in showing.items() if iri not in kept}
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


def _offered(inspection: Inspection) -> Mapping[str, Mapping[str, str]]:
    """Return the names in the workbook's own lists whose records are called otherwise by now, by entity, with IRIs."""
    if not isinstance(inspection.workbook, Workbook):
        return {}
    offered = OfferedNames(inspection.workbook)
    targets = {column.target for _, header in inspection.recognised.headers for column in _columns(header).values()}
    found: dict[str, dict[str, str]] = {}
    for target in filter(None, targets):
        live, labels = inspection.live.get(target, {}), inspection.labels.all(target)
        known = ((text, live[own].iri) for text, own in offered.ids(target).items() if own in live)
        found[target] = {text: iri for text, iri in known if labels.get(iri) != text}
    return found


def _reference_cells(inspection: Inspection, texts: set[str]) -> Iterator[_Shown]:
    """Yield the reference cells that hold one of the texts."""
    rows = {spot(mine): mine for mine in inspection.checked.rows}
    for sheet, header in inspection.recognised.headers:
        columns = _columns(header)
        pulled = inspection.base_records.get(header.entity.path, {})
        for row in sheet.rows() if columns and texts else ():
            for index, column in columns.items():
                cell = row.cells.get(index)
                if cell is not None and cell.text in texts and row.number > header.row:
                    yield _shown(rows, (sheet.name, row.number), pulled, header, column, cell)


def _shown(
    rows: Mapping[Spot, Mine], at: Spot, pulled: Mapping[str, Record], header: Header, column: Column, cell: Cell
) -> _Shown:
    mine = rows.get(at)
    record = pulled.get((mine.id if mine is not None else None) or "", _NOBODY)
    meant = mine.values.get(column.field) if mine is not None else None
    place = at[0], header.address(at[1], column.field)
    return _Shown(place, column, cell, record.values.get(column.field), meant)


def _columns(header: Header) -> Mapping[int, Column]:
    return {
        column_index(header.letters[column.field]): column
        for column in header.entity.references
        if column.field in header.letters
    }
