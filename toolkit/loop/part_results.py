"""The result workbook's child sheets: what became of each row, its id, and the base of its new content."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from toolkit.applying.receipts import Receipt, Status
from toolkit.entities import find
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.parts import owner_of, part_id, part_number
from toolkit.entities.record import Command, Record
from toolkit.excel.base import Base
from toolkit.language import _
from toolkit.planning.changes import Change, Create, Delete

Records = dict[str, dict[str, Record]]
"""The records of a base, by entity and id."""


def part_sheets(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the child sheets that changes have rows on."""
    return (part.sheet for change in changes for part in change.place.parts)


def told_of_parts(
    change: Change, receipt: Receipt, base: Base | None, moved: frozenset[tuple[str, int]]
) -> Iterator[tuple[PartRow, Mapping[str, str]]]:
    """Yield each row of a child sheet that a change sent as something new, with the texts of its columns.

    A row that moved from one record to another, one of `moved`, is told of where it arrived.
    """
    ids = _ids(change, receipt, base)
    for part in change.place.parts:
        if not part.deed or (part.deed is Deed.DELETED and (part.sheet, part.row) in moved):
            continue
        if receipt.status is not Status.DONE or _failed(receipt, part):
            word = "warning" if receipt.status is Status.DONE else receipt.status.value
            yield part, {"Status": _(word), "Detail": receipt.detail}
        elif part.deed is Deed.DELETED:
            yield part, {"Status": _(part.deed.value), "Detail": ""}
        else:
            texts = {"Status": _(part.deed.value), "Detail": "", "Command": Command.AUTO.value}
            yield part, {**texts, "Id": ids.get((part.sheet, part.row)) or part.id or ""}


def moved_rows(changes: Iterable[Change]) -> frozenset[tuple[str, int]]:
    """Return the rows that became part of a record, by sheet and number."""
    parts = (part for change in changes for part in change.place.parts)
    return frozenset((part.sheet, part.row) for part in parts if part.deed is Deed.CREATED)


def add_parts(records: Records, base: Base, change: Change, receipt: Receipt) -> None:
    """Put what a change made of its parts into the records of the next base; what was deleted is still known there."""
    ids = _ids(change, receipt, base)
    for part in change.place.parts:
        owner = owner_of(find(part.entity))
        if part.index is None or not part.deed or owner is None or _failed(receipt, part):
            continue
        sent = owner.kind.parts(_array(change, part.field)) or ()
        identifier = ids.get((part.sheet, part.row)) or part.id or ""
        iri = receipt.after.iri if receipt.after is not None else _iri(change)
        records.setdefault(part.entity, {})[identifier] = Record(
            identifier, "", {owner.children.parent: iri, **sent[part.index].values}
        )


def _array(change: Change, field: str) -> str | None:
    """Return the value of an array as it was sent."""
    sent = change.after if isinstance(change, Create) else getattr(change, "edits", {})
    value = sent.get(field)
    return str(value) if value is not None else None


def _iri(change: Change) -> str:
    return "" if isinstance(change, Create) else change.before.iri


def _ids(change: Change, receipt: Receipt, base: Base | None) -> Mapping[tuple[str, int], str]:
    """Return the ids of parts that are new, by sheet and row: numbers that no part of the record has had."""
    record = receipt.id or ""
    if isinstance(change, Delete) or not record:
        return {}
    known = (part for of_entity in (base.records if base else {}).values() for part in of_entity)
    taken = [part_number(each) for each in known if each.startswith(f"{record}/")]
    numbers = count(max(taken, default=0) + 1)
    new = sorted((part for part in change.place.parts if part.deed is Deed.CREATED), key=lambda part: part.index or 0)
    return {(part.sheet, part.row): part_id(record, next(numbers)) for part in new}


def _failed(receipt: Receipt, part: PartRow) -> bool:
    return any(mismatch.field == part.field for mismatch in receipt.mismatches)
