"""Archives as no honest service makes them, and the tools to make more."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

PDF = b"%PDF-1.4\n%%EOF\n"


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a sound zip of the files."""
    return of_infos({name: (zipfile.ZipInfo(name), content) for name, content in files.items()}, method)


def of_infos(files: Mapping[str, tuple[zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip of entries with headers of one's own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for info, content in files.values():
            file.writestr(info, content, method)
    return buffer.getvalue()


def with_mode(name: str, mode: int, content: bytes = b"/etc/passwd") -> bytes:
    """Return a zip whose one entry has a Unix mode: a link, a device."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return of_infos({name: (info, content)})


def with_flag(content: bytes, flag: int) -> bytes:
    """Return a zip of one entry with a flag set in both of its headers."""
    made = bytearray(content)
    listed = made.index(b"PK\1\2")
    for at in (6, listed + 8):
        struct.pack_into("<H", made, at, struct.unpack_from("<H", made, at)[0] | flag)
    return bytes(made)


def with_told_size(content: bytes, size: int) -> bytes:
    """Return a zip of one entry that says it is of another size, in both of its headers."""
    made = bytearray(content)
    for at in (22, made.index(b"PK\1\2") + 24):
        struct.pack_into("<L", made, at, size)
    return bytes(made)


def with_count(content: bytes, count: int) -> bytes:
    """Return a zip whose end tells another number of entries."""
    made = bytearray(content)
    at = made.rindex(b"PK\5\6")
    struct.pack_into("<2H", made, at + 8, count, count)
    return bytes(made)


def overlapping(times: int = 50) -> bytes:
    """Return a zip whose entries all have the same bytes, as a bomb without nesting has them."""
    one = packed({"a.pdf": PDF * 1000}, zipfile.ZIP_DEFLATED)
    listed = one.index(b"PK\1\2")
    end = one.rindex(b"PK\5\6")
    directory = one[listed:end] * times
    tail = bytearray(one[end:])
    struct.pack_into("<2HL", tail, 8, times, times, len(directory))
    return one[:listed] + directory + bytes(tail)


def zip64(files: Mapping[str, bytes]) -> bytes:
    """Return a zip with the end record of large archives, as streaming writers make it."""
    made = packed(files)
    at = made.rindex(b"PK\5\6")
    _sign, _disk, _first, count, _all, size, start, _comment = struct.unpack_from("<4s4H2LH", made, at)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return made[:at] + record + locator + end


def streamed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip whose sizes stand behind the bytes, as a service makes it that sends while it packs."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(memoryview(data))  # type: ignore[arg-type] # any buffer, as files take
            self.content += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return bytes(pipe.content)


def put(folder: Path, content: bytes) -> Path:
    """Write an archive to disk."""
    path = folder / "archive.zip"
    path.write_bytes(content)
    return path
