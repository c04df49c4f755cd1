"""Every request has an id of its own, with which it can be found again, and the journal knows how long it took."""

from uuid import UUID

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import MANY, ONE_AT_A_TIME, groups, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.resume import resume
from toolkit.entities.record import Record
from toolkit.planning.changes import Request


def test_each_request_is_journalled_with_both_its_ids(service: Service, planner: Planner, journal: Journal) -> None:
    run = apply(groups(planner, 3), service, journal, MANY, ignore)

    exchanges = journal.exchanges(run.id)
    assert [(each.method, each.path) for each in exchanges] == [("POST", "/budget-groups")] * 3
    assert sorted(each.n for each in exchanges) == [1, 2, 3]
    assert len({UUID(each.id) for each in exchanges}) == 3
    assert [each.service_id for each in exchanges] == [f"seen-{each.id}" for each in exchanges]


def test_the_id_is_committed_before_the_request_leaves(service: Service, planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 1)
    known: list[tuple[str | None, int | None]] = []

    def look(_: Request) -> None:
        run = str(journal.burned(plan))
        known.extend((each.service_id, each.milliseconds) for each in journal.exchanges(run))

    service.before_write = look
    apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    assert known == [(None, None)]


def test_only_what_was_looked_at_before_was_ever_exposed(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.create("budget-groups", name="New")
    planner.patch("budgets", budget, name="Taken")

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    post, patch = journal.exchanges(run.id)
    assert (post.exposed, post.milliseconds is None) == (None, False)
    assert patch.exposed is not None
    assert patch.milliseconds is not None
    assert patch.exposed >= patch.milliseconds


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.LOST_ANSWER])
def test_a_request_that_came_to_nothing_has_its_duration_too(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    service.faults[1] = fault

    run = apply(groups(planner, 1), service, journal, ONE_AT_A_TIME, ignore)

    assert [each.milliseconds is None for each in journal.exchanges(run.id)] == [False]


def test_a_pair_and_what_a_resume_sends_again_are_requests_of_one_change(
    service: Service, planner: Planner, journal: Journal
) -> None:
    before = service.put("budget-projects", "p1", budget="/api/budgets/b1", project="/api/projects/1")
    planner.replace("budget-projects", before, project="/api/projects/2")
    service.faults[2] = Fault.LOST_REQUEST
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {})

    exchanges = journal.exchanges(run.id)
    assert [(each.n, each.method) for each in exchanges] == [(1, "POST"), (1, "DELETE"), (1, "DELETE")]
    assert all(each.exposed is not None for each in exchanges)


def test_a_resume_looks_for_all_that_is_open_in_one_list(service: Service, planner: Planner, journal: Journal) -> None:
    service.faults = dict.fromkeys(range(1, 6), Fault.LOST_ANSWER)
    run = apply(groups(planner, 5), service, journal, ONE_AT_A_TIME, ignore)
    lists: list[str] = []
    service.before_list = lambda: lists.append("listed")

    assert resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {}).done == 5
    assert lists == ["listed"]
