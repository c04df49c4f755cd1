"""Styles of findings, appended to those of the workbook: no index that a cell uses ever changes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.excel.draft import Draft
from toolkit.excel.findings.finding import Severity
from toolkit.excel.outline import Splice, child, children, namespace, place, prefixed, root, spliced

SECTIONS = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
"""The children of `styleSheet` in the order of the schema (ECMA-376 part 1, 18.8.39)."""

_PART = "xl/styles.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_FIRST: Mapping[str, tuple[str, ...]] = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ("<xf/>",),
}
"""What a section starts with where the workbook has none: the first entries have a meaning of their own."""

_FIRST_PART = (
    '<styleSheet xmlns="{}"><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

_COUNT = re.compile(rb"\scount\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class Styles:
    """Indexes: of the cell styles of the sheet *Findings*, and of the differential ones that mark cells."""

    header: int
    text: int
    link: int
    error: int
    warning: int
    marks: Mapping[Severity, int]


def add_styles(draft: Draft) -> Styles:
    """Append the styles to the workbook's, and return where they are."""
    name = draft.arrow(draft.main, "styles")
    if not name:
        first = _FIRST_PART.format(namespace(draft.read(draft.main)).decode())
        # openpyxl looks nowhere else.
        name = draft.add(_PART if _PART not in draft else "xl/styles{}.xml", first.encode(), _TYPE)
        draft.link(draft.main, "styles", name)
    xml = draft.read(name)
    xml, font = _extended(xml, "fonts", (_FONT.format("<b/>", "FFFFFFFF"), _FONT.format("<u/>", "FF1F4E9E")))
    xml, fill = _extended(xml, "fills", [_FILL.format(colour) for colour in ("FF1F3A5F", "FFFBD9D7", "FFFFF1CC")])
    xml, border = _extended(xml, "borders", (_LINE,))
    looks = ((font, fill, _MIDDLE), (0, 0, _TOP), (font + 1, 0, _TOP), (0, fill + 1, _TOP), (0, fill + 2, _TOP))
    xml, cell = _extended(xml, "cellXfs", [_cell(f, i, border, alignment) for f, i, alignment in looks])
    xml, mark = _extended(xml, "dxfs", (_ERROR, _WARNING))
    draft.write(name, xml)
    return Styles(cell, cell + 1, cell + 2, cell + 3, cell + 4, {"error": mark, "warning": mark + 1})


_FONT = '<font>{}<sz val="11"/><color rgb="{}"/><name val="Calibri"/><family val="2"/></font>'
_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="{}"/><bgColor indexed="64"/></patternFill></fill>'
_LINE = '<border><left/><right/><top/><bottom style="thin"><color rgb="FFD9DCE1"/></bottom><diagonal/></border>'
_TOP = '<alignment vertical="top" wrapText="1"/>'
_MIDDLE = '<alignment vertical="center"/>'


def _cell(font: int, fill: int, border: int, alignment: str) -> str:
    applied = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
    return f'<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}" {applied}>{alignment}</xf>'


def _mark(font: str, fill: str, line: str, style: str) -> str:
    sides = "".join(
        f'<{side} style="{style}"><color rgb="FF{line}"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    return (
        f'<dxf><font>{font}</font><fill><patternFill patternType="solid"><fgColor rgb="FF{fill}"/>'
        f'<bgColor rgb="FF{fill}"/></patternFill></fill><border>{sides}</border></dxf>'
    )


# Told apart without colour as well: an error is bold and framed by a line, a warning by dots.
_ERROR = _mark('<b/><color rgb="FF9C1C14"/>', "FBD9D7", "B42318", "thin")
_WARNING = _mark('<color rgb="FF7A4B00"/>', "FFF1CC", "B7791F", "dotted")


def _extended(xml: bytes, section: str, items: Sequence[str]) -> tuple[bytes, int]:
    """Append items to a section, made where it is missing; return the styles and the index of the first item."""
    told = root(xml)
    found = child(xml, told, section)
    if found is None:
        spelt = f"<{section}>{''.join(_FIRST.get(section, ()))}</{section}>"
        order = SECTIONS[: SECTIONS.index(section) + 1]
        return _extended(spliced(xml, [place(xml, told, order, prefixed(spelt, told.prefix))]), section, items)
    have = len(children(xml, found))
    name = found.prefix + section.encode()
    tag = _COUNT.sub(b"", xml[found.start : found.opened]).removesuffix(b">").removesuffix(b"/").rstrip()
    inner = xml[found.opened : found.closed] + b"".join(prefixed(item, found.prefix) for item in items)
    new = b'%b count="%d">%b</%b>' % (tag, have + len(items), inner, name)
    return spliced(xml, [Splice(found.start, found.end, new)]), have
