"""Conflicts settled in Excel: shown, decided with a word, and never decided for what nobody has seen."""

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from soundness import problems

from toolkit.api.client import Client

FIRST = "/budgets/bgt_0001"


def edit(workbook: Path, cells: Mapping[str, str | None]) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book["Budgets"][address] = value
    book.save(workbook)


def cell(workbook: Path, address: str) -> object:
    return openpyxl.load_workbook(workbook)["Budgets"][address].value


def planned(flowtly: Flowtly, workbook: str) -> tuple[list[object], list[str]]:
    """Return the bodies that a plan would send, and the cells in conflict."""
    plan = json.loads(flowtly("--json", "plan", workbook).out)
    bodies = [request["body"] for change in plan["changes"] for request in change["requests"]]
    return bodies, [conflict["cell"] for conflict in plan["conflicts"]]


@pytest.fixture
def shown(flowtly: Flowtly, service: Client) -> Path:
    """Give an annotated workbook: name and granularity of the first budget are mine, its name is theirs as well."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    edit(flowtly.folder / "b.xlsx", {"C2": "Mine", "E2": "quarter"})
    service.send("PATCH", FIRST, {"name": "Theirs"})
    flowtly("annotate", "b.xlsx", "-o", "shown.xlsx")
    return flowtly.folder / "shown.xlsx"


def test_a_conflict_has_a_note_a_word_and_a_choice(shown: Path) -> None:
    book = openpyxl.load_workbook(shown)
    sheet = book["Budgets"]

    assert problems(shown) == []
    for said in ("Sökannonser 2026", "Mine", "Theirs", "seen 20"):
        assert said in sheet["C2"].comment.text
    assert [sheet[address].value for address in ("K2", "M1", "M2")] == ["conflict", "Resolution", None]
    offered = [each for each in sheet.data_validations.dataValidation if each.formula1 == '"mine,live"']
    assert [str(each.sqref) for each in offered] == [f"M2:M{sheet.max_row + 1_000}"]
    assert not sheet.column_dimensions["M"].protection.locked


@pytest.mark.parametrize(
    ("word", "sent"),
    [
        ("mine", {"name": "Mine", "granularity": "quarter"}),
        ("LIVE", {"granularity": "quarter"}),
        ("mine: Name", {"name": "Mine", "granularity": "quarter"}),
        ("live: name; mine: Type", {"granularity": "quarter"}),
    ],
)
def test_a_resolution_decides(flowtly: Flowtly, shown: Path, word: str, sent: Mapping[str, str]) -> None:
    edit(shown, {"M2": word})

    assert planned(flowtly, "shown.xlsx") == ([sent], [])


def test_a_resolution_for_another_column_leaves_the_conflict(flowtly: Flowtly, shown: Path) -> None:
    edit(shown, {"M2": "mine: Type"})

    assert planned(flowtly, "shown.xlsx") == ([], ["C2"])


@pytest.mark.parametrize("word", ["mine", "live"])
def test_a_resolution_does_not_decide_what_changed_since(
    flowtly: Flowtly, service: Client, shown: Path, word: str
) -> None:
    edit(shown, {"M2": word})
    service.send("PATCH", FIRST, {"name": "Theirs again"})

    assert planned(flowtly, "shown.xlsx") == ([], ["C2"])
    assert f"changed again after {word} was chosen" in flowtly("plan", "shown.xlsx").out.replace("\n", " ")


def test_a_new_annotation_asks_again(flowtly: Flowtly, service: Client, shown: Path) -> None:
    """The old word must not count for the value that is only shown now."""
    edit(shown, {"M2": "mine"})
    service.send("PATCH", FIRST, {"name": "Theirs again"})

    flowtly("annotate", "shown.xlsx", "-o", "shown.xlsx")

    assert cell(shown, "M2") is None
    assert planned(flowtly, "shown.xlsx") == ([], ["C2"])


def test_a_resolution_that_was_typed_before_anything_was_shown_decides_nothing(
    flowtly: Flowtly, service: Client
) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    edit(flowtly.folder / "b.xlsx", {"C2": "Mine", "M1": "Resolution", "M2": "mine"})
    service.send("PATCH", FIRST, {"name": "Theirs"})

    assert planned(flowtly, "b.xlsx") == ([], ["C2"])
    assert "annotate it first" in flowtly("plan", "b.xlsx").out.replace("\n", " ")


@pytest.mark.parametrize("word", ["maybe", "mine: Nonsense", "mine: Name; live: name", "perhaps: Name"])
def test_a_word_that_is_no_resolution_is_an_issue(flowtly: Flowtly, shown: Path, word: str) -> None:
    edit(shown, {"M2": word})

    issues = json.loads(flowtly("--json", "check", "shown.xlsx").out)["issues"]

    assert [(issue["cell"], issue["rule"]) for issue in issues] == [("M2", "resolution")]


@pytest.mark.parametrize(("word", "bodies"), [("mine", 1), ("live", 0)])
def test_a_record_that_somebody_deleted_is_created_again_or_stays_gone(
    flowtly: Flowtly, service: Client, word: str, bodies: int
) -> None:
    service.send("POST", "/budgets", {"name": "Short-lived", "type": "global", "granularity": "month"})
    flowtly("pull", "budgets", "-o", "b.xlsx")
    edit(flowtly.folder / "b.xlsx", {"C14": "Long-lived"})
    service.send("DELETE", "/budgets/bgt_0013")
    flowtly("annotate", "b.xlsx", "-o", "b.xlsx")
    edit(flowtly.folder / "b.xlsx", {"M14": word})

    sent, conflicts = planned(flowtly, "b.xlsx")

    assert (len(sent), conflicts) == (bodies, [])


def test_a_result_offers_the_choice_and_the_next_round_honours_it(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    edit(flowtly.folder / "b.xlsx", {"C2": "Mine", "E3": "quarter"})
    service.send("PATCH", FIRST, {"name": "Theirs"})
    flowtly("apply", "b.xlsx", "--yes")
    result = flowtly.folder / "b.result.xlsx"
    edit(result, {"M2": "mine"})

    applied = flowtly("apply", "b.result.xlsx", "--yes")

    answer = service.send("GET", FIRST)
    assert applied.code == 0, applied
    assert answer is not None
    assert answer["name"] == "Mine"
    assert planned(flowtly, "b.result-2.xlsx") == ([], [])


def test_clearing_takes_the_column_out_again(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    edit(flowtly.folder / "b.xlsx", {"C2": "Mine"})
    before = (flowtly.folder / "b.xlsx").read_bytes()
    service.send("PATCH", FIRST, {"name": "Theirs"})
    flowtly("annotate", "b.xlsx", "-o", "shown.xlsx")

    assert "byte for byte" in flowtly("annotate", "shown.xlsx", "--clear").out
    assert cell(flowtly.folder / "shown.xlsx", "M1") is None
    assert (flowtly.folder / "b.xlsx").read_bytes() == before


def test_a_sheet_of_ones_own_gets_status_and_detail(flowtly: Flowtly) -> None:
    """A header typed by hand has neither; they stand right of all that is there, a stray value included."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Budgets"
    for row in (
        ["Name", "Type", "Granularity"],
        ["Nordic Fair", "global", "monthly"],
        [None, "global", "month", None, 7],
    ):
        sheet.append(row)
    own = flowtly.folder / "own.xlsx"
    book.save(own)

    flowtly("check", "own.xlsx", "--annotate", "checked.xlsx")

    checked = openpyxl.load_workbook(flowtly.folder / "checked.xlsx")["Budgets"]
    assert problems(flowtly.folder / "checked.xlsx") == []
    assert [checked[address].value for address in ("F1", "G1", "F3")] == ["Status", "Detail", "error"]
    assert checked.column_dimensions["G"].width == 60
    book["Budgets"]["A3"], book["Budgets"]["E3"] = "Baltic Fair", None
    book.save(own)
    flowtly("apply", "own.xlsx", "--yes")
    result = openpyxl.load_workbook(flowtly.folder / "own.result.xlsx")["Budgets"]
    assert [result[address].value for address in ("D1", "E1", "E3")] == ["Id", "Status", "created"]


def test_a_mended_row_loses_its_word(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    path = flowtly.folder / "b.xlsx"
    edit(path, {"D14": "global", "E14": "month"})
    flowtly("annotate", "b.xlsx", "-o", "b.xlsx")
    assert cell(path, "K14") == "error"
    edit(path, {"C14": "Nordic Fair"})

    flowtly("annotate", "b.xlsx", "-o", "b.xlsx")

    assert (cell(path, "K14"), cell(path, "L14")) == (None, None)
