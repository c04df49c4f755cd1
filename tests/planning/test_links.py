"""Links have no PATCH: an edit makes the link anew, then deletes the old one (decision 6)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from toolkit.entities import Entity, find
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Live
from toolkit.entities.record import Mine, Record
from toolkit.planning.changes import Replace
from toolkit.planning.plan import Plan
from toolkit.planning.reversibility import Reversibility

LINK = find("budget-employees")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]


def test_a_replacement_holds_what_colleagues_changed_elsewhere_in_the_record(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    base = live_of(LINK, record(LINK))
    live = live_of(LINK, record(LINK, amount=999))

    made = plan([pulled(LINK, base[LINK.path]["1"], employee="/api/employees/7")], live, base)

    (change,) = made.changes
    assert isinstance(change, Replace)
    assert change.after == {"budget": "/api/budgets/0", "employee": "/api/employees/7", "amount": 999}
    assert change.edits == {"employee": "/api/employees/7"}
    assert made.relied_on.keys() == {"budget-employees/1"}


def test_a_cleared_field_is_left_out_of_what_is_created_anew(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(LINK, record(LINK))

    (change,) = plan([pulled(LINK, live[LINK.path]["1"], amount=None)], live, live).changes

    assert change.requests[0].body == {"budget": "/api/budgets/0", "employee": "/api/employees/0"}


@pytest.mark.parametrize("lacking", [Operation.POST, Operation.DELETE])
def test_an_edit_without_patch_and_without_a_way_to_replace_is_refused(
    lacking: Operation, plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    entity: Entity = replace(LINK, operations=LINK.operations & ~lacking)
    live = live_of(entity, record(entity))

    made = plan([pulled(entity, live[entity.path]["1"], amount=7)], live, live)

    assert made.changes == ()
    assert made.refusals[0].reason.startswith("The service cannot edit budget employees, nor replace them")


def test_a_new_row_of_an_entity_without_post_is_refused(plan: Make, row: Row) -> None:
    entity: Entity = replace(LINK, operations=LINK.operations & ~Operation.POST)

    (refusal,) = plan([row(entity, {"amount": 7})], {entity.path: {}}).refusals

    assert refusal.reason.startswith("The service cannot create budget employees")


def test_what_points_at_a_replaced_record_is_listed(plan: Make, record: Rec, pulled: Row) -> None:
    """No link is pointed at today; where one is, its new id would leave the pointing record behind."""
    entity: Entity = replace(find("budgets"), operations=LINK.operations)
    live = {
        "budgets": {"b": record(entity, "b")},
        "budget-projects": {"p": record(find("budget-projects"), "p", budget="/api/budgets/b")},
    }

    made = plan([pulled(entity, live["budgets"]["b"], name="other")], live, live)

    (change,) = made.changes
    assert isinstance(change, Replace)
    assert [(each.field, each.ids) for each in change.dependants] == [("budget", ("p",))]
    assert change.reversibility is Reversibility.IRREVERSIBLE


def test_a_row_that_points_at_a_replaced_row_waits_for_its_new_id(plan: Make, record: Rec, row: Row) -> None:
    """As no link is pointed at today, a budget without PATCH stands in for one."""
    entity: Entity = replace(find("budgets"), operations=LINK.operations)
    live = {"budgets": {"b": record(entity, "b")}, "budget-projects": {}}
    links = find("budget-projects")
    rows = [
        row(entity, {"name": "other"}, "b"),
        row(links, {"budget": NewRow("budgets", "Budgets", 2), "project": "/api/projects/1"}),
    ]

    made = plan(rows, live)

    assert [(change.verb, change.needs) for change in made.changes] == [("replace", ()), ("create", (1,))]
    assert made.changes[1].requests[0].body == {"budget": {"@change": 1}, "project": "/api/projects/1"}
