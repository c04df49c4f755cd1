"""Parts that openpyxl names and spells in its own way, as Excel does: some libraries know no other way.

exceljs finds notes in parts of certain names alone, follows relative targets to them, reads texts of notes in runs
alone, and elements of drawings by their usual prefix.
"""

import re

_CONTENT_TYPES = "[Content_Types].xml"
_SHEET_ARROWS = "xl/worksheets/_rels/"
_RENAMED = {
    r"xl/comments/comment(\d+)\.xml": (r"xl/comments\1.xml", r"../comments\1.xml"),
    r"xl/drawings/commentsDrawing(\d+)\.vml": (r"xl/drawings/vmlDrawing\1.vml", r"../drawings/vmlDrawing\1.vml"),
}
"""Names that openpyxl gives to the parts of notes, with those that Excel gives, from the package and from a sheet."""

_NOTES = "xl/comments/"
_PLAIN_NOTE = re.compile(rb"<text>(<t(?:\s[^<>]*)?>[^<]*</t>)</text>")
_DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
_OWN_NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
_UNPREFIXED = re.compile(rb"<(/?)(?=[A-Za-z]+[\s/>])")


def as_excel_names(name: str) -> str:
    """Return the name that Excel gives a part of openpyxl's."""
    for pattern, (usual, _target) in _RENAMED.items():
        name = re.sub(pattern, usual, name)
    return name


def as_excel_spells(name: str, content: bytes) -> bytes:
    """Spell a part of openpyxl's as Excel does; `name` is the one that openpyxl gives it."""
    if name.startswith(_NOTES):
        return _PLAIN_NOTE.sub(rb"<text><r>\1</r></text>", content)
    if _DRAWING.fullmatch(name) and _OWN_NAMESPACE in content:
        prefixed = _UNPREFIXED.sub(rb"<\1xdr:", content)
        return prefixed.replace(_OWN_NAMESPACE, _OWN_NAMESPACE.replace(b"xmlns=", b"xmlns:xdr="))
    if name == _CONTENT_TYPES or name.startswith(_SHEET_ARROWS):
        for pattern, (usual, target) in _RENAMED.items():
            spelt = f"/{usual}" if name == _CONTENT_TYPES else target
            content = re.sub(f'"/{pattern}"'.encode(), f'"{spelt}"'.encode(), content)
    return content
