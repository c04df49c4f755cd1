"""An operation is sent once, read back as far as anybody tells what it sets, and never sent again by itself."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.applying.plans import origin
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Status
from toolkit.applying.resume import resume
from toolkit.applying.settle import Adopt, Decision, Send
from toolkit.applying.undo import undo_plan
from toolkit.entities import find
from toolkit.entities.canonical import JsonObject
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.errors import NothingToAdopt
from toolkit.planning.changes import Action, Place, Request
from toolkit.planning.plan import Plan

TRANSACTIONS = find("transactions")
OCTOBER: Mapping[str, Value] = {"connectedMonth": "2026-10"}


class Suggesting(Service):
    """A service that takes a suggestion for a transaction by setting its month."""

    def _write(self, request: Request) -> JsonObject | None:
        if "/suggestions/" not in request.path:
            return super()._write(request)
        assert (request.method, request.body) == ("POST", {})
        stored = self.records["transactions"]
        own = request.path.split("/")[2]
        stored[own] = {**stored[own], "connectedMonth": "2026-10"}
        return stored[own]


@pytest.fixture
def service() -> Service:
    """Return a service with one open transaction."""
    return Suggesting()


@pytest.fixture
def transaction(service: Service) -> Record:
    """Return the transaction."""
    return service.put("transactions", "t1", description="Fortum", amount=-100)


def accepting(before: Record, expected: Mapping[str, Value] = OCTOBER, n: int = 1) -> Action:
    request = Request("POST", f"/transactions/{before.id}/suggestions/s{n}/apply", {})
    place = Place("Open transactions", n + 1, {"connectedMonth": "S"})
    needs = (n - 1,) if n > 1 else ()
    return Action(n, TRANSACTIONS, place, "Fortum", before, "accept", "Accepts October", expected, (request,), needs)


def plan_of(*changes: Action) -> Plan:
    before = changes[0].before
    relied = {f"transactions/{before.id}": before.digest(TRANSACTIONS)}
    return Plan(origin(), changes, (), (), 0, relied)


def run_of(service: Service, journal: Journal, *changes: Action) -> Run:
    return apply(plan_of(*changes), service, journal, ONE_AT_A_TIME, ignore)


def go_on(service: Service, journal: Journal, run: Run, decisions: dict[int, Decision] | None = None) -> Run:
    service.faults = {}
    return resume(run.id, service, journal, ONE_AT_A_TIME, ignore, decisions or {})


def test_it_is_sent_once_and_read_back(service: Service, journal: Journal, transaction: Record) -> None:
    run = run_of(service, journal, accepting(transaction))

    assert run.exit_code == 0
    assert [request.path for request in service.writes] == ["/transactions/t1/suggestions/s1/apply"]
    assert run.receipts[0].id == "t1"
    assert service.record("transactions", "t1").values["connectedMonth"] == "2026-10"


def test_what_it_does_not_set_is_told(service: Service, journal: Journal, transaction: Record) -> None:
    run = run_of(service, journal, accepting(transaction, {"connectedMonth": "2026-11"}))

    assert run.exit_code == 10
    assert run.receipts[0].cells == {
        "S2": 'connectedMonth did not take: sent "2026-11", the service has "2026-10".',
    }


def test_an_answer_that_names_nothing_is_read_again(service: Service, journal: Journal, transaction: Record) -> None:
    service.faults = {1: Fault.NO_BODY}

    run = run_of(service, journal, accepting(transaction))

    assert (run.exit_code, run.receipts[0].id) == (0, "t1")


def test_it_is_done_though_nobody_can_read_it_any_more(service: Service, journal: Journal, transaction: Record) -> None:
    service.faults = {1: Fault.NO_BODY_AND_GONE}

    run = run_of(service, journal, accepting(transaction))

    assert (run.receipts[0].status, run.receipts[0].detail) == (
        Status.DONE,
        "The service took it; the record could not be read back.",
    )


def test_only_the_fields_that_it_sets_have_to_be_as_planned(
    service: Service, journal: Journal, transaction: Record
) -> None:
    service.put("transactions", "t1", description="Fortum", amount=-100, note="A colleague's")

    assert run_of(service, journal, accepting(transaction)).exit_code == 0


@pytest.mark.parametrize("expected", [OCTOBER, {}])
def test_it_is_not_sent_where_somebody_answered_meanwhile(
    service: Service, journal: Journal, transaction: Record, expected: Mapping[str, Value]
) -> None:
    service.put("transactions", "t1", description="Fortum", amount=-100, connectedMonth="2026-09")

    run = run_of(service, journal, accepting(transaction, expected))

    assert (run.exit_code, service.attempts) == (5, [])
    assert "moved after the plan was made: Month" in run.receipts[0].detail


def test_one_waits_for_the_other(service: Service, journal: Journal, transaction: Record) -> None:
    second = replace(accepting(transaction, {"note": "x"}, 2), expected={})
    service.faults = {1: Fault.REFUSED}

    run = run_of(service, journal, accepting(transaction), second)

    assert [receipt.status for receipt in run.receipts] == [Status.FAILED, Status.SKIPPED]


def test_what_shows_on_the_record_needs_no_question(service: Service, journal: Journal, transaction: Record) -> None:
    service.faults = {1: Fault.LOST_ANSWER}
    run = run_of(service, journal, accepting(transaction))
    assert run.exit_code == 8

    settled = go_on(service, journal, run)

    assert (settled.exit_code, len(service.attempts)) == (0, 1)
    assert settled.receipts[0].detail == "No answer said so; the service shows it."


@pytest.mark.parametrize(("fault", "expected"), [(Fault.LOST_REQUEST, OCTOBER), (Fault.LOST_ANSWER, {})])
def test_what_does_not_show_is_asked_and_not_sent_again(
    service: Service, journal: Journal, transaction: Record, fault: Fault, expected: Mapping[str, Value]
) -> None:
    service.faults = {1: fault}
    run = run_of(service, journal, accepting(transaction, expected))

    asked = go_on(service, journal, run)

    assert (asked.exit_code, len(service.attempts)) == (8, 1)
    assert asked.receipts[0].detail == (
        "It was sent, no answer tells what came of it, and the transaction does not show it. "
        "Say with --adopt 1=t1 that it happened, or with --send 1 that it did not."
    )


def test_who_knows_that_it_happened_says_so(service: Service, journal: Journal, transaction: Record) -> None:
    service.faults = {1: Fault.LOST_ANSWER}
    run = run_of(service, journal, accepting(transaction, {}))

    with pytest.raises(NothingToAdopt):
        go_on(service, journal, run, {1: Adopt("t2")})
    settled = go_on(service, journal, run, {1: Adopt("t1")})

    assert (settled.exit_code, len(service.attempts)) == (0, 1)


def test_who_knows_that_it_did_not_happen_has_it_sent(service: Service, journal: Journal, transaction: Record) -> None:
    service.faults = {1: Fault.LOST_REQUEST}
    run = run_of(service, journal, accepting(transaction))

    settled = go_on(service, journal, run, {1: Send()})

    assert (settled.exit_code, len(service.attempts), len(service.writes)) == (0, 2, 1)


def test_an_undo_says_that_there_is_no_way_back(service: Service, journal: Journal, transaction: Record) -> None:
    run = run_of(service, journal, accepting(transaction))
    live = {"transactions": service.list(TRANSACTIONS)}

    plan = undo_plan(run.id, journal, live, Labels(live), "grace")

    assert plan.changes == ()
    assert [refusal.reason for refusal in plan.refusals] == [
        "The service offers no way back from this: Accepts October."
    ]
