"""The structure of a zip, read by us: where it ends, what it lists, and that nothing stands beside that.

`zipfile` takes archives with something before, between or after their entries, and entries that share their bytes;
such archives mean different things to different readers (PKWARE APPNOTE 4.3; CVE-2024-0450).
"""

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.attachments.limits import Limits
from toolkit.errors import ArchiveDamaged, ArchiveTooLarge
from toolkit.language import _

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_DESCRIBED = 0x8
"""The flag of an entry whose sizes stand behind its bytes."""
_LONGEST_DESCRIPTOR = 24


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the list of entries begins, how many entries it says that it has, and how many bytes."""

    start: int
    entries: int
    size: int


def read_directory(file: BinaryIO, size: int, limits: Limits) -> Directory:
    """Find the end record and what it tells. Raises `ArchiveDamaged` and `ArchiveTooLarge`."""
    length = min(size, _END.size + _LONGEST_COMMENT)
    file.seek(size - length)
    tail = file.read(length)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise ArchiveDamaged(_("it has no end; only a part of it came"))
    _sign, _disk, _first, _here, entries, listed, start, comment = _END.unpack_from(tail, at)
    place = size - length + at
    if place + _END.size + comment != size:
        raise ArchiveDamaged(_("something stands behind its end"))
    if entries == _FULL16 or _FULL32 in {listed, start}:
        entries, listed, start, place = _read64(file, place)
    if entries > limits.entries:
        raise ArchiveTooLarge(_("entries"), entries, limits.entries)
    if listed > limits.directory:
        raise ArchiveTooLarge(_("bytes in its list of entries"), listed, limits.directory)
    if start + listed != place:
        raise ArchiveDamaged(_("its list of entries is not where it says"))
    return Directory(start, entries, listed)


def _read64(file: BinaryIO, place: int) -> tuple[int, int, int, int]:
    """Read the end record of large archives (APPNOTE 4.3.14), right before the locator and the usual one."""
    try:
        file.seek(place - _LOCATOR.size)
        sign, _disk, at, _disks = _LOCATOR.unpack(file.read(_LOCATOR.size))
        file.seek(at)
        record = _END64.unpack(file.read(_END64.size))
    except (OSError, ValueError, struct.error, OverflowError):
        raise ArchiveDamaged(_("its end cannot be read")) from None
    if sign != b"PK\6\7" or record[0] != b"PK\6\6" or at + 12 + record[1] != place - _LOCATOR.size:
        raise ArchiveDamaged(_("its end is not where it says"))
    return record[7], record[8], record[9], at


def check_extents(file: BinaryIO, infos: Sequence[zipfile.ZipInfo], start: int) -> None:
    """See to it that entries follow each other from the first byte on, and share none. Raises `ArchiveDamaged`."""
    place = 0
    slack = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if not place <= info.header_offset <= place + slack:
            raise ArchiveDamaged(_("its entries overlap, or something stands between them"))
        place = _end_of(file, info)
        slack = _LONGEST_DESCRIPTOR if info.flag_bits & _DESCRIBED else 0
    if not place <= start <= place + slack:
        raise ArchiveDamaged(_("an entry reaches into the list of entries, or is listed nowhere"))


def _end_of(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Return where an entry's bytes end; its own header has to say what the list says."""
    file.seek(info.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        raise ArchiveDamaged(_("an entry begins behind its end"))
    sign, _version, flags, method, _time, _date, crc, packed, size, name, extra = _LOCAL.unpack(head)
    header: int = _LOCAL.size + name + extra
    told = flags & _DESCRIBED or (
        crc == info.CRC and packed in {info.compress_size, _FULL32} and size in {info.file_size, _FULL32}
    )
    if sign != b"PK\3\4" or method != info.compress_type or flags & 1 != info.flag_bits & 1 or not told:
        raise ArchiveDamaged(_("an entry is not what the list says"))
    return info.header_offset + header + info.compress_size
