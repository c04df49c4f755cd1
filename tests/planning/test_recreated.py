"""A record that is brought back points at what is there, or at what comes back with it, never at what is gone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from toolkit.entities import find
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.planning.changes import Create, Patch
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load

GROUPS, BUDGETS, LINKS = find("budget-groups"), find("budgets"), find("budget-employees")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]


def chosen(row: Mine, side: Side | None) -> Mine:
    """Return a row whose record was shown as gone, with what was chosen then."""
    seen = Seen("2026-11-01", {"Id": None})
    return row if side is None else replace(row, settlement=Settlement(side, seen=seen))


@pytest.fixture
def base(record: Rec) -> Live:
    """Give a group, a budget in it, and an employee's share of that."""
    group = record(GROUPS, "g")
    budget = record(BUDGETS, "b", budgetGroup=group.iri)
    share = record(LINKS, "s", budget=budget.iri, employee="/api/employees/e")
    return {GROUPS.path: {"g": group}, BUDGETS.path: {"b": budget}, LINKS.path: {"s": share}}


@pytest.fixture
def rows(base: Live, pulled: Row) -> Callable[..., list[Mine]]:
    """Give a function that edits each of the three, the one that points above what it points at, and chooses sides."""

    def make(group: Side | None, budget: Side | None, share: Side | None) -> list[Mine]:
        return [
            chosen(pulled(LINKS, base[LINKS.path]["s"], amount=7), share),
            chosen(pulled(BUDGETS, base[BUDGETS.path]["b"], name="mine"), budget),
            chosen(pulled(GROUPS, base[GROUPS.path]["g"], name="mine"), group),
        ]

    return make


def test_what_is_brought_back_together_points_at_the_new_ones_in_order(
    plan: Make, base: Live, rows: Callable[..., list[Mine]]
) -> None:
    live: Live = {GROUPS.path: {}, BUDGETS.path: {}, LINKS.path: {}}

    made = plan(rows(Side.MINE, Side.MINE, Side.MINE), live, base)

    assert [(change.verb, change.entity.path) for change in made.changes] == [
        ("create", "budget-groups"),
        ("create", "budgets"),
        ("create", "budget-employees"),
    ]
    assert [change.needs for change in made.changes] == [(), (1,), (2,)]
    bodies = [change.requests[0].body or {} for change in made.changes]
    assert (bodies[1]["budgetGroup"], bodies[2]["budget"]) == ({"@change": 1}, {"@change": 2})
    assert load(dump(made)) == made


@pytest.mark.parametrize("group", [Side.LIVE, None], ids=["stays gone", "undecided"])
def test_what_points_at_a_record_that_is_not_brought_back_waits_with_it(
    plan: Make, base: Live, rows: Callable[..., list[Mine]], group: Side | None
) -> None:
    live: Live = {GROUPS.path: {}, BUDGETS.path: {}, LINKS.path: {}}

    made = plan(rows(group, Side.MINE, Side.MINE), live, base)

    assert made.changes == ()
    assert [(each.sheet, "points at" in each.reason) for each in made.refusals] == [
        ("Budget employees", True),
        ("Budgets", True),
    ]


def test_what_points_at_a_record_that_no_row_brings_back_is_refused(
    plan: Make, base: Live, rows: Callable[..., list[Mine]]
) -> None:
    live: Live = {GROUPS.path: {}, BUDGETS.path: {}, LINKS.path: {}}

    made = plan(rows(Side.MINE, Side.MINE, Side.MINE)[1:2], live, base)

    assert made.changes == ()
    assert made.refusals[0].reason.startswith("Group points at a record that somebody deleted.")


def test_a_record_whose_target_is_there_points_at_it_and_relies_on_it(
    plan: Make, base: Live, rows: Callable[..., list[Mine]]
) -> None:
    live: Live = {**base, BUDGETS.path: {}}

    made = plan(rows(None, Side.MINE, None)[1:2], live, base)

    (change,) = made.changes
    assert isinstance(change, Create)
    assert change.after["budgetGroup"] == base[GROUPS.path]["g"].iri
    assert [(each.field, each.id) for each in change.relies] == [("budgetGroup", "g")]


def test_a_row_that_is_there_and_names_a_record_that_comes_back_gets_the_new_one(
    plan: Make, base: Live, record: Rec, pulled: Row, rows: Callable[..., list[Mine]]
) -> None:
    other = record(BUDGETS, "o", budgetGroup="/api/budget-groups/other")
    based: Live = {**base, BUDGETS.path: {**base[BUDGETS.path], "o": other}}
    live: Live = {**based, GROUPS.path: {}}
    gone = rows(Side.MINE, None, None)[2]

    made = plan([pulled(BUDGETS, other, at=9, budgetGroup=base[GROUPS.path]["g"].iri), gone], live, based)

    create, patch = made.changes
    assert isinstance(create, Create)
    assert isinstance(patch, Patch)
    assert patch.edits == {"budgetGroup": NewRow("budget-groups", "Budget groups", 2)}
    assert patch.needs == (1,)


def test_a_cell_that_nobody_touched_is_not_sent_because_its_record_came_back(
    plan: Make, base: Live, rows: Callable[..., list[Mine]], pulled: Row
) -> None:
    """The row is there and its reference is as pulled: what the service did to it is live's affair."""
    live: Live = {**base, GROUPS.path: {}}
    edited = pulled(BUDGETS, base[BUDGETS.path]["b"], name="mine")

    made = plan([edited, rows(Side.MINE, None, None)[2]], live, base)

    assert [dict(change.edits) for change in made.changes if isinstance(change, Patch)] == [{"name": "mine"}]


def test_a_record_comes_back_with_what_its_sheet_has_no_columns_for(plan: Make, base: Live, row: Row) -> None:
    """The sheet shows a name alone; what was pulled beside it is not lost."""
    typed: dict[str, Value] = {"name": "mine"}

    made = plan([chosen(row(BUDGETS, typed, "b"), Side.MINE)], {**base, BUDGETS.path: {}}, base)

    (change,) = made.changes
    assert isinstance(change, Create)
    pulled = base[BUDGETS.path]["b"].values
    assert change.after == {column.field: pulled[column.field] for column in BUDGETS.sent} | {"name": "mine"}
