"""Limits: how many requests may be under way, and how fast they may follow each other."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SLOWEST = 2.0
"""The most seconds between two requests that refusals alone can lead to."""
_FIRST_STEP = 0.05
_DOWN = 2.0
_UP = 0.9


@dataclass(slots=True)
class Gate:
    """Lets requests pass, all workers together: at most `rate` a second and `room` at a time; `None` is no limit.

    A refusal for haste (429) doubles the time between requests, each success takes a tenth off again, down to what
    `rate` asks for. `clock` is monotonic and `sleep` waits, both in seconds; a test gives its own.
    """

    rate: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    room: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _next: float = float("-inf")
    _closed_until: float = float("-inf")
    _interval: float = 0.0
    _places: threading.Semaphore | None = None

    def __post_init__(self) -> None:
        """Begin with the pace of the profile."""
        self._interval = self._least
        self._places = threading.BoundedSemaphore(self.room) if self.room else None

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Hold a place for one request, from its turn until its answer."""
        if self._places is None:
            self.enter()
            yield
            return
        with self._places:
            self.enter()
            yield

    def pause(self, seconds: float) -> None:
        """Let nobody pass for so long, because the service asks for it; an earlier, longer pause stays."""
        with self._lock:
            self._closed_until = max(self._closed_until, self.clock() + seconds)

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
        """Wait until a request may be sent."""
        turn = self._take_turn()
        # A pause may begin while we wait for our turn, so look again.
        while (wait := max(turn, self._closed_until) - self.clock()) > 0:
            self.sleep(wait)

    @property
    def _least(self) -> float:
        return 1 / self.rate if self.rate else 0.0

    def _take_turn(self) -> float:
        with self._lock:
            turn = max(self.clock(), self._next, self._closed_until)
            self._next = turn + self._interval
            return turn
