"""Which sheets of a workbook are read, and how one more is."""

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from command_line import Flowtly


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


BUDGET = [["Name", "Type", "Granularity"], ["Nordic Fair", "global", "month"]]
GROUPS = [["Name"], ["New group"]]


def test_a_narrow_sheet_is_planned_applied_and_planned_again(flowtly: Flowtly, tmp_path: Path) -> None:
    workbook(tmp_path / "b.xlsx", Blad1=[["Id", *BUDGET[0]], [None, *BUDGET[1]]])

    assert flowtly("plan", tmp_path / "b.xlsx", "-o", "plan.json").code == 0
    assert flowtly("apply", "plan.json", "--yes").code == 0
    again = flowtly("plan", tmp_path / "b.result.xlsx")

    assert again.code == 0, again.err
    assert "0 to create" in again.out


def test_beside_a_known_sheet_it_is_named_once_and_taken_where_told(flowtly: Flowtly, tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", **{"Budget groups": GROUPS, "Blad1": BUDGET})

    left = flowtly("check", path, "-v")
    machine = json.loads(flowtly("--json", "check", path).out)
    taken = flowtly("plan", path, "--sheet", "blad1")

    assert left.code == 0
    assert " ".join(left.err.split()).count('Sheet "Blad1"') == 1
    assert '--sheet "Blad1"' in " ".join(left.err.split())
    assert machine["left_out"] == [{"sheet": "Blad1", "entities": ["budgets"]}]
    assert "2 to create" in taken.out
    assert "1 to create" in flowtly("plan", path).out


def test_what_was_taken_gets_its_results_too(flowtly: Flowtly, tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", **{"Budget groups": GROUPS, "Blad1": BUDGET, "Own": [["# a"], ["b"]]})
    assert flowtly("plan", path, "--sheet", "Blad1=budgets", "-o", "plan.json").code == 0
    assert flowtly("apply", "plan.json", "--yes").code == 0

    result = openpyxl.load_workbook(tmp_path / "b.result.xlsx")
    assert "created" in [cell.value for cell in result["Blad1"][2]]
    assert "created" in [cell.value for cell in result["Budget groups"][2]]


@pytest.mark.parametrize(
    ("told", "said"),
    [("Blad2", 'has no sheet "Blad2"'), ("Blad2=budgets", 'has no sheet "Blad2=budgets"'), ("Blad1=budget", "budgets")],
)
def test_a_sheet_or_an_entity_that_is_not_there_is_named(
    flowtly: Flowtly, tmp_path: Path, told: str, said: str
) -> None:
    refused = flowtly("check", workbook(tmp_path / "b.xlsx", Blad1=BUDGET), "--sheet", told)

    assert refused.code in {2, 4}
    assert said in " ".join(refused.err.split())


def test_a_helper_sheet_beside_what_was_pulled_blocks_nothing(flowtly: Flowtly) -> None:
    assert flowtly("pull", "budgets", "-o", "b.xlsx").code == 0
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    for name in ("Employees", "Team"):
        helper = book.create_sheet(name)
        helper.append(["Id", "Name", "Owner"])
        helper.append(["1", "Anna", "Bo"])
    book.save(flowtly.folder / "b.xlsx")

    told = flowtly("check", "b.xlsx")

    assert told.code == 0, told.out
    assert "No issues." in told.out
