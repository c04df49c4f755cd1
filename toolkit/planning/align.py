"""Alignment: which part of an array is which, when parts have no lasting ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from toolkit.entities.kinds import Part, Rows


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two states of an array: for each part before, its index after, `None` where it is gone; and what came besides.

    `claimed` has, for each part that was looked for among those that came, its index, `None` where it has not come.
    """

    found: Sequence[int | None]
    claimed: Sequence[int | None] = ()


def align(kind: Rows, before: Sequence[Part], after: Sequence[Part], wanted: Sequence[Part] = ()) -> Aligned:
    """Find each part of an array in a later state of the array, and `wanted` ones among the parts that came.

    Equal parts are the same ones, in their order. Parts that came and equal a wanted one are that one. What is left
    between equal parts is paired in order where as many went as came, and otherwise by the first field, the one that
    people call parts by.
    """
    old, new, sought = ([kind.joined([Part(part.values)]) for part in side] for side in (before, after, wanted))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    free = {index for tag, _start, _end, first, last in steps if tag != "equal" for index in range(first, last)}
    claimed: list[int | None] = []
    for text in sought:
        index = next((index for index in sorted(free) if new[index] == text), None)
        free.discard(-1 if index is None else index)
        claimed.append(index)
    found: list[int | None] = [None] * len(before)
    for tag, start, end, first, last in steps:
        came = [index for index in range(first, last) if tag == "equal" or index in free]
        if end - start == len(came):
            found[start:end] = came
        else:
            _pair_by_name(kind, (before, after), range(start, end), came, found)
    return Aligned(found, claimed)


def _pair_by_name(
    kind: Rows, sides: tuple[Sequence[Part], Sequence[Part]], went: range, came: list[int], found: list[int | None]
) -> None:
    """Pair parts that are called alike; each is taken once."""
    name = kind.fields[0][0]
    before, after = sides
    for index in went:
        called = before[index].values.get(name)
        match = next((other for other in came if after[other].values.get(name) == called), None)
        if match is not None:
            came.remove(match)
            found[index] = match
