"""What a run may have made twice is told by what is there, and never blamed on others."""

from collections.abc import Callable

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, groups, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.perhaps import perhaps_ours
from toolkit.applying.receipts import Run
from toolkit.entities import find
from toolkit.entities.canonical import Json
from toolkit.planning.plan import Plan
from toolkit.planning.reconcile import PerhapsOurs

GROUPS, BUDGETS = find("budget-groups"), find("budgets")

Look = Callable[[Plan, Run], tuple[PerhapsOurs, ...]]


@pytest.fixture
def look(service: Service, journal: Journal) -> Look:
    """Return what looks for records that are perhaps ours, among groups and budgets."""

    def looked(plan: Plan, run: Run) -> tuple[PerhapsOurs, ...]:
        live = {entity.path: service.list(entity) for entity in (GROUPS, BUDGETS)}
        return perhaps_ours(plan, run, journal, live)

    return looked


def test_a_record_that_came_since_and_equals_what_was_sent_is_perhaps_ours(
    service: Service, planner: Planner, journal: Journal, look: Look
) -> None:
    service.put(GROUPS.path, "before", name="Group 2")
    planner.twins[2] = ("before",)
    plan = groups(planner, 3)
    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)
    assert look(plan, run) == ()

    service.put(GROUPS.path, "late", name="Group 3")

    assert look(plan, run) == (PerhapsOurs(GROUPS, "late", 3),)


@pytest.mark.parametrize(
    "fields",
    [{"name": "Another"}, {"name": "Child", "type": "individual"}, {"name": "Child", "granularity": "year"}],
    ids=["another name", "another type", "another field"],
)
def test_a_record_that_does_not_hold_what_was_sent_is_somebody_elses(
    service: Service, planner: Planner, journal: Journal, look: Look, fields: dict[str, Json]
) -> None:
    planner.create(BUDGETS.path, name="Child", type="global", granularity="month")
    plan = planner.plan()
    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    service.put(BUDGETS.path, "theirs", **{"type": "global", "granularity": "month", **fields})

    assert look(plan, run) == ()


def test_what_was_sent_is_compared_with_the_ids_that_it_was_sent_with(
    service: Service, planner: Planner, journal: Journal, look: Look
) -> None:
    planner.create(GROUPS.path, name="Parent")
    planner.create(BUDGETS.path, (1,), name="Child", type="global", granularity="month", budgetGroup={"@change": 1})
    plan = planner.plan()
    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    again = {"name": "Child", "type": "global", "granularity": "month"}
    service.put(BUDGETS.path, "ours", **again, budgetGroup=run.receipts[0].after.iri if run.receipts[0].after else "")
    service.put(BUDGETS.path, "theirs", **again, budgetGroup="/api/budget-groups/other")

    assert look(plan, run) == (PerhapsOurs(BUDGETS, "ours", 2),)


def test_what_never_left_or_was_refused_made_nothing(
    service: Service, planner: Planner, journal: Journal, look: Look
) -> None:
    plan = groups(planner, 3)
    service.faults = {1: Fault.REFUSED, 2: Fault.UNREACHABLE}
    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    for number in range(1, 4):
        service.put(GROUPS.path, f"theirs{number}", name=f"Group {number}")

    assert look(plan, run) == ()


def test_what_a_later_run_made_on_purpose_belongs_to_that(
    service: Service, planner: Planner, journal: Journal, look: Look
) -> None:
    plan = groups(planner, 1)
    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)
    second = Planner()
    second.create(GROUPS.path, name="Group 1")
    second.create(GROUPS.path, name="Group 2")
    second.twins[1] = ("new1",)

    later = apply(second.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert later.done == 2
    assert look(plan, run) == ()


def test_where_nobody_knows_what_was_there_before_nothing_is_told(
    service: Service, planner: Planner, journal: Journal, look: Look
) -> None:
    plan = groups(planner, 1)
    made = apply(plan, service, journal, ONE_AT_A_TIME, ignore)
    service.put(GROUPS.path, "late", name="Group 1")
    older = journal.burn(groups(Planner(), 2))

    assert look(plan, made) == (PerhapsOurs(GROUPS, "late", 1),)
    assert look(journal.plan(older), journal.run(older)) == ()
