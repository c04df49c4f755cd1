"""The whole check: every row once, every issue once, in the order of the workbook."""

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.sheets import (
    BUDGETS,
    COMPANY,
    ERROR,
    FORMULA,
    Grid,
    Typed,
    budget,
    grid_row,
    headers_of,
    judge,
    names_of,
    sheet,
    told,
    valid,
)
from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.record import Command

GROUPS = find("budget-groups")

_CELLS: st.SearchStrategy[Typed] = st.sampled_from(
    [
        None,
        None,
        None,
        "",
        " ",
        "Ads",
        "b1",
        "global",
        "[clear]",
        "odd",
        "x" * 300,
        12,
        True,
        ERROR,
        FORMULA,
        "2024-01-31",
    ]
)
_ROWS = st.fixed_dictionaries(
    {"Command": st.sampled_from([None, None, "", "create", "DELETE", "ignore", "Upsert", "update", "?"])},
    optional={
        "Id": st.sampled_from([None, "b1", "b2", "gone", 5, ERROR]),
        **dict.fromkeys(BUDGETS.by_field, _CELLS),
    },
)


def is_blank(row: dict[str, Typed]) -> bool:
    return all(typed is None or (isinstance(typed, str) and not typed.strip()) for typed in row.values())


@settings(max_examples=40)
@given(rows=st.lists(_ROWS, max_size=6), with_base=st.booleans())
def test_every_row_has_one_fate_and_every_issue_stands_once(rows: list[dict[str, Typed]], with_base: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    checked = judge(sheet(BUDGETS, *rows), base=COMPANY if with_base else {})
    assert [mine.row for mine in checked.rows] == [n for n, row in enumerate(rows, start=2) if not is_blank(row)]
    assert checked.rows_seen == len(checked.rows)
    counted = Counter((issue.cell, issue.rule) for issue in checked.issues)
    assert set(counted.values()) <= {1}
    assert len(checked.errors) + len(checked.warnings) == len(checked.issues)
    places = [(issue.row, issue.cell[0]) for issue in checked.issues]
    assert places == sorted(places)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_every_cell_of_every_entity_may_hold_an_error_and_is_told_of(entity: Entity) -> None:
    row: dict[str, Typed] = dict.fromkeys(entity.by_field, ERROR)
    issues = judge(sheet(entity, row)).issues
    assert [issue.field for issue in issues] == list(entity.by_field)
    assert {issue.rule for issue in issues} <= {"error", "read-only"}


def test_blank_rows_and_results_of_earlier_runs_are_no_rows() -> None:
    blank: dict[str, Typed] = {"name": " ", "type": Cell(Stored.BLANK), "Status": "done", "Detail": "created"}
    checked = judge(sheet(BUDGETS, {}, blank, budget(), {}))
    assert [mine.row for mine in checked.rows] == [4]
    assert checked.issues == ()


def test_hidden_rows_are_rows_and_counted() -> None:
    checked = judge(sheet(BUDGETS, budget(name="A"), budget(name="B"), {}, hidden=[3, 4]))
    assert (checked.rows_seen, checked.hidden_rows) == (2, 1)


def test_a_column_that_is_not_on_the_sheet_has_no_entry() -> None:
    [mine] = judge(sheet(BUDGETS, {"Id": "b1", "name": "Ads"}, without=["type", "config"])).rows
    assert set(mine.values) == {"name", "granularity", "budgetGroup", "dateFrom", "dateTo"}


def test_values_below_an_empty_header_are_told_of_once() -> None:
    header = grid_row(1, [*headers_of(BUDGETS), None, "# mine"])
    width = len(headers_of(BUDGETS))
    rows = [
        grid_row(2, [None, None, "A", "global", "month"]),
        grid_row(3, [None, None, "B", "global", "month", *[None] * (width - 5), "lost", "kept", Cell(Stored.BLANK)]),
        grid_row(4, [None, None, "C", "global", "month", *[None] * (width - 5), "lost too"]),
    ]
    checked = judge(Grid("Budgets", [header, *rows]))
    [issue] = checked.issues
    assert (issue.cell, issue.rule, issue.severity) == ("M1", "header-blank", "warning")
    assert "the first in row 3" in issue.message


def test_what_stands_above_the_header_is_not_read() -> None:
    grid = [grid_row(1, ["Our budgets", None, 12]), grid_row(4, headers_of(BUDGETS)), grid_row(5, [None, None, "A"])]
    checked = judge(Grid("Budgets", grid))
    assert told(checked.issues) == [("D5", "required"), ("E5", "required")]


def test_issues_are_sorted_by_sheet_then_row_then_column() -> None:
    groups = sheet(GROUPS, {"name": 5})
    budgets = sheet(BUDGETS, budget(name="A", granularity="odd", dateTo="?"), {"Command": "DELETE"})
    found = [(issue.sheet, issue.cell) for issue in judge(budgets, groups).issues]
    assert found == [("Budgets", "E2"), ("Budgets", "H2"), ("Budgets", "B3"), ("Budget groups", "C2")]


def test_issues_of_headers_stand_among_the_others() -> None:
    grid = Grid("Budgets", [grid_row(1, ["Name", "Nmae"]), grid_row(2, ["A"])])
    found = [(issue.cell, issue.rule) for issue in judge(grid).issues]
    assert found == [("B1", "header-unknown"), ("C1", "required"), ("D1", "required")]


def test_the_columns_may_stand_in_any_order() -> None:
    row = budget(granularity="odd")
    names = sorted(names_of(BUDGETS))
    titles = dict(zip(names_of(BUDGETS), headers_of(BUDGETS), strict=True))
    grid = [grid_row(1, [titles[name] for name in names]), grid_row(2, [row.get(name) for name in names])]
    checked = judge(Grid("Budgets", grid))
    [issue] = checked.issues
    assert issue.cell == f"{chr(ord('A') + names.index('granularity'))}2"


@pytest.mark.parametrize("entity", DIRECTORIES, ids=lambda entity: entity.path)
def test_rows_of_a_directory_are_read_and_never_judged(entity: Entity) -> None:
    [(id_, found)] = list(COMPANY[entity.path].items())[:1]
    checked = judge(sheet(entity, {"Id": id_, "name": "Edited"}, {"name": "New"}), base=COMPANY)
    assert [(issue.row, issue.rule) for issue in checked.issues] == [(2, "read-only"), (3, "read-only")]
    assert [mine.values for mine in checked.rows] == [{}, {}]
    assert [mine.command for mine in checked.rows] == [Command.AUTO] * 2
    assert found.values["name"] != "Edited"


def test_several_sheets_of_one_entity_are_all_read() -> None:
    checked = judge(sheet(GROUPS, valid(GROUPS)), sheet(GROUPS, valid(GROUPS), name="budget-groups"))
    assert [mine.header.sheet for mine in checked.rows] == ["Budget groups", "budget-groups"]


_UNTOUCHED = """
import sys
from tests.checking.sheets import BUDGETS, COMPANY, judge, sheet
judge(sheet(BUDGETS, {"Id": "b1", "name": "Ads", "type": "global", "granularity": "month"}), base=COMPANY)
sys.exit("pandas" in sys.modules or "pandera" in sys.modules)
"""


def test_a_workbook_that_says_nothing_new_is_checked_without_loading_pandas() -> None:
    assert subprocess.run([sys.executable, "-c", _UNTOUCHED], check=False).returncode == 0
