"""Bring a pulled workbook up to date: what is live goes into its base and its untouched cells, edits stay edits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from toolkit.checking.cells import interpret
from toolkit.checking.echoes import Echoes
from toolkit.entities import find
from toolkit.entities.cell import EPOCH_1900, Cell, Shape, Stored
from toolkit.entities.kinds import Content
from toolkit.entities.labels import Labels, Live
from toolkit.entities.literals import written
from toolkit.entities.parts import owner_of, parts_of
from toolkit.errors import NoBase
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import Base
from toolkit.excel.lists import reference_list, value_lists
from toolkit.excel.offered import OfferedNames, RenewedLists, renewed_lists
from toolkit.excel.sheet import letters
from toolkit.excel.spelling import serial
from toolkit.excel.workbook import Workbook
from toolkit.files import write_bytes
from toolkit.loop.columns import RESOLUTION
from toolkit.loop.inspect import Inspection
from toolkit.loop.plan import conflicts_of, settled_rows
from toolkit.loop.renamed import Renamed, renamed_since
from toolkit.loop.source import demand_no_hidden_macros
from toolkit.planning.decide import Sides
from toolkit.planning.drafts import spot
from toolkit.planning.rebase import UNREAD, Found, Move, Rebased, find_moves, moved, steady
from toolkit.settings import Profile

BLANK = Cell(Stored.BLANK, "")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def rebase(inspection: Inspection, target: Path, profile: Profile, *, copy: bool) -> Rebased:
    """Write a workbook in which untouched cells, and the base, are what is live now; edits and formats stay.

    A cell that its author changed stays as it is, and is still an edit; where somebody else changed it as well, it is
    still a conflict, unless its Resolution settles it: `live` takes the live value, `mine` makes it a plain edit. Rows
    are neither added nor taken out, and references take the new names of what they point at. Where nothing is to be
    done nothing is written, or a copy, as asked for.
    Raises `NoBase` for a workbook that was not pulled.
    """
    demand_no_hidden_macros(inspection.workbook)
    base = inspection.base
    if base is None or not base.records:
        raise NoBase(inspection.workbook.path)
    wrong = {(issue.sheet, issue.cell) for issue in inspection.checked.errors}
    sides = Sides(base.records, inspection.live)
    found = find_moves(settled_rows(inspection), sides, wrong)
    raw = _raw(inspection, found.moves)
    done = steady(_permitted(found, base, raw), inspection.checked.rows, sides)
    renamed = renamed_since(inspection, base, frozenset(move.place for move in done.moves if move.shows))
    lists = _lists(inspection, renamed)
    plan = conflicts_of(inspection, profile)
    rebased = Rebased(
        refreshed=sum(move.shows for move in done.moves) + len(renamed.cells),
        moved=len(done.moves),
        settled=len(done.settled),
        conflicts=plan.conflicts if plan is not None else (),
        gone=tuple(found.gone),
        new=_new(inspection, base),
        renamed=len(renamed.names),
        idle=tuple(map(spot, done.idle)),
        listed=len(lists.areas),
    )
    if rebased.changed:
        after = _after(inspection, base, done, renamed)
        cells = _cells(inspection, after, done, raw)
        for (sheet, address), name in renamed.cells.items():
            cells[sheet][address] = name
        patch_workbook(inspection.workbook.path, target, {**cells, **lists.cells}, after, areas=lists.areas)
    elif copy:
        write_bytes(target, inspection.workbook.path.read_bytes())
    return rebased


def _lists(inspection: Inspection, renamed: Renamed) -> RenewedLists:
    """Renew what the workbook offers, but for lists by which a cell that has to stay is understood."""
    if not isinstance(inspection.workbook, Workbook):
        return RenewedLists()
    kept = {reference_list(path) for path in renamed.understood}
    offered = [each for each in OfferedNames(inspection.workbook).lists if each.name not in kept]
    return renewed_lists(offered, value_lists(inspection.entities, inspection.labels))


def _permitted(found: Found, base: Base, raw: Mapping[tuple[str, str], Cell]) -> Found:
    """Leave out moves that may not be made; the Resolution of such a row is still to be carried out."""
    moves = [move for move in found.moves if _may(move, base, raw)]
    waiting = {spot(move.mine) for move in found.moves if not _may(move, base, raw)}
    return replace(found, moves=moves, settled=[mine for mine in found.settled if spot(mine) not in waiting])


def _may(move: Move, base: Base, raw: Mapping[tuple[str, str], Cell]) -> bool:
    """Tell whether a move may be made: formulas are their author's, and so is what was typed into an unread row."""
    if not move.shows:
        return True
    cell = raw[move.place]
    return not cell.formula and (move.mine.command not in UNREAD or _is_untouched(move, base, cell))


