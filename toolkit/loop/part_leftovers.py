"""Parts of records that a run left undone: the rows of child sheets, to be mended beside the rows of their records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.applying.receipts import Receipt, Status
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Part, Value
from toolkit.entities.part_row import Deed
from toolkit.entities.parts import Owner, owner_of, part_id, parts_of
from toolkit.entities.record import Command, Record
from toolkit.planning.align import align
from toolkit.planning.changes import Change, Create, Patch, Replace

Left = tuple[Change, Receipt]
Moves = Mapping[tuple[str, int], tuple[str, Part]]
"""Where each row goes that leaves one record for another, by sheet and number: what that is called, and the part."""


@dataclass(frozen=True, slots=True)
class PartLeft:
    """A row of a child sheet as its author meant it, its command, and what became of its record's change."""

    record: Record
    command: Command
    receipt: Receipt


def parts_left(left: Iterable[Left]) -> Mapping[Entity, Sequence[PartLeft]]:
    """Return the rows of every child sheet for changes that are not done, by child entity; none where none was sent.

    A row that moves is one row, under the Id that it has, if both halves of its move are left.
    """
    found: dict[Entity, list[PartLeft]] = {}
    listed = list(left)
    moves = _moves([change for change, _receipt in listed])
    for change, receipt in listed:
        for owner in _owners(change.entity):
            for record, command in _rows(change, owner, moves):
                said = Command.IGNORE if receipt.status is Status.UNKNOWN else command
                found.setdefault(owner.children.entity, []).append(PartLeft(record, said, receipt))
    return found


def base_of_parts(left: Iterable[Left]) -> dict[str, dict[str, Record]]:
    """Return the base of those rows, by the path of the child entity and by id."""
    records: dict[str, dict[str, Record]] = {}
    for change, _receipt in left:
        for owner in _owners(change.entity):
            if isinstance(change, Patch | Replace) and owner.children.field in change.edits:
                known = {part.id: part for part in parts_of([change.before], owner)}
                records.setdefault(owner.children.entity.path, {}).update(known)
    return records


def _owners(entity: Entity) -> Iterator[Owner]:
    return (owner for children in entity.children if (owner := owner_of(children.entity)) is not None)


def _moves(changes: Sequence[Change]) -> Moves:
    """Return the rows both halves of whose move are among these changes."""
    parts = [part for change in changes for part in change.place.parts if part.deed is Deed.DELETED]
    gone = {(part.sheet, part.row) for part in parts}
    found: dict[tuple[str, int], tuple[str, Part]] = {}
    for change in changes:
        for owner in _owners(change.entity):
            sent = owner.kind.parts(_sent(change).get(owner.children.field)) or []
            for part in change.place.parts:
                if part.deed is Deed.CREATED and part.index is not None and (part.sheet, part.row) in gone:
                    named = change.label if isinstance(change, Create) else change.before.iri
                    found[part.sheet, part.row] = named, sent[part.index]
    return found


def _sent(change: Change) -> Mapping[str, Value | None]:
    match change:
        case Create():
            return change.after
        case Patch() | Replace():
            return change.edits
        case _:
            return {}


def _rows(change: Change, owner: Owner, moves: Moves) -> Iterator[tuple[Record, Command]]:
    field, parent = owner.children.field, owner.children.parent
    match change:
        case Create():
            come = {part.index for part in change.place.parts if (part.sheet, part.row) in moves}
            for index, part in enumerate(owner.kind.parts(change.after.get(field)) or ()):
                if index not in come:
                    yield _record("", parent, change.label, part), Command.AUTO
        case Patch() | Replace() if field in change.edits:
            yield from _edited(change, owner, change.edits[field], moves)
        case _:
            return


def _edited(
    change: Patch | Replace, owner: Owner, sent: Value | None, moves: Moves
) -> Iterator[tuple[Record, Command]]:
    """Yield the parts as they were pulled, edited or to be deleted, then the new ones."""
    parent = owner.children.parent
    before = owner.kind.parts(change.before.values.get(owner.children.field)) or []
    after = owner.kind.parts(sent) or []
    rows = [row for row in change.place.parts if row.field == owner.children.field]
    made = {row.index: row for row in rows if row.deed is Deed.CREATED}
    # They stand in the order of the array that they leave.
    gone = iter([row for row in rows if row.deed is Deed.DELETED])
    stayed = [part for index, part in enumerate(after) if index not in made]
    found = align(owner.kind, before, stayed).found
    for number, (part, index) in enumerate(zip(before, found, strict=True), 1):
        identifier = part_id(change.before.id, number)
        if index is None:
            row = next(gone, None)
            goes = moves.get((row.sheet, row.row)) if row is not None else None
            if goes is None:
                yield _record(identifier, parent, change.before.iri, part), Command.DELETE
            else:
                yield _record(identifier, parent, *goes), Command.AUTO
        else:
            yield _record(identifier, parent, change.before.iri, stayed[index]), Command.AUTO
    new = (index for index, row in made.items() if index is not None and (row.sheet, row.row) not in moves)
    for index in sorted(new):
        yield _record("", parent, change.before.iri, after[index]), Command.AUTO


def _record(identifier: str, parent: str, named: str, part: Part) -> Record:
    return Record(identifier, "", {parent: named, **part.values})
