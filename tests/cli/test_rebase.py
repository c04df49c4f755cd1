"""Workbook care at the command line: `rebase` brings it up to date, `diff` and `explain` tell what comes of it."""

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from soundness import problems

from toolkit.api.client import Client


def edit(workbook: Path, cells: Mapping[str, str | None]) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book["Budgets"][address] = value
    book.save(workbook)


def cells(workbook: Path, *addresses: str) -> list[object]:
    sheet = openpyxl.load_workbook(workbook)["Budgets"]
    return [sheet[address].value for address in addresses]


@pytest.fixture
def moved(flowtly: Flowtly, service: Client) -> Path:
    """Give a pulled and edited workbook while the service went on: one conflict, one plain edit, one colleague's."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    path = flowtly.folder / "b.xlsx"
    edit(path, {"C2": "Mine", "E3": "quarter"})
    service.send("PATCH", "/budgets/bgt_0001", {"name": "Theirs"})
    service.send("PATCH", "/budgets/bgt_0004", {"name": "Fairs", "dateFrom": "2026-03-01", "dateTo": None})
    return path


def test_rebase_refreshes_what_nobody_touched_and_nothing_else(flowtly: Flowtly, moved: Path) -> None:
    before = moved.read_bytes()

    outcome = flowtly("rebase", "b.xlsx")

    rebased = flowtly.folder / "b.rebased.xlsx"
    assert (outcome.code, moved.read_bytes()) == (5, before)
    assert problems(rebased) == []
    assert cells(rebased, "C2", "E3", "C5", "H5") == ["Mine", "quarter", "Fairs", None]
    shown = openpyxl.load_workbook(rebased)["Budgets"]["G5"]
    assert (str(shown.value), shown.number_format) == ("2026-03-01 00:00:00", "yyyy-mm-dd")
    with zipfile.ZipFile(moved) as old, zipfile.ZipFile(rebased) as new:
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert len(changed) == 2, "the sheet and the base"
    assert "1 conflict is left: Budgets!C2" in outcome.out


def test_a_second_rebase_finds_nothing_to_do(flowtly: Flowtly, moved: Path) -> None:
    del moved
    flowtly("rebase", "b.xlsx")

    again = flowtly("--json", "rebase", "b.rebased.xlsx")
    copied = flowtly("--json", "rebase", "b.rebased.xlsx", "-o", "copy.xlsx")

    assert json.loads(again.out)["written"] is None
    assert json.loads(copied.out)["written"] == "copy.xlsx"
    first, second = flowtly.folder / "b.rebased.xlsx", flowtly.folder / "copy.xlsx"
    assert first.read_bytes() == second.read_bytes()


def test_the_same_is_planned_before_and_after(flowtly: Flowtly, moved: Path) -> None:
    del moved
    before = json.loads(flowtly("--json", "plan", "b.xlsx").out)
    flowtly("rebase", "b.xlsx")

    after = json.loads(flowtly("--json", "plan", "b.rebased.xlsx").out)

    assert [change["requests"] for change in after["changes"]] == [change["requests"] for change in before["changes"]]
    assert after["conflicts"] == before["conflicts"]


@pytest.mark.parametrize(("word", "name"), [("mine", "Mine"), ("live", "Theirs")])
def test_rebase_carries_out_resolutions(flowtly: Flowtly, moved: Path, word: str, name: str) -> None:
    flowtly("annotate", "b.xlsx", "-o", "b.xlsx")
    edit(moved, {"M2": word})

    outcome = flowtly("rebase", "b.xlsx")

    assert (outcome.code, "1 Resolution was carried out" in outcome.out) == (0, True)
    assert cells(flowtly.folder / "b.rebased.xlsx", "C2", "M2") == [name, None]


def test_what_came_and_what_went_is_said(flowtly: Flowtly, service: Client) -> None:
    service.send("POST", "/budgets", {"name": "Short-lived", "type": "global", "granularity": "month"})
    flowtly("pull", "budgets", "-o", "b.xlsx")
    service.send("DELETE", "/budgets/bgt_0013")
    service.send("POST", "/budgets", {"name": "New", "type": "global", "granularity": "month"})

    outcome = flowtly("rebase", "b.xlsx")

    assert outcome.code == 0
    assert "up to date" in outcome.out
    assert "deleted by somebody: Budgets!14" in outcome.out
    assert "Budgets: 1 live record is not in the workbook" in outcome.out


def test_a_formula_stays_its_authors(flowtly: Flowtly, moved: Path) -> None:
    edit(moved, {"C5": '="Mässor Norden"'})

    flowtly("rebase", "b.xlsx")

    assert cells(flowtly.folder / "b.rebased.xlsx", "C5") == ['="Mässor Norden"']


def test_a_template_has_nothing_to_rebase(flowtly: Flowtly) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Budgets", 0).append(["Name", "Type"])
    book.save(flowtly.folder / "own.xlsx")

    outcome = flowtly("rebase", "own.xlsx")

    assert (outcome.code, "was not pulled" in outcome.err) == (4, True)


def test_diff_shows_the_three_sides(flowtly: Flowtly, moved: Path) -> None:
    edit(moved, {"C15": "Nordic Fair", "A4": "DELETE", "G6": "soon"})

    outcome = flowtly("--json", "diff", "b.xlsx", "--detailed-exitcode")

    found = {each["cell"]: each for each in json.loads(outcome.out)["differences"]}
    sides = {cell: (each["base"], each["mine"], each["live"], each["outcome"]) for cell, each in found.items()}
    assert outcome.code == 3
    assert sides["C2"] == ("Sökannonser 2026", "Mine", "Theirs", "conflict")
    assert sides["C5"] == ("Mässor Norden", "Mässor Norden", "Fairs", "keep")
    assert sides["E3"] == ("month", "quarter", "month", "send")
    assert sides["C15"] == (None, "Nordic Fair", None, "held")  # other cells of the row are missing
    assert sides["A4"] == (None, "DELETE", None, "delete")
    assert (sides["G6"][3], found["G6"]["text"]) == ("unreadable", "soon")


def test_diff_fits_the_terminal(flowtly: Flowtly, moved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del moved
    monkeypatch.setenv("COLUMNS", "70")

    outcome = flowtly("diff", "b.xlsx")

    assert outcome.code == 0
    assert max(map(len, outcome.out.splitlines())) <= 70
    assert "differ: 1 conflict" in outcome.out


def test_nothing_differs_after_a_pull(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")

    assert "Nothing differs" in flowtly("diff", "b.xlsx", "--detailed-exitcode").out


def test_explain_follows_a_cell_from_what_is_stored_to_what_is_sent(flowtly: Flowtly, moved: Path) -> None:
    del moved

    told = json.loads(flowtly("--json", "explain", "b.xlsx", "budgets!$E$3").out)
    text = flowtly("explain", "b.xlsx", "C2").out

    assert told["stored"] == {"type": "text", "text": "quarter", "format": "@", "formula": False}
    assert (told["base"], told["mine"], told["live"], told["outcome"]) == ("month", "quarter", "month", "send")
    assert [request["path"] for request in told["requests"]] == ["/budgets/bgt_0002"]
    assert "conflict" in text
    assert '"Theirs"' in text


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("C1", "above the header"),
        ("C99", "blank"),
        ("Z3", "no header that we know"),
        ("F2", "E-marketing"),
        ("G6", "no plan: the workbook has 1 error"),
    ],
)
def test_explain_tells_why_a_cell_says_nothing(flowtly: Flowtly, moved: Path, cell: str, said: str) -> None:
    edit(moved, {"G6": "soon"})

    assert said in " ".join(flowtly("explain", "b.xlsx", cell).out.split())


def test_explain_tells_how_a_cell_was_taken(flowtly: Flowtly, moved: Path) -> None:
    edit(moved, {"G6": "31.12.2026"})

    steps = json.loads(flowtly("--json", "explain", "b.xlsx", "G6").out)["steps"]

    assert steps == [
        "Not taken as typed, by the rule date.",
        "Read as date: 2026-12-31",
        'Sent as "2026-12-31T00:00:00+00:00"',
    ]


@pytest.mark.parametrize("cell", ["C", "7", "Nowhere!C2", "C0", ""])
def test_what_is_no_cell_is_refused(flowtly: Flowtly, moved: Path, cell: str) -> None:
    del moved

    outcome = flowtly("explain", "b.xlsx", cell)

    assert (outcome.code, "is no cell of Budgets" in outcome.err) == (2, True)


def test_rows_that_are_ignored_or_deleted_follow_where_nobody_typed(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    path = flowtly.folder / "b.xlsx"
    edit(path, {"A2": "IGNORE", "A3": "IGNORE", "C3": "Mine", "A4": "DELETE"})
    for budget in ("bgt_0001", "bgt_0002", "bgt_0003"):
        service.send("PATCH", f"/budgets/{budget}", {"name": f"Theirs {budget}", "granularity": "quarter"})

    assert flowtly("rebase", "b.xlsx").code == 5

    rebased = flowtly.folder / "b.rebased.xlsx"
    assert cells(rebased, "C2", "E2", "C3", "E3") == ["Theirs bgt_0001", "quarter", "Mine", "quarter"]
    assert cells(rebased, "A4", "C4") == ["DELETE", "Formgivning 2026"], "what others did to it is still to be seen"
    edit(rebased, {"A2": None, "A3": None, "A4": None})
    planned = json.loads(flowtly("--json", "plan", "b.rebased.xlsx").out)
    assert planned["changes"] == []
    assert [each["cell"] for each in planned["conflicts"]] == ["C3"]


def test_references_take_the_new_names_of_what_they_point_at(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    path = flowtly.folder / "b.xlsx"
    first, other = cells(path, "F2", "F6")
    edit(path, {"F7": str(first)})
    for group in ("emarketing", "bgr_0002"):
        service.send("PATCH", f"/budget-groups/{group}", {"name": f"New {group}"})

    told = json.loads(flowtly("--json", "rebase", "b.xlsx", "-o", "b.rebased.xlsx").out)

    rebased = flowtly.folder / "b.rebased.xlsx"
    assert (first, other, told["renamed"]) == ("E-marketing", "Drift", 2)
    assert cells(rebased, "F2", "F6", "F7") == ["New emarketing", "New bgr_0002", "New emarketing"]
    checked = json.loads(flowtly("--json", "check", "b.rebased.xlsx").out)
    [change] = json.loads(flowtly("--json", "plan", "b.rebased.xlsx").out)["changes"]
    assert (checked["issues"], [edit["after"] for edit in change["edits"]]) == ([], ["/api/budget-groups/emarketing"])


def test_a_formula_that_shows_an_old_name_keeps_the_name_and_its_list(flowtly: Flowtly, service: Client) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    path = flowtly.folder / "b.xlsx"
    with_formula(path, "F7", "E-marketing")
    service.send("PATCH", "/budget-groups/emarketing", {"name": "Ads"})

    told = json.loads(flowtly("--json", "rebase", "b.xlsx", "-o", "b.rebased.xlsx").out)

    assert (told["renamed"], told["listed"]) == (0, 0)
    [change] = json.loads(flowtly("--json", "plan", "b.rebased.xlsx").out)["changes"]
    assert [edit["after"] for edit in change["edits"]] == ["/api/budget-groups/emarketing"]


def with_formula(workbook: Path, address: str, result: str) -> None:
    """Put a formula with its stored result into a cell, as Excel saves it."""
    with zipfile.ZipFile(workbook) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = next(name for name, part in parts.items() if b"Command" in part and b'<c r="C2"' in part)
    cell = re.compile(rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % address.encode())
    spelt = f'<c r="{address}" t="str"><f>"E-"&amp;"marketing"</f><v>{result}</v></c>'.encode()
    assert cell.search(parts[name])
    parts[name] = cell.sub(spelt, parts[name], count=1)
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
