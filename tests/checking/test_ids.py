"""Which record a row is about."""

import pytest

from tests.checking.sheets import BUDGETS, ERROR, FORMULA, Typed, budget, judge, sheet, told
from toolkit.checking.issues import Severity
from toolkit.entities.record import Command


def test_create_with_an_id_is_a_contradiction() -> None:
    [issue] = judge(sheet(BUDGETS, {"Command": "CREATE", "Id": "b1", "name": 5})).errors[:1]
    assert (issue.cell, issue.rule, issue.value) == ("B2", "id-given", "b1")


def test_a_contradicting_row_is_not_asked_for_more() -> None:
    assert told(judge(sheet(BUDGETS, {"Command": "CREATE", "Id": "b1"})).issues) == [("B2", "id-given")]
    assert told(judge(sheet(BUDGETS, {"Command": "CREATE", "Id": "b1", "type": "odd"})).issues) == [("B2", "id-given")]


def test_delete_needs_an_id() -> None:
    [issue] = judge(sheet(BUDGETS, {"Command": "DELETE", "name": "Ads"})).issues
    assert (issue.cell, issue.rule, issue.severity, issue.value) == ("B2", "id-missing", Severity.ERROR, None)


def test_delete_on_a_sheet_without_ids_is_told_in_the_first_column() -> None:
    assert told(judge(sheet(BUDGETS, {"Command": "DELETE"}, without=["Id"])).issues) == [("A2", "id-missing")]


def test_an_id_may_stand_in_one_row_only() -> None:
    rows = [{"Id": "b1", "name": "A"}, {"Id": "b2", "name": "B"}, {"Command": "DELETE", "Id": "b1"}]
    [issue] = judge(sheet(BUDGETS, *rows)).issues
    assert (issue.cell, issue.rule) == ("B4", "id-twice")
    assert issue.message.startswith("The Id b1 stands in row 2 already.")


def test_an_id_on_two_sheets_of_an_entity_is_found_too() -> None:
    first, second = sheet(BUDGETS, {"Id": "b1"}), sheet(BUDGETS, {"Id": "b1"}, name="budget")
    [issue] = judge(first, second).issues
    assert (issue.sheet, issue.cell, issue.rule) == ("budget", "B2", "id-twice")
    assert "Budgets!2" in issue.message


def test_an_ignored_row_may_have_any_id() -> None:
    assert judge(sheet(BUDGETS, {"Id": "b1"}, {"Command": "IGNORE", "Id": "b1"})).issues == ()


@pytest.mark.parametrize(("typed", "rule"), [(True, "type"), (ERROR, "error"), (FORMULA, "formula")])
@pytest.mark.parametrize("command", [Command.AUTO, Command.UPDATE, Command.DELETE])
def test_an_id_that_cannot_be_read_is_the_only_issue_of_its_row(typed: Typed, rule: str, command: Command) -> None:
    checked = judge(sheet(BUDGETS, {"Command": command.value, "Id": typed, "name": "Ads", "type": "weird"}))
    assert told(checked.issues) == [("B2", rule)]
    assert checked.rows[0].id is None


def test_an_unreadable_id_does_not_hide_unreadable_cells() -> None:
    assert told(judge(sheet(BUDGETS, {"Id": ERROR, "name": 5})).issues) == [("B2", "error"), ("C2", "type")]


def test_an_unknown_id_is_left_to_the_plan() -> None:
    assert judge(sheet(BUDGETS, {"Id": "nowhere", **budget()})).issues == ()
