"""Which part of an array before a change is which one after it, and the row that each stands in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.entities.kinds import Part, Rows
from toolkit.entities.part_row import Deed, PartRow
from toolkit.planning.align import align

Places = Mapping[int, int]
"""The place of each part that stays, by its place before."""


class PartPair(NamedTuple):
    """A part by its places in the array before and after, `None` where it is not there; and its row, if known."""

    was: int | None
    now: int | None
    row: PartRow | None


def pairs(kind: Rows, before: Sequence[Part], after: Sequence[Part], rows: Sequence[PartRow]) -> Iterator[PartPair]:
    """Yield every part: those that were there in their order, then those that come.

    The rows tell which is which, as far as that is true of the two arrays. Otherwise, as in plans of earlier versions,
    parts are known by what they hold.
    """
    told = stated(before, after, rows)
    stayed = _by_content(kind, before, after, rows) if told is None else told
    gone = _gone_rows(rows, [was for was in range(len(before)) if was not in stayed], exact=told is not None)
    placed = {row.index: row for row in rows if row.index is not None}
    for was in range(len(before)):
        index = stayed.get(was)
        yield PartPair(was, index, gone.get(was) if index is None else placed.get(index))
    for index in sorted(set(range(len(after))).difference(stayed.values())):
        yield PartPair(None, index, placed.get(index))


def stated(before: Sequence[Part], after: Sequence[Part], rows: Sequence[PartRow]) -> Places | None:
    """Return the places that the rows state; `None` where they do not tell all, or not the truth about the arrays.

    Parts that stay keep their order, and what no row changes is the same before and after.
    """
    gone = {row.was for row in rows if row.deed is Deed.DELETED}
    came = {row.index for row in rows if row.deed is Deed.CREATED}
    changed = {row.was: row.index for row in rows if row.deed is Deed.CHANGED}
    old = [was for was in range(len(before)) if was not in gone]
    new = [index for index in range(len(after)) if index not in came]
    known = gone | changed.keys() <= set(range(len(before))) and came <= set(range(len(after)))
    if not known or len(old) != len(new):
        return None
    found = dict(zip(old, new, strict=True))
    if any(found.get(was) != index for was, index in changed.items() if was is not None):
        return None
    kept = ((was, index) for was, index in found.items() if was not in changed)
    return found if all(before[was] == after[index] for was, index in kept) else None


def is_stated_wrongly(before: Sequence[Part], after: Sequence[Part], rows: Sequence[PartRow]) -> bool:
    """Tell whether rows state places that are not those of the arrays; rows of earlier versions state none."""
    return any(row.was is not None for row in rows) and stated(before, after, rows) is None


def _by_content(kind: Rows, before: Sequence[Part], after: Sequence[Part], rows: Sequence[PartRow]) -> Places:
    came = {row.index for row in rows if row.deed is Deed.CREATED}
    stayed = [index for index in range(len(after)) if index not in came]
    found = align(kind, before, [after[index] for index in stayed]).found
    return {was: stayed[at] for was, at in enumerate(found) if at is not None}


def _gone_rows(rows: Sequence[PartRow], gone: Sequence[int], *, exact: bool) -> Mapping[int, PartRow]:
    """Return the rows of the parts that go, by the places of these; in their order where the rows do not say which."""
    deleted = [row for row in rows if row.deed is Deed.DELETED]
    if exact:
        return {row.was: row for row in deleted if row.was is not None}
    return dict(zip(gone, deleted, strict=False))
