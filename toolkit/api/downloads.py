"""Downloads: an answer that is a file goes to disk as it comes, whole or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.api.answers import Answer
from toolkit.api.transport import NoAnswer, TooLong
from toolkit.files import replacing
from toolkit.language import _

FILE_LIMIT = 4 * 1024**3
"""The most bytes of one file; nothing a bookkeeping service gives is longer."""


@dataclass(slots=True)
class Download:
    """A place for a file that a service may send; `size` tells its bytes once it is there, `None` before.

    The file takes its name when its last byte has come: what was cut off leaves no file of that name.
    """

    path: Path
    limit: int = FILE_LIMIT
    size: int | None = None

    def receive(self, answer: Answer, pieces: Iterator[bytes]) -> bool:
        """Write the pieces of a success that is no JSON, and tell whether it was one.

        A service may answer with JSON instead, a link or a problem, which is read like any other answer. Raises
        `NoAnswer` where the length is not the one announced, `TooLong`, and `NotWritable`.
        """
        if not answer.ok or answer.media_type.endswith("json") or answer.status == 204:
            return False
        with replacing(self.path) as part:
            size = self._write(part, pieces)
            announced = answer.headers.get("content-length", "")
            if announced.isdigit() and "content-encoding" not in answer.headers and int(announced) != size:
                raise NoAnswer(_("{size:,} of {announced:,} bytes came").format(size=size, announced=int(announced)))
        self.size = size
        return True

    def _write(self, part: Path, pieces: Iterator[bytes]) -> int:
        size = 0
        with part.open("wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > self.limit:
                    raise TooLong(_("more than {limit:,} bytes").format(limit=self.limit))
                file.write(piece)
        return size
