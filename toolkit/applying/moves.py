"""Moves: changes that are the halves of one intention, such as an invoice row that goes to another invoice.

Its part is taken out first, then put in. Where the second is certain not to happen, the first is taken back.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from toolkit.applying.states import Outcome, State
from toolkit.entities.part_row import Deed
from toolkit.planning.changes import Change, Delete

_NONE: frozenset[int] = frozenset()


class Moves:
    """Which changes of a plan belong together, and which of them goes first; told by the rows that both have."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._first: defaultdict[int, set[int]] = defaultdict(set)
        self._groups: dict[int, frozenset[int]] = {}
        changed = {change.n: change for change in changes}
        for out, into in _pairs(changes):
            # A deletion cannot be taken back, so it waits until the part has arrived.
            first, second = (into, out) if isinstance(changed[out], Delete) else (out, into)
            self._first[second].add(first)
            group = self.of(first) | self.of(second) | {first, second}
            self._groups |= dict.fromkeys(group, group)

    def of(self, n: int) -> frozenset[int]:
        """Return the numbers of the changes that a change belongs together with, itself included; empty if none."""
        return self._groups.get(n, _NONE)

    def before(self, n: int) -> frozenset[int]:
        """Return the numbers of the changes that go before a change, if nothing else forbids it."""
        return frozenset(self._first.get(n, _NONE))

    def broken(self, outcomes: Mapping[int, Outcome]) -> Iterator[tuple[Outcome, Sequence[int]]]:
        """Yield what stopped each group for certain, and the numbers of its changes that are done all the same.

        What nobody knows the outcome of, or may still be sent, stops nothing for certain.
        """
        for group in dict.fromkeys(self._groups.values()):
            known = [outcomes[n] for n in sorted(group) if n in outcomes]
            done = [outcome.receipt.n for outcome in known if outcome.state is State.DONE]
            stopped = next((outcome for outcome in known if is_stopped(outcome)), None)
            open_ = any(outcome.state in {State.UNKNOWN, State.SENDING} for outcome in known)
            if stopped is not None and done and not open_:
                yield stopped, done


def is_stopped(outcome: Outcome) -> bool:
    """Tell whether a change is certain not to happen in its run."""
    return outcome.state in {State.FAILED, State.SKIPPED} and not outcome.sendable


def _pairs(changes: Sequence[Change]) -> Iterator[tuple[int, int]]:
    """Yield the change that takes a part out and the one that puts it in, for each part that goes elsewhere."""
    goes: dict[tuple[str, int], int] = {}
    comes: dict[tuple[str, int], int] = {}
    for change in changes:
        for part in change.place.parts:
            at = (part.sheet, part.row)
            if part.deed is Deed.DELETED:
                goes[at] = change.n
            elif part.deed is Deed.CREATED:
                comes[at] = change.n
    return ((goes[at], n) for at, n in comes.items() if at in goes and goes[at] != n)
