"""Writing into the user's own workbook: a patch of its package that leaves all else as it is (decision 14)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from toolkit.entities.kinds import Content
from toolkit.errors import CorruptWorkbook
from toolkit.excel import base as base_sheet
from toolkit.excel.base import Base, base_rows
from toolkit.excel.columns import NewColumn, with_columns
from toolkit.excel.grammar import as_utf8
from toolkit.excel.markup import arrows_of, relationships
from toolkit.excel.offered import main_part, with_areas
from toolkit.excel.outline import namespace
from toolkit.excel.package import Package, Part
from toolkit.excel.patch import Patched, by_place, patch_sheet
from toolkit.excel.pour import chunks
from toolkit.excel.repack import repack
from toolkit.excel.rows import text_rows
from toolkit.excel.workbook import open_workbook
from toolkit.language import _

_CONTENT_TYPES = "[Content_Types].xml"
_CALC_CHAIN = "calcChain"

_NO_AREAS: Mapping[str, str] = MappingProxyType({})

_Contents = dict[str, Iterable[bytes] | None]
"""New contents of members by their names, in pieces; `None` for a member that goes."""


def patch_workbook(
    source: Path,
    target: Path,
    cells: Mapping[str, Mapping[str, Content]],
    base: Base | None,
    columns: Sequence[NewColumn] = (),
    areas: Mapping[str, str] = _NO_AREAS,
) -> None:
    """Copy a workbook and set some of its cells: sheet name → A1 address → content.

    Texts are written as text, never as formulas, and keep the style of their cell; an empty text empties it. With
    `base`, the base that the workbook carries is replaced; one that carries none gets none. Every other part keeps
    its bytes, but where a formula was overwritten the order of calculation goes, which Excel then makes anew.
    `columns` get their headers first; `areas` are new ones of defined names. `source` and `target` may be one file.

    Raises what `open_workbook` raises, `CorruptWorkbook` for a sheet that is not there, and `NotWritable`.
    """
    sheets = open_workbook(source).sheets
    parts = {sheet.name.casefold(): sheet.part for sheet in sheets}
    by_sheet = {**{column.sheet: {} for column in columns}, **cells}
    patches = [
        (part, _patched(part, texts, [column for column in columns if column.sheet == name]))
        for name, part, texts in _by_part(parts, by_sheet, source)
    ]
    contents: _Contents = {part.member.filename: patch.pieces for part, patch in patches}
    hidden = parts.get(base_sheet.SHEET)
    if base is not None and hidden is not None:
        contents[hidden.member.filename] = spell_base(_content(hidden), base)
    package = sheets[0].part.package
    if areas:
        main = package.part(main_part(package))
        contents[main.member.filename] = [with_areas(_content(main), areas)]
    if any(patch.formula_lost for _, patch in patches):
        contents |= _without_calc_chain(package)
    repack(package, contents, target)


def _by_part(
    parts: Mapping[str, Part], cells: Mapping[str, Mapping[str, Content]], source: Path
) -> Iterator[tuple[str, Part, Mapping[str, Content]]]:
    for name, texts in cells.items():
        part = parts.get(name.casefold())
        if part is None:
            raise CorruptWorkbook(source, _('its sheet "{name}" is gone').format(name=name))
        yield name, part, texts


def _patched(part: Part, cells: Mapping[str, Content], columns: Sequence[NewColumn]) -> Patched:
    texts = by_place(cells)
    try:
        return patch_sheet(with_columns(_content(part), columns), texts)
    except ValueError as error:
        raise part.damaged(str(error)) from error


def _content(part: Part) -> bytes:
    return as_utf8(b"".join(part.chunks()))


def spell_base(part: bytes, base: Base) -> Iterator[bytes]:
    """Spell a sheet part that holds the base, in the namespace of the part it replaces: transitional or strict."""
    yield b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    yield b'<worksheet xmlns="%b"><sheetData>' % namespace(part)
    yield from chunks(text_rows(base_rows(base)))
    yield b'</sheetData><sheetProtection sheet="1"/></worksheet>'


def _without_calc_chain(package: Package) -> _Contents:
    """Take the order of calculation out of the package, and out of the two parts that name it.

    An order that names a cell without formula makes Excel call the workbook damaged; without any, it makes its own.
    """
    (main,) = (arrow.target for arrow in relationships(package, "") if arrow.type == "officeDocument")
    arrow = next((arrow for arrow in relationships(package, main) if arrow.type == _CALC_CHAIN), None)
    if arrow is None or arrow.target not in package:
        return {}
    arrows = package.part(arrows_of(main))
    types = package.part(_CONTENT_TYPES)
    part_name = re.escape(f"/{arrow.target}".encode())
    return {
        package.part(arrow.target).member.filename: None,
        arrows.member.filename: [_without_element(_content(arrows), b"Relationship", rb'Id="%b"' % _plain(arrow.id))],
        types.member.filename: [_without_element(_content(types), b"Override", rb'PartName="%b"' % part_name)],
    }


def _plain(text: str) -> bytes:
    return re.escape(text.encode())


def _without_element(part: bytes, name: bytes, attribute: bytes) -> bytes:
    """Take the element with this attribute out of a list of empty elements."""
    told = attribute.replace(b'"', rb"""["']""")
    pattern = rb"<(?:[\w.-]+:)?%b\s[^>]*?%b[^>]*?(?:/>|>\s*</[^>]*>)" % (name, told)
    return re.sub(pattern, b"", part, flags=re.IGNORECASE)
