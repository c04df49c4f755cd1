"""Files that are written on demand: what somebody may have worked on is written over only where that is said.

A file that is there already is known to be ours by its SHA-256, kept in the state folder when it was written: by its
bytes, so also under another name, and as long as not one of them changed. What is not known is taken for somebody's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from itertools import chain, count
from pathlib import Path

from toolkit.errors import FileInTheWay, NotWritable
from toolkit.files import write_text
from toolkit.settings import home

_KEPT = 10_000
"""Files that are remembered at least; a file that was forgotten is taken for somebody's."""

_LINE = 65
"""Bytes of one line: a digest in hexadecimal, and the end of the line."""


def outputs_file() -> Path:
    """Return the file that the digests are kept in; it need not exist."""
    return home() / "outputs.txt"


def is_in_the_way(path: Path) -> bool:
    """Return whether there is a file of this name that is not, byte for byte, one that we wrote."""
    return path.is_file() and _digest(path) not in _known()


def demand_free(path: Path, *, overwrite: bool = False) -> None:
    """Raise `FileInTheWay` where somebody may have worked on what is there, unless it is to be written over."""
    if not overwrite and is_in_the_way(path):
        raise FileInTheWay(path)


def free(path: Path) -> Path:
    """Return the path, or one with a number before its suffix where somebody may have worked on what is there."""
    numbered = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in count(2))
    return next(each for each in chain((path,), numbered) if not is_in_the_way(each))


@contextmanager
def remembered(*paths: Path) -> Iterator[None]:
    """Remember those of these files that are written in the block, whether or not it ends well."""
    before = {path: _state(path) for path in paths}
    try:
        yield
    finally:
        remember(*(path for path in paths if path.is_file() and _state(path) != before[path]))


def remember(*paths: Path) -> None:
    """Keep the digests of files that we wrote. Where that cannot be, they will be taken for somebody's."""
    lines = "".join(f"{digest}\n" for path in paths if (digest := _digest(path)))
    if not lines:
        return
    kept = outputs_file()
    with suppress(OSError, NotWritable):
        kept.parent.mkdir(parents=True, exist_ok=True)
        if kept.exists() and kept.stat().st_size > 2 * _KEPT * _LINE:
            write_text(kept, "".join(f"{line}\n" for line in kept.read_text("ascii").splitlines()[-_KEPT:]))
        handle = os.open(kept, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "a", encoding="ascii", newline="\n") as file:
            file.write(lines)


def _known() -> frozenset[str]:
    try:
        return frozenset(outputs_file().read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, an empty text where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _state(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file that was written anew from the one before."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
