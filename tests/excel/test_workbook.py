"""A workbook is opened by its relationships, and anything else is called what it is."""

import hashlib
import re
from pathlib import Path

import pytest
from packages import (
    LINKS,
    MAIN,
    SHEET,
    STRICT_LINKS,
    STRICT_MAIN,
    STRINGS,
    STYLES,
    WORKBOOK,
    WORKBOOK_LINKS,
    Parts,
    first_rows,
    link,
    links,
    parts,
    save,
    workbook,
    worksheet,
)

from toolkit.entities.cell import EPOCH_1900, EPOCH_1904, moment
from toolkit.errors import CorruptWorkbook, NotAWorkbook, WorkbookTooLarge
from toolkit.excel.limits import Limits
from toolkit.excel.sheet import SheetState
from toolkit.excel.workbook import open_workbook

_ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45322</v></c></row>'


def _whole() -> Parts:
    return parts(_ROW, texts="<si><t>Rent</t></si>", codes=("yyyy-mm-dd",))


def _texts(path: Path) -> list[str]:
    return [cell.text for row in first_rows(path) for cell in row.cells.values()]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "A.XLSX", "no-extension"])
def test_the_content_counts_and_not_the_extension(tmp_path: Path, name: str) -> None:
    path = save(tmp_path / name, _whole())
    opened = open_workbook(path)
    assert (opened.path, opened.sha256) == (path, hashlib.sha256(path.read_bytes()).hexdigest())
    assert _texts(path) == ["Rent", "45322"]


def test_sheets_come_in_the_order_of_their_tabs_with_their_states(tmp_path: Path) -> None:
    sheets = (
        '<sheet name="Später" r:id="rId2"/><sheet name="Lists" state="hidden" r:id="rId1"/>'
        '<sheet name="_flowtly" state="veryHidden" r:id="rId3"/><sheet name="a &amp; b" state="visible" r:id="rId1"/>'
    )
    arrows = links(*(link(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in (1, 2, 3)))
    extra = {f"xl/worksheets/sheet{n}.xml": worksheet(f"<row><c><v>{n}</v></c></row>") for n in (1, 2, 3)}
    path = save(tmp_path / "a.xlsx", {**_whole(), WORKBOOK: workbook(sheets), WORKBOOK_LINKS: arrows, **extra})
    found = [(sheet.name, sheet.state, next(sheet.rows()).cells[0].text) for sheet in open_workbook(path).sheets]
    assert found == [
        ("Später", SheetState.VISIBLE, "2"),
        ("Lists", SheetState.HIDDEN, "1"),
        ("_flowtly", SheetState.VERY_HIDDEN, "3"),
        ("a & b", SheetState.VISIBLE, "1"),
    ]


@pytest.mark.parametrize("type", ["chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"])
def test_sheets_without_cells_are_left_out(tmp_path: Path, type: str) -> None:
    sheets = '<sheet name="Chart" r:id="rId9"/><sheet name="One" r:id="rId1"/>'
    arrows = str(_whole()[WORKBOOK_LINKS]).replace("</Rel", link("rId9", type, "charts/c.xml") + "</Rel")
    path = save(tmp_path / "a.xlsx", {**_whole(), WORKBOOK: workbook(sheets), WORKBOOK_LINKS: arrows})
    assert [sheet.name for sheet in open_workbook(path).sheets] == ["One"]


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("worksheets/sheet1.xml", SHEET),
        ("/xl/worksheets/sheet1.xml", SHEET),
        ("../data/odd.bin.xml", "data/odd.bin.xml"),
        ("worksheets\\sheet1.xml", SHEET),
        ("worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml"),
        ("worksheets/Sheet1.XML", SHEET),
        ("my%20sheets/one.xml", "xl/my%20sheets/one.xml"),
        ("my%20sheets/one.xml", "xl/my sheets/one.xml"),
        ("blad/löner.xml", "xl/blad/löner.xml"),
    ],
)
def test_a_sheet_is_found_wherever_its_relationship_points(tmp_path: Path, target: str, name: str) -> None:
    whole = _whole()
    content = whole.pop(SHEET)
    arrows = str(whole[WORKBOOK_LINKS]).replace("worksheets/sheet1.xml", target)
    assert _texts(save(tmp_path / "a.xlsx", {**whole, WORKBOOK_LINKS: arrows, name: content})) == ["Rent", "45322"]


def test_the_main_part_may_lie_at_the_root(tmp_path: Path) -> None:
    whole = _whole()
    moved = {name.removeprefix("xl/"): content for name, content in whole.items()}
    moved["_rels/.rels"] = links(link("rId1", "officeDocument", "/workbook.xml"))
    assert _texts(save(tmp_path / "a.xlsx", moved)) == ["Rent", "45322"]


def test_a_strict_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    strict = {
        name: str(content).replace(MAIN, STRICT_MAIN).replace(LINKS, STRICT_LINKS) for name, content in _whole().items()
    }
    assert _texts(save(tmp_path / "a.xlsx", strict)) == ["Rent", "45322"]


