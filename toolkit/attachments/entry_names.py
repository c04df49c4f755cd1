"""Names of entries in a zip, read whatever their encoding: a name that cannot be read costs no document.

An entry says whether its name is UTF-8 (APPNOTE 4.4.4, bit 11), and some say so wrongly. `zipfile` then refuses the
whole archive. Such entries are shown to it without the flag; their names are decoded here.
"""

import io
import struct
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from toolkit.attachments.directory import Directory

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_IN_UTF8 = 0x800
_LISTED = struct.Struct("<4s4x2H16x3H8xL")
"""Signature, flags, method, lengths of name, extra field and comment, and where the entry begins."""

_FIXED = 46
_FLAGS = 8
_OWN_FLAGS = 6


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where an entry of the list stands in the file, its flags, its name, and where its own header is."""

    place: int
    flags: int
    name: bytes
    begins: int


class EntryNames:
    """A zip as `zipfile` can read it, and the names of its entries."""

    def __init__(self, file: BinaryIO, directory: Directory) -> None:
        file.seek(directory.start)
        listed = file.read(directory.size)
        wrong = [each for each in _entries(listed) if each.flags & _IN_UTF8 and not _is_utf8(each.name)]
        self._wrong = {each.begins for each in wrong}
        # An entry has its flags in the list and in a header of its own; the bit is in the second byte.
        flags = {directory.start + each.place + _FLAGS + 1: _cleared(each) for each in wrong}
        flags |= {each.begins + _OWN_FLAGS + 1: _cleared(each) for each in wrong}
        self.file: BinaryIO = io.BufferedReader(_Overlaid(file, flags)) if wrong else file

    def of(self, info: zipfile.ZipInfo) -> str:
        """Return the name of an entry; what is no character in it becomes U+FFFD."""
        if info.flag_bits & _IN_UTF8:
            return info.orig_filename
        raw = info.orig_filename.encode("cp437")
        if info.header_offset in self._wrong:
            return raw.decode(errors="replace")
        # Programs that forget the flag write UTF-8 nevertheless; text of another encoding hardly ever is UTF-8.
        return raw.decode() if _is_utf8(raw) else info.orig_filename


def _entries(listed: bytes) -> Iterator[_Entry]:
    """Yield the entries of a list of them, as far as it is sound; `zipfile` says what is wrong with the rest."""
    place = 0
    while place + _FIXED <= len(listed):
        sign, flags, _method, name, extra, comment, begins = _LISTED.unpack_from(listed, place)
        if sign != b"PK\1\2":
            return
        yield _Entry(place, flags, listed[place + _FIXED : place + _FIXED + name], begins)
        place += _FIXED + name + extra + comment


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _cleared(entry: _Entry) -> int:
    return (entry.flags & ~_IN_UTF8) >> 8


class _Overlaid(io.RawIOBase):
    """A file with some other bytes, by their places."""

    def __init__(self, file: BinaryIO, other: Mapping[int, int]) -> None:
        self._file = file
        self._other = other
        self._places = sorted(other)
        self._size = file.seek(0, io.SEEK_END)
        self._place = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read from any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, and return it."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read into a buffer, and return how many bytes."""
        view = memoryview(buffer).cast("B")
        self._file.seek(self._place)
        found = bytearray(self._file.read(len(view)))
        first, last = (bisect_left(self._places, place) for place in (self._place, self._place + len(found)))
        for place in self._places[first:last]:
            found[place - self._place] = self._other[place]
        view[: len(found)] = found
        self._place += len(found)
        return len(found)
