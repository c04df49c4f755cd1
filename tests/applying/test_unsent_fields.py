"""A field that was not sent is nothing or a default of the service's; anything else there makes a record a question."""

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.resume import resume
from toolkit.applying.settle import Adopt
from toolkit.entities.canonical import Json

MOVEMENT: dict[str, Json] = {
    "bankAccount": "/api/bank-accounts/1",
    "description": "Fee",
    "amount": -5,
    "orderDate": "2026-01-31T00:00:00+00:00",
    "execDate": "2026-01-31T00:00:00+00:00",
}
DEFAULTS: dict[str, dict[str, Json]] = {
    "absent": {},
    "null": {"statementNumber": None, "operationNumber": None, "connectedMonth": None},
    "zero": {"statementNumber": 0},
    "empty text": {"operationNumber": ""},
    "empty text where no text is kept": {"connectedMonth": "", "counterparty": ""},
    "no": {"ignored": False},
    "all": {"statementNumber": 0, "operationNumber": "", "connectedMonth": "", "ignored": 0},
}
OTHERS: dict[str, dict[str, Json]] = {
    "of the key": {"statementNumber": 7},
    "text of the key": {"operationNumber": "A1"},
    "beside the key": {"connectedMonth": "2026-01"},
    "a reference": {"counterparty": "/api/counterparties/1"},
    "yes": {"ignored": 1},
}


def lost(service: Service, planner: Planner, journal: Journal) -> Run:
    """Send a creation the answer to which is lost, and let the service be well again."""
    planner.create("transactions", (), **MOVEMENT)
    service.faults = {1: Fault.LOST_ANSWER}
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)
    service.faults = {}
    return run


def resumed(service: Service, journal: Journal, run: Run) -> Receipt:
    """Resume, and return the only receipt."""
    (receipt,) = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {}).receipts
    return receipt


@pytest.mark.parametrize("defaults", DEFAULTS.values(), ids=DEFAULTS.keys())
def test_an_unanswered_creation_is_found_whatever_defaults_it_was_given(
    service: Service, planner: Planner, journal: Journal, defaults: dict[str, Json]
) -> None:
    service.defaults = defaults
    run = lost(service, planner, journal)

    receipt = resumed(service, journal, run)

    assert (receipt.status, receipt.id, len(service.attempts)) == (Status.DONE, "new1", 1)


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS.keys())
def test_a_record_that_holds_more_is_asked_about_and_not_adopted(
    service: Service, planner: Planner, journal: Journal, others: dict[str, Json]
) -> None:
    service.defaults = others
    run = lost(service, planner, journal)

    receipt = resumed(service, journal, run)

    assert (receipt.status, len(service.attempts)) == (Status.UNKNOWN, 1)
    assert "new1" in receipt.detail
    assert "--adopt 1=ID" in receipt.detail
    adopted = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {1: Adopt("new1")})
    assert (adopted.receipts[0].status, adopted.receipts[0].id) == (Status.DONE, "new1")


@pytest.mark.parametrize("defaults", DEFAULTS.values(), ids=DEFAULTS.keys())
@pytest.mark.parametrize("others", [{}, {"statementNumber": 7}], ids=["as it is", "with more"])
def test_a_record_that_the_plan_does_not_know_of_holds_a_creation_back(
    service: Service, planner: Planner, journal: Journal, defaults: dict[str, Json], others: dict[str, Json]
) -> None:
    planner.create("transactions", (), **MOVEMENT)
    service.put("transactions", "theirs", **{**MOVEMENT, **defaults, **others, "description": "FE\u00adE "})

    (receipt,) = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore).receipts

    assert (receipt.status, service.attempts) == (Status.SKIPPED, [])
    assert "Id theirs" in receipt.detail


def test_what_was_there_before_is_never_taken_for_the_new_one(
    service: Service, planner: Planner, journal: Journal
) -> None:
    """The plan knew of both: a person meant a third."""
    for n, text in enumerate(("Fee", "FEE"), 1):
        service.put("transactions", f"old{n}", **{**MOVEMENT, "description": text})
    planner.twins[1] = ("old1", "old2")
    planner.create("transactions", (), **MOVEMENT)
    service.faults = {1: Fault.LOST_REQUEST}
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)
    service.faults = {}

    receipt = resumed(service, journal, run)

    assert (receipt.status, receipt.id) == (Status.DONE, "new1")


def test_of_two_spellings_in_one_run_each_finds_its_own_record(
    service: Service, planner: Planner, journal: Journal
) -> None:
    for text in ("Fee", "FEE"):
        planner.create("transactions", (), **{**MOVEMENT, "description": text})
    service.faults = {1: Fault.LOST_ANSWER, 2: Fault.LOST_ANSWER}
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)
    service.faults = {}

    found = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {})

    assert [receipt.id for receipt in found.receipts] == ["new1", "new2"]
    assert len(service.attempts) == 2
