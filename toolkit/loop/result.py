"""The result workbook: a copy of the user's own, with ids, Status and Detail, and a base for the next round."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.checking.headers import Recognised, recognise
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Command, Record
from toolkit.entities.settlement import Seen
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.base import Base, read_base
from toolkit.excel.workbook import Workbook, open_workbook
from toolkit.language import _
from toolkit.loop.columns import ID, RESOLUTION, RESULTS, Places, places
from toolkit.loop.conflicts import merged, with_seen, without_choices
from toolkit.loop.part_results import add_parts, moved_rows, part_sheets, told_of_parts
from toolkit.planning.changes import Action, Change, Conflict, Create, Delete, Patch, Refusal, Replace
from toolkit.planning.plan import Plan

_DONE_WORDS = {"create": "created", "patch": "changed", "replace": "replaced", "delete": "deleted"}


def write_result(workbook: Path, target: Path, plan: Plan, run: Run) -> None:
    """Write the copy of a plan's workbook.

    A row that is done gets its record's id and the base of its new content, so that the next plan starts from there;
    every other row keeps its base, so that a conflict stays a conflict until somebody settles it. A sheet without a
    column Id gets one for its new records: without their ids, the next plan would create edited rows again.
    """
    opened = open_workbook(workbook)
    base = read_base(opened)
    receipts = {receipt.n: receipt for receipt in run.receipts}
    done = [(change, receipts[change.n]) for change in plan.changes if _is_done(receipts.get(change.n))]
    columns = _columns(_recognised(opened, base, plan), plan, [change for change, _receipt in done])
    cells = merged(_cells(plan, receipts, columns, base), without_choices(plan.conflicts, columns.letters))
    after = with_seen(_next_base(base, plan.names, done), plan.conflicts, plan.origin.planned_at) if base else None
    patch_workbook(workbook, target, cells, after, columns.columns)


def _recognised(opened: Workbook, base: Base | None, plan: Plan) -> Recognised:
    """Find the headers of a plan's sheets again, also of those that were read because somebody said so."""
    pulled = base.entities if base is not None else ()
    recognised = recognise(opened.sheets, pulled)
    known = {header.sheet for _sheet, header in recognised.headers}
    told = {change.place.sheet: change.entity for change in plan.changes if change.place.sheet not in known}
    left: tuple[Conflict | Refusal, ...] = (*plan.conflicts, *plan.refusals)
    told |= {each.sheet: each.entity for each in left if each.sheet not in known}
    return recognise(opened.sheets, pulled, told) if told else recognised


def _columns(recognised: Recognised, plan: Plan, done: Sequence[Change]) -> Places:
    """Find where to write on each sheet that the plan has rows of; those in conflict get a Resolution."""
    left_out: tuple[Conflict | Refusal, ...] = (*plan.conflicts, *plan.refusals)
    sheets = [*(change.place.sheet for change in plan.changes), *(left.sheet for left in left_out)]
    sheets += part_sheets(plan.changes)
    wanted = dict.fromkeys(sheets, RESULTS) | {conflict.sheet: (*RESULTS, RESOLUTION) for conflict in plan.conflicts}
    wanted |= {sheet: (ID, *wanted[sheet]) for sheet in _with_ids(done, recognised)}
    return places(recognised.headers, wanted)


def _with_ids(done: Iterable[Change], recognised: Recognised) -> frozenset[str]:
    """Return the sheets that must have a column Id: rows of theirs stand for records whose ids are known by now."""
    own = {header.sheet: header.entity for _sheet, header in recognised.headers}
    return frozenset(
        change.place.sheet
        for change in done
        if not isinstance(change, Delete) and own.get(change.place.sheet) is change.entity
    )


def _is_done(receipt: Receipt | None) -> bool:
    return receipt is not None and receipt.status is Status.DONE


def _cells(
    plan: Plan, receipts: Mapping[int, Receipt], columns: Places, base: Base | None
) -> Mapping[str, Mapping[str, str]]:
    """Return what to write, by sheet and address."""
    letters = columns.letters
    cells: defaultdict[str, dict[str, str]] = defaultdict(dict)
    moved = moved_rows(plan.changes)
    for change in plan.changes:
        receipt = receipts.get(change.n)
        if receipt is not None:
            _put(cells[change.place.sheet], _told(change, receipt, _row_letters(change, columns)))
            for part, texts in told_of_parts(change, receipt, base, moved):
                _put(cells[part.sheet], _addressed(letters.get(part.sheet, {}), part.row, texts))
    left_out: tuple[Conflict | Refusal, ...] = (*plan.conflicts, *plan.refusals)
    for left in left_out:
        _put(cells[left.sheet], _left_out(left, letters.get(left.sheet, {})))
    return cells


