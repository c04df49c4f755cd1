"""A zip of statements: its files, in the order of their names, and nothing that unpacks to more than it may."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from toolkit.errors import NotAStatement
from toolkit.language import _

_MOST_FILES = 5_000
_LARGEST = 200_000_000
"""Bytes of all files together, unpacked."""
_WORKBOOK = "[Content_Types].xml"


def is_archive(content: bytes) -> bool:
    """Return whether bytes are a zip of files, and no workbook, which is a zip as well."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return _WORKBOOK not in names and any(not name.endswith("/") for name in names)


def archived(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file, without what macOS and Windows put beside them.

    Raises `NotAStatement` for an archive that is damaged, locked, or too large.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = sorted((each for each in archive.infolist() if not each.is_dir()), key=lambda each: each.filename)
        if len(members) > _MOST_FILES:
            raise NotAStatement(_("it has more than {most:,} files").format(most=_MOST_FILES))
        room = _LARGEST
        for member in members:
            if not _is_beside(member.filename):
                found = _content(archive, member, room)
                room -= len(found)
                yield member.filename, found


def _is_beside(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith("__MACOSX/") or last.startswith("._") or last in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    try:
        with archive.open(member) as file:
            found = file.read(room + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError: it is locked; NotImplementedError, a kind of it: it is packed in an unknown way.
        raise NotAStatement(
            _("its file {name} cannot be unpacked ({error})").format(name=member.filename, error=error)
        ) from None
    if len(found) > room:
        raise NotAStatement(_("it unpacks to more than {most:,} bytes").format(most=_LARGEST))
    return found
