"""What the reader of a plan must know beyond its changes."""

from collections.abc import Callable

from toolkit.entities import find
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.notes import looked_for
from toolkit.planning.plan import Plan
from toolkit.thresholds import LOOK_AGAIN, LookAgain

BUDGETS, GROUPS = find("budgets"), find("budget-groups")
INVOICES = find("invoices")
LINKS = find("budget-employees")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]


def test_what_only_the_service_can_decide_is_said(plan: Make, record: Rec, pulled: Row, row: Row) -> None:
    live = {"invoices": {"1": record(INVOICES)}, "budget-employees": {"2": record(LINKS, "2")}}
    rows = [
        pulled(INVOICES, live["invoices"]["1"], status="paid", paymentMethod="cash"),
        pulled(LINKS, live["budget-employees"]["2"], command=Command.DELETE),
        row(LINKS, {"budget": "/api/budgets/1", "employee": "/api/employees/2"}, at=3),
    ]

    (note,) = plan(rows, live, live).notes

    assert note == (
        "Only the service can decide whether it takes fields that no published schema lists "
        "(Budget of budget employees, Employee of budget employees); "
        "whether it knows 2 words of lists that it does not publish; "
        "whether records that were not read hold up 1 deletion."
    )


def test_a_plan_of_published_fields_has_nothing_to_note(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budgets": {"1": record(BUDGETS)}}

    assert plan([pulled(BUDGETS, live["budgets"]["1"], type="employee")], live, live).notes == ()


def test_rows_that_were_not_pulled_are_counted_by_sheet(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budgets": {str(k): record(BUDGETS, str(k), k) for k in range(3)}}
    there = live["budgets"]
    rows = [pulled(BUDGETS, there[str(k)], k + 2, name=f"new {k}") for k in range(3)]

    (note,) = plan(rows, live, {"budgets": {"0": there["0"]}}).notes

    assert note.startswith("Sheet Budgets: 2 rows have Ids that were not pulled with it:")


def test_how_creations_are_looked_for_is_said_by_entity(plan: Make, row: Row) -> None:
    links = {"budget": "/api/budgets/1", "employee": "/api/employees/2"}
    made = plan([row(GROUPS, {"name": "New"}), row(LINKS, links, at=3)], {}, {}).changes

    filtered, listed = looked_for(made, {"budget-groups"}, LookAgain(2.5, 7))

    assert filtered.startswith("Right before one of the budget groups is created, the service is asked")
    assert "one round trip" in filtered
    assert "one of the budget employees" in listed
    assert "read again after 7 creations or 2.5 seconds" in listed


def test_a_plan_that_creates_nothing_is_looked_for_nowhere(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budgets": {"1": record(BUDGETS)}}
    edited = plan([pulled(BUDGETS, live["budgets"]["1"], type="employee")], live, live).changes

    assert list(looked_for(edited, set(), LOOK_AGAIN)) == []
