"""The rows of a run that are not done, as a workbook to mend and plan again."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt, Status
from toolkit.entities import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Command, Record
from toolkit.entities.worklists import WORKLISTS, stands_for
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import Base
from toolkit.excel.layout import FIRST_ROW, columns_of
from toolkit.excel.sheet import letters
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.loop.part_leftovers import PartLeft, base_of_parts, parts_left
from toolkit.loop.reach import Reached, with_targets
from toolkit.loop.worklists import Question, accepting_row
from toolkit.planning.answers import accepted_by
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace
from toolkit.planning.plan import Plan

Left = tuple[Change, Receipt]
"""A change that is not done, and what became of it."""


def write_leftovers(run: str, reached: Reached, journal: Journal, path: Path) -> Mapping[str, int]:
    """Write what a run left undone, with the reason on each row; return the number of rows of each entity.

    A row whose outcome is unknown says IGNORE, because planning it again could double it: resume the run first. So does
    a booking where somebody was faster, and one that asked for an operation of its own, except that a suggestion is
    accepted again on the sheet of a work list. Edited rows carry what they were planned against as their base, so that
    the next plan merges them as this one did. Raises `RunMissing`.
    """
    plan, found = journal.plan(run), journal.run(run)
    receipts = {receipt.n: receipt for receipt in found.receipts}
    left = [(c, receipts[c.n]) for c in plan.changes if receipts[c.n].status is not Status.DONE]
    entities = tuple(dict.fromkeys(_sheet_of(change) for change, _ in left))
    live = reached.client.snapshot(with_targets(entities))
    names = {spot: label for change in plan.changes for spot, label in [(_spot(change), change.label)]}
    made = {_spot(c): r.after.iri for c in plan.changes if (r := receipts[c.n]).after is not None}
    labels, known = Labels(live), {**names, **made}
    rows = {
        sheet: [_accepting(c, live, labels) or _record(c, known) for c, _ in left if _sheet_of(c) is sheet]
        for sheet in entities
    }
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.xlsx"
        parts = parts_left(left)
        sheets = [EntitySheet(entity, tuple(records)) for entity, records in rows.items()]
        sheets += [EntitySheet(entity, tuple(part.record for part in found)) for entity, found in parts.items()]
        base = _base(plan, found.started, left, entities)
        write_workbook(plain, sheets, labels, replace(base, names=labels.shown(base.records)))
        patch_workbook(plain, path, {**_words(left), **_words_of_parts(parts)}, None)
    counts = {entity.path: len(records) for entity, records in rows.items()}
    return counts | {entity.path: len(found) for entity, found in parts.items()}


def _sheet_of(change: Change) -> Entity:
    """Return the entity of the sheet that a change is asked for on: a suggestion is accepted on a work list."""
    if isinstance(change, Action) and accepted_by(change) is not None:
        return next((sheet for sheet in WORKLISTS if stands_for(sheet)[0] is change.entity), change.entity)
    return change.entity


def _accepting(change: Change, live: Live, labels: Labels) -> Record | None:
    """Return the row of a work list that accepts a suggestion again, `None` for a change that accepts none."""
    offer = accepted_by(change) if isinstance(change, Action) else None
    if offer is None or not isinstance(change, Action):
        return None
    return accepting_row(live, labels, _sheet_of(change), Question(change.entity, change.before, (offer,)))


def _spot(change: Change) -> tuple[str, int]:
    return change.place.sheet, change.place.row


def _record(change: Change, known: Mapping[tuple[str, int], str]) -> Record:
    """Return the row as its author meant it; a reference to a new row becomes its IRI, or else its name."""
    match change:
        case Create():
            values: Mapping[str, Value | None] = change.after
        case Patch() | Replace():
            values = {**change.before.values, **change.edits}
        case Delete() | Action():
            values = change.before.values
        case _:
            assert_never(change)
    meant = {
        name: known.get((value.sheet, value.row), "") if isinstance(value, NewRow) else value
        for name, value in values.items()
        if value is not None
    }
    return Record("" if isinstance(change, Create) else change.before.id, "", meant)


def _base(plan: Plan, started: str, left: Iterable[Left], entities: Sequence[Entity]) -> Base:
    records: dict[str, dict[str, Record]] = {entity.path: {} for entity in entities}
    for change, _ in left:
        if not isinstance(change, Create):
            records.setdefault(change.entity.path, {})[change.before.id] = change.before
    of_parts = base_of_parts(left)
    return Base(
        document=plan.origin.workbook_sha256[:32],
        profile=plan.origin.profile,
        service=plan.origin.service,
        pulled_at=started,
        entities=(*(entity.path for entity in entities), *of_parts),
        records={**records, **of_parts},
    )


def _words(left: Iterable[Left]) -> Mapping[str, Mapping[str, str]]:
    """Return Command, Status and Detail of each row, by sheet and address."""
    cells: defaultdict[str, dict[str, str]] = defaultdict(dict)
    rows: defaultdict[str, int] = defaultdict(lambda: FIRST_ROW)
    for change, receipt in left:
        sheet = _sheet_of(change)
        title = sheet.title
        place = {column.name: letters(index) for index, column in enumerate(columns_of(sheet))}
        row = rows[title]
        rows[title] += 1
        cells[title] |= {
            f"{place['Command']}{row}": _command(change, receipt).value,
            f"{place['Status']}{row}": receipt.status.value,
            f"{place['Detail']}{row}": receipt.detail,
        }
    return cells


def _words_of_parts(parts: Mapping[Entity, Sequence[PartLeft]]) -> Mapping[str, Mapping[str, str]]:
    cells: dict[str, dict[str, str]] = {}
    for entity, found in parts.items():
        place = {column.name: letters(index) for index, column in enumerate(columns_of(entity))}
        cells[entity.title] = {
            f"{place[name]}{row}": text
            for row, part in enumerate(found, FIRST_ROW)
            for name, text in (("Command", part.command.value), ("Status", part.receipt.status.value))
        }
    return cells


def _command(change: Change, receipt: Receipt) -> Command:
    if (
        receipt.status is Status.UNKNOWN
        or _relied_in_vain(change, receipt)
        or (isinstance(change, Action) and accepted_by(change) is None)
    ):
        return Command.IGNORE
    return Command.DELETE if isinstance(change, Delete) else Command.AUTO


def _relied_in_vain(change: Change, receipt: Receipt) -> bool:
    """Tell whether a booking was not sent as somebody was faster: on this sheet nothing would tell that any more."""
    return isinstance(change, Create) and bool(change.relies) and receipt.conflict
