"""Merged cells among the data."""

import pytest

from tests.checking.sheets import BUDGETS, budget, judge, sheet, told


def test_a_merged_range_is_one_issue_in_the_place_of_all_at_its_cells() -> None:
    rows = [budget(), budget(name=None), budget(name=None), budget(name=None)]
    checked = judge(sheet(BUDGETS, *rows, merged=("C2:C4",)))
    assert told(checked.issues) == [("C2", "merged"), ("C5", "required")]
    assert "The cells C2:C4 are merged" in checked.issues[0].message


@pytest.mark.parametrize(
    ("ranges", "cells"),
    [
        (("$A$2:$B$2",), ["A2"]),
        (("C1:C2",), ["C2"]),
        (("J2:XFD2", "K2:L2"), ["J2"]),
        (("C2:D2", "E2:F2"), ["C2", "E2"]),
        (("A1:Z1",), []),
        (("A3:Z3",), []),
        (("K2:L2",), []),
        (("Z2:AB2",), []),
        (("C2",), []),
    ],
)
def test_only_ranges_over_cells_that_are_read_matter(ranges: tuple[str, ...], cells: list[str]) -> None:
    checked = judge(sheet(BUDGETS, budget(), merged=ranges))
    assert told(checked.issues) == [(at, "merged") for at in cells]


def test_an_empty_sheet_may_have_merged_cells() -> None:
    assert judge(sheet(BUDGETS, merged=("A1:D5",))).issues == ()


def test_merged_cells_of_one_sheet_hide_no_issue_of_another() -> None:
    first = sheet(BUDGETS, budget(name="A"), merged=("C2:D2",))
    second = sheet(BUDGETS, budget(name=5), name="budget")
    found = [(issue.sheet, issue.cell, issue.rule) for issue in judge(first, second).issues]
    assert found == [("Budgets", "C2", "merged"), ("budget", "C2", "type")]
