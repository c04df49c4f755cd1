"""Undoing a move: both halves are taken back together, so that the rows that ask for it tell of both."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.applying.states import Entry
from toolkit.entities import find
from toolkit.entities.kinds import Part
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Record
from toolkit.planning.changes import Change, Create, Patch

_OPPOSITE: Mapping[Deed, Deed] = {Deed.CREATED: Deed.DELETED, Deed.DELETED: Deed.CREATED}


def parts_back(change: Change, done: Sequence[Change], entry: Entry) -> tuple[PartRow, ...]:
    """Return the rows that moved by a change of a run, as its opposite moves them; `done` are all that took effect."""
    found: list[PartRow] = []
    for part in change.place.parts:
        other = _other_half(change, part, done)
        if other is not None:
            deed = _OPPOSITE[part.deed]
            index = _index(entry.before, *other) if deed is Deed.CREATED else None
            found.append(replace(part, deed=deed, index=index))
    return tuple(found)


def _other_half(change: Change, part: PartRow, done: Sequence[Change]) -> tuple[Change, PartRow] | None:
    opposite = _OPPOSITE.get(part.deed)
    return next(
        (
            (each, other)
            for each in done
            if each is not change
            for other in each.place.parts
            if other.deed is opposite and (other.sheet, other.row) == (part.sheet, part.row)
        ),
        None,
    )


def _index(before: Record | None, arrived: Change, part: PartRow) -> int | None:
    """Return where the part stood in the array that it comes back to, as far as what it is called tells."""
    owner = owner_of(find(part.entity))
    if owner is None or before is None or part.index is None:
        return None
    sent = arrived.after if isinstance(arrived, Create) else arrived.edits if isinstance(arrived, Patch) else {}
    there = owner.kind.parts(before.values.get(part.field)) or []
    came = (owner.kind.parts(sent.get(part.field)) or [])[part.index]
    exact = [index for index, each in enumerate(there) if each.values == came.values]
    name = owner.kind.fields[0][0]
    called = [index for index, each in enumerate(there) if _called(each, name) == _called(came, name)]
    return next(iter([*exact, *called]), None)


def _called(part: Part, name: str) -> object:
    return part.values.get(name)
