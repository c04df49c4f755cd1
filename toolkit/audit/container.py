"""Containers: a bundle as a folder or as one .zip file, written in one way only, so that each byte can be checked.

Members of the archive are stored and not packed: every byte of the file then follows from the names and contents.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from toolkit.errors import BundleExists, FileMissing, NotABundle, NotWritable
from toolkit.files import replacing
from toolkit.language import _

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16
_CHUNK = 1 << 20


class Damaged(Exception):
    """A member cannot be read; the message is the reason, a clause."""


class Container(Protocol):
    """A bundle that is read: the names of its files, and their bytes."""

    def names(self) -> list[str]:
        """Return the names of all files, with slashes, in order; a name may be there twice."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file. Raises `Damaged`."""

    def wrapping(self) -> list[str]:
        """Return the names of files whose wrapping is not as it was written; all contents must be sound."""


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """Open the bundle at a path. Raises `FileMissing` and `NotABundle`."""
    if path.is_dir():
        yield Folder(path)
        return
    if not path.is_file():
        raise FileMissing(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotABundle(path, str(error) or type(error).__name__) from error
    with archive:
        yield Archive(path, archive)


@dataclass(frozen=True, slots=True)
class Folder:
    """A bundle in a folder."""

    path: Path

    def names(self) -> list[str]:
        """Return the names of all that is no folder, and of folders with nothing in them."""
        found = (
            each for each in self.path.rglob("*") if each.is_symlink() or not each.is_dir() or not any(each.iterdir())
        )
        return sorted(each.relative_to(self.path).as_posix() for each in found)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a regular file."""
        path = self.path / name
        if path.is_symlink() or not path.is_file():
            raise Damaged(_("it is no regular file"))
        try:
            with path.open("rb") as file:
                yield from _read(file)
        except OSError as error:
            raise Damaged(error.strerror or str(error)) from error

    def wrapping(self) -> list[str]:
        """Return nothing: a folder has no wrapping."""
        return []


@dataclass(frozen=True, slots=True)
class Archive:
    """A bundle in a .zip file."""

    path: Path
    archive: zipfile.ZipFile

    def names(self) -> list[str]:
        """Return the names in the archive's directory."""
        return [info.filename for info in self.archive.infolist()]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member, which must be stored as it is."""
        try:
            info = self.archive.getinfo(name)
            if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
                raise Damaged(_("its entry in the archive was changed"))
            with self.archive.open(info) as file:
                yield from _read(file)
        except (
            zipfile.BadZipFile,
            EOFError,
            KeyError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise Damaged(_("it cannot be read from the archive")) from error

    def wrapping(self) -> list[str]:
        """Write the archive once more, from what was read of it, and compare every byte."""
        with tempfile.TemporaryFile() as again:
            write_archive(again, ((name, self.chunks(name)) for name in self.names()))
            again.seek(0)
            with self.path.open("rb") as file:
                at = _first_difference(file, again)
        return [] if at is None else [self._owner(at)]

    def _owner(self, at: int) -> str:
        """Return the member that a byte belongs to; the directory at the end is the archive's own."""
        if at >= self.archive.start_dir:
            return self.path.name
        owners = [info for info in self.archive.infolist() if info.header_offset <= at]
        return max(owners, key=lambda info: info.header_offset).filename if owners else self.path.name


def write_archive(target: IO[bytes], members: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write members in the order given; the same members are always the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, chunks in members:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = _UNIX, _MODE
            with archive.open(info, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)


@contextmanager
def new_bundle(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target; what is in it when the block ends well becomes the bundle.

    A target that ends with .zip becomes an archive. Raises `BundleExists` and `NotWritable`; where the block raises,
    nothing stays.
    """
    if target.exists() or target.is_symlink():
        raise BundleExists(target)
    try:
        work = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part"))
    except OSError as error:
        raise NotWritable(target, error.strerror or str(error)) from error
    try:
        yield work
        _settle(work, target)
    except OSError as error:
        raise NotWritable(target, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _settle(work: Path, target: Path) -> None:
    if target.suffix.lower() != ".zip":
        work.chmod(0o755)
        work.rename(target)
        return
    folder = Folder(work)
    with replacing(target) as part, part.open("wb") as file:
        write_archive(file, ((name, folder.chunks(name)) for name in folder.names()))


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _first_difference(one: IO[bytes], other: IO[bytes]) -> int | None:
    at = 0
    while True:
        here, there = one.read(_CHUNK), other.read(_CHUNK)
        if here != there:
            same = zip(here, there, strict=False)
            return at + next((n for n, (a, b) in enumerate(same) if a != b), min(len(here), len(there)))
        if not here:
            return None
        at += len(here)
