"""Pouring: rows stream into the sheet parts of a shell, and the package is written anew (decision 14, second step).

The same shell and the same rows give the same bytes: members keep their order and carry no clock.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

from toolkit.excel.excel_names import as_excel_names, as_excel_spells

LEVEL = 4
"""How hard deflate tries. Above 4, rows take longer to pack than to spell, for a file hardly smaller."""

_CHUNK_ROWS = 256
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that ZIP knows."""

_UNIX = 3
_FILE_MODE = 0o600 << 16

_CONTENT_TYPES = "[Content_Types].xml"
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*" ?/>')
_NO_ROWS = re.compile(rb"<sheetData ?/>")
_LEGACY_DRAWING = b"<legacyDrawing "


@dataclass(frozen=True, slots=True)
class Pouring:
    """What goes into one sheet part: its rows as XML, in order, and the range that all rows, old and new, cover.

    Without `area` the part does not tell its range: readers then look for themselves. `results` has what the formulas
    of the shell come to, which openpyxl cannot write, for readers that do not calculate.
    """

    rows: Iterable[str]
    area: str | None
    results: Mapping[str, Decimal] = field(default_factory=dict)


def pour(shell: bytes, pourings: Mapping[str, Pouring], made_at: datetime, target: BinaryIO) -> None:
    """Write the shell's package to `target`, with rows appended to the parts named in `pourings`.

    `made_at` is what the document's properties tell as the time of its last change.
    """
    with (
        zipfile.ZipFile(io.BytesIO(shell)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package,
    ):
        for name in sorted(source.namelist(), key=_rank):
            content = as_excel_spells(name, source.read(name))
            if name == _CORE:
                content = _MODIFIED.sub(rb"\g<1>" + f"{made_at:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            with package.open(_member(as_excel_names(name)), "w") as stream:
                for chunk in _filled(content, pourings[name]) if name in pourings else (content,):
                    stream.write(chunk)


def _rank(name: str) -> tuple[bool, str]:
    """Put the content types first, where Excel itself and tools that guess file types have them."""
    return name != _CONTENT_TYPES, name


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _FILE_MODE
    return info


def _filled(part: bytes, pouring: Pouring) -> Iterator[bytes]:
    head, end, tail = _NO_ROWS.sub(b"<sheetData></sheetData>", part, count=1).partition(b"</sheetData>")
    for formula, result in pouring.results.items():
        head = re.sub(
            rb"(<f>%b</f>)<v ?(/>|></v>)" % re.escape(formula.encode()), rb"\g<1><v>%b</v>" % str(result).encode(), head
        )
    yield _DIMENSION.sub(f'<dimension ref="{pouring.area}"/>'.encode() if pouring.area else b"", head, count=1)
    yield from chunks(pouring.rows)
    yield end
    yield _without_green_corners(tail, pouring.area) if pouring.area else tail


def chunks(rows: Iterable[str]) -> Iterator[bytes]:
    """Gather rows to chunks of some 64 KiB: deflate is slow when called for each row."""
    stream = iter(rows)
    while batch := "".join(islice(stream, _CHUNK_ROWS)):
        yield batch.encode()


def _without_green_corners(tail: bytes, area: str) -> bytes:
    """Tell Excel that numbers stored as text are meant so: ids and references would all get a green corner.

    `ignoredErrors` stands right before the drawings (ECMA-376 part 1, 18.3.1.99); openpyxl cannot write it.
    """
    told = f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'.encode()
    return tail.replace(_LEGACY_DRAWING, told + _LEGACY_DRAWING, 1)
