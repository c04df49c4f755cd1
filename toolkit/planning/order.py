"""The order of changes: parents are created first, children are deleted first."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from toolkit.entities import ENTITIES
from toolkit.entities.kinds import NewRow
from toolkit.planning.dependents import Pointer, lets_go, values_sent, written
from toolkit.planning.drafts import Act, Draft, Edit, New, Removal, Swap, spot

_RANK = {entity.path: rank for rank, entity in enumerate(ENTITIES)}

Rank = tuple[int, int, str, int]
"""Phase, entity, sheet, row: what decides between changes of which neither needs the other."""


def needs_of(drafts: Sequence[Draft], pointing: Mapping[str, Sequence[Pointer]]) -> list[set[int]]:
    """Return for each draft the indexes of those that must be done before it.

    A reference needs the creation of its target. An operation needs every edit of its record, and the operations on
    it before itself: they go one after the other. A deletion needs everything that makes live records let go of
    the record: their own deletions, and the edits that point them elsewhere.
    """
    makers = {spot(draft.mine): index for index, draft in enumerate(drafts) if isinstance(draft, New | Swap)}
    indexes = {id(draft): index for index, draft in enumerate(drafts)}
    writers = written(drafts)
    needs: list[set[int]] = []
    for draft in drafts:
        found = {makers[spot(value)] for value in values_sent(draft).values() if isinstance(value, NewRow)}
        if isinstance(draft, Removal):
            for pointer in pointing.get(draft.before.iri, ()):
                writer = writers.get((pointer.entity.path, pointer.record.id))
                if writer is not None and writer is not draft and lets_go(writer, pointer):
                    found.add(indexes[id(writer)])
        needs.append(found)
    for index, earlier in _one_by_one(drafts):
        needs[index].add(earlier)
    return needs


def _one_by_one(drafts: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """Yield each operation with the index of what is done to the same record right before it."""
    last: dict[tuple[str, str], int] = {}
    live = [index for index, draft in enumerate(drafts) if isinstance(draft, Act | Edit)]
    for index in sorted(live, key=lambda index: isinstance(drafts[index], Act)):
        draft = drafts[index]
        if isinstance(draft, Act | Edit):
            key = (draft.mine.entity.path, draft.before.id)
            if isinstance(draft, Act) and key in last:
                yield index, last[key]
            last[key] = index


def in_order(drafts: Sequence[Draft], needs: Sequence[set[int]]) -> list[int]:
    """Return the indexes of the drafts in the order of execution.

    Creates, patches, operations, replaces, deletes; within them by entity, sheet and row; each after what it needs.
    Live records that point at each other in a circle cannot all go before each other: the first in rank goes first.
    """
    waiting = {index: set(found) for index, found in enumerate(needs)}
    held_by: defaultdict[int, list[int]] = defaultdict(list)
    for index, found in waiting.items():
        for needed in found:
            held_by[needed].append(index)
    ready = [(rank(drafts[index]), index) for index, found in waiting.items() if not found]
    heapq.heapify(ready)
    ordered: list[int] = []
    while waiting:
        index = heapq.heappop(ready)[1] if ready else min(waiting, key=lambda left: rank(drafts[left]))
        del waiting[index]
        ordered.append(index)
        for held in held_by[index]:
            if held in waiting:
                waiting[held].discard(index)
                if not waiting[held]:
                    heapq.heappush(ready, (rank(drafts[held]), held))
    return ordered


def rank(draft: Draft) -> Rank:
    """Return what places a draft among those that do not need each other."""
    mine = draft.mine
    entity = _RANK.get(mine.entity.path, len(_RANK))
    match draft:
        case New():
            phase = 0
        case Edit():
            phase = 1
        case Act():
            phase = 2
        case Swap():
            phase = 3
        case Removal():
            phase, entity = 4, -entity
        case _:
            assert_never(draft)
    return phase, entity, mine.header.sheet, mine.row
