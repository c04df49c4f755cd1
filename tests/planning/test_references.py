"""Rows that point at rows of the same workbook: known after apply, or the record that is there already."""

from collections.abc import Callable

import pytest

from toolkit.entities import find
from toolkit.entities.circles import circles, waves
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.plan import Plan

GROUPS = find("budget-groups")
BUDGETS = find("budgets")
INVOICES = find("invoices")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]

GROUP = NewRow("budget-groups", "Budget groups", 2)


def _invoice(row: Row, at: int, parent: int | None) -> Mine:
    points = NewRow("invoices", "Invoices", parent) if parent else None
    return row(INVOICES, {"name": f"F{at}", "parent": points}, at=at)


def test_a_new_record_that_points_at_a_new_record_is_created_after_it(plan: Make, row: Row) -> None:
    rows = [row(BUDGETS, {"name": "Ads", "budgetGroup": GROUP}), row(GROUPS, {"name": "Marketing"})]

    first, second = plan(rows, {}).changes

    assert (first.entity, first.n, first.needs) == (GROUPS, 1, ())
    assert (second.entity, second.n, second.needs) == (BUDGETS, 2, (1,))
    assert second.requests[0].body == {"name": "Ads", "budgetGroup": {"@change": 1}}


def test_a_live_record_can_be_made_to_point_at_a_new_one(plan: Make, record: Rec, pulled: Row, row: Row) -> None:
    live = {"budgets": {"1": record(BUDGETS)}, "budget-groups": {}}
    rows = [pulled(BUDGETS, live["budgets"]["1"], budgetGroup=GROUP), row(GROUPS, {"name": "Marketing"})]

    _, patch = plan(rows, live, live).changes

    assert (patch.verb, patch.needs) == ("patch", (1,))
    assert patch.requests[0].body == {"budgetGroup": {"@change": 1}}


@pytest.mark.parametrize(
    ("command", "id", "typed"),
    [
        (Command.UPSERT, None, "Marketing"),
        (Command.IGNORE, "g", "Marketing"),
        (Command.AUTO, "g", "Marketing"),
        (Command.AUTO, "g", "Sales"),
    ],
)
def test_a_row_that_stands_for_a_live_record_gives_its_iri(
    command: Command, id: str | None, typed: str, plan: Make, record: Rec, row: Row
) -> None:
    live = {"budget-groups": {"g": record(GROUPS, "g", name="Marketing")}, "budgets": {}}
    rows = [row(BUDGETS, {"name": "Ads", "budgetGroup": GROUP}), row(GROUPS, {"name": typed}, id, command)]

    made = plan(rows, live)

    create = made.changes[0]
    assert create.requests[0].body == {"name": "Ads", "budgetGroup": "/api/budget-groups/g"}
    assert create.needs == ()
    assert "budget-groups/g" in made.relied_on


def test_a_reference_that_turns_out_to_be_the_live_one_is_no_change(
    plan: Make, record: Rec, pulled: Row, row: Row
) -> None:
    live = {
        "budget-groups": {"g": record(GROUPS, "g", name="Marketing")},
        "budgets": {"1": record(BUDGETS, budgetGroup="/api/budget-groups/g")},
    }
    rows = [
        pulled(BUDGETS, live["budgets"]["1"], budgetGroup=GROUP),
        row(GROUPS, {"name": "Marketing"}, command=Command.UPSERT),
    ]

    assert plan(rows, live, live).unchanged == 2


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ([], "that row holds nothing."),
        ([(None, Command.UPDATE)], "that row is refused. UPDATE finds no budget group"),
        ([("g", Command.DELETE)], "that row deletes its record."),
        ([(None, Command.IGNORE)], "that row makes no record."),
        ([("gone", Command.AUTO)], "that row is in conflict."),
    ],
)
def test_a_row_that_points_at_no_record_is_refused_with_the_reason(
    target: list[tuple[str | None, Command]], why: str, plan: Make, record: Rec, row: Row
) -> None:
    live = {"budget-groups": {"g": record(GROUPS, "g", name="Sales")}}
    base = {"budget-groups": {"gone": record(GROUPS, "gone")}}
    groups = [row(GROUPS, {"name": "Marketing"}, key, command) for key, command in target]

    made = plan([*groups, row(BUDGETS, {"name": "Ads", "budgetGroup": GROUP})], live, base)

    (reason,) = [refusal.reason for refusal in made.refusals if refusal.entity is BUDGETS]
    assert reason.startswith(f"This row points at Budget groups!2; {why}")


