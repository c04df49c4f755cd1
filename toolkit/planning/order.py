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

Phase = tuple[int, int]
"""Phase and entity: what decides before sheet and row do."""

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


def in_order(ranks: Sequence[Rank | Phase], needs: Sequence[set[int]]) -> list[int]:
    """Return the indexes of drafts in the order of execution: by their rank, each after what it needs.

    Live records that point at each other in a circle cannot all go before each other: the first in rank goes first.
    """
    waiting = {index: set(found) for index, found in enumerate(needs)}
    held_by: defaultdict[int, list[int]] = defaultdict(list)
    for index, found in waiting.items():
        for needed in found:
            held_by[needed].append(index)
    ready = [(ranks[index], index) for index, found in waiting.items() if not found]
    heapq.heapify(ready)
    ordered: list[int] = []
    while waiting:
        index = heapq.heappop(ready)[1] if ready else min(waiting, key=ranks.__getitem__)
        del waiting[index]
        ordered.append(index)
        for held in held_by[index]:
            if held in waiting:
                waiting[held].discard(index)
                if not waiting[held]:
                    heapq.heappush(ready, (ranks[held], held))
    return ordered


def renumbered(order: Sequence[int], needs: Sequence[set[int]]) -> list[tuple[int, ...]]:
    """Turn needs from indexes of drafts into numbers of changes.

    Of live records that point at each other in a circle one goes first; it does not wait for what comes later.
    """
    numbers = {index: n for n, index in enumerate(order, start=1)}
    return [
        tuple(sorted(numbers[needed] for needed in needs[index] if numbers[needed] < n))
        for n, index in enumerate(order, start=1)
    ]


def rank(draft: Draft) -> Rank:
    """Return what places a draft among those that do not need each other."""
    return *phase_of(draft), draft.mine.header.sheet, draft.mine.row


def phase_of(draft: Draft) -> Phase:
    """Return the coarse part of a rank: creates, patches, operations, replaces, deletes; within them by entity."""
    entity = _RANK.get(draft.mine.entity.path, len(_RANK))
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
    return phase, entity
