"""Notes on cells: a list of comments, the boxes that show them, and what ties both to the sheet."""

from collections.abc import Collection, Mapping

from toolkit.excel.draft import OWN_ARROW, Draft
from toolkit.excel.findings import boxes, comments
from toolkit.excel.order import CHILDREN
from toolkit.excel.outline import Element, Splice, child, children, namespace, place, prefixed, root, spliced
from toolkit.language import _

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_DRAWING = "legacyDrawing"


def add_notes(draft: Draft, sheet: str, texts: Mapping[str, str]) -> None:
    """Note texts on cells of a sheet part; where a thread of comments has the cell, the thread stays alone."""
    threaded = _threaded(draft, sheet)
    part = draft.arrow(sheet, "comments")
    if not part:
        part = draft.add("xl/comments{}.xml", comments.empty(namespace(draft.read(sheet))), _COMMENTS)
        draft.link(sheet, "comments", part)
    wanted = {cell: text for cell, text in texts.items() if cell not in threaded}
    xml, fresh = comments.comment(draft.read(part), wanted)
    draft.write(part, xml)
    if fresh:
        drawing = _drawing(draft, sheet)
        draft.write(drawing, boxes.draw(draft.read(drawing), {cell: texts[cell] for cell in fresh}))


def take_notes(draft: Draft, sheet: str) -> None:
    """Take our notes off a sheet, and the parts that we made for them where nothing else is in them."""
    part = draft.arrow(sheet, "comments")
    if not part:
        return
    xml, cells = comments.uncomment(draft.read(part))
    if xml != draft.read(part):
        draft.write(part, xml)
    _erase(draft, sheet, cells)
    if comments.is_empty(xml) and _is_ours(draft, sheet, part):
        draft.unlink(sheet, part)
        draft.remove(part)


def _erase(draft: Draft, sheet: str, cells: Collection[str]) -> None:
    """Take out the boxes of these cells."""
    xml = draft.read(sheet)
    drawn = child(xml, root(xml), _DRAWING)
    if drawn is None or not cells:
        return
    part = _target(draft, sheet, drawn)
    vml = boxes.erase(draft.read(part), cells)
    draft.write(part, vml)
    if boxes.is_empty(vml) and _is_ours(draft, sheet, part):
        draft.write(sheet, spliced(xml, [Splice(drawn.start, drawn.end, b"")]))
        draft.unlink(sheet, part)
        draft.remove(part)


def _is_ours(draft: Draft, sheet: str, part: str) -> bool:
    return any(arrow.target == part and arrow.id.startswith(OWN_ARROW) for arrow in draft.arrows(sheet))


def _threaded(draft: Draft, sheet: str) -> frozenset[str]:
    """Return the cells that have threads."""
    part = draft.arrow(sheet, "threadedComment")
    if not part:
        return frozenset()
    xml = draft.read(part)
    return frozenset(element.get("ref") for element in children(xml, root(xml)))


def _drawing(draft: Draft, sheet: str) -> str:
    """Return the part with the boxes of a sheet, made and tied to it where there is none."""
    xml = draft.read(sheet)
    told = root(xml)
    there = child(xml, told, _DRAWING)
    if there is not None:
        return _target(draft, sheet, there)
    part = draft.add("xl/drawings/vmlDrawing{}.vml", boxes.EMPTY, _VML)
    spelt = f'<{_DRAWING} xmlns:r="{draft.links}" r:id="{draft.link(sheet, "vmlDrawing", part)}"/>'
    draft.write(sheet, spliced(xml, [place(xml, told, CHILDREN, prefixed(spelt, told.prefix))]))
    return part


def _target(draft: Draft, sheet: str, element: Element) -> str:
    target = next((arrow.target for arrow in draft.arrows(sheet) if arrow.id == element.get("id")), "")
    if target not in draft:
        raise ValueError(_("its drawing of notes is missing"))
    return target
