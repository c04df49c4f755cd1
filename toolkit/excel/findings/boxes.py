"""The boxes of notes, which Excel keeps as VML drawings (ECMA-376 part 4, 19): ours among those of others.

Such drawings are not always sound XML, so nothing but their outermost element is looked at.
"""

import re
from collections.abc import Collection, Mapping

from toolkit.excel.box import box
from toolkit.excel.outline import append, root, spliced
from toolkit.excel.patch import place_of

EMPTY = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b"</o:shapelayout></xml>"
)

_BLOCK = 1_024
"""Shapes are numbered in blocks of so many; a drawing tells which blocks are its own."""

_TYPE = "_x0000_t202"
_SHAPE_TYPE = (
    f'<v:shapetype id="{_TYPE}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    f'<v:shape id="_x0000_s{{id}}" type="#{_TYPE}" style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;'
    'width:{width}px;height:{height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}

_ID = re.compile(rb"_x0000_s([0-9]+)")
_BLOCKS = re.compile(rb"(<[\w.-]+:idmap\b[^>]*?\bdata\s*=\s*[\"'])([0-9, ]*)")
_ANY_SHAPE = re.compile(rb"<(?P<tag>[\w.-]+:shape)\s.*?</(?P=tag)\s*>", re.DOTALL)
_PLACE = re.compile(rb"<([\w.-]+:)Row>\s*([0-9]+)\s*</\1Row>.*?<\1Column>\s*([0-9]+)\s*</\1Column>", re.DOTALL)


def draw(vml: bytes, texts: Mapping[str, str]) -> bytes:
    """Add a hidden box for the note of each cell, large enough for its text."""
    first = max([_BLOCK, *(int(found[1]) for found in _ID.finditer(vml))]) + 1
    kind = "" if _TYPE.encode() in vml else _SHAPE_TYPE
    shapes = "".join(_shape(id_, cell, text) for id_, (cell, text) in enumerate(texts.items(), first))
    missing = "".join(
        f' xmlns:{prefix}="{url}"'
        for prefix, url in _NAMESPACES.items()
        if f'xmlns:{prefix}="{url}"'.encode() not in vml
    )
    spelt = re.sub(r"<(v:shape(?:type)?) ", rf"<\1{missing} ", kind + shapes)
    blocks = range(first // _BLOCK, (first + len(texts) - 1) // _BLOCK + 1)
    vml = _BLOCKS.sub(lambda found: found[1] + _joined(found[2], blocks), vml, count=1)
    return spliced(vml, [append(vml, root(vml), spelt.encode())])


def _shape(id_: int, cell: str, text: str) -> str:
    column, row = place_of(cell)
    size = box(text)
    return _SHAPE.format(id=id_, width=size.width, height=size.height, row=row - 1, column=column)


def _joined(told: bytes, blocks: range) -> bytes:
    known = [int(block) for block in told.split(b",") if block.strip()]
    return ",".join(map(str, sorted({*known, *blocks}))).encode()


def erase(vml: bytes, cells: Collection[str]) -> bytes:
    """Take out the boxes of these cells."""
    gone = {(row - 1, column) for column, row in map(place_of, cells)}

    def kept(found: re.Match[bytes]) -> bytes:
        told = _PLACE.search(found[0])
        return b"" if told and (int(told[2]), int(told[3])) in gone else found[0]

    return _ANY_SHAPE.sub(kept, vml)


def is_empty(vml: bytes) -> bool:
    """Tell whether a drawing has no shape."""
    return _ANY_SHAPE.search(vml) is None
