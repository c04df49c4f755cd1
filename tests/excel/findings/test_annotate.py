"""Findings are shown in any workbook without harm, and clearing brings back every byte."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from odd_workbooks import ODD
from packages import SHEET, parts, save, worksheet
from soundness import problems

from toolkit.errors import CorruptWorkbook, FileMissing, NotWritable
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.findings.annotate import NOTES, Annotated, Cleared, annotate, clear
from toolkit.excel.findings.finding import Finding
from toolkit.excel.workbook import open_workbook

FINDINGS = (
    Finding("One", "A1", "Name", "error", 'Name is <missing> & "needed": å.', "=1+1"),
    Finding("One", "B3", "Amount", "warning", "Looks odd."),
    Finding("One", "B3", "Amount", "error", "Is too large.", "7"),
    Finding("One", "B4", "Amount", "warning", "Looks odd."),
    Finding("One", "XFD1048576", "", "warning", "Far away."),
)

OURS = (b"Flowtly check:", b"flowtly error", b"flowtly warning", b"_flowtly_findings", b"original.json")
"""What tells of us in some part."""

every_odd_workbook = pytest.mark.parametrize("name", ODD)


pytestmark = pytest.mark.filterwarnings(
    "ignore:Workbook contains no default style", "ignore:.* extension is not supported"
)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture
def odd(tmp_path: Path, name: str) -> Path:
    """Give an odd workbook, which is sound by itself."""
    path = save(tmp_path / "odd.xlsx", ODD[name]())
    assert problems(path) == []
    return path


@pytest.fixture
def annotated(odd: Path) -> Path:
    """Give its annotated copy."""
    target = odd.with_name("annotated.xlsx")
    assert annotate(odd, target, FINDINGS).cells == 4
    return target


@every_odd_workbook
def test_excel_has_nothing_to_repair(annotated: Path) -> None:
    assert problems(annotated) == []


@every_odd_workbook
def test_clearing_brings_back_every_byte(odd: Path, annotated: Path) -> None:
    cleared = odd.with_name("cleared.xlsx")

    assert clear(annotated, cleared) is Cleared.EXACTLY

    assert cleared.read_bytes() == odd.read_bytes()


def test_of_a_file_of_which_too_much_changed_the_parts_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, target = save(tmp_path / "odd.xlsx", ODD["plain"]()), tmp_path / "annotated.xlsx"
    monkeypatch.setattr("toolkit.excel.findings.skeleton.MOST", 100)
    annotate(path, target, FINDINGS)

    assert clear(target, target) is Cleared.PARTS

    assert members(target) == members(path)


@every_odd_workbook
def test_parts_that_need_not_change_keep_their_bytes(odd: Path, annotated: Path) -> None:
    before, after = members(odd), members(annotated)

    differing = {part for part in before if before[part] != after[part]}

    assert differing <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        SHEET,
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }


@every_odd_workbook
def test_the_cells_themselves_are_what_they_were(odd: Path, annotated: Path) -> None:
    def cells(path: Path) -> list[object]:
        return [list(sheet.rows()) for sheet in open_workbook(path).sheets if not sheet.name.startswith("Findings")]

    assert cells(annotated) == cells(odd)


@every_odd_workbook
def test_annotating_again_is_like_annotating_once(odd: Path, annotated: Path) -> None:
    fewer, directly = odd.with_name("fewer.xlsx"), odd.with_name("directly.xlsx")

    annotate(annotated, fewer, FINDINGS[:1])
    annotate(odd, directly, FINDINGS[:1])

    assert members(fewer) == members(directly)
    assert clear(fewer, fewer) is Cleared.EXACTLY
    assert members(fewer) == members(odd)


@every_odd_workbook
def test_a_workbook_that_was_changed_since_keeps_the_change(odd: Path, annotated: Path) -> None:
    """Nothing of ours is left, and the new cell is: so it is after anybody else's save."""
    patch_workbook(annotated, annotated, {"One": {"A2": "typed"}}, None)

    assert clear(annotated, annotated) is Cleared.BY_MARKS

    assert problems(annotated) == []
    after = members(annotated)
    assert not [part for part, content in after.items() if any(word in content for word in OURS)]
    assert set(after) - set(members(odd)) <= {"xl/styles.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    assert [sheet.name for sheet in open_workbook(annotated).sheets] == [s.name for s in open_workbook(odd).sheets]
    rows = {row.number: row for row in open_workbook(annotated).sheets[0].rows()}
    assert rows[2].cells[0].text == "typed"
    assert clear(annotated, annotated) is Cleared.NOTHING


@pytest.mark.parametrize("name", [name for name in ODD if name not in {"wide_characters", "strict"}])
def test_another_program_sees_colours_notes_and_links(annotated: Path) -> None:
    book = openpyxl.load_workbook(annotated)
    findings = book.worksheets[-1]
    sheet = book["One"]

    formats = [(str(area.sqref), rule.dxf) for area in sheet.conditional_formatting for rule in area.rules]
    rules = {area: look.fill.bgColor.rgb for area, look in formats if look is not None}
    assert rules["A1 B3"] == "FFFBD9D7"
    assert rules["B4 XFD1048576"] == "FFFFF1CC"
    assert sheet["A1"].comment.text.endswith('Flowtly check:\nError: Name is <missing> & "needed": å.')
    assert [cell.value for cell in findings[1]] == ["Sheet", "Cell", "Column", "Severity", "What to mend", "Value"]
    assert [cell.value for cell in findings[2]] == [
        "One",
        "A1",
        "Name",
        "error",
        'Name is <missing> & "needed": å.',
        "=1+1",
    ]
    assert findings["F2"].data_type == "s"
    assert (findings["B3"].hyperlink.location, findings["B3"].hyperlink.target) == ("'One'!B3", None)
    assert (findings.auto_filter.ref, findings.freeze_panes) == ("A1:F6", "A2")


@pytest.mark.parametrize("name", ["notes"])
def test_a_note_of_the_user_is_added_to(annotated: Path) -> None:
    sheet = openpyxl.load_workbook(annotated)["One"]

    assert sheet["A1"].comment.text.startswith("Mine\n\nFlowtly check:\nError: Name")
    assert sheet["B3"].comment.text == "Ann: keep\n\nFlowtly check:\nWarning: Looks odd.\nError: Is too large."
    assert (sheet["B3"].comment.author, sheet["B4"].comment.author) == ("Ann", "Flowtly check")


@pytest.mark.parametrize("name", ["threads"])
def test_a_cell_with_a_thread_of_comments_keeps_it_alone(annotated: Path) -> None:
    sheet = openpyxl.load_workbook(annotated)["One"]

    assert sheet["B3"].comment.text == "Ann: keep"
    assert sheet["B4"].comment.text == "Flowtly check:\nWarning: Looks odd."


@pytest.mark.parametrize("name", ["extensions"])
def test_rules_of_the_sheet_move_behind_ours(annotated: Path) -> None:
    sheet = members(annotated)[SHEET]

    assert b'<cfRule type="dataBar" priority="3">' in sheet
    assert b'<x14:cfRule type="expression" priority="4"' in sheet
    assert sheet.index(b'priority="1"') < sheet.index(b"dataBar")


@pytest.mark.parametrize("name", ["pivot"])
def test_rules_of_a_pivot_table_keep_their_priority(annotated: Path) -> None:
    sheet = members(annotated)[SHEET]

    assert b'<cfRule type="expression" priority="4"><formula>1</formula>' in sheet
    assert b'priority="5"' in sheet


@pytest.mark.parametrize("name", ["busy_main_part"])
def test_a_sheet_of_the_user_called_findings_stays(annotated: Path) -> None:
    assert [sheet.name for sheet in open_workbook(annotated).sheets] == ["One", "findings", "Findings 2"]


def test_without_findings_nothing_is_added(tmp_path: Path) -> None:
    source = save(tmp_path / "one.xlsx", parts())

    assert annotate(source, tmp_path / "two.xlsx", ()) == Annotated(None, 0)

    assert members(tmp_path / "two.xlsx") == members(source)


def test_a_workbook_can_be_annotated_and_cleared_in_place(tmp_path: Path) -> None:
    source = save(tmp_path / "one.xlsx", parts())
    before = members(source)

    assert annotate(source, source, FINDINGS).sheet == "Findings"
    assert clear(source, source) is Cleared.EXACTLY

    assert members(source) == before


def test_only_so_many_cells_get_a_note_and_every_one_is_coloured_and_listed(tmp_path: Path) -> None:
    many = [Finding("One", f"C{row}", "C", "error", "Wrong.") for row in range(1, NOTES + 11)]
    source = save(tmp_path / "one.xlsx", parts())

    annotate(source, source, many)

    assert problems(source) == []
    after = members(source)
    assert f'sqref="C1:C{NOTES + 10}"'.encode() in after[SHEET]
    assert after["xl/comments1.xml"].count(b"<comment ") == NOTES
    assert after["xl/worksheets/sheet2.xml"].count(b"<hyperlink ") == NOTES + 10
    assert b'data="1,2,3,4,5"' in after["xl/drawings/vmlDrawing1.vml"]


def test_findings_beyond_the_links_that_excel_follows_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.excel.findings.page.MOST", 3)
    source = save(tmp_path / "one.xlsx", parts())

    annotate(source, source, FINDINGS)

    sheet = openpyxl.load_workbook(source)["Findings"]
    assert [sheet.cell(row, 5).value for row in (4, 5)] == [
        "Is too large.",
        "2 more findings are not listed; mend these first and check again.",
    ]
    assert problems(source) == []


def test_a_finding_on_a_sheet_that_is_gone_is_listed(tmp_path: Path) -> None:
    source = save(tmp_path / "one.xlsx", parts())

    assert annotate(source, source, [Finding("It's gone", "A1", "", "error", "Lost.")]).cells == 0

    assert openpyxl.load_workbook(source)["Findings"]["B2"].hyperlink.location == "'It''s gone'!A1"


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        (SHEET, worksheet("", "</cols>"), "ends and never began"),
        ("xl/styles.xml", "no element", "there is no element"),
        ("xl/styles.xml", "<styleSheet>", "never ends"),
        ("xl/workbook.xml", None, "is missing"),
    ],
)
def test_a_damaged_workbook_is_told_and_nothing_is_written(
    tmp_path: Path, part: str, content: str | None, reason: str
) -> None:
    made = parts()
    made.pop(part) if content is None else made.update({part: content})
    source = save(tmp_path / "one.xlsx", made)

    with pytest.raises(CorruptWorkbook, match=reason):
        annotate(source, tmp_path / "two.xlsx", FINDINGS)

    assert not (tmp_path / "two.xlsx").exists()


def test_a_file_that_is_missing_or_a_folder_that_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        clear(tmp_path / "none.xlsx", tmp_path / "two.xlsx")
    source = save(tmp_path / "one.xlsx", parts())
    with pytest.raises(NotWritable):
        annotate(source, tmp_path / "nowhere" / "two.xlsx", FINDINGS)
