"""The package of a workbook: a ZIP archive of parts, checked before anything in it is read.

The rules are those of ECMA-376 part 2 (Open Packaging Conventions), and the limits those of `Limits`.
"""

import hashlib
import io
import itertools
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from toolkit.errors import (
    CorruptWorkbook,
    EncryptedWorkbook,
    FileMissing,
    FileUnreadable,
    LockFile,
    NotAWorkbook,
    OldWorkbook,
    WorkbookTooLarge,
)
from toolkit.excel.limits import Limits
from toolkit.language import _

_CHUNK = 1 << 16
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_LOCK = re.compile(r"~\$(.+)|\.~lock\.(.+)#")
"""What Excel and LibreOffice call the file that says a workbook is open."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Everything that zipfile and zlib are known to raise for damaged bytes.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package: its name, and what is needed to read it and to speak of it."""

    package: "Package"
    name: str

    @property
    def limits(self) -> Limits:
        """The limits of the package."""
        return self.package.limits

    @property
    def member(self) -> zipfile.ZipInfo:
        """The member of the archive that holds the part."""
        return self.package.members[_key(self.name)]

    def chunks(self) -> Iterator[bytes]:
        """Unpack the part piece by piece. Raises `CorruptWorkbook` for damage, at the latest at the end (CRC)."""
        try:
            with self.package.archive.open(self.member) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _ZIP_FAULTS as error:
            raise self.damaged(_("it cannot be unpacked")) from error

    def damaged(self, reason: str) -> CorruptWorkbook:
        """Make the error that says what is wrong with this part."""
        return CorruptWorkbook(
            self.package.path, _("in its part {name}, {reason}").format(name=self.name, reason=reason)
        )

    def too_large(self, what: str, found: int, limit: int) -> WorkbookTooLarge:
        """Make the error that says which limit this part breaks."""
        return WorkbookTooLarge(self.package.path, what, found, limit)


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook's file, wholly in memory: what is read is what was hashed, whatever happens to the file meanwhile."""

    path: Path
    sha256: str
    data: bytes = field(repr=False)
    archive: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]
    limits: Limits

    def __contains__(self, name: str) -> bool:
        """Say whether there is a part of this name, ASCII case aside."""
        return _key(name) in self.members

    def part(self, name: str) -> Part:
        """Return the part of this name, ASCII case aside (rule M1.12). Raises `CorruptWorkbook` if there is none."""
        for spelling in (name, unquote(name)):
            if spelling in self:
                return Part(self, spelling)
        raise CorruptWorkbook(self.path, _("its part {name} is missing").format(name=name))

    def packed(self, info: zipfile.ZipInfo) -> bytes:
        """Return the bytes of a member as they are packed."""
        begin, end = self.span(info)
        return self.data[begin:end]

    def span(self, info: zipfile.ZipInfo) -> tuple[int, int]:
        """Return where the packed bytes of a member begin and end."""
        end = _end(self.data, info)
        return end - info.compress_size, end


def resolve(source: str, target: str) -> str:
    """Return the part name that a relationship's target means: from the root, or from the source's folder.

    Backslashes, which some writers use, count as slashes.
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target.replace("\\", "/"))).lstrip("/")


def open_package(path: Path, limits: Limits) -> Package:
    """Read a file and check that it is a sound package within the limits, without unpacking any part.

    Raises `FileMissing`, `FileUnreadable`, `NotAWorkbook`, `OldWorkbook`, `EncryptedWorkbook`,
    `CorruptWorkbook` or `WorkbookTooLarge`.
    """
    return package_of(path, read_bytes(path, limits), limits)


def package_of(path: Path, data: bytes, limits: Limits) -> Package:
    """Check the bytes of a package, as `open_package` does; `path` is how they are called."""
    if not data.startswith(_ZIP):
        raise _foreign(path, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_FAULTS as error:
        raise CorruptWorkbook(path, _("its ZIP archive is incomplete or broken")) from error
    infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    _check_sizes(path, infos, limits)
    for info in infos:
        _check_member(path, info)
    _check_overlaps(path, data, infos, archive.start_dir)
    return Package(path, hashlib.sha256(data).hexdigest(), data, archive, _by_key(path, infos), limits)


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Read a file within the limit. Raises `FileMissing`, `FileUnreadable`, `LockFile` and `WorkbookTooLarge`."""
    if (lock := _LOCK.fullmatch(path.name)) and path.is_file():
        raise LockFile(path, lock[1] or lock[2])
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.packed + 1)
            size = path.stat().st_size
    except FileNotFoundError as error:
        raise FileMissing(path) from error
    except IsADirectoryError as error:
        raise FileUnreadable(path, _("it is a folder")) from error
    except PermissionError as error:
        raise FileUnreadable(path, _("permission denied")) from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or _("the system refuses")) from error
    if len(data) > limits.packed:
        raise WorkbookTooLarge(path, "bytes", max(size, len(data)), limits.packed)
    return data


