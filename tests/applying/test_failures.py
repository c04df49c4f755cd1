"""A failure is told where it belongs, stops what needs it, and leaves the rest alone."""

from dataclasses import replace

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import MANY, ONE_AT_A_TIME, groups, ignore, statuses
from tests.applying.service import Fault, Service
from toolkit.applying.executor import OnError, apply
from toolkit.applying.journal import Journal
from toolkit.applying.outcomes import trouble
from toolkit.applying.receipts import Status
from toolkit.entities.record import Record
from toolkit.errors import Refused, Unreachable, Violation
from toolkit.errors.service import IN_VAIN

STOP = replace(ONE_AT_A_TIME, on_error=OnError.STOP)


def test_what_needs_a_refused_change_is_skipped_and_says_so(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    planner.create("budget-groups", name="Free")
    service.faults[1] = Fault.REFUSED

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["failed", "skipped", "done"]
    assert run.receipts[1].detail == "Not sent: it needs change 1, which failed."
    assert run.exit_code == 7


def test_a_violation_points_at_its_cell(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="x")
    service.faults[1] = Fault.REFUSED

    run = apply(planner.plan(), service, journal, MANY, ignore)

    receipt = run.receipts[0]
    assert receipt.cells == {"C2": "This value is too short."}
    assert receipt.detail == f"The service refused with 422: Name: This value is too short. {IN_VAIN}"
    assert run.exit_code == 9, "nothing was written at all"


def test_a_cell_tells_everything_that_is_wrong_with_it(planner: Planner) -> None:
    planner.create("budget-groups", name="x")
    told = [("name", "It is too short."), ("name[0]", "It is taken."), ("name", "It is too short.")]
    refused = Refused(422, "Unprocessable", tuple(Violation(path, sentence) for path, sentence in told))

    receipt = trouble(planner.plan().changes[0], refused).receipt

    assert receipt.cells == {"C2": "It is too short. It is taken."}


def test_on_error_stop_leaves_the_rest_planned(service: Service, planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 3)
    service.faults[2] = Fault.REFUSED

    run = apply(plan, service, journal, STOP, ignore)

    assert statuses(run.receipts) == ["done", "failed", "skipped"]
    assert "was to stop" in run.receipts[2].detail
    assert len(service.attempts) == 2


def test_on_error_continue_goes_on(service: Service, planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 3)
    service.faults[2] = Fault.REFUSED

    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["done", "failed", "done"]


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.LOCKED_OUT])
def test_a_service_that_cannot_be_reached_stops_the_run_whatever_was_asked(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    plan = groups(planner, 3)
    service.faults[2] = fault

    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["done", "failed", "skipped"]
    assert len(service.attempts) == 2
    assert run.exit_code == 7


def test_a_lost_answer_is_unknown_and_stops_what_needs_it(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="Parent")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    service.faults[1] = Fault.LOST_ANSWER

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert statuses(run.receipts) == ["unknown", "skipped"]
    assert "was sent, and no answer tells what came of it" in run.receipts[1].detail
    assert run.exit_code == 8
    assert len(service.attempts) == 1, "a POST that may have happened is never repeated"


def test_a_service_that_is_down_before_the_first_request_leaves_the_plan_whole(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 1)
    service.down = True
    with pytest.raises(Unreachable):
        apply(plan, service, journal, MANY, ignore)
    service.down = False

    assert apply(plan, service, journal, MANY, ignore).done == 1


def test_a_record_that_cannot_be_read_again_is_not_written(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    planner.delete("budgets", budget)
    service.down = True

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["failed", "skipped"]
    assert service.attempts == []


@pytest.mark.parametrize("verb", ["patch", "delete"])
@pytest.mark.parametrize(("fault", "status"), [(Fault.FAILED, Status.FAILED), (Fault.FAILED_AFTER, Status.DONE)])
def test_what_the_service_failed_at_is_settled_by_looking_at_once(
    service: Service, planner: Planner, journal: Journal, budget: Record, *, verb: str, fault: Fault, status: Status
) -> None:
    if verb == "patch":
        planner.patch("budgets", budget, name="Mine")
    else:
        planner.delete("budgets", budget)
    service.faults[1] = fault

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert run.receipts[0].status is status
    if status is Status.FAILED:
        assert run.receipts[0].detail.startswith(
            "The service failed, and left the budget as it was: the answer was 500."
        )
    assert ("Other records may point at it." in run.receipts[0].detail) is (
        status is Status.FAILED and verb == "delete"
    )


def test_what_the_service_failed_at_stays_unknown_where_nobody_can_look(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.delete("budgets", budget)
    service.faults[1] = Fault.FAILED
    service.before_write = lambda _: setattr(service, "down", True)

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert statuses(run.receipts) == ["unknown"]


def test_a_creation_that_the_service_failed_at_is_unknown(service: Service, planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 1)
    service.faults[1] = Fault.FAILED

    assert apply(plan, service, journal, MANY, ignore).exit_code == 8
