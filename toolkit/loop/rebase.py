"""Bring a pulled workbook up to date: what is live goes into its base and its untouched cells, edits stay edits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from toolkit.entities.cell import EPOCH_1900, Cell, Shape, Stored
from toolkit.entities.kinds import Content
from toolkit.entities.labels import Labels
from toolkit.entities.record import Mine, Record
from toolkit.errors import NoBase
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import Base
from toolkit.excel.sheet import letters
from toolkit.excel.spelling import serial
from toolkit.files import write_bytes
from toolkit.loop.columns import RESOLUTION
from toolkit.loop.inspect import Inspection
from toolkit.loop.plan import conflicts_of, settled_rows
from toolkit.planning.decide import Sides
from toolkit.planning.rebase import Move, Rebased, find_moves
from toolkit.settings import Profile

BLANK = Cell(Stored.BLANK, "")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def rebase(inspection: Inspection, target: Path, profile: Profile, *, copy: bool) -> Rebased:
    """Write a workbook in which untouched cells, and the base, are what is live now; edits and formats stay.

    A cell that its author changed stays as it is, and is still an edit; where somebody else changed it as well, it is
    still a conflict, unless its Resolution settles it: `live` takes the live value, `mine` makes it a plain edit. Rows
    are neither added nor taken out. Where nothing is to be done nothing is written, or a copy, as asked for.
    Raises `NoBase` for a workbook that was not pulled.
    """
    base = inspection.base
    if base is None or not base.records:
        raise NoBase(inspection.workbook.path)
    wrong = {(issue.sheet, issue.cell) for issue in inspection.checked.errors}
    found = find_moves(settled_rows(inspection), Sides(base.records, inspection.live), wrong)
    raw = _raw(inspection, found.moves)
    # A formula is its author's, and so are its results.
    moves = [move for move in found.moves if not move.shows or not raw[move.place].formula]
    plan = conflicts_of(inspection, profile)
    rebased = Rebased(
        refreshed=sum(move.shows for move in moves),
        moved=len(moves),
        settled=len(found.settled),
        conflicts=plan.conflicts if plan is not None else (),
        gone=tuple(found.gone),
        new=_new(inspection, base),
    )
    if rebased.changed:
        after = _after(inspection, base, moves, found.settled)
        patch_workbook(inspection.workbook.path, target, _cells(inspection, base, moves, raw, found.settled), after)
    elif copy:
        write_bytes(target, inspection.workbook.path.read_bytes())
    return rebased


def _new(inspection: Inspection, base: Base) -> dict[str, int]:
    counts = {path: len(inspection.live.get(path, {}).keys() - known.keys()) for path, known in base.records.items()}
    return {path: count for path, count in counts.items() if count}


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
    inspection: Inspection,
    base: Base,
    moves: Sequence[Move],
    raw: Mapping[tuple[str, str], Cell],
    settled: Sequence[Mine],
) -> Mapping[str, Mapping[str, Content]]:
    cells: defaultdict[str, dict[str, Content]] = defaultdict(dict)
    for move in moves:
        if move.shows:
            sheet, address = move.place
            cells[sheet][address] = _content(move, base, inspection.labels, raw[move.place])
    for mine in settled:
        cells[mine.header.sheet][mine.header.address(mine.row, RESOLUTION)] = ""
    return cells


def _content(move: Move, base: Base, labels: Labels, raw: Cell) -> Content:
    """Return what the cell shows: as `pull` writes it, and a reference by the name that it had at the pull."""
    column, live = move.column, move.live
    if live is None:
        return ""
    if column.target is not None:
        iri = str(live)
        return base.names.get(iri) or labels.of(column.target, iri)
    content = column.kind.to_cell(live)
    return _day(content, raw) if isinstance(content, date) else content


def _day(day: date, raw: Cell) -> Content:
    """Spell a date as a number where the cell shows numbers as dates, else as text."""
    if raw is not BLANK and raw.format.shape is not Shape.DATE:
        return day.isoformat()
    return Decimal(serial(day)) - (raw.format.epoch - EPOCH_1900).days


def _after(inspection: Inspection, base: Base, moves: Sequence[Move], settled: Sequence[Mine]) -> Base:
    """Return the base as of now: moved fields are live, names of what they point at join the others."""
    records = {path: dict(known) for path, known in base.records.items()}
    fresh: defaultdict[str, dict[str, Record]] = defaultdict(dict)
    for move in moves:
        path, identifier = move.mine.entity.path, move.mine.id or ""
        old = records[path][identifier]
        values = {**old.values, move.column.field: move.live}
        kept = {name: value for name, value in values.items() if value is not None}
        records[path][identifier] = fresh[path][identifier] = replace(old, values=kept)
    seen = {path: dict(shown) for path, shown in base.seen.items()}
    for mine in settled:
        seen.get(mine.entity.path, {}).pop(mine.id or "", None)
    return replace(
        base,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        records=records,
        names={**inspection.labels.shown(fresh), **base.names},
        seen={path: shown for path, shown in seen.items() if shown},
    )