def test_prefixes_make_no_difference(tmp_path: Path) -> None:
    prefixed = {
        name: re.sub(r"<(/?)(?=\w)", r"<\1x:", str(content)).replace("xmlns=", "xmlns:x=")
        for name, content in _whole().items()
    }
    assert _texts(save(tmp_path / "a.xlsx", prefixed)) == ["Rent", "45322"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_every_part_may_be_in_utf_16(tmp_path: Path, encoding: str) -> None:
    wide = {
        name: ('<?xml version="1.0" encoding="UTF-16"?>' * encoding.startswith("utf-16") + str(content)).encode(
            encoding
        )
        for name, content in _whole().items()
    }
    assert _texts(save(tmp_path / "a.xlsx", wide)) == ["Rent", "45322"]


@pytest.mark.parametrize("without", [STRINGS, STYLES])
def test_shared_strings_and_styles_may_be_absent(tmp_path: Path, without: str) -> None:
    whole = parts('<row r="1"><c r="A1"><v>5</v></c></row>')
    del whole[without]
    arrows = re.sub(rf'<Relationship [^>]*Target="{without.removeprefix("xl/")}" */>', "", str(whole[WORKBOOK_LINKS]))
    [row] = first_rows(save(tmp_path / "a.xlsx", {**whole, WORKBOOK_LINKS: arrows}))
    assert (row.cells[0].text, row.cells[0].format.code) == ("5", "General")


@pytest.mark.parametrize(
    ("properties", "epoch"),
    [
        ("", EPOCH_1900),
        ("<workbookPr/>", EPOCH_1900),
        ('<workbookPr date1904="0"/>', EPOCH_1900),
        ('<workbookPr date1904="1"/>', EPOCH_1904),
        ('<workbookPr date1904="true"/>', EPOCH_1904),
    ],
)
def test_serials_count_from_the_epoch_of_the_workbook(tmp_path: Path, properties: str, epoch: object) -> None:
    path = save(tmp_path / "a.xlsx", {**_whole(), WORKBOOK: workbook(before=properties)})
    cell = first_rows(path)[0].cells[1]
    assert cell.format.epoch == epoch
    assert moment(cell).date().isoformat() == ("2024-01-31" if epoch == EPOCH_1900 else "2028-02-01")


_TO_NOTHING = links(link("rId1", "worksheet", "worksheets/none.xml"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({WORKBOOK_LINKS: links()}, 'its sheet "One" is not in the file'),
        ({WORKBOOK_LINKS: _TO_NOTHING}, "its part xl/worksheets/none.xml is missing"),
        ({WORKBOOK_LINKS: _TO_NOTHING.replace("worksheets/none.xml", "../../../etc/passwd")}, "etc/passwd is missing"),
        ({WORKBOOK_LINKS: links(link("rId1", "worksheet", "http://x/y", 'TargetMode="External"'))}, "outside the file"),
        ({WORKBOOK_LINKS: links(link("rId3", "styles", "file:///s.xml", 'TargetMode="External"'))}, "outside the file"),
        ({"_rels/.rels": links(link("r", "officeDocument", "\\\\h\\s", 'TargetMode="External"'))}, "outside the file"),
        ({"_rels/.rels": links(link("r", "officeDocument", "xl/book.xml"))}, "its part xl/book.xml is missing"),
        ({"_rels/.rels": "<!DOCTYPE a>" + links()}, "document type declaration"),
        ({WORKBOOK: workbook('<sheet name="One" r:id="rId1"/><sheet name="ONE" r:id="rId1"/>')}, 'named "ONE"'),
        ({WORKBOOK: workbook('<sheet r:id="rId1"/>')}, "has no name"),
        ({WORKBOOK: workbook('<sheet name="One" state="gone" r:id="rId1"/>')}, 'unknown state "gone"'),
        ({WORKBOOK: workbook()[:-3]}, "its part xl/workbook.xml, the XML breaks off"),
        ({STYLES: "<a"}, "xl/styles.xml"),
        ({STRINGS: b"\xff\xfe<"}, "xl/sharedStrings.xml"),
    ],
)
def test_a_package_that_does_not_hold_together_is_damaged(tmp_path: Path, changed: Parts, words: str) -> None:
    with pytest.raises(CorruptWorkbook, match=re.escape(words)):
        open_workbook(save(tmp_path / "a.xlsx", {**_whole(), **changed}))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "OpenDocument"),
        ({"Index/Document.iwa": "x"}, "Apple Numbers"),
        ({"invoice.pdf": "%PDF"}, "a ZIP archive of something else"),
        ({"_rels/.rels": links(link("r", "officeDocument", "xl/workbook.bin")), "xl/workbook.bin": "x"}, ".xlsb"),
        ({"_rels/.rels": links(link("r", "officeDocument", "w.xml")), "w.xml": "<document/>"}, "(<document>)"),
    ],
)
def test_other_archives_are_called_what_they_are(tmp_path: Path, other: Parts, words: str) -> None:
    with pytest.raises(NotAWorkbook, match=re.escape(words)):
        open_workbook(save(tmp_path / "a.xlsx", other))


def test_the_number_of_sheets_is_bounded(tmp_path: Path) -> None:
    sheets = "".join(f'<sheet name="{n}" r:id="rId1"/>' for n in range(3))
    path = save(tmp_path / "a.xlsx", {**_whole(), WORKBOOK: workbook(sheets)})
    assert len(open_workbook(path, Limits(sheets=3)).sheets) == 3
    with pytest.raises(WorkbookTooLarge, match="3 sheets, more than the limit of 2"):
        open_workbook(path, Limits(sheets=2))
