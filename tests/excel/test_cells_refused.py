"""What a sheet part may not hold: each refusal names the cell, or the limit."""

import re
from pathlib import Path

import pytest
from packages import SHEET, first_rows, parts, save, worksheet

from toolkit.errors import CorruptWorkbook, WorkbookTooLarge
from toolkit.excel.limits import Limits


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('<c r="A1" t="s"><v>1</v></c>', "cell A1 refers to the shared text '1'"),
        ('<c r="A1" t="s"><v>-1</v></c>', "cell A1 refers to the shared text '-1'"),
        ('<c r="A1" t="s"><v>99999999999</v></c>', "cell A1 refers to the shared text"),
        ('<c r="A1" t="s"><v>one</v></c>', "cell A1 refers to the shared text 'one'"),
        ('<c r="A1" s="7"><v>1</v></c>', "cell A1 has the style '7'"),
        ('<c r="A1" s="x"><v>1</v></c>', "cell A1 has the style 'x'"),
        ('<c r="A1"><v>NaN</v></c>', "cell A1 holds 'NaN' as type 'n'"),
        ('<c r="A1"><v>INF</v></c>', "cell A1 holds 'INF' as type 'n'"),
        ('<c r="A1"><v>1_000</v></c>', "cell A1 holds '1_000'"),
        ('<c r="A1"><v>1,5</v></c>', "cell A1 holds '1,5'"),
        ('<c r="A1"><v>٣</v></c>', "cell A1 holds '٣'"),
        ('<c r="A1"><v>1e9999</v></c>', "cell A1 holds '1e9999'"),
        (f'<c r="A1"><v>{"9" * 500}</v></c>', "cell A1 holds '999"),
        ('<c r="A1" t="b"><v>2</v></c>', "cell A1 holds '2' as type 'b'"),
        ('<c t="b"><v>2</v></c>', "cell A1 holds '2' as type 'b'"),
        ('<c r="A1" t="zz"><v>2</v></c>', "cell A1 holds '2' as type 'zz'"),
        ('<c r="A2"><v>2</v></c>', "row 1 has a cell with the address 'A2'"),
        ('<c r="A11"><v>2</v></c>', "row 1 has a cell with the address 'A11'"),
        ('<c r="a1"><v>2</v></c>', "row 1 has a cell with the address 'a1'"),
        ('<c r="1"><v>2</v></c>', "row 1 has a cell with the address '1'"),
        ('<c r=""><v>2</v></c>', "row 1 has a cell with the address ''"),
        ('<c r="XFE1"><v>2</v></c>', "row 1 has a cell with the address 'XFE1'"),
        ('<c r="$A$1"><v>2</v></c>', "row 1 has a cell with the address '$A$1'"),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', "cell A1 holds two values: '1' and '2'"),
        ('<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c><v>3</v></c>', "cell B1 holds two values: '1' and '3'"),
    ],
)
def test_a_cell_that_cannot_be_read_for_sure_is_damage(tmp_path: Path, cell: str, words: str) -> None:
    path = save(tmp_path / "a.xlsx", parts(f'<row r="1">{cell}</row>', texts="<si><t>Rent</t></si>"))
    with pytest.raises(CorruptWorkbook, match=re.escape(words)):
        first_rows(path)


@pytest.mark.parametrize("number", ["0", "-1", "1", "2", "1048577", "three", "9" * 5_000, "²"])
def test_rows_have_rising_numbers(tmp_path: Path, number: str) -> None:
    path = save(tmp_path / "a.xlsx", parts(f'<row r="2"/><row r="{number}"><c><v>1</v></c></row>'))
    with pytest.raises(CorruptWorkbook, match="follows row 2"):
        first_rows(path)


def test_counted_cells_stay_inside_the_sheet(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", parts('<row r="1"><c r="XFD1"><v>1</v></c><c><v>2</v></c></row>'))
    with pytest.raises(CorruptWorkbook, match="row 1 has a cell with the address 'XFE1'"):
        first_rows(path)


def test_a_part_that_is_no_worksheet_is_damage(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {**parts(), SHEET: "<chartsheet/>"})
    with pytest.raises(CorruptWorkbook, match="no worksheet but <chartsheet>"):
        first_rows(path)


@pytest.mark.parametrize(
    "xml",
    [
        "<worksheet><v>1</v><c/><row/><sheetData/></worksheet>",
        '<worksheet><sheetData><c r="A1"><v>1</v></c></sheetData></worksheet>',
        '<worksheet><other><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></other></worksheet>',
        '<worksheet><sheetData><row r="1"><x><c r="A1"><v>1</v></c></x></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="1"><c r="A1"><is2><v>1</v></is2></c></row></sheetData></worksheet>',
    ],
)
def test_cells_in_the_wrong_place_are_no_cells(tmp_path: Path, xml: str) -> None:
    assert first_rows(save(tmp_path / "a.xlsx", {**parts(), SHEET: xml})) == []


_TWO_ROWS = '<row r="1"><c><v>1</v></c><c><v>2</v></c></row><row r="2"><c t="str"><v>four</v></c></row>'


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(rows=1), '2 filled rows in the sheet "One", more than the limit of 1'),
        (Limits(cells=2), '3 filled cells in the sheet "One", more than the limit of 2'),
        (Limits(text=3), '4 characters in one cell of the sheet "One", more than the limit of 3'),
    ],
)
def test_each_limit_is_named(tmp_path: Path, limits: Limits, words: str) -> None:
    path = save(tmp_path / "a.xlsx", parts(_TWO_ROWS))
    assert len(first_rows(path, Limits(rows=2, cells=3, text=4))) == 2
    with pytest.raises(WorkbookTooLarge, match=re.escape(words)):
        first_rows(path, limits)


@pytest.mark.parametrize(
    "cell",
    [
        f'<c t="str"><v>{"x" * 1_000_000}</v></c>',
        f'<c t="inlineStr"><is><t>{"x" * 1_000_000}</t></is></c>',
        f'<c t="inlineStr"><is>{("<r><t>" + "x" * 1_000 + "</t></r>") * 1_000}</is></c>',
    ],
)
def test_a_huge_text_is_refused_while_it_streams(tmp_path: Path, cell: str) -> None:
    path = save(tmp_path / "a.xlsx", parts(f"<row>{cell}</row>"))
    with pytest.raises(WorkbookTooLarge, match="characters in one cell"):
        first_rows(path)


def test_blanks_between_cells_are_no_text(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", parts(f"{' ' * 1_000_000}<row>{' ' * 100_000}<c><v>1</v></c></row>"))
    assert first_rows(path)[0].cells[0].text == "1"


def test_the_depth_of_a_sheet_is_bounded(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {**parts(), SHEET: worksheet("", "<a>" * 64 + "</a>" * 64)})
    with pytest.raises(WorkbookTooLarge, match=re.escape('levels of elements in the sheet "One"')):
        first_rows(path)


def test_a_document_type_declaration_in_a_sheet_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>' + worksheet('<row><c t="str"><v>&a;</v></c></row>')
    with pytest.raises(CorruptWorkbook, match="document type declaration"):
        first_rows(save(tmp_path / "a.xlsx", {**parts(), SHEET: bomb}))


def test_a_sheet_that_breaks_off_is_damage(tmp_path: Path) -> None:
    whole = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    with pytest.raises(CorruptWorkbook, match=r"sheet1\.xml"):
        first_rows(save(tmp_path / "a.xlsx", {**parts(), SHEET: whole[:-20]}))
