"""The files that somebody wants to upload, and whose each is said to be: by folders, or by a workbook."""

import os
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from toolkit.attachments.archive import CHUNK, HEAD
from toolkit.attachments.folder_ids import id_in
from toolkit.attachments.manifest import INDEX, MANIFEST, Manifest, read_manifest
from toolkit.attachments.uploads import Candidate
from toolkit.entities.cell import Stored
from toolkit.errors import FileMissing, FileUnreadable, NothingToUpload
from toolkit.excel.sheet import Row, Sheet
from toolkit.excel.workbook import open_workbook
from toolkit.language import _
from toolkit.loop.attachment_index import FILE, TRANSACTION

_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


def candidates_of(source: Path, ids: Collection[str], service: str) -> list[Candidate]:
    """Return the files of a folder, or those that a workbook names; `ids` are those of the service's transactions.

    In a folder, a subfolder is a transaction's if its name has the id as a word, or if a manifest says so; a word that
    looks like an id and is none is that of a transaction that is not there. What lies beside the subfolders belongs to
    none. A workbook has a column *File*, with paths from its own folder, and a
    column *Transaction*. Raises `FileMissing`, `FileUnreadable`, `NothingToUpload` and `ManifestBroken`.
    """
    if source.is_dir():
        found = list(_of_folder(source, ids, service))
    elif source.exists():
        found = list(_of_workbook(source, service))
    else:
        raise FileMissing(source)
    if not found:
        raise NothingToUpload(source, _("there is no file"))
    return found


def _of_folder(folder: Path, ids: Collection[str], service: str) -> Iterator[Candidate]:
    manifest = _manifest(folder)
    whose = {} if manifest is None else {each.folder: each.id for each in manifest.holdings}
    came = _came(manifest, service)
    for top, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            place = (Path(top) / name).relative_to(folder)
            if name in {INDEX, MANIFEST} and len(place.parts) == 1:
                continue
            if name.startswith((".", "~$")) or name.lower() in _OF_THE_SYSTEM:
                continue
            first = place.parts[0] if len(place.parts) > 1 else ""
            transaction = whose.get(first) or id_in(place.parts[:-1], ids)
            yield _candidate(folder, place.as_posix(), transaction, came)


def _manifest(folder: Path) -> Manifest | None:
    return read_manifest(folder) if (folder / MANIFEST).exists() else None


def _came(manifest: Manifest | None, service: str) -> Mapping[tuple[str, str], str]:
    """Return the documents that a download brought from this very service, by path and digest."""
    if manifest is None or manifest.told.service != service:
        return {}
    return {(each.path, each.sha256): each.attachment for each in manifest.documents}


def _candidate(folder: Path, place: str, transaction: str, came: Mapping[tuple[str, str], str]) -> Candidate:
    path = folder / place
    digest, size, head = sha256(), 0, b""
    try:
        if path.is_symlink():
            raise FileUnreadable(path, _("it is a link, which may lead anywhere"))
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                head = head or chunk[:HEAD]
                size += len(chunk)
                digest.update(chunk)
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    found = digest.hexdigest()
    return Candidate(place, path, size, found, head, transaction, came.get((place, found), ""))


def _of_workbook(path: Path, service: str) -> Iterator[Candidate]:
    came = _came(_manifest(path.parent), service)
    for sheet in open_workbook(path).sheets:
        columns: Mapping[str, int] = {}
        for row in sheet.rows():
            if not columns:
                columns = _columns(row)
                continue
            file, transaction = _text(row, columns[FILE]), _text(row, columns[TRANSACTION])
            if file:
                yield _candidate(path.parent, _inside(path, sheet, row, file), transaction.rsplit("/", 1)[-1], came)
        if columns:
            return
    raise NothingToUpload(
        path, _("no sheet has the columns {file} and {transaction}").format(file=FILE, transaction=TRANSACTION)
    )


def _columns(row: Row) -> Mapping[str, int]:
    """Return the columns of a header row by title, nothing for a row that is none."""
    found = {cell.text.strip().casefold(): index for index, cell in row.cells.items() if cell.stored is Stored.TEXT}
    wanted = {title: found.get(title.casefold()) for title in (FILE, TRANSACTION)}
    return {title: index for title, index in wanted.items() if index is not None} if None not in wanted.values() else {}


def _text(row: Row, index: int) -> str:
    cell = row.cells.get(index)
    return "" if cell is None else cell.text.strip()


def _inside(path: Path, sheet: Sheet, row: Row, file: str) -> str:
    """Return a path below the workbook's folder: a workbook from somebody else could name any file of the machine."""
    place = PurePosixPath(file.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in file[:2]:
        where = f"{sheet.name}, {row.number}"
        raise NothingToUpload(path, _("{where}: {file} lies outside of its folder").format(where=where, file=file))
    return place.as_posix()
