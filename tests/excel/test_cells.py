"""Every cell is read exactly as it was stored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from packages import SHEET, first_rows, parts, save, worksheet

from toolkit.entities.cell import GENERAL, Cell, Stored
from toolkit.excel.cells import Shared
from toolkit.excel.limits import Limits
from toolkit.excel.sheet import Row
from toolkit.excel.workbook import open_workbook

Read = Callable[[str], list[Row]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read the rows of a sheet whose workbook has the shared texts Rent and "", and style 1 for dates."""

    def rows(xml: str) -> list[Row]:
        texts = "<si><t>Rent</t></si><si><t/></si>"
        return first_rows(save(tmp_path / "a.xlsx", parts(xml, texts=texts, codes=("yyyy-mm-dd",))))

    return rows


@pytest.mark.parametrize(
    ("xml", "stored", "text"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', Stored.TEXT, "Rent"),
        ('<c r="A1" t="s"><v>1</v></c>', Stored.TEXT, ""),
        ('<c r="A1" t="inlineStr"><is><t>Rent</t></is></c>', Stored.TEXT, "Rent"),
        ('<c r="A1" t="inlineStr"><is><r><t>Re</t></r><r><rPr><b/></rPr><t>nt</t></r></is></c>', Stored.TEXT, "Rent"),
        ('<c r="A1" t="inlineStr"><is><t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh></is></c>', Stored.TEXT, "課"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>', Stored.TEXT, "a\rb"),
        ('<c r="A1" t="inlineStr"><is>\n <t>  kept </t>\n</is></c>', Stored.TEXT, "  kept "),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', Stored.TEXT, ""),
        ('<c r="A1" t="inlineStr"><is/></c>', Stored.TEXT, ""),
        ('<c r="A1" t="str"><v>Rent</v></c>', Stored.TEXT, "Rent"),
        ('<c r="A1" t="str"><v>_x005F_x0041_</v></c>', Stored.TEXT, "_x0041_"),
        ('<c r="A1"><v>12.5</v></c>', Stored.NUMBER, "12.5"),
        ('<c r="A1" t="n"><v>12.50</v></c>', Stored.NUMBER, "12.50"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', Stored.NUMBER, "0.30000000000000004"),
        ('<c r="A1"><v>1.2345678901234601E+19</v></c>', Stored.NUMBER, "1.2345678901234601E+19"),
        ('<c r="A1"><v>-1e-7</v></c>', Stored.NUMBER, "-1e-7"),
        ('<c r="A1"><v>.5</v></c>', Stored.NUMBER, ".5"),
        ('<c r="A1"><v> 7\n</v></c>', Stored.NUMBER, "7"),
        ('<c r="A1" t="b"><v>1</v></c>', Stored.BOOLEAN, "1"),
        ('<c r="A1" t="b"><v>0</v></c>', Stored.BOOLEAN, "0"),
        ('<c r="A1" t="b"><v>true</v></c>', Stored.BOOLEAN, "1"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Stored.ERROR, "#N/A"),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', Stored.ERROR, "#SPILL!"),
        ('<c r="A1" t="d"><v>2024-01-31</v></c>', Stored.DATE, "2024-01-31"),
        ('<c r="A1" t="d"><v>2024-01-31T08:30:00</v></c>', Stored.DATE, "2024-01-31T08:30:00"),
        ('<x:c xmlns:x="u" r="A1"><x:v>5</x:v></x:c>', Stored.NUMBER, "5"),
        ('<c r="A1"><extLst><ext><v>9</v></ext></extLst><v>5</v></c>', Stored.NUMBER, "5"),
        ('<c r="A1"><v><![CDATA[5]]></v></c>', Stored.NUMBER, "5"),
        ('<c r="A1"><v>1<!-- a note -->5</v></c>', Stored.NUMBER, "15"),
    ],
)
def test_a_cell_keeps_its_type_and_its_exact_text(read: Read, xml: str, stored: Stored, text: str) -> None:
    [row] = read(f'<row r="1">{xml}</row>')
    assert (row.cells[0].stored, row.cells[0].text, row.cells[0].formula) == (stored, text, False)


@pytest.mark.parametrize(
    ("xml", "stored", "text"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', Stored.NUMBER, "2"),
        ('<c r="A1" t="str"><f>B1</f><v>Rent</v></c>', Stored.TEXT, "Rent"),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', Stored.TEXT, ""),
        ('<c r="A1" t="b"><f>TRUE()</f><v>1</v></c>', Stored.BOOLEAN, "1"),
        ('<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>', Stored.ERROR, "#N/A"),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', Stored.NUMBER, "2"),
        ('<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>2</v></c>', Stored.NUMBER, "2"),
        ('<c r="A1"><f>1+1</f></c>', Stored.BLANK, ""),
        ('<c r="A1"><f>1+1</f><v></v></c>', Stored.BLANK, ""),
        ('<c r="A1" t="str"><f>B1</f></c>', Stored.BLANK, ""),
        ('<c r="A1" t="s"><f>B1</f><v/></c>', Stored.BLANK, ""),
    ],
)
def test_a_formula_gives_its_stored_result_and_is_marked(read: Read, xml: str, stored: Stored, text: str) -> None:
    [row] = read(f'<row r="1">{xml}</row>')
    assert row.cells[0] == Cell(stored, text, row.cells[0].format, formula=True)


@pytest.mark.parametrize(
    "blank",
    [
        '<c r="B1"/>',
        '<c r="B1" s="1"/>',
        '<c r="B1" s="1"><v/></c>',
        '<c r="B1"><v> </v></c>',
        '<c r="B1" t="s"><v></v></c>',
        '<c r="B1" t="b"/>',
        '<c r="B1" t="inlineStr"/>',
        '<c r="B1" t="e"><v></v></c>',
    ],
)
def test_cells_that_hold_nothing_are_left_out(read: Read, blank: str) -> None:
    [row] = read(f'<row r="1">{blank}<c r="C1"><v>1</v></c></row><row r="2">{blank.replace("B1", "B2")}</row>')
    assert list(row.cells) == [2]


def test_rows_and_cells_are_counted_where_they_do_not_say_where_they_stand(read: Read) -> None:
    counted = '<c><v>1</v></c><c s="1"/><c><v>2</v></c><c r="F{n}"><v>3</v></c><c><v>4</v></c>'
    rows = read(f'<row>{counted.format(n=1)}</row><row r="5">{counted.format(n=5)}</row><row><c><v>9</v></c></row>')
    assert [row.number for row in rows] == [1, 5, 6]
    assert [[(column, cell.text) for column, cell in row.cells.items()] for row in rows[:2]] == (
        [[(0, "1"), (2, "2"), (5, "3"), (6, "4")]] * 2
    )
    assert list(rows[2].cells) == [0]


def test_the_last_cell_of_a_sheet_can_be_reached(read: Read) -> None:
    [row] = read('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert (row.number, list(row.cells)) == (1_048_576, [16_383])


def test_cells_may_come_in_any_order(read: Read) -> None:
    [row] = read('<row r="1"><c r="C1"><v>3</v></c><c r="AA1"><v>27</v></c><c r="A1"><v>1</v></c></row>')
    assert {column: cell.text for column, cell in row.cells.items()} == {0: "1", 2: "3", 26: "27"}


@pytest.mark.parametrize(("attribute", "hidden"), [("", False), ("0", False), ("1", True), ("true", True)])
def test_hidden_rows_are_data_and_say_so(read: Read, attribute: str, hidden: bool) -> None:  # noqa: FBT001 - the expected value
    [row] = read(f'<row r="1" hidden="{attribute}"><c r="A1"><v>1</v></c></row>')
    assert row.hidden is hidden


def test_a_cell_has_the_format_of_its_style(read: Read) -> None:
    [row] = read('<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><v>2</v></c><c r="C1" s="1"><v>3</v></c></row>')
    assert [cell.format.code for cell in row.cells.values()] == ["General", "yyyy-mm-dd", "yyyy-mm-dd"]
    assert row.cells[1].format is row.cells[2].format


def test_a_workbook_without_styles_shows_plain_numbers(tmp_path: Path) -> None:
    part = open_workbook(save(tmp_path / "a.xlsx", parts())).sheets[0].part
    assert Shared().formats == (GENERAL,)
    assert part.name == SHEET


def test_what_the_sheet_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    lying = worksheet('<row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>4</v></c></row>')
    lying = lying.replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>')
    assert list(first_rows(save(tmp_path / "a.xlsx", {**parts(), SHEET: lying}))[0].cells) == [0, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_rows_and_merged_ranges_are_read_from_any_allowed_encoding(tmp_path: Path, encoding: str) -> None:
    xml = worksheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>å</t></is></c></row>',
        '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C1:C3"/></mergeCells>',
    )
    declared = f'<?xml version="1.0" encoding="{encoding.replace("16-", "16")}"?>{xml}'
    path = save(tmp_path / "a.xlsx", {**parts(), SHEET: declared.encode(encoding)})
    sheet = open_workbook(path).sheets[0]
    assert [cell.text for row in sheet.rows() for cell in row.cells.values()] == ["å"]
    assert sheet.merged() == ("A1:B2", "C1:C3")


def test_a_sheet_without_merged_ranges_has_none(tmp_path: Path) -> None:
    assert open_workbook(save(tmp_path / "a.xlsx", parts())).sheets[0].merged() == ()


@pytest.mark.parametrize("before", range(65_500, 65_545))
def test_merged_ranges_are_seen_wherever_a_chunk_ends(tmp_path: Path, before: int) -> None:
    after = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    xml = worksheet("", after)
    xml = xml.replace(after, " " * (before - xml.index(after)) + after)
    assert open_workbook(save(tmp_path / "a.xlsx", {**parts(), SHEET: xml})).sheets[0].merged() == ("A1:B2",)


def test_rows_are_the_same_on_every_reading(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 5_001))
    sheet = open_workbook(save(tmp_path / "a.xlsx", parts(rows)), Limits()).sheets[0]
    assert next(sheet.rows()).number == 1
    assert list(sheet.rows()) == list(sheet.rows())
    assert [row.cells[0].text for row in sheet.rows()] == [str(n) for n in range(1, 5_001)]