def _put(cells: dict[str, str], told: Mapping[str, str]) -> None:
    """Write the cells of one change; a row of a work list may have asked for several, each of which has its say."""
    for address, text in told.items():
        before = cells.get(address, "")
        cells[address] = before if text in before else ", ".join(filter(None, [before, text]))


def _told(change: Change, receipt: Receipt, letters: Mapping[str, str]) -> dict[str, str]:
    done = receipt.status is Status.DONE
    status = _DONE_WORDS.get(change.verb, "done") if done else receipt.status.value
    texts = {"Status": _(status), "Detail": receipt.detail}
    if done and not isinstance(change, Delete):
        # A command that was carried out is not to be carried out again; DELETE may stay, as gone is gone.
        texts |= {"Command": Command.AUTO.value, "Id": receipt.id or ""}
    return _addressed(letters, change.place.row, texts)


def _row_letters(change: Change, columns: Places) -> Mapping[str, str]:
    """Return where to write what became of a change.

    The row of a work list keeps its Id: what it asked for was another record.
    """
    sheet = change.place.sheet
    found = columns.letters.get(sheet, {})
    own = {name: letter for name, letter in change.place.letters.items() if name in {"Command", ID}}
    if columns.entities.get(sheet) is change.entity and ID in found:
        own[ID] = found[ID]
    return own | {name: letter for name, letter in found.items() if name in RESULTS}


def _left_out(left: Conflict | Refusal, letters: Mapping[str, str]) -> dict[str, str]:
    status = "conflict" if isinstance(left, Conflict) else "refused"
    return _addressed(letters, left.row, {"Status": _(status), "Detail": _(left.reason)})


def _addressed(letters: Mapping[str, str], row: int, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{letters[name]}{row}": text for name, text in texts.items() if name in letters}


def _next_base(base: Base, names: Mapping[str, str], done: Iterable[tuple[Change, Receipt]]) -> Base:
    """Return the base with what is done; cells that nobody touched show the names of the pull, others the plan's."""
    records = {path: dict(found) for path, found in base.records.items()}
    for change, receipt in done:
        of_entity = records.setdefault(change.entity.path, {})
        add_parts(records, base, change, receipt)
        match change:
            case Create():
                _add(of_entity, _created(receipt, change.after))
            case Patch():
                old = of_entity.get(change.before.id, change.before)
                _add(of_entity, replace(old, values=_merged(old, change, receipt)))
            case Replace():
                old = of_entity.pop(change.before.id, change.before)
                _add(of_entity, _created(receipt, _merged(old, change, receipt)))
            case Action():
                old = of_entity.get(change.before.id, change.before)
                taken = {mismatch.field for mismatch in receipt.mismatches}
                # What no cell of the row asked for is left to the base: it shows as changed by others, and is kept.
                asked = {name: value for name, value in change.expected.items() if name in change.place.letters}
                set_ = {name: value for name, value in asked.items() if name not in taken}
                _add(of_entity, replace(old, values={**old.values, **set_}))
            case Delete():
                pass  # the base still knows what was deleted, so that its row asks for nothing
    return replace(base, records=records, names={**names, **base.names}, seen=_still_seen(base, done))


def _still_seen(base: Base, done: Iterable[tuple[Change, Receipt]]) -> dict[str, dict[str, Seen]]:
    """Forget what was shown of fields that were sent: a Resolution does not decide the next conflict as well."""
    seen = {path: dict(shown) for path, shown in base.seen.items()}
    for change, receipt in done:
        known = seen.get(change.entity.path, {})
        if isinstance(change, Patch | Replace) and change.before.id in known:
            shown = known.pop(change.before.id)
            left = {name: value for name, value in shown.values.items() if name not in change.edits}
            asked = {name: said for name, said in shown.asked.items() if name not in change.edits}
            known[receipt.id or change.before.id] = Seen(shown.at, left, asked)
        for part in change.place.parts:
            if part.deed:
                seen.get(part.entity, {}).pop(part.id or "", None)
    return seen


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
