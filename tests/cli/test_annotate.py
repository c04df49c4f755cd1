"""Issues shown in the user's own workbook, at the command line: marked, mended, checked again, cleared."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from soundness import problems

from toolkit.api.client import Client
from toolkit.errors import FileMissing


def _members(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _type(workbook: Path, cells: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book["Budgets"][address] = value
    book.save(workbook)


@pytest.fixture
def faulty(flowtly: Flowtly) -> Path:
    """Give a pulled workbook with a type that is none, and a row without a name."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    path = flowtly.folder / "b.xlsx"
    _type(path, {"D2": "globall", "D14": "global", "E14": "month"})
    return path


def test_check_writes_a_copy_that_shows_the_issues(flowtly: Flowtly, faulty: Path) -> None:
    before = faulty.read_bytes()

    checked = flowtly("check", "b.xlsx", "--annotate")

    assert checked.code == 4
    assert 'Marked 2 cells in b.checked.xlsx; its sheet "Findings" lists them' in checked.err
    assert faulty.read_bytes() == before
    copy = flowtly.folder / "b.checked.xlsx"
    assert problems(copy) == []
    book = openpyxl.load_workbook(copy)
    listed = [[cell.value for cell in row[:4]] for row in book["Findings"].iter_rows(min_row=2)]
    assert listed == [["Budgets", "D2", "Type", "warning"], ["Budgets", "C14", "Name", "error"]]
    assert "globall" in book["Budgets"]["D2"].comment.text


def test_the_copy_is_cleared_to_the_byte(flowtly: Flowtly, faulty: Path) -> None:
    flowtly("check", "b.xlsx", "--annotate", "marked.xlsx")

    cleared = flowtly("annotate", "marked.xlsx", "--clear")

    assert (cleared.code, "byte for byte" in cleared.out) == (0, True)
    assert (flowtly.folder / "marked.xlsx").read_bytes() == faulty.read_bytes()
    assert "Nothing is annotated" in flowtly("annotate", "marked.xlsx", "--clear").out


def test_a_copy_that_was_mended_and_saved_is_clean_after_the_next_check(flowtly: Flowtly, faulty: Path) -> None:
    """Another program writes every part anew; the marks are found all the same."""
    flowtly("annotate", "b.xlsx", "-o", "marked.xlsx", "--offline")
    marked = flowtly.folder / "marked.xlsx"
    _type(marked, {"D2": "global", "C14": "Nordic Fair"})

    again = flowtly("--json", "check", "marked.xlsx", "--annotate", "marked.xlsx")

    assert (again.code, json.loads(again.out)["annotated"]) == (0, "marked.xlsx")
    book = openpyxl.load_workbook(marked)
    assert "Findings" not in book.sheetnames
    assert book["Budgets"]["D2"].comment is None
    assert book["Budgets"]["A1"].comment is not None
    assert faulty.exists()


def test_a_copy_is_never_overwritten_unless_it_is_named(flowtly: Flowtly, faulty: Path) -> None:
    del faulty
    flowtly("check", "b.xlsx", "--annotate")

    again = flowtly("--json", "annotate", "b.checked.xlsx")

    assert json.loads(again.out)["annotated"] == "b.checked-2.xlsx"


def test_clear_tells_machines_how_it_went(flowtly: Flowtly, faulty: Path) -> None:
    flowtly("annotate", "b.xlsx", "-o", "b.xlsx")
    _type(faulty, {})

    outcome = flowtly("--json", "annotate", "b.xlsx", "--clear", "-o", "clean.xlsx")

    assert json.loads(outcome.out) == {"version": 1, "workbook": "clean.xlsx", "cleared": "by marks"}
    assert "saved since" in flowtly("annotate", "b.xlsx", "--clear").out


def test_what_the_service_refuses_is_shown_in_the_result(flowtly: Flowtly, faulty: Path) -> None:
    """A choice that is none is only a warning of ours; the service refuses it, and names the field."""
    _type(faulty, {"C14": "Nordic Fair"})

    applied = flowtly("apply", "b.xlsx", "--yes")

    assert applied.code == 7
    result = flowtly.folder / "b.result.xlsx"
    assert problems(result) == []
    book = openpyxl.load_workbook(result)
    assert [cell.value for cell in book["Findings"][2][:4]] == ["Budgets", "D2", "Type", "error"]
    assert book["Findings"].max_row == 2
    assert "Flowtly check:" in book["Budgets"]["D2"].comment.text
    assert flowtly("check", "b.result.xlsx").code == 0


def test_a_file_that_is_not_there_is_named(flowtly: Flowtly) -> None:
    outcome = flowtly("annotate", "none.xlsx", "--clear")

    assert (outcome.code, str(FileMissing(Path("none.xlsx"))) in outcome.err) == (4, True)


def test_the_column_resolution_goes_also_after_a_save_elsewhere(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    _type(flowtly.folder / "b.xlsx", {"C2": "Mine"})
    service.send("PATCH", "/budgets/bgt_0001", {"name": "Theirs"})
    flowtly("annotate", "b.xlsx", "-o", "marked.xlsx")
    path = flowtly.folder / "marked.xlsx"
    _type(path, {"M2": "mine"})
    assert openpyxl.load_workbook(path)["Budgets"]["M1"].value == "Resolution"

    cleared = flowtly("annotate", "marked.xlsx", "--clear")

    assert (cleared.code, "the column Resolution" in " ".join(cleared.out.split())) == (0, True)
    sheet = openpyxl.load_workbook(path)["Budgets"]
    assert [sheet[address].value for address in ("C2", "K2", "L2", "M1", "M2")] == ["Mine", None, None, None, None]
    assert '"mine,live"' not in [made.formula1 for made in sheet.data_validations.dataValidation]
    assert problems(path) == []
