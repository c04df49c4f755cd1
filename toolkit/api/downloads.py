"""Downloads: an answer that is a file goes to disk as it comes, whole or not at all."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.api.answers import Answer
from toolkit.api.transport import LimitExceeded, NoAnswer
from toolkit.files import replacing
from toolkit.language import _
from toolkit.thresholds import DOWNLOAD, DownloadLimits

WEB_PAGES = frozenset({"text/html", "application/xhtml+xml"})
"""What something in front of the service answers, a portal that wants a login for example."""


@dataclass(slots=True)
class Download:
    """A place for a file that a service may send; `size` tells its bytes once it is there, `None` before.

    The file takes its name when its last byte has come: what was cut off leaves no file of that name. All attempts and
    waits together have the time of the `limits`, from the first that is asked on; `clock` is monotonic, in seconds.
    """

    path: Path
    limits: DownloadLimits = DOWNLOAD
    size: int | None = None
    clock: Callable[[], float] = time.monotonic
    _until: float = field(default=0.0, repr=False)

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self._until = self.clock() + self.limits.seconds

    @property
    def left(self) -> float:
        """Seconds that are left for all of it."""
        return self._until - self.clock()

    def over(self) -> LimitExceeded:
        """Return what is raised once no time is left."""
        return LimitExceeded(
            _("the file was not whole after {seconds:,g} seconds").format(seconds=self.limits.seconds), "seconds"
        )

    def receive(self, answer: Answer, pieces: Iterator[bytes]) -> bool:
        """Write the pieces of a success that is no JSON, and tell whether it was one.

        A service may answer with JSON instead, a link or a problem, which is read like any other answer; nor is the
        web page kept that a read was sent on to. Raises `NoAnswer` where the length is not the one announced,
        `LimitExceeded`, and `NotWritable`.
        """
        if not answer.ok or answer.media_type.endswith("json") or answer.status == 204 or _is_door(answer):
            return False
        told = answer.headers.get("content-length", "")
        announced = int(told) if told.isascii() and told.isdigit() else None
        if announced is not None:
            self._demand_room(announced)
        with replacing(self.path) as part:
            size = self._write(part, pieces)
            if announced is not None and "content-encoding" not in answer.headers and announced != size:
                raise NoAnswer(_("{size:,} of {announced:,} bytes came").format(size=size, announced=announced))
        self.size = size
        return True

    def _write(self, part: Path, pieces: Iterator[bytes]) -> int:
        size = 0
        with part.open("wb") as file:
            for piece in pieces:
                size += len(piece)
                self._demand_room(size)
                if self.left <= 0:
                    raise self.over()
                file.write(piece)
        return size

    def _demand_room(self, size: int) -> None:
        if size > self.limits.size:
            limit = _("the file has more than {limit:,} MB").format(limit=self.limits.megabytes)
            raise LimitExceeded(limit, "megabytes")


def _is_door(answer: Answer) -> bool:
    """Tell whether an answer is a web page at another address than was asked: the login of a portal."""
    return answer.sent_on and answer.media_type in WEB_PAGES
