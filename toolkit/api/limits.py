"""Limits: how many requests may be under way, and how fast they may follow each other."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from toolkit.api.waits import LONGEST, WORTH_TELLING, WaitSource

SLOWEST = 2.0
"""The most seconds between two requests that refusals alone can lead to."""
_FIRST_STEP = 0.05
_DOWN = 2.0
_UP = 0.9


class GateClosed(Exception):
    """Nobody may pass for so many seconds, which is longer than anybody waits here; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def unannounced(_asker: WaitSource, _seconds: float) -> None:
    """Tell nobody of a wait."""


@dataclass(slots=True)
class Gate:
    """Lets requests pass, all workers together: at most `rate` a second and `room` at a time; `None` is no limit.

    A refusal for haste (429) doubles the time between requests, each success takes a tenth off again, down to what
    `rate` asks for. `clock` is monotonic and `sleep` waits, both in seconds; a test gives its own. `announce` is told
    of a wait that begins: one that holds everybody back once, and the first for want of a turn.
    """

    rate: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    room: int | None = None
    announce: Callable[[WaitSource, float], None] = unannounced
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _next: float = float("-inf")
    _closed_until: float = float("-inf")
    _closed_by: WaitSource = WaitSource.SERVICE
    _announced: float | None = None
    _paced: bool = False
    _interval: float = 0.0
    _places: threading.Semaphore | None = None

    def __post_init__(self) -> None:
        """Begin with the pace of the profile."""
        self._interval = self._least
        self._places = threading.BoundedSemaphore(self.room) if self.room else None

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Hold a place for one request, from its turn until its answer. Raises as `enter` does."""
        if self._places is None:
            self.enter()
            yield
            return
        with self._places:
            self.enter()
            yield

    def pause(self, seconds: float, asker: WaitSource = WaitSource.SERVICE) -> None:
        """Let nobody pass for so long; an earlier, longer pause stays."""
        with self._lock:
            until = self.clock() + seconds
            if until > self._closed_until:
                self._closed_until, self._closed_by = until, asker

    def slow_down(self) -> None:
        """Take longer between requests: the service finds us too fast."""
        with self._lock:
            self._interval = min(max(self._interval * _DOWN, _FIRST_STEP), max(SLOWEST, self._least))

    def speed_up(self) -> None:
        """Take less time between requests, down to what the profile allows: the service kept up."""
        with self._lock:
            shorter = self._interval * _UP
            self._interval = max(shorter if shorter > _FIRST_STEP / 10 else 0.0, self._least)

    def enter(self) -> None:
        """Wait until a request may be sent. Raises `GateClosed` where a pause is longer than anybody waits."""
        turn = self._take_turn()
        # A pause may begin while we wait for our turn, so look again.
        while (wait := max(turn, self._closed_until) - self.clock()) > 0:
            if (closed := self._closed_until - self.clock()) > LONGEST:
                raise GateClosed(closed)
            self._announce(wait)
            self.sleep(wait)

    def _announce(self, wait: float) -> None:
        """Tell of a wait that is worth telling, and not of the same one for every worker and every turn."""
        if wait < WORTH_TELLING:
            return
        with self._lock:
            closed = self._closed_until > self.clock()
            if self._announced == self._closed_until if closed else self._paced:
                return
            if closed:
                self._announced = self._closed_until
            else:
                self._paced = True
        self.announce(self._closed_by if closed else WaitSource.PACE, wait)

    @property
    def _least(self) -> float:
        return 1 / self.rate if self.rate else 0.0

    def _take_turn(self) -> float:
        with self._lock:
            turn = max(self.clock(), self._next, self._closed_until)
            self._next = turn + self._interval
            return turn