def test_a_refusal_goes_down_a_chain_with_the_reason_of_its_start(plan: Make, row: Row) -> None:
    rows = [_invoice(row, at, at - 1) for at in range(6, 2, -1)]
    rows.append(row(INVOICES, {"name": "F2"}, command=Command.UPDATE, at=2))

    made = plan(rows, {})

    assert made.changes == ()
    assert [refusal.row for refusal in made.refusals] == [2, 3, 4, 5, 6]
    assert made.refusals[4].reason == (
        "This row points at Invoices!5, which depends on Invoices!2; that row is refused. "
        "UPDATE finds no invoice with the same Number. Fill in its Id, or use UPSERT to create it."
    )


def test_a_long_chain_is_created_from_its_start(plan: Make, row: Row) -> None:
    """No depth of references is too deep."""
    rows = [_invoice(row, at, at - 1 if at > 2 else None) for at in range(1500, 1, -1)]

    changes = plan(rows, {}).changes

    assert [change.place.row for change in changes] == list(range(2, 1501))
    assert changes[-1].needs == (len(changes) - 1,)


def test_rows_that_point_at_each_other_in_a_circle_are_refused_naming_it(plan: Make, row: Row) -> None:
    rows = [_invoice(row, 2, 4), _invoice(row, 3, 2), _invoice(row, 4, 3), _invoice(row, 5, 4), _invoice(row, 6, None)]

    made = plan(rows, {})

    assert [change.place.row for change in made.changes] == [6]
    assert [refusal.row for refusal in made.refusals] == [2, 3, 4, 5]
    assert "in a circle: Invoices!4, Invoices!3, Invoices!2." in made.refusals[3].reason


def test_a_row_that_points_at_itself_is_refused(plan: Make, row: Row) -> None:
    (refusal,) = plan([_invoice(row, 2, 2)], {}).refusals

    assert "in a circle: Invoices!2." in refusal.reason


def test_a_natural_key_is_compared_once_its_references_are_known(plan: Make, record: Rec, row: Row) -> None:
    links = find("budget-projects")
    live = {
        "budgets": {"b": record(BUDGETS, "b", name="Ads")},
        "budget-projects": {"1": record(links, budget="/api/budgets/b", project="/api/projects/1")},
    }
    budget = NewRow("budgets", "Budgets", 2)
    rows = [
        row(BUDGETS, {"name": "Ads"}, command=Command.UPSERT),
        row(links, {"budget": budget, "project": "/api/projects/1"}),
    ]

    made = plan(rows, live)

    assert (made.unchanged, made.changes) == (1, ())
    assert "cannot be told apart from Id 1" in made.refusals[0].reason


def test_a_label_shows_the_label_of_the_new_record_it_points_at(plan: Make, row: Row) -> None:
    links = find("budget-projects")
    rows = [
        row(BUDGETS, {"name": "Ads"}),
        row(links, {"budget": NewRow("budgets", "Budgets", 2), "project": "/api/projects/1"}),
        row(find("transactions"), {"note": "without a label"}),
    ]

    assert [change.label for change in plan(rows, {}).changes] == [
        "Ads",
        "new transaction",
        "Ads · /api/projects/1",
    ]


def test_rows_go_after_the_rows_they_point_at_else_in_the_order_given() -> None:
    assert waves([5, 3, 1, 2], {5: [3], 1: [2, 9]}) == ([3, 2, 1, 5], {})


def test_a_row_that_leads_into_a_circle_is_stuck_with_it() -> None:
    ordered, stuck = waves([0, 1, 2, 3], {0: [1], 1: [2], 2: [1]})

    assert ordered == [3]
    assert dict(circles(stuck)) == {0: [1, 2], 1: [1, 2], 2: [2, 1]}
