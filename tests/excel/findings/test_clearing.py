"""Clearing finds its way whatever became of the workbook, and trusts nothing that it cannot prove."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from odd_workbooks import busy_main_part, notes
from packages import WORKBOOK, save
from soundness import problems

from toolkit.errors import CorruptWorkbook
from toolkit.excel.findings.annotate import Cleared, annotate, clear
from toolkit.excel.findings.finding import Finding
from toolkit.excel.findings.original import PART

FINDINGS = (Finding("One", "A1", "Name", "error", "Is missing."),)

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """Give an annotated workbook that has notes of its own."""
    path = save(tmp_path / "notes.xlsx", notes())
    annotate(path, path, FINDINGS)
    return path


@pytest.mark.parametrize(
    "told",
    [
        b"no json",
        b"[]",
        b'{"version":1,"changed":[],"added":[]}',
        b'{"version":2,"changed":[{"name":"xl/workbook.xml"}],"added":[]}',
        b'{"version":2,"changed":[{"name":"xl/nowhere.xml"}]}',
        b'{"version":2,"changed":[],"added":[]}',
    ],
)
def test_what_cannot_be_proved_is_not_restored(annotated: Path, told: bytes) -> None:
    """The marks are taken out instead, and the part goes."""
    save(annotated, members(annotated) | {PART: told})

    assert clear(annotated, annotated) is Cleared.BY_MARKS

    assert problems(annotated) == []
    assert PART not in members(annotated)


@pytest.mark.parametrize("field", ["original", "annotated", "spans"])
def test_an_original_that_was_tampered_with_is_not_restored(annotated: Path, field: str) -> None:
    told = json.loads(members(annotated)[PART])
    entry = next(entry for entry in told["changed"] if entry["name"] == WORKBOOK)
    entry[field] = [[0, 0, "AAAA"], *entry[field]] if field == "spans" else f"AAAA{entry[field]}"
    save(annotated, members(annotated) | {PART: json.dumps(told).encode()})

    assert clear(annotated, annotated) is Cleared.BY_MARKS

    assert problems(annotated) == []
    assert PART not in members(annotated)


def test_the_sheet_is_found_wherever_it_was_moved_and_whatever_it_is_called(tmp_path: Path) -> None:
    """Names and windows of the other sheets move with it."""
    path = save(tmp_path / "busy.xlsx", busy_main_part())
    annotate(path, path, FINDINGS)
    book = openpyxl.load_workbook(path)
    sheet = book["Findings 2"]
    sheet.title = "Tom's list"
    book.defined_names["_flowtly_findings"].value = "'Tom''s list'!$A$1"
    book.move_sheet(sheet, -2)
    book.active = 2
    book.save(path)

    assert clear(path, path) is Cleared.BY_MARKS

    assert problems(path) == []
    after = openpyxl.load_workbook(path)
    assert (after.sheetnames, after.worksheets.index(after["findings"])) == (["One", "findings"], 1)
    assert after.active is after["findings"]
    assert after["findings"].print_area == "'findings'!$A$1"


def test_a_sheet_that_the_user_deleted_is_not_missed(annotated: Path) -> None:
    book = openpyxl.load_workbook(annotated)
    del book["Findings"]
    book.defined_names["_flowtly_findings"].value = "#REF!"
    book.save(annotated)

    assert clear(annotated, annotated) is Cleared.BY_MARKS

    after = openpyxl.load_workbook(annotated)
    assert not list(after["One"].conditional_formatting)
    assert "_flowtly_findings" not in after.defined_names
    assert [after["One"][cell].comment.text.strip() for cell in ("A1", "B3")] == ["Mine", "Ann: keep"]


@pytest.mark.parametrize(
    ("part", "old", "new", "reason"),
    [
        ("xl/comments1.xml", "commentList", "nothing", "no list of comments"),
        ("xl/comments1.xml", "authors", "nothing", "no list of authors"),
        ("xl/worksheets/sheet1.xml", 'r:id="rId2"', 'r:id="rId7"', "drawing of notes is missing"),
        (WORKBOOK, "sheets", "tabs", "no list of sheets"),
    ],
)
def test_a_workbook_whose_parts_do_not_fit_is_damaged(
    tmp_path: Path, part: str, old: str, new: str, reason: str
) -> None:
    made = notes()
    made[part] = str(made[part]).replace(old, new)
    path = save(tmp_path / "odd.xlsx", made)

    with pytest.raises(CorruptWorkbook) as caught:
        annotate(path, path, (*FINDINGS, Finding("One", "C9", "", "error", "Wrong.")))

    assert reason in str(caught.value)
