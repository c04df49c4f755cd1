"""An edit or a deletion whose outcome is unknown is sent again only where its record is as it was."""

from dataclasses import replace

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import AT_ONCE, ONE_AT_A_TIME, ignore, statuses
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.outcomes import trouble
from toolkit.applying.receipts import Run, Status
from toolkit.errors import NotTheApi, ServiceFault, UnexpectedAnswer
from toolkit.errors.service import ServiceError
from toolkit.planning.changes import Request

THREE_TIMES = replace(ONE_AT_A_TIME, timing=replace(AT_ONCE, attempts=3))
VERBS = pytest.mark.parametrize("verb", ["patch", "delete"])


def carry_out(service: Service, planner: Planner, journal: Journal, verb: str, faults: dict[int, Fault]) -> Run:
    """Apply a plan of one change of a budget, with these faults."""
    before = service.put("budgets", "b1", name="Marketing", type="global", granularity="month")
    if verb == "patch":
        planner.patch("budgets", before, name="Mine")
    else:
        planner.delete("budgets", before)
    service.faults = faults
    return apply(planner.plan(), service, journal, THREE_TIMES, ignore)


def is_done(service: Service, verb: str) -> bool:
    return service.names("budgets") == (("Mine",) if verb == "patch" else ())


@VERBS
def test_what_never_arrived_is_sent_again(service: Service, planner: Planner, journal: Journal, verb: str) -> None:
    run = carry_out(service, planner, journal, verb, {1: Fault.LOST_REQUEST, 2: Fault.LOST_REQUEST})

    assert (statuses(run.receipts), len(service.attempts), is_done(service, verb)) == (["done"], 3, True)
    assert len(journal.exchanges(run.id)) == 3, "each is in the journal before it leaves"


@VERBS
@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.FAILED_AFTER])
def test_what_arrived_is_seen_and_not_sent_again(
    service: Service, planner: Planner, journal: Journal, verb: str, fault: Fault
) -> None:
    run = carry_out(service, planner, journal, verb, {1: fault})

    assert (statuses(run.receipts), len(service.attempts), is_done(service, verb)) == (["done"], 1, True)
    assert run.receipts[0].detail == "No answer said so; the service shows it."


@VERBS
def test_it_is_tried_as_often_as_the_timing_says(
    service: Service, planner: Planner, journal: Journal, verb: str
) -> None:
    run = carry_out(service, planner, journal, verb, dict.fromkeys(range(1, 9), Fault.LOST_REQUEST))

    assert (statuses(run.receipts), len(service.attempts), run.exit_code) == (["unknown"], 3, 8)


@VERBS
def test_a_record_that_somebody_moved_meanwhile_is_left_alone(
    service: Service, planner: Planner, journal: Journal, verb: str
) -> None:
    def move(_: Request) -> None:
        service.put("budgets", "b1", name="Theirs", type="global", granularity="month")

    service.before_write = move
    run = carry_out(service, planner, journal, verb, {1: Fault.LOST_REQUEST})

    assert (statuses(run.receipts), len(service.attempts)) == (["unknown"], 1)
    assert service.names("budgets") == ("Theirs",)


@VERBS
def test_nothing_is_sent_again_where_nobody_can_look(
    service: Service, planner: Planner, journal: Journal, verb: str
) -> None:
    service.before_write = lambda _: setattr(service, "down", True)

    run = carry_out(service, planner, journal, verb, {1: Fault.LOST_REQUEST})

    assert (statuses(run.receipts), len(service.attempts)) == (["unknown"], 1)


@VERBS
@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.UNREACHABLE, Fault.LOCKED_OUT])
def test_a_repetition_that_does_not_leave_says_nothing_of_the_first(
    service: Service, planner: Planner, journal: Journal, verb: str, fault: Fault
) -> None:
    run = carry_out(service, planner, journal, verb, {1: Fault.LATE, 2: fault})
    service.land()

    assert (statuses(run.receipts), len(service.attempts)) == (["unknown"], 2)
    assert is_done(service, verb)


@VERBS
def test_a_repetition_that_is_refused_is_the_refusal_of_both(
    service: Service, planner: Planner, journal: Journal, verb: str
) -> None:
    run = carry_out(service, planner, journal, verb, {1: Fault.LOST_REQUEST, 2: Fault.REFUSED})

    assert (statuses(run.receipts), len(service.attempts)) == (["failed"], 2)


def test_a_repeated_deletion_that_finds_nothing_has_been_done(
    service: Service, planner: Planner, journal: Journal
) -> None:
    """The first one arrives after the look, right before the second."""
    service.before_write = lambda _: service.land()

    run = carry_out(service, planner, journal, "delete", {1: Fault.LATE})

    assert (statuses(run.receipts), len(service.attempts), len(service.writes)) == (["done"], 2, 1)


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LATE, Fault.FAILED])
def test_an_edit_that_makes_rows_is_never_sent_again(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    """Each time that it arrives, it makes rows with new ids, as a creation does."""
    invoice = service.put("invoices", "i1", name="F1", invoiceRows=[])
    planner.patch("invoices", invoice, invoiceRows=[{"name": "Work", "quantity": 1, "priceNet": 10}])
    service.faults = {1: fault}

    run = apply(planner.plan(), service, journal, THREE_TIMES, ignore)

    assert (statuses(run.receipts), len(service.attempts)) == (["unknown"], 1)


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LATE, Fault.LOST_ANSWER, Fault.FAILED])
def test_a_creation_is_never_sent_again(service: Service, planner: Planner, journal: Journal, fault: Fault) -> None:
    planner.create("budget-groups", name="New")
    service.faults = {1: fault}

    run = apply(planner.plan(), service, journal, THREE_TIMES, ignore)

    assert (statuses(run.receipts), len(service.attempts)) == (["unknown"], 1)


@pytest.mark.parametrize(
    "error",
    [
        ServiceFault("the service", "/budgets", 500, "Internal Server Error"),
        NotTheApi("the service", "/budgets", "text/html"),
        UnexpectedAnswer("budgets", "b1", "name", 7, "a text"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_that_proves_nothing_leaves_a_change_unknown(planner: Planner, error: ServiceError) -> None:
    planner.create("budget-groups", name="New")

    outcome = trouble(planner.plan().changes[0], error)

    assert (outcome.receipt.status, outcome.sendable) == (Status.UNKNOWN, False)


def test_rows_that_are_only_taken_away_make_none(service: Service, planner: Planner, journal: Journal) -> None:
    invoice = service.put("invoices", "i1", name="F1", invoiceRows=[{"name": "Work"}])
    planner.patch("invoices", invoice, invoiceRows=[])
    service.faults = {1: Fault.LOST_REQUEST}

    run = apply(planner.plan(), service, journal, THREE_TIMES, ignore)

    assert (statuses(run.receipts), len(service.attempts)) == (["done"], 2)
