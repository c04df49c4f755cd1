"""What a command reads its rows from: a workbook or a text file, on disk or from standard input."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.checking.guesses import fitting
from toolkit.checking.headers import entity_named
from toolkit.checking.places import Places
from toolkit.entities import Entity, find
from toolkit.errors import EmptyText, HiddenMacros, NoSuchSheet, WhichEntity, WorkbookTooLarge
from toolkit.excel.active import hides_macros
from toolkit.excel.limits import Limits
from toolkit.excel.package import package_of, read_bytes
from toolkit.excel.plain_copy import write_plain_copy
from toolkit.excel.plain_workbook import write_plain_workbook
from toolkit.excel.workbook import Workbook, workbook_of
from toolkit.forms.table import TextFile, Told, read_text

STDIN = Path("stdin")
"""How what comes through standard input is called."""

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_LIMITS = Limits()
_CONTAINERS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How files start that are no text, whatever they are called: ZIP, OLE and PDF."""

_UNTOLD = Told()

Opened = Workbook | TextFile


@dataclass(frozen=True, slots=True)
class Source:
    """A file by its path, or the bytes that came through standard input, with what is told of text.

    `entity` says whose rows a text file has; without it, its name and its header tell. `sheets` are those of a workbook
    that are to be read whatever they are called, each as `NAME` or `NAME=ENTITY`.
    """

    path: Path
    data: bytes | None = None
    told: Told = _UNTOLD
    entity: Entity | None = None
    sheets: tuple[str, ...] = ()


def open_source(source: Source) -> Opened:
    """Open a workbook, or a text file under the name of its entity.

    Text is what is called .csv, .tsv, .tab or .txt, or comes through standard input, and does not start like another
    kind of file. Raises `WorkbookError`.
    """
    data = read_bytes(source.path, _LIMITS) if source.data is None else source.data
    if len(data) > _LIMITS.packed:
        raise WorkbookTooLarge(source.path, "bytes", len(data), _LIMITS.packed)
    called_text = source.data is not None or source.path.suffix.lower() in TEXT_SUFFIXES
    if called_text and not data.startswith(_CONTAINERS):
        return _of_entity(read_text(source.path, data, source.told), source)
    return workbook_of(package_of(source.path, data, _LIMITS))


def _of_entity(text: TextFile, source: Source) -> TextFile:
    """Give the sheet of a text file the name of its entity. Raises `WhichEntity`."""
    entity = source.entity or entity_named(source.path.stem)
    if entity is None:
        found = fitting(text.sheet)
        if len(found) != 1:
            raise WhichEntity(source.path, [each.path for each in found])
        entity = found[0]
    if next(text.sheet.rows(), None) is None:
        raise EmptyText(source.path)
    # Not the title in the language of the day: a plan may be applied in another one.
    return replace(text, sheets=(replace(text.sheet, name=entity.english_title),))


def taken_sheets(source: Source, opened: Opened) -> Mapping[str, Entity | None]:
    """Return the sheets that are to be read in any case, with their entities where these are told.

    Raises `NoSuchSheet` and `UnknownEntity`.
    """
    names = {sheet.name.casefold(): sheet.name for sheet in opened.sheets}
    found: dict[str, Entity | None] = {}
    for word in source.sheets:
        name, _equals, path = word.rpartition("=")
        if word.casefold() in names:
            found[names[word.casefold()]] = None
        elif name.casefold() in names:
            found[names[name.casefold()]] = find(path)
        else:
            raise NoSuchSheet(source.path, word, list(names.values()))
    return found


def places_of(opened: Opened) -> Places:
    """Return what the cells of a file go by."""
    return Places.LINES if isinstance(opened, TextFile) else Places.CELLS


def has_hidden_macros(opened: Opened) -> bool:
    """Tell whether a workbook has macros although its name does not say so."""
    return isinstance(opened, Workbook) and hides_macros(opened)


def demand_no_hidden_macros(opened: Opened) -> None:
    """Raise `HiddenMacros` where a copy would carry macros on that nobody expects."""
    if has_hidden_macros(opened):
        raise HiddenMacros(opened.path)


@contextmanager
def as_workbook(source: Source, opened: Opened) -> Iterator[Path]:
    """Give the path of a workbook with the same cells: the file itself, or a temporary one.

    A text file becomes a plain workbook in which each line is the row of the same number. So does a workbook whose name
    hides that it has macros: they do not come along.
    """
    hidden = has_hidden_macros(opened)
    if isinstance(opened, Workbook) and source.data is None and not hidden:
        yield source.path
        return
    with tempfile.TemporaryDirectory(prefix="flowtly-") as folder:
        made = Path(folder) / f"{source.path.stem}.xlsx"
        if isinstance(opened, TextFile):
            write_plain_workbook(made, opened.sheet)
        elif hidden:
            write_plain_copy(made, opened)
        else:
            made.write_bytes(source.data or b"")
        yield made