def _foreign(path: Path, data: bytes) -> NotAWorkbook | OldWorkbook | EncryptedWorkbook:
    """Say what a file is that is no package."""
    if data.startswith(_OLE):
        # A password wraps the package into an OLE stream of this name (MS-OFFCRYPTO 2.3.4.4).
        return EncryptedWorkbook(path) if "EncryptedPackage".encode("utf-16-le") in data else OldWorkbook(path)
    return NotAWorkbook(path, _looks_like(data))


def _looks_like(data: bytes) -> str:
    head = data[:4096]
    if not data:
        return _("the file is empty")
    if head.startswith(b"PK"):
        return _("it is an empty ZIP archive")
    if head.startswith(b"%PDF"):
        return _("it is a PDF document")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _("it is a web page or an XML file")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head:
        return _("it looks like plain text, such as CSV")
    return _("its content is of some other kind")


def _check_sizes(path: Path, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.parts:
        raise WorkbookTooLarge(path, "parts", len(infos), limits.parts)
    total = sum(info.file_size for info in infos)
    if total > limits.unpacked:
        raise WorkbookTooLarge(path, _("bytes when unpacked"), total, limits.unpacked)
    for info in infos:
        if info.file_size > limits.part:
            raise WorkbookTooLarge(
                path, _("bytes in its part {filename}").format(filename=info.filename), info.file_size, limits.part
            )
        _check_ratio(path, info, limits)


def _check_ratio(path: Path, info: zipfile.ZipInfo, limits: Limits) -> None:
    ratio = info.file_size // max(info.compress_size, 1)
    for size, most in ((limits.large, limits.large_ratio), (limits.ratio_from, limits.ratio)):
        if info.file_size > size and ratio > most:
            what = _("unpacked bytes for each packed byte in its part {filename}").format(filename=info.filename)
            raise WorkbookTooLarge(path, what, ratio, most)


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise CorruptWorkbook(
            path, _("its part {filename} is encrypted inside the archive").format(filename=info.filename)
        )
    if info.compress_type not in _METHODS:
        raise CorruptWorkbook(
            path, _("its part {filename} is packed in a way that workbooks do not use").format(filename=info.filename)
        )


def _check_overlaps(path: Path, data: bytes, infos: list[zipfile.ZipInfo], directory: int) -> None:
    """Refuse parts that share bytes: a bomb without nesting, which zipfile before 3.11.8 lets through."""
    spans = sorted((info.header_offset, _end(data, info)) for info in infos)
    for (_start, end), (start, _end_of_next) in itertools.pairwise([*spans, (directory, directory)]):
        if end > start:
            raise CorruptWorkbook(path, _("the parts of its ZIP archive overlap"))


def _end(data: bytes, info: zipfile.ZipInfo) -> int:
    """Return where a member's data ends; its local header has own lengths of name and extra field at byte 26."""
    lengths = data[info.header_offset + 26 : info.header_offset + 30]
    name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
    return info.header_offset + 30 + name + extra + info.compress_size


def _by_key(path: Path, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Index the parts by name; two of one name, ASCII case aside, would be two truths (rule M1.12)."""
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if members.setdefault(_key(info.filename), info) is not info:
            raise CorruptWorkbook(path, _("it has two parts named {filename}").format(filename=info.filename))
    return members


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
