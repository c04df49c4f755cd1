"""Records on their way into a bundle: gathered on disk as they come, written in an order of our own."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

Order = tuple[str, int, str]
"""The day, then the id: shorter ids first, so that numbers come in their order."""


class Spool:
    """Lines by id, on disk; in memory are only their places. Of two lines with one id the last stays."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._path = path
        self._places: dict[str, tuple[Order, int, int]] = {}
        self._end = 0

    def __enter__(self) -> Self:
        """Use it until the end of the block; then the lines are gone."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close and delete the file."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def add(self, id: str, day: str, line: bytes) -> None:
        """Put a line in."""
        self._file.seek(self._end)
        self._file.write(line)
        self._places[id] = ((day, len(id), id), self._end, len(line))
        self._end += len(line)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines in order."""
        for _order, at, length in sorted(self._places.values()):
            self._file.seek(at)
            yield self._file.read(length)
