"""The result workbook: a copy of the user's own, with ids, Status and Detail, and a base for the next round."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.checking.headers import recognise
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Command, Record
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import Base, read_base
from toolkit.excel.workbook import open_workbook
from toolkit.planning.changes import Change, Conflict, Create, Delete, Patch, Refusal, Replace
from toolkit.planning.plan import Plan

Letters = Mapping[str, Mapping[str, str]]
"""Column letters by sheet, then by field."""

_NUMBERED = re.compile(r"\.result(?:-\d+)?$")
"""What a result's own name ends with."""
_DONE_WORDS = {"create": "created", "patch": "changed", "replace": "replaced", "delete": "deleted"}


def result_path(workbook: Path) -> Path:
    """Return `name.result.xlsx` beside the workbook, with a number where that is taken: nothing is overwritten."""
    stem = _NUMBERED.sub("", workbook.stem)
    numbered = (f"{stem}.result-{n}{workbook.suffix}" for n in count(2))
    names = chain([f"{stem}.result{workbook.suffix}"], numbered)
    return next(path for name in names if not (path := workbook.with_name(name)).exists())


def write_result(workbook: Path, plan: Plan, run: Run) -> Path:
    """Write the copy and return its path.

    A row that is done gets its record's id and the base of its new content, so that the next plan starts from there;
    every other row keeps its base, so that a conflict stays a conflict until somebody settles it.
    """
    opened = open_workbook(workbook)
    base = read_base(opened)
    letters = {header.sheet: header.letters for _, header in recognise(opened.sheets).headers}
    target = result_path(workbook)
    receipts = {receipt.n: receipt for receipt in run.receipts}
    done = [(change, receipts[change.n]) for change in plan.changes if _is_done(receipts.get(change.n))]
    cells = _cells(plan, receipts, letters)
    patch_workbook(workbook, target, cells, _next_base(base, plan.names, done) if base else None)
    return target


def _is_done(receipt: Receipt | None) -> bool:
    return receipt is not None and receipt.status is Status.DONE


def _cells(plan: Plan, receipts: Mapping[int, Receipt], letters: Letters) -> Mapping[str, Mapping[str, str]]:
    """Return what to write, by sheet and address; `letters` are those of the columns, by sheet."""
    cells: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for change in plan.changes:
        receipt = receipts.get(change.n)
        if receipt is not None:
            cells[change.place.sheet] |= _told(change, receipt)
    left_out: tuple[Conflict | Refusal, ...] = (*plan.conflicts, *plan.refusals)
    for left in left_out:
        cells[left.sheet] |= _left_out(left, letters.get(left.sheet, {}))
    return cells


def _told(change: Change, receipt: Receipt) -> dict[str, str]:
    done = receipt.status is Status.DONE
    texts = {"Status": _DONE_WORDS[change.verb] if done else receipt.status.value, "Detail": receipt.detail}
    if done and not isinstance(change, Delete):
        # A command that was carried out is not to be carried out again; DELETE may stay, as gone is gone.
        texts |= {"Command": Command.AUTO.value, "Id": receipt.id or ""}
    return _addressed(change.place.letters, change.place.row, texts)


def _left_out(left: Conflict | Refusal, letters: Mapping[str, str]) -> dict[str, str]:
    status = "conflict" if isinstance(left, Conflict) else "refused"
    return _addressed(letters, left.row, {"Status": status, "Detail": left.reason})


def _addressed(letters: Mapping[str, str], row: int, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{letters[name]}{row}": text for name, text in texts.items() if name in letters}


def _next_base(base: Base, names: Mapping[str, str], done: Iterable[tuple[Change, Receipt]]) -> Base:
    """Return the base with what is done; cells that nobody touched show the names of the pull, others the plan's."""
    records = {path: dict(found) for path, found in base.records.items()}
    for change, receipt in done:
        of_entity = records.setdefault(change.entity.path, {})
        match change:
            case Create():
                _add(of_entity, _created(receipt, change.after))
            case Patch():
                old = of_entity.get(change.before.id, change.before)
                _add(of_entity, replace(old, values=_merged(old, change, receipt)))
            case Replace():
                old = of_entity.pop(change.before.id, change.before)
                _add(of_entity, _created(receipt, _merged(old, change, receipt)))
            case Delete():
                pass  # the base still knows what was deleted, so that its row asks for nothing
    return replace(base, records=records, names={**names, **base.names})


def _created(receipt: Receipt, values: Mapping[str, Value]) -> Record:
    """Return the record as the workbook has it, under the id and the IRI that the service gave it.

    A reference to a new row is known by now: it is what the service answered.
    """
    answered = receipt.after.values if receipt.after else {}
    iri = receipt.after.iri if receipt.after else ""
    known = {name: answered.get(name) if isinstance(value, NewRow) else value for name, value in values.items()}
    return Record(receipt.id or "", iri, _as_taken(known, receipt))


def _add(records: dict[str, Record], record: Record) -> None:
    records[record.id] = record


def _merged(old: Record, change: Patch | Replace, receipt: Receipt) -> Mapping[str, Value]:
    """Return the record as edited."""
    return _as_taken({**old.values, **change.edits}, receipt)


def _as_taken(meant: Mapping[str, Value | None], receipt: Receipt) -> Mapping[str, Value]:
    """Return values with what the service made of each that did not take, so that the next plan asks again."""
    answered = receipt.after.values if receipt.after else {}
    taken = {**meant, **{mismatch.field: answered.get(mismatch.field) for mismatch in receipt.mismatches}}
    return {name: value for name, value in taken.items() if value is not None}
