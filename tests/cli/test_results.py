"""The result workbook: ids, words on each row, and a base that the next plan starts from."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

from toolkit.api.client import Client
from toolkit.entities import find

Cells = Mapping[str, str | None]


def _edit(workbook: Path, cells: Cells) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book["Budgets"][address] = value
    book.save(workbook)


def _cells(workbook: Path, *addresses: str) -> list[object]:
    sheet = openpyxl.load_workbook(workbook)["Budgets"]
    return [sheet[address].value for address in addresses]


NEW: Cells = {"C14": "Nordic Fair", "D14": "global", "E14": "month"}


@pytest.fixture
def pulled(flowtly: Flowtly) -> Path:
    """Give a pulled workbook of budgets."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    return flowtly.folder / "b.xlsx"


def test_a_result_has_the_new_id_and_a_word_on_each_row(flowtly: Flowtly, service: Client) -> None:
    """Created and changed rows say so; the command that was carried out is gone."""
    service.send("POST", "/budgets", {"name": "Old", "type": "global", "granularity": "month"})
    flowtly("pull", "budgets", "-o", "b.xlsx")
    new = {"A15": "CREATE", "C15": "Nordic Fair", "D15": "global", "E15": "month"}
    _edit(flowtly.folder / "b.xlsx", {**new, "E2": "quarter", "A14": "DELETE"})

    applied = flowtly("apply", "b.xlsx", "--yes")

    result = flowtly.folder / "b.result.xlsx"
    assert applied.code == 0, applied
    assert _cells(result, "B15", "A15", "K15", "K2", "K14") == ["bgt_0014", None, "created", "changed", "deleted"]
    again = flowtly("--json", "plan", "b.result.xlsx")
    assert (again.code, json.loads(again.out)["changes"]) == (0, [])


def test_the_original_is_not_planned_twice(flowtly: Flowtly, pulled: Path) -> None:
    """Its new rows exist; the sentence names the result."""
    _edit(pulled, NEW)
    flowtly("apply", "b.xlsx", "--yes")

    outcome = flowtly("plan", "b.xlsx")

    assert (outcome.code, "b.result.xlsx" in outcome.err) == (5, True)


def test_the_original_is_planned_again_once_its_records_are_gone(flowtly: Flowtly, pulled: Path) -> None:
    """After the embedded service was seeded anew, nothing can be doubled."""
    _edit(pulled, NEW)
    flowtly("apply", "b.xlsx", "--yes")
    flowtly("sandbox", "reset")

    outcome = flowtly("--json", "plan", "b.xlsx")

    assert (outcome.code, [change["verb"] for change in json.loads(outcome.out)["changes"]]) == (0, ["create"])


def test_a_second_result_overwrites_nothing(flowtly: Flowtly, pulled: Path) -> None:
    """Results are numbered."""
    _edit(pulled, {"E2": "quarter"})
    flowtly("apply", "b.xlsx", "--yes")
    _edit(flowtly.folder / "b.result.xlsx", {"E3": "quarter"})

    flowtly("apply", "b.result.xlsx", "--yes")

    assert sorted(path.name for path in flowtly.folder.glob("*.result*")) == ["b.result-2.xlsx", "b.result.xlsx"]


def test_a_conflict_is_told_and_stays_one(flowtly: Flowtly, pulled: Path, service: Client) -> None:
    """The other rows go out; the conflicting one keeps its base, so that the next plan finds it again."""
    _edit(pulled, {"E2": "quarter", "C2": "Mine", "E3": "quarter"})
    service.send("PATCH", "/budgets/bgt_0001", {"name": "Theirs"})

    applied = flowtly("apply", "b.xlsx", "--yes")

    assert applied.code == 5
    assert _cells(flowtly.folder / "b.result.xlsx", "K2", "K3") == ["conflict", "changed"]
    assert flowtly("plan", "b.result.xlsx").code == 5


def test_two_people_on_different_cells_lose_nothing(flowtly: Flowtly, pulled: Path, service: Client) -> None:
    """My granularity and their name are both in the service afterwards."""
    _edit(pulled, {"E2": "quarter"})
    service.send("PATCH", "/budgets/bgt_0001", {"name": "Theirs"})

    flowtly("apply", "b.xlsx", "--yes")

    answer = service.send("GET", "/budgets/bgt_0001")
    assert answer is not None
    assert (answer["name"], answer["granularity"]) == ("Theirs", "quarter")


def test_nobody_to_ask_means_no(flowtly: Flowtly, pulled: Path) -> None:
    """Without a terminal, only --yes is a yes."""
    _edit(pulled, {"E2": "quarter"})

    outcome = flowtly("apply", "b.xlsx")

    assert (outcome.code, "--yes" in outcome.err) == (2, True)


def test_a_plan_away_from_its_workbook_is_applied_without_a_result(flowtly: Flowtly, pulled: Path) -> None:
    """What is missing is said, and the changes are carried out all the same."""
    _edit(pulled, {"E2": "quarter"})
    flowtly("plan", "b.xlsx", "-o", "p.json")
    pulled.unlink()

    outcome = flowtly("apply", "p.json")

    assert (outcome.code, "not beside the plan" in outcome.err) == (0, True)


def test_parents_and_children_of_one_workbook_ask_for_nothing_afterwards(flowtly: Flowtly) -> None:
    """The result of the year's sample knows every new id, also behind the references."""
    sample = Path(__file__).parents[2] / "samples" / "a-year" / "workbook.xlsx"
    shutil.copy(sample, flowtly.folder / "year.xlsx")
    applied = flowtly("--json", "apply", "year.xlsx", "--yes")

    again = flowtly("--json", "plan", "year.result.xlsx")

    assert (applied.code, json.loads(applied.out)["done"]) == (0, 11), applied
    assert (again.code, json.loads(again.out)["changes"]) == (0, []), again


def test_a_twin_that_appeared_since_the_plan_is_not_doubled(flowtly: Flowtly, pulled: Path, service: Client) -> None:
    """A colleague made the same budget meanwhile: apply leaves the creation out and names theirs."""
    _edit(pulled, NEW)
    flowtly("plan", "b.xlsx", "-o", "p.json")
    service.send("POST", "/budgets", {"name": "Nordic Fair", "type": "global", "granularity": "month"})

    outcome = flowtly("--json", "apply", "p.json")

    (receipt,) = json.loads(outcome.out)["receipts"]
    assert (outcome.code, receipt["status"]) == (5, "skipped")
    assert "bgt_0013" in receipt["detail"]
    assert [record.values["name"] for record in service.records(find("budgets"))].count("Nordic Fair") == 1


def test_a_sheet_of_conflicts_alone_is_told_too(flowtly: Flowtly, pulled: Path, service: Client) -> None:
    """Where the plan changes nothing of a sheet, its conflicts still stand in the Status column."""
    _edit(pulled, {"C2": "Mine"})
    service.send("PATCH", "/budgets/bgt_0001", {"name": "Theirs"})

    applied = flowtly("apply", "b.xlsx", "--yes")

    assert applied.code == 5
    assert _cells(flowtly.folder / "b.result.xlsx", "K2") == ["conflict"]
