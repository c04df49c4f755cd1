"""What each command asks for, with and without an Id, a base and a live record."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from toolkit.entities import find
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.planning.changes import Create, Delete, Patch, Request
from toolkit.planning.plan import Plan

BUDGETS = find("budgets")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]


def _new(row: Row, command: Command, name: str = "new") -> Mine:
    return row(BUDGETS, {"name": name, "type": "global", "granularity": "month", "dateTo": None}, command=command)


def _only_reason(plan: Plan) -> str:
    assert plan.changes == ()
    assert plan.unchanged == 0
    (refusal,) = plan.refusals
    return refusal.reason


@pytest.mark.parametrize("command", [Command.AUTO, Command.CREATE, Command.UPSERT])
def test_a_row_without_an_id_is_created_with_what_it_holds(command: Command, plan: Make, row: Row) -> None:
    made = plan([_new(row, command)], {"budgets": {}})

    (change,) = made.changes
    assert isinstance(change, Create)
    assert change.requests == (Request("POST", "/budgets", {"name": "new", "type": "global", "granularity": "month"}),)
    assert change.label == "new"
    assert change.place.sheet == "Budgets"
    assert change.place.letters["name"] == "C"
    assert made.unbased == ("Budgets",)


@pytest.mark.parametrize("command", [Command.AUTO, Command.UPDATE, Command.UPSERT])
def test_a_row_with_an_id_patches_only_what_it_makes_different(
    command: Command, plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS, "b/1 ä"))
    mine = pulled(BUDGETS, live["budgets"]["b/1 ä"], command=command, name="other", dateTo=None)

    made = plan([mine], live, live)

    (change,) = made.changes
    assert isinstance(change, Patch)
    assert change.requests == (Request("PATCH", "/budgets/b%2F1%20%C3%A4", {"name": "other", "dateTo": None}),)
    assert change.edits == {"name": "other", "dateTo": None}
    assert made.relied_on == {"budgets/b/1 ä": change.before.digest(BUDGETS)}


@pytest.mark.parametrize("command", [Command.AUTO, Command.UPDATE, Command.UPSERT, Command.IGNORE])
def test_an_untouched_row_asks_for_nothing(
    command: Command, plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS))

    made = plan([pulled(BUDGETS, live["budgets"]["1"], command=command)], live, live)

    assert (made.unchanged, made.changes, made.guards, made.notes) == (1, (), (), ())


def test_ignore_asks_for_nothing_whatever_the_row_holds(plan: Make, row: Row) -> None:
    made = plan([row(BUDGETS, {"name": "other"}, "unknown", Command.IGNORE)], {"budgets": {}})

    assert (made.unchanged, made.refusals) == (1, ())


def test_ignore_asks_for_nothing_even_where_its_reference_leads_nowhere(plan: Make, row: Row) -> None:
    nowhere = NewRow("budget-groups", "Budget groups", 99)

    made = plan([row(BUDGETS, {"name": "other", "budgetGroup": nowhere}, command=Command.IGNORE)], {"budgets": {}})

    assert (made.unchanged, made.refusals) == (1, ())


def test_an_empty_row_asks_for_nothing(plan: Make, row: Row) -> None:
    assert plan([row(BUDGETS, {"name": None, "dateTo": Clear.CLEAR})], {"budgets": {}}).unchanged == 1


@pytest.mark.parametrize("command", [Command.CREATE, Command.UPSERT])
def test_a_creating_command_in_an_empty_row_is_refused(command: Command, plan: Make, row: Row) -> None:
    reason = _only_reason(plan([row(BUDGETS, {"name": None}, command=command)], {"budgets": {}}))

    assert reason == f"{command} stands in a row without any value. Fill it in, or IGNORE."


def test_create_with_an_id_is_refused(plan: Make, row: Row) -> None:
    reason = _only_reason(plan([row(BUDGETS, {"name": "new"}, "7", Command.CREATE)], {"budgets": {}}))

    assert "CREATE and the Id 7 contradict each other" in reason


@pytest.mark.parametrize("command", [Command.UPDATE, Command.UPSERT])
def test_a_unique_natural_key_stands_for_an_id(
    command: Command, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS, "1", name=" Rent "), record(BUDGETS, "2", name="Food"))
    mine = row(BUDGETS, {"name": "Rent", "granularity": "quarter", "type": None}, command=command)

    (change,) = plan([mine], live, live).changes

    assert isinstance(change, Patch)
    assert change.requests == (Request("PATCH", "/budgets/1", {"granularity": "quarter"}),)


@pytest.mark.parametrize("command", [Command.UPDATE, Command.UPSERT])
def test_a_natural_key_of_several_records_is_refused_with_their_ids(
    command: Command, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, *(record(BUDGETS, str(k), k, name="Rent") for k in range(7)))

    reason = _only_reason(plan([row(BUDGETS, {"name": "Rent"}, command=command)], live))

    assert reason.startswith("7 budgets have the same Name: Id 0, Id 1, Id 2, Id 3, Id 4 and 2 more.")


def test_update_without_a_match_is_refused(plan: Make, row: Row) -> None:
    reason = _only_reason(plan([_new(row, Command.UPDATE)], {"budgets": {}}))

    assert reason == "UPDATE finds no budget with the same Name. Fill in its Id, or use UPSERT to create it."


def test_update_without_id_and_natural_key_is_refused(plan: Make, row: Row) -> None:
    reason = _only_reason(plan([row(BUDGETS, {"type": "global"}, command=Command.UPDATE)], {"budgets": {}}))

    assert reason == "UPDATE needs the Id of the budget, or its Name."


@pytest.mark.parametrize("command", [Command.AUTO, Command.UPDATE, Command.UPSERT, Command.DELETE])
def test_an_id_that_never_was_is_refused(command: Command, plan: Make, row: Row) -> None:
    reason = _only_reason(plan([row(BUDGETS, {"name": "x"}, "nope", command)], {"budgets": {}}, {"budgets": {}}))

    assert reason.startswith("There is no budget with the Id nope.")


@pytest.mark.parametrize("command", [Command.AUTO, Command.UPDATE, Command.UPSERT])
def test_a_record_deleted_since_the_pull_is_a_conflict(
    command: Command, plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))

    edited = replace(pulled(BUDGETS, base["budgets"]["1"], command=command), values={"name": "Edited"})
    (conflict,) = plan([edited], {}, base).conflicts

    assert (conflict.reason, conflict.cell, conflict.field) == ("deleted by somebody since the pull", "B2", "Id")


def test_an_untouched_row_of_a_record_deleted_since_the_pull_asks_for_nothing(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))

    made = plan([pulled(BUDGETS, base["budgets"]["1"])], {"budgets": {}}, base)

    assert (made.unchanged, made.changes, made.conflicts) == (1, (), ())
    assert "1 record of an untouched row was deleted by somebody" in made.notes[0]


def test_a_delete_of_what_is_gone_already_asks_for_nothing(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))

    made = plan([pulled(BUDGETS, base["budgets"]["1"], command=Command.DELETE)], {"budgets": {}}, base)

    assert (made.unchanged, made.changes, made.conflicts) == (1, (), ())


def test_delete_takes_the_record_of_its_id_whatever_the_cells_hold(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS))

    made = plan([pulled(BUDGETS, live["budgets"]["1"], command=Command.DELETE, name="edited")], live, live)

    (change,) = made.changes
    assert isinstance(change, Delete)
    assert change.requests == (Request("DELETE", "/budgets/1"),)


def test_delete_without_an_id_is_refused(plan: Make, row: Row) -> None:
    reason = _only_reason(plan([_new(row, Command.DELETE)], {"budgets": {}}))

    assert reason == "DELETE needs the Id of the budget to delete."


def test_a_delete_of_a_record_that_changed_since_the_pull_is_a_conflict_for_each_field(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))
    live = live_of(BUDGETS, record(BUDGETS, name="theirs", config=None))

    made = plan([pulled(BUDGETS, base["budgets"]["1"], command=Command.DELETE)], live, base)

    assert made.changes == ()
    assert [(c.field, c.cell, c.live) for c in made.conflicts] == [("name", "C2", "theirs"), ("config", "I2", None)]
    assert {conflict.reason for conflict in made.conflicts} == {"changed since the pull, and deleted here"}


def test_a_delete_is_not_held_up_by_what_the_service_alone_sets(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))
    live = live_of(BUDGETS, record(BUDGETS, budgetEmployees='["changed"]'))

    made = plan([pulled(BUDGETS, base["budgets"]["1"], command=Command.DELETE)], live, base)

    assert [change.verb for change in made.changes] == ["delete"]


def test_a_row_one_cell_of_which_conflicts_is_not_sent_at_all(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))
    live = live_of(BUDGETS, record(BUDGETS, name="theirs"))
    mine = pulled(BUDGETS, base["budgets"]["1"], name="mine", granularity="quarter")

    made = plan([mine], live, base)

    assert made.changes == ()
    (conflict,) = made.conflicts
    assert (conflict.base, conflict.mine, conflict.live) == ("name 0", "mine", "theirs")
    assert (conflict.cell, conflict.reason) == ("C2", "changed on both sides")


def test_two_people_editing_different_cells_of_a_record_lose_nothing(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(BUDGETS, record(BUDGETS))
    live = live_of(BUDGETS, record(BUDGETS, name="theirs"))

    (change,) = plan([pulled(BUDGETS, base["budgets"]["1"], granularity="quarter")], live, base).changes

    assert change.requests[0].body == {"granularity": "quarter"}


def test_a_row_with_an_id_that_the_base_does_not_hold_is_compared_two_way_and_the_plan_says_so(
    plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS))

    made = plan([row(BUDGETS, {"name": "other", "dateTo": None}, "1")], live, {"budgets": {}})

    (change,) = made.changes
    assert change.requests[0].body == {"name": "other"}
    assert made.unbased == ()
    (note,) = made.notes
    assert note.startswith("Sheet Budgets: 1 row has an Id that was not pulled with it:")


def test_rows_that_share_an_id_are_refused_but_for_untouched_ones(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS))
    there = live["budgets"]["1"]
    rows = [pulled(BUDGETS, there), pulled(BUDGETS, there, 3, name="b"), pulled(BUDGETS, there, 4, Command.DELETE)]

    made = plan(rows, live, live)

    assert (made.unchanged, made.changes) == (1, ())
    assert [refusal.row for refusal in made.refusals] == [3, 4]
    assert "more than one row: Budgets!2, Budgets!3, Budgets!4" in made.refusals[0].reason


def test_two_rows_that_mean_the_same_record_are_both_refused(
    plan: Make, record: Rec, row: Row, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS, name="Rent", type="global"))
    by_id = pulled(BUDGETS, live["budgets"]["1"], type="employee")
    by_key = row(BUDGETS, {"name": "Rent", "granularity": "quarter"}, command=Command.UPSERT, at=3)

    made = plan([by_id, by_key], live, live)

    assert made.changes == ()
    assert [refusal.reason for refusal in made.refusals] == [
        "This row means the budget 1, and Budgets!3 does so too. Keep one of them.",
        "This row means the budget 1, and Budgets!2 does so too. Keep one of them.",
    ]
