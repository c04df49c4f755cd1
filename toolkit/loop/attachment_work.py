"""The work on a folder of documents: what is finished stands beside the folder until all of it is.

`NAME.partial` holds the files, and a note of each batch that came whole; the folder itself appears at the end, at
once. A later run goes on with the batches that have no note.
"""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from toolkit.attachments.manifest import Holding, holding_of
from toolkit.attachments.verify import sha256_of
from toolkit.entities.canonical import canonical, parse
from toolkit.errors import FolderBusy, FolderTaken, NotWritable
from toolkit.files import write_text

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_SUFFIX = ".partial"


class Work:
    """A folder in the making, by one download at a time. Its methods raise `NotWritable`."""

    def __init__(self, folder: Path) -> None:
        """Find or make the place of work, and hold it until the end of the block.

        Raises `FolderTaken` where the folder itself holds something already, and `FolderBusy` where another download
        into it is under way.
        """
        self.folder = folder
        self.place = folder.with_name(f"{folder.name}{_SUFFIX}")
        self.files = self.place / "files"
        self.zip = self.place / "batch.zip"
        self._done = self.place / "done"
        try:
            _demand_free(folder)
            self.place.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.place / "lock", folder)
            # Once more, as it is ours alone now: another download may have ended in between.
            _demand_free(folder)
            self.files.mkdir(parents=True, exist_ok=True)
            self._done.mkdir(exist_ok=True)
        except OSError as error:
            raise NotWritable(self.place, error.strerror or str(error)) from error

    def __enter__(self) -> Self:
        """Hold the place until the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let go of it; what is finished stays, and what holds nothing is removed."""
        self._lock.close()
        if self.place.is_dir() and not any(any(each.iterdir()) for each in (self.files, self._done)):
            _remove(self.place)

    def finished(self, keys: Iterable[str]) -> dict[str, tuple[Holding, ...]]:
        """Return the batches that an earlier run finished, by key, and remove every file of any other."""
        found = {key: holdings for key in keys if (holdings := self._read(key)) is not None}
        kept = {holding.folder for holdings in found.values() for holding in holdings}
        for path in self.files.iterdir():
            if path.name not in kept:
                _remove(path)
        for note in self._done.iterdir():
            if note.stem not in found:
                _remove(note)
        return found

    def clear(self, folders: Iterable[str]) -> None:
        """Forget what an attempt left in some folders."""
        for name in folders:
            _remove(self.files / name)

    def finish_batch(self, key: str, holdings: tuple[Holding, ...]) -> None:
        """Note that a batch came whole."""
        write_text(self._done / f"{key}.json", canonical([each.to_json() for each in holdings]))
        self.zip.unlink(missing_ok=True)

    def finish(self) -> None:
        """Let the folder appear, and forget the place of work."""
        try:
            if self.folder.exists():
                self.folder.rmdir()
            self.files.rename(self.folder)
            self._lock.close()
            shutil.rmtree(self.place)
        except OSError as error:
            raise NotWritable(self.folder, error.strerror or str(error)) from error

    def _read(self, key: str) -> tuple[Holding, ...] | None:
        """Return the batch of a note whose every file is as it was when it came."""
        try:
            body = parse((self._done / f"{key}.json").read_bytes())
            holdings = tuple(map(holding_of, body)) if isinstance(body, list) else None
            whole = holdings is not None and all(self._is_whole(each) for each in holdings)
        except (OSError, ValueError, KeyError, TypeError, ArithmeticError):
            return None
        return holdings if whole else None

    def _is_whole(self, holding: Holding) -> bool:
        return all(sha256_of(self.files / each.path) == each.sha256 for each in holding.documents)


def _demand_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(folder)


def _locked(path: Path, folder: Path) -> IO[bytes]:
    """Open a file that nobody else holds; the system lets go of it when the process ends, however that ends."""
    file = path.open("wb")
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        file.close()
        raise FolderBusy(folder) from error
    return file


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritable(path, error.strerror or str(error)) from error
