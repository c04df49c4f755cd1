"""What Excel enforces of a package, looked at with another parser than ours: an empty list means no repair."""

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

_CHILDREN = {
    "worksheet": """
        sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges
        scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting
        dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties
        cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls
        webPublishItems tableParts extLst""",
    "workbook": """
        fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences
        definedNames calcPr oleSize customWorkbookViews pivotCaches fileRecoveryPr webPublishObjects extLst""",
    "styleSheet": """
        numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst""",
    "comments": "authors commentList",
}
"""The children of elements in the order of the schema (ECMA-376 part 1)."""

_LONGEST_NAME = 31


def problems(path: Path) -> list[str]:
    """Return everything that Excel would want to repair."""
    with zipfile.ZipFile(path) as package:
        broken = package.testzip()
        parts = {name: package.read(name) for name in package.namelist() if not name.endswith("/")}
        twice = [name for name, count in Counter(map(str.lower, package.namelist())).items() if count > 1]
    trees = {name: etree.fromstring(content) for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    return [
        *([f"{broken} has a wrong CRC"] if broken else []),
        *(f"{name} is there twice" for name in twice),
        *_types(trees, parts),
        *_arrows(trees, parts),
        *(problem for name, tree in trees.items() for problem in _order(name, tree)),
        *_workbook(trees),
        *_styles(trees),
        *(problem for name, tree in trees.items() for problem in _sheet(name, tree)),
        *_notes(trees, parts),
    ]


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _named(tree: etree._Element, name: str) -> list[etree._Element]:
    return list(tree.iter(f"{{*}}{name}"))


def _repeated(what: str, values: Iterable[str | None]) -> Iterator[str]:
    yield from (f"{what} {value} is there {count} times" for value, count in Counter(values).items() if count > 1)


def _types(trees: dict[str, etree._Element], parts: dict[str, bytes]) -> Iterator[str]:
    told = trees["[Content_Types].xml"]
    overrides = [str(e.get("PartName")).lstrip("/") for e in _named(told, "Override")]
    defaults = [str(e.get("Extension")).lower() for e in _named(told, "Default")]
    yield from _repeated("the type of", [*overrides, *(f".{extension}" for extension in defaults)])
    yield from (f"the type of {name} is told, and there is no such part" for name in overrides if name not in parts)
    for name in parts:
        if name != "[Content_Types].xml" and name not in overrides and name.rpartition(".")[2].lower() not in defaults:
            yield f"{name} has no content type"


def _arrows(trees: dict[str, etree._Element], parts: dict[str, bytes]) -> Iterator[str]:
    for name, tree in trees.items():
        if name.endswith(".rels"):
            folder, _, file = name.rpartition("/_rels/") if "/_rels/" in name else ("", "", name.removeprefix("_rels/"))
            source = posixpath.join(folder, file.removesuffix(".rels"))
            if source and source not in parts:
                yield f"{name} belongs to no part"
            yield from _repeated(f"in {name}, the id", (e.get("Id") for e in tree))
            for arrow in tree:
                target = posixpath.normpath(posixpath.join("/", folder, str(arrow.get("Target")))).lstrip("/")
                if arrow.get("TargetMode") != "External" and target not in parts:
                    yield f"{name} points to {target}, which is not there"
        else:
            yield from _ids(name, tree, trees)


def _ids(name: str, tree: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    folder, _, file = name.rpartition("/")
    arrows = trees.get(f"{folder}/_rels/{file}.rels".lstrip("/"))
    known = {arrow.get("Id") for arrow in arrows} if arrows is not None else set()
    for element in tree.iter(etree.Element):
        for key, value in element.attrib.items():
            if "relationships" in str(etree.QName(key).namespace) and value not in known:
                yield f"in {name}, <{_local(element)}> names the relationship {value!r}, which is not there"


def _order(name: str, tree: etree._Element) -> Iterator[str]:
    order = _CHILDREN.get(_local(tree), "").split()
    ranks = [order.index(_local(e)) for e in tree.iterchildren(etree.Element) if _local(e) in order]
    if ranks != sorted(ranks):
        yield f"in {name}, the elements are out of order: {[order[rank] for rank in ranks]}"
    single = [_local(e) for e in tree.iterchildren(etree.Element) if _local(e) in order]
    yield from _repeated(f"in {name},", (n for n in single if n != "conditionalFormatting"))


def _workbook(trees: dict[str, etree._Element]) -> Iterator[str]:
    book = trees["xl/workbook.xml"]
    sheets = [e for listed in _named(book, "sheets") for e in listed.iterchildren(etree.Element)]
    yield from _repeated("the sheet", (str(e.get("name")).casefold() for e in sheets))
    yield from _repeated("the sheet id", (e.get("sheetId") for e in sheets))
    yield from (f"the name {e.get('name')} is too long" for e in sheets if len(str(e.get("name"))) > _LONGEST_NAME)
    names = _named(book, "definedName")
    yield from _repeated("the defined name", (f"{e.get('name')} of {e.get('localSheetId')}" for e in names))
    for count, what in [(e.get("localSheetId"), e.get("name")) for e in names] + [
        (e.get("activeTab"), "view") for e in _named(book, "workbookView")
    ]:
        if count is not None and int(count) >= len(sheets):
            yield f"{what} tells of sheet {count}, and there are {len(sheets)}"


def _styles(trees: dict[str, etree._Element]) -> Iterator[str]:
    styles = trees.get("xl/styles.xml")
    if styles is None:
        return
    sizes = {_local(e): len(e) for e in styles.iterchildren(etree.Element)}
    for section in styles.iterchildren(etree.Element):
        if section.get("count") not in {None, str(len(section))}:
            yield f"{_local(section)} counts {section.get('count')}, and there are {len(section)}"
    for attribute, what in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
        yield from _beyond("xl/styles.xml", _named(styles, "xf"), attribute, (what, sizes.get(what, 1)))
    for name, tree in trees.items():
        if _local(tree) == "worksheet":
            yield from _beyond(name, _named(tree, "c"), "s", ("cellXfs", sizes.get("cellXfs", 1)))
            yield from _beyond(name, _named(tree, "cfRule"), "dxfId", ("dxfs", sizes.get("dxfs", 0)))


def _beyond(name: str, found: list[etree._Element], attribute: str, section: tuple[str, int]) -> Iterator[str]:
    what, size = section
    for element in found:
        index = element.get(attribute)
        if index is not None and int(index) >= size:
            yield f"in {name}, {what} {index} is used and not there"


def _sheet(name: str, tree: etree._Element) -> Iterator[str]:
    if _local(tree) == "worksheet":
        yield from _repeated(f"in {name}, the priority", (e.get("priority") for e in _named(tree, "cfRule")))
        yield from _repeated(f"in {name}, the cell", (e.get("r") for e in _named(tree, "c")))
        yield from _repeated(f"in {name}, the link of", (e.get("ref") for e in _named(tree, "hyperlink")))


def _notes(trees: dict[str, etree._Element], parts: dict[str, bytes]) -> Iterator[str]:
    for name, tree in trees.items():
        if _local(tree) == "comments":
            yield from _repeated(f"in {name}, the comment of", (e.get("ref") for e in _named(tree, "comment")))
            authors = len(_named(tree, "author"))
            for found in _named(tree, "comment"):
                if int(found.get("authorId", "0")) >= authors:
                    yield f"in {name}, {found.get('ref')} has no author"
    for name, content in parts.items():
        if name.endswith(".vml"):
            drawing = etree.fromstring(content, etree.XMLParser(recover=True))
            yield from _repeated(f"in {name}, the shape", (e.get("id") for e in _named(drawing, "shape")))
