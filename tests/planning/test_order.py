"""The order of changes: parents are created first, children are deleted first, and nothing is left pointing."""

from collections.abc import Callable

import pytest

from toolkit.entities import find
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.changes import Delete
from toolkit.planning.plan import Plan
from toolkit.planning.reversibility import Reversibility

GROUPS = find("budget-groups")
BUDGETS = find("budgets")
LINKS = find("budget-projects")
INVOICES = find("invoices")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]


@pytest.fixture
def family(record: Rec) -> Live:
    """Give a group, a budget in it, and a project linked to the budget."""
    return {
        "budget-groups": {"g": record(GROUPS, "g", name="Marketing"), "h": record(GROUPS, "h", name="Sales")},
        "budgets": {"b": record(BUDGETS, "b", budgetGroup="/api/budget-groups/g")},
        "budget-projects": {"l": record(LINKS, "l", budget="/api/budgets/b")},
    }


def _deleted(pulled: Row, live: Live, *gone: tuple[str, str]) -> list[Mine]:
    return [pulled(find(path), live[path][key], command=Command.DELETE) for path, key in gone]


def test_children_are_deleted_before_their_parents(plan: Make, pulled: Row, family: Live) -> None:
    rows = _deleted(pulled, family, ("budget-groups", "g"), ("budgets", "b"), ("budget-projects", "l"))

    made = plan(rows, family, family)

    assert [(change.entity, change.needs) for change in made.changes] == [(LINKS, ()), (BUDGETS, (1,)), (GROUPS, (2,))]
    assert [note for note in made.notes if "still point" in note] == []


def test_a_parent_is_deleted_after_its_children_were_pointed_elsewhere(plan: Make, pulled: Row, family: Live) -> None:
    moved = pulled(BUDGETS, family["budgets"]["b"], budgetGroup="/api/budget-groups/h")

    made = plan([*_deleted(pulled, family, ("budget-groups", "g")), moved], family, family)

    assert [(change.verb, change.needs) for change in made.changes] == [("patch", ()), ("delete", (1,))]
    assert [note for note in made.notes if "still point" in note] == []
    assert made.relied_on.keys() == {"budgets/b", "budget-groups/g", "budget-groups/h"}


def test_a_parent_is_deleted_after_its_links_were_replaced(plan: Make, pulled: Row, family: Live) -> None:
    moved = pulled(LINKS, family["budget-projects"]["l"], budget="/api/budgets/other")

    made = plan([*_deleted(pulled, family, ("budgets", "b")), moved], family, family)

    assert [(change.verb, change.needs) for change in made.changes] == [("replace", ()), ("delete", (1,))]


def test_live_children_of_what_is_deleted_are_listed(plan: Make, pulled: Row, family: Live) -> None:
    """An edit of another field does not make a child let go."""
    renamed = pulled(BUDGETS, family["budgets"]["b"], name="Ads")

    made = plan([*_deleted(pulled, family, ("budget-groups", "g")), renamed], family, family)

    assert [change.needs for change in made.changes] == [(), ()]
    (deleted,) = (change for change in made.changes if isinstance(change, Delete))
    assert [(each.entity, each.field, each.ids) for each in deleted.dependants] == [(BUDGETS, "budgetGroup", ("b",))]
    assert deleted.reversibility is Reversibility.IRREVERSIBLE
    assert [guard.name for guard in made.guards] == ["irreversible"]


def test_what_would_point_at_a_deleted_record_is_refused(plan: Make, pulled: Row, row: Row, family: Live) -> None:
    rows = [
        *_deleted(pulled, family, ("budget-groups", "h")),
        pulled(BUDGETS, family["budgets"]["b"], budgetGroup="/api/budget-groups/h"),
        row(BUDGETS, {"name": "new", "budgetGroup": "/api/budget-groups/h"}, at=5),
        row(LINKS, {"budget": "/api/budgets/b", "project": "/api/projects/2"}, at=6),
    ]

    made = plan(rows, family, family)

    assert [change.verb for change in made.changes] == ["create", "delete"]
    assert [refusal.row for refusal in made.refusals] == [2, 5]
    assert made.refusals[1].reason == (
        "Group points at a record that Budget groups!2 deletes. Choose another, or keep that one."
    )


def test_a_link_cannot_be_moved_to_a_budget_that_is_deleted(plan: Make, record: Rec, pulled: Row, family: Live) -> None:
    live = {**family, "budgets": {**family["budgets"], "c": record(BUDGETS, "c", 1)}}
    moved = pulled(LINKS, live["budget-projects"]["l"], budget="/api/budgets/c")

    made = plan([*_deleted(pulled, live, ("budgets", "c")), moved], live, live)

    assert [change.verb for change in made.changes] == ["delete"]
    assert made.refusals[0].reason.startswith("Budget points at a record that Budgets!2 deletes.")


def test_live_records_that_point_at_each_other_are_deleted_in_the_order_of_their_rows(
    plan: Make, record: Rec, pulled: Row
) -> None:
    live = {
        "invoices": {
            "1": record(INVOICES, "1", parent="/api/invoices/2"),
            "2": record(INVOICES, "2", parent="/api/invoices/1"),
            "3": record(INVOICES, "3", parent="/api/invoices/3"),
        }
    }
    rows = [pulled(INVOICES, live["invoices"][key], int(key), Command.DELETE) for key in "321"]

    made = plan(rows, live, live)

    assert [(change.place.row, change.needs) for change in made.changes] == [(3, ()), (1, ()), (2, (2,))]


def test_changes_come_in_phases_and_there_by_entity_sheet_and_row(
    plan: Make, record: Rec, row: Row, pulled: Row
) -> None:
    live = {
        "budgets": {key: record(BUDGETS, key, k) for k, key in enumerate("abcd")},
        "budget-groups": {key: record(GROUPS, key, k) for k, key in enumerate("xy")},
        "budget-projects": {"l": record(LINKS, "l", 9)},
    }
    rows = [
        pulled(GROUPS, live["budget-groups"]["x"], 3, Command.DELETE),
        pulled(BUDGETS, live["budgets"]["a"], 10, Command.DELETE),
        pulled(BUDGETS, live["budgets"]["b"], 9, Command.DELETE),
        pulled(LINKS, live["budget-projects"]["l"], 2, project="/api/projects/1"),
        pulled(BUDGETS, live["budgets"]["c"], 11, name="c"),
        pulled(BUDGETS, live["budgets"]["d"], 8, name="d"),
        pulled(GROUPS, live["budget-groups"]["y"], 4, name="y"),
        row(BUDGETS, {"name": "two"}, at=21),
        row(BUDGETS, {"name": "one"}, at=20),
        row(GROUPS, {"name": "parent"}, at=30),
    ]

    changes = plan(rows, live, live).changes

    assert [(change.verb, change.entity.path, change.place.row) for change in changes] == [
        ("create", "budget-groups", 30),
        ("create", "budgets", 20),
        ("create", "budgets", 21),
        ("patch", "budget-groups", 4),
        ("patch", "budgets", 8),
        ("patch", "budgets", 11),
        ("replace", "budget-projects", 2),
        ("delete", "budgets", 9),
        ("delete", "budgets", 10),
        ("delete", "budget-groups", 3),
    ]
    assert [change.n for change in changes] == list(range(1, 11))
