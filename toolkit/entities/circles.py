"""The order in which rows that point at each other are decided, and the circles in which no order exists."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter


def waves(indexes: Sequence[int], targets: Mapping[int, Sequence[int]]) -> tuple[list[int], Mapping[int, int]]:
    """Put rows after the rows they point at, else in the order given.

    `targets` has an entry for each row that points at others; rows outside `indexes` are decided already. Returns the
    order, and for each row that no order exists for one row that it waits for.
    """
    open_rows = set(indexes)
    waits = {index: [at for at in found if at in open_rows] for index, found in targets.items()}
    sorter = TopologicalSorter({index: found for index, found in waits.items() if found})
    with suppress(CycleError):  # the sorter goes on with the rows that no circle holds up
        sorter.prepare()
    last = [index for index in indexes if waits.get(index)]
    ordered = [index for index in indexes if not waits.get(index)]
    placed = set(ordered)
    members = set(last)
    while ready := sorter.get_ready():
        sorter.done(*ready)
        ordered += sorted(index for index in ready if index in members)
        placed.update(ready)
    stuck = {index: next(at for at in waits[index] if at not in placed) for index in last if index not in placed}
    return ordered, stuck


def circles(stuck: Mapping[int, int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield every row that no order exists for with the circle that it leads into."""
    for index in stuck:
        path: dict[int, None] = {}
        at = index
        while at not in path:
            path[at] = None
            at = stuck[at]
        steps = list(path)
        yield index, steps[steps.index(at) :]
