"""Writing a package anew with some of its parts changed: every other is carried over as packed, in its place."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from toolkit.excel.package import Package
from toolkit.excel.pour import LEVEL
from toolkit.files import replacing

Contents = Mapping[str, Iterable[bytes] | None]
"""New contents of members by their names, in pieces; `None` for a member that goes."""


def repack(package: Package, contents: Contents, target: Path) -> None:
    """Write the package to `target`, which may be its own file; members that it does not have come last.

    Raises `NotWritable`.
    """
    infos = package.archive.infolist()
    known = {info.filename for info in infos}
    with replacing(target) as part, part.open("wb") as file, zipfile.ZipFile(file, "w") as copy:
        copy.comment = package.archive.comment
        for info in infos:
            if info.filename not in contents:
                _carry(package, info, copy, file)
            elif (pieces := contents[info.filename]) is not None:
                _write(copy, _like(info), pieces)
        for name, pieces in contents.items():
            if name not in known and pieces is not None:
                _write(copy, _new(name), pieces)


def _write(copy: zipfile.ZipFile, info: zipfile.ZipInfo, pieces: Iterable[bytes]) -> None:
    copy.writestr(info, b"".join(pieces), compresslevel=LEVEL)


def _carry(package: Package, info: zipfile.ZipInfo, copy: zipfile.ZipFile, file: IO[bytes]) -> None:
    """Copy a member without unpacking it: packing again is what costs most of the time in large workbooks."""
    made = _like(info)
    made.CRC, made.compress_size, made.file_size = info.CRC, info.compress_size, info.file_size
    made.header_offset = copy.start_dir
    file.seek(made.header_offset)
    file.write(made.FileHeader(zip64=False))
    file.write(package.packed(info))
    copy.start_dir = file.tell()
    copy.filelist.append(made)
    copy.NameToInfo[made.filename] = made


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Describe a member as it was described: name, time, packing and rights."""
    made = zipfile.ZipInfo(info.filename, info.date_time)
    made.compress_type = info.compress_type
    made.create_system = info.create_system
    made.external_attr = info.external_attr
    made.comment = info.comment
    return made


def _new(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made
