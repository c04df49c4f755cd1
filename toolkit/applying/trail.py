"""Trail: the requests of a change, under which ids they went out, how long they took, and how long nobody looked."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a request once it was answered or given up; both spans are milliseconds.

    `service_id` is the id that the service answered with, `None` where it told none. `exposed` is how long a
    colleague's write to the record could have gone unseen: from the last look at it until the answer to our own
    write. It is `None` where there was no record to look at.
    """

    id: str
    service_id: str | None
    milliseconds: int
    exposed: int | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as the journal knows it; what `Heard` tells is `None` where the run was cut off before it was known.

    `sent_at` is RFC 3339 in UTC.
    """

    n: int
    method: str
    path: str
    id: str
    sent_at: str
    service_id: str | None = None
    milliseconds: int | None = None
    exposed: int | None = None


@dataclass(slots=True)
class Trail:
    """What one change leaves behind while it is sent; the thread that sends it has it to itself."""

    heard: list[Heard] = field(default_factory=list)
    _looked: float | None = None

    def looked(self, at: float) -> None:
        """Note when the record was looked at, by the monotonic clock."""
        self._looked = at

    def hear(self, id: str, service_id: str | None, begun: float) -> None:
        """Note that a request was answered or given up; `begun` is when it left, by the monotonic clock."""
        now = time.monotonic()
        exposed = None if self._looked is None else _milliseconds(now - self._looked)
        self.heard.append(Heard(id, service_id, _milliseconds(now - begun), exposed))


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