def _is_untouched(move: Move, base: Base, cell: Cell) -> bool:
    """Tell whether a cell that nobody has read shows what was pulled."""
    column = move.column
    then = base.records[move.mine.entity.path][move.mine.id or ""].values.get(column.field)
    if then is None:
        return not cell.text.strip()
    if column.target is not None:
        then = base.names.get(str(then)) or Labels(base.records).of(column.target, str(then))
    return Echoes().shows(column, interpret(column.kind, cell), then)


def _new(inspection: Inspection, base: Base) -> dict[str, int]:
    counts = {path: _came(inspection.live, base, path) for path in base.records}
    return {path: count for path, count in counts.items() if count}


def _came(live: Live, base: Base, path: str) -> int:
    """Count the live records that the base does not know; of parts those of records that it knows."""
    owner = owner_of(find(path))
    if owner is None:
        return len(live.get(path, {}).keys() - base.records[path].keys())
    known = base.records.get(owner.entity.path, {})
    records = (record for record in live.get(owner.entity.path, {}).values() if record.id in known)
    return sum(1 for _part in parts_of(records, owner)) - len(live.get(path, {}))


def _raw(inspection: Inspection, moves: Sequence[Move]) -> Mapping[tuple[str, str], Cell]:
    """Return the cells that are to show something else, as they are stored; those that hold nothing as blank ones."""
    wanted: dict[tuple[str, str], Cell] = {move.place: BLANK for move in moves if move.shows}
    for sheet in inspection.workbook.sheets:
        rows = {int(cell.lstrip(_LETTERS)) for name, cell in wanted if name == sheet.name}
        for row in sheet.rows() if rows else ():
            if row.number in rows:
                cells = {(sheet.name, f"{letters(index)}{row.number}"): cell for index, cell in row.cells.items()}
                wanted |= {place: cell for place, cell in cells.items() if place in wanted}
    return wanted


def _cells(
    inspection: Inspection, base: Base, done: Found, raw: Mapping[tuple[str, str], Cell]
) -> defaultdict[str, dict[str, Content]]:
    cells: defaultdict[str, dict[str, Content]] = defaultdict(dict)
    for move in done.moves:
        if move.shows:
            sheet, address = move.place
            cells[sheet][address] = _content(move, base, inspection.labels, raw[move.place])
    for mine in done.settled:
        cells[mine.header.sheet][mine.header.address(mine.row, RESOLUTION)] = ""
    return cells


def _content(move: Move, base: Base, labels: Labels, raw: Cell) -> Content:
    """Return what the cell shows: as `pull` writes it, and a reference by the name that the base has for it."""
    column, live = move.column, move.live
    if live is None:
        return ""
    if column.target is not None:
        iri = str(live)
        return written(base.names.get(iri) or labels.of(column.target, iri))
    content = written(column.kind.to_cell(live))
    return _day(content, raw) if isinstance(content, date) else content


def _day(day: date, raw: Cell) -> Content:
    """Spell a date as a number where the cell shows numbers as dates, else as text."""
    if raw is not BLANK and raw.format.shape is not Shape.DATE:
        return day.isoformat()
    return Decimal(serial(day)) - (raw.format.epoch - EPOCH_1900).days


def _after(inspection: Inspection, base: Base, done: Found, renamed: Renamed) -> Base:
    """Return the base as of now: names of what moved fields point at join the others, renamed ones take their place."""
    records, fresh = moved(base.records, done.moves)
    names = {**inspection.labels.shown(fresh), **base.names, **renamed.names}
    pointed_at = {
        record.values.get(column.field)
        for path, found in records.items()
        for column in find(path).references
        for record in found.values()
    }
    seen = {path: dict(shown) for path, shown in base.seen.items()}
    for mine in done.settled:
        seen.get(mine.entity.path, {}).pop(mine.id or "", None)
    return replace(
        base,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        records=records,
        names={iri: name for iri, name in names.items() if iri in pointed_at},
        seen={path: shown for path, shown in seen.items() if shown},
    )
