"""Limits: how fast requests may follow each other."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Gate:
    """Lets requests pass one by one, all workers together, at most `rate` a second; `None` is no limit.

    `clock` is monotonic and `sleep` waits, both in seconds; a test gives its own.
    """

    rate: float | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _next: float = float("-inf")
    _closed_until: float = float("-inf")

    def pause(self, seconds: float) -> None:
        """Let nobody pass for so long, because the service asks for it; an earlier, longer pause stays."""
        with self._lock:
            self._closed_until = max(self._closed_until, self.clock() + seconds)

    def enter(self) -> None:
        """Wait until a request may be sent."""
        turn = self._take_turn()
        # A pause may begin while we wait for our turn, so look again.
        while (wait := max(turn, self._closed_until) - self.clock()) > 0:
            self.sleep(wait)

    def _take_turn(self) -> float:
        with self._lock:
            turn = max(self.clock(), self._next, self._closed_until)
            self._next = turn + 1 / self.rate if self.rate else turn
            return turn
