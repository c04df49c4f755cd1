"""Archives: every entry looked at before the first is unpacked, and unpacked to names of our own making."""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from toolkit.attachments.directory import check_extents, read_directory
from toolkit.attachments.entry_names import EntryNames
from toolkit.attachments.limits import USUAL, Limits
from toolkit.errors import ArchiveDamaged, ArchiveTooLarge, ArchiveUnsafe
from toolkit.language import _

CHUNK = 1 << 20
HEAD = 1 << 13
"""Bytes that tell the type of a file."""

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, IndexError, NotImplementedError, OverflowError),
    *(RuntimeError, ValueError),
)
"""Everything that zipfile and zlib are known to raise for damaged bytes."""
_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as it stands there, the steps of its path, and its size unpacked."""

    name: str
    steps: tuple[str, ...]
    size: int
    crc: int
    info: zipfile.ZipInfo = field(repr=False, compare=False)

    @property
    def base(self) -> str:
        """The last step."""
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file on disk: its bytes, their SHA-256, and the first of them."""

    size: int
    sha256: str
    head: bytes


class Archive:
    """An archive whose structure, names and sizes were found sound; the bytes are checked as they are unpacked."""

    def __init__(self, packed: zipfile.ZipFile, members: tuple[Member, ...]) -> None:
        self._packed = packed
        self.members = members

    def unpack(self, member: Member, target: Path) -> Unpacked:
        """Write a file that is not there yet, and check its length and CRC. Raises `ArchiveDamaged`."""
        digest, size, head = sha256(), 0, b""
        handle = os.open(target, _EXCLUSIVE, 0o666)
        with os.fdopen(handle, "wb") as file:
            for chunk in self._chunks(member):
                head = head or chunk[:HEAD]
                size += len(chunk)
                digest.update(chunk)
                file.write(chunk)
        if size != member.size:
            raise ArchiveDamaged(
                _("{name} has {size:,} bytes and should have {told:,}").format(
                    name=shown(member.name), size=size, told=member.size
                )
            )
        return Unpacked(size, digest.hexdigest(), head)

    def _chunks(self, member: Member) -> Iterator[bytes]:
        try:
            with self._packed.open(member.info) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except _FAULTS as error:
            # zipfile tells a wrong checksum, a wrong name and a wrong header in sentences of its own.
            raise ArchiveDamaged(
                _("{name} cannot be unpacked ({reason})").format(name=shown(member.name), reason=_reason(error))
            ) from error


@contextmanager
def open_archive(path: Path, limits: Limits = USUAL) -> Iterator[Archive]:
    """Open a zip that was found sound. Raises `ArchiveDamaged`, `ArchiveUnsafe` and `ArchiveTooLarge`."""
    with path.open("rb") as file:
        directory = read_directory(file, path.stat().st_size, limits)
        names = EntryNames(file, directory)
        try:
            packed = zipfile.ZipFile(names.file)
        except _FAULTS as error:
            raise ArchiveDamaged(_reason(error)) from error
        with packed:
            infos = packed.infolist()
            if len(infos) != directory.entries:
                raise ArchiveDamaged(_("its list has another number of entries than its end says"))
            members = tuple(_member(info, names.of(info), limits) for info in infos if not _is_folder(info))
            _check_sizes(members, limits)
            check_extents(file, infos, directory.start)
            yield Archive(packed, members)


def is_zip(file: BinaryIO) -> bool:
    """Tell whether a file begins like a zip, one without entries included."""
    return file.read(4) in {b"PK\3\4", b"PK\5\6"}


def shown(name: str) -> str:
    """Return a name as a terminal may show it, in quotes."""
    clean = "".join(char if char.isprintable() else "?" for char in name)
    return f'"{clean if len(clean) <= 100 else clean[:100] + "…"}"'


def _is_folder(info: zipfile.ZipInfo) -> bool:
    name = info.orig_filename.replace("\\", "/")
    if not name.endswith("/"):
        return False
    if info.file_size:
        raise ArchiveUnsafe(shown(name), _("is called a folder and has bytes"))
    _steps(name.rstrip("/"), info.orig_filename)
    return True


def _member(info: zipfile.ZipInfo, name: str, limits: Limits) -> Member:
    if info.flag_bits & 0x1:
        raise ArchiveUnsafe(shown(name), _("is encrypted"))
    if info.compress_type not in _METHODS:
        raise ArchiveUnsafe(shown(name), _("is packed in a way that is not usual"))
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode not in {0, stat.S_IFREG}:
        raise ArchiveUnsafe(shown(name), _("is a link or a device"))
    steps = _steps(name.replace("\\", "/"), name)
    if len(steps) > limits.depth or len(name) > limits.path:
        raise ArchiveUnsafe(shown(name), _("lies too deep, or its name is too long"))
    return Member(name, steps, info.file_size, info.CRC, info)


def _steps(path: str, name: str) -> tuple[str, ...]:
    """Part a path into its steps. Raises `ArchiveUnsafe` for one that leads out of the folder.

    A step of blanks leads nowhere else; dots with blanks among them do on some system.
    """
    steps = tuple(step for step in path.split("/") if step != ".")
    if "\0" in path or not steps:
        raise ArchiveUnsafe(shown(name), _("has a name that is none"))
    if path.startswith("/") or ":" in steps[0][:2] or any(_is_way_out(step) for step in steps):
        raise ArchiveUnsafe(shown(name), _("leads out of its folder"))
    return steps


def _is_way_out(step: str) -> bool:
    return not step or (step.strip(" .") == "" and "." in step)


def _check_sizes(members: tuple[Member, ...], limits: Limits) -> None:
    """Refuse what would fill the disk; the sizes are those told, and unpacking stops where they do not hold."""
    total = sum(member.size for member in members)
    if total > limits.total:
        raise ArchiveTooLarge(_("bytes, unpacked"), total, limits.total)
    for member in members:
        if member.size > limits.entry:
            raise ArchiveTooLarge(_("bytes in one file, unpacked"), member.size, limits.entry)
        packed = max(member.info.compress_size, 1)
        if member.size > limits.unsuspicious and member.size > limits.ratio * packed:
            raise ArchiveTooLarge(_("times the bytes once it is unpacked"), member.size // packed, limits.ratio)


def _reason(error: Exception) -> str:
    said = "".join(char for char in str(error) if char.isprintable()).rstrip(".")
    return said[:200] or type(error).__name__
