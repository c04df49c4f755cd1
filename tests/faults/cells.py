"""The cells of the fault matrix: what goes wrong, with what in the answer, before the commit or after it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.sandbox.switches import Body, Fault, FaultKind, Moment

TIMEOUT = 0.7
"""Seconds that a client waits for an answer."""
LATE = 1.2
"""Seconds that a late service takes: the client has given up by then, and the deadline of the request is not over."""
DEADLINE, MARGIN = 1.5, 0.5
"""Seconds that a request has, and for which the service may still be at work on it after that."""

_IN_FRONT = (502, 503, 504, 408, 499)
_OWN = (500, 423, 425)
_FOREIGN = (400, 404, 409, 422)
_MOVED = (302, 303)


@dataclass(frozen=True)
class Cell:
    """One fault, named for people; `times` is how many requests in turn it befalls."""

    name: str
    kind: FaultKind
    moment: Moment
    status: int = 0
    body: Body = Body.PROBLEM
    times: int = 1

    def fault(self, method: str, path: str, holds: str = "") -> Fault:
        """Aim it at requests by their method, a part of their path and a text in their body."""
        return Fault(
            method,
            path,
            self.kind,
            times=self.times,
            moment=self.moment,
            status=self.status,
            body=self.body,
            seconds=LATE,
            holds=holds,
        )


def _answers() -> Iterator[tuple[str, FaultKind, int, Body]]:
    yield from ((f"{status}", FaultKind.STATUS, status, Body.HTML) for status in _IN_FRONT)
    yield from ((f"{status}", FaultKind.STATUS, status, Body.PROBLEM) for status in _OWN)
    yield from ((f"{status} foreign", FaultKind.STATUS, status, Body.HTML) for status in _FOREIGN)
    yield from ((f"{status}", FaultKind.STATUS, status, Body.EMPTY) for status in _MOVED)
    yield "200 unreadable", FaultKind.STATUS, 200, Body.UNREADABLE
    yield "cut", FaultKind.DROP, 0, Body.EMPTY
    yield "torn", FaultKind.TRUNCATED_ANSWER, 0, Body.EMPTY
    yield "silent", FaultKind.NEVER_ANSWERED, 0, Body.EMPTY
    yield "late", FaultKind.LATE, 0, Body.EMPTY


def _cells() -> Iterator[Cell]:
    # The only answer that is one of a service with no room, and proves that nothing happened; so it has no "after".
    yield Cell("429 before", FaultKind.STATUS, Moment.BEFORE, 429)
    for name, kind, status, body in _answers():
        for moment in Moment:
            yield Cell(f"{name} {moment}", kind, moment, status, body)


CELLS: tuple[Cell, ...] = tuple(_cells())
"""Each once; the slow ones are the last, so that a resume meets them while they are still under way."""


def drawn(seed: int | None) -> tuple[Cell, ...]:
    """Return the cells as they are, or for a seed in another order and with faults that come again."""
    if seed is None:
        return CELLS
    chance = random.Random(seed)  # noqa: S311 - a test draws what can be drawn again
    again = [replace(cell, times=chance.choice((1, 2, 5))) for cell in CELLS]
    chance.shuffle(again)
    return tuple(again)
