"""The old record of a replacement goes first where it is known to stand in the way, and never on words."""

from dataclasses import replace

import pytest

from tests.applying.links import amounts, carried_out, go_on, methods
from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import TAKEN, Fault, Service
from toolkit.applying.executor import InFlight, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Status
from toolkit.applying.resume import resume
from toolkit.applying.timing import Timing
from toolkit.entities.record import Record
from toolkit.errors import IncompleteList, OutcomeUnknown, Refused, StillInFlight, Violation

_FREED = Refused(409, "Conflict")
_TAKEN_AND_MORE = Refused(422, "x", (*TAKEN.violations, Violation("amount", "too large", "778b7ae0")))


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize(
    "refusal",
    [
        Refused(422, "x", (Violation("employee", "This value is already used."),)),
        Refused(422, "x", (Violation("", "The budget is already closed.", "c1051bb4-d103-4f74-8988-acbcafc7fdc3"),)),
        Refused(422, "This combination is not unique: it exists already."),
        _TAKEN_AND_MORE,
        Refused(400, "The type of amount is already wrong.", TAKEN.violations),
        Refused(403, "duplicate"),
    ],
    ids=["words", "another rule", "no violations", "and another rule", "400", "403"],
)
def test_on_words_or_any_other_rule_nothing_is_deleted(
    service: Service, planner: Planner, journal: Journal, refusal: Refused
) -> None:
    service.unique.add("budget-employees")
    service.refusal = refusal

    run = carried_out(service, planner, journal, {})

    assert (methods(service), amounts(service)) == (["POST"], {"e1": 3})
    assert (run.receipts[0].status, run.receipts[0].half) == (Status.FAILED, False)


@pytest.mark.usefixtures("link")
def test_a_conflict_with_the_old_record_live_under_that_key_lets_it_go_first(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.unique.add("budget-employees")
    service.refusal = _FREED

    assert carried_out(service, planner, journal, {}).exit_code == 0
    assert amounts(service) == {"new1": 4}


def test_a_conflict_over_another_key_deletes_nothing(service: Service, planner: Planner, journal: Journal) -> None:
    old = service.put("budget-employees", "e1", budget="/api/budgets/b1", employee="/api/employees/1", amount=3)
    planner.replace("budget-employees", old, employee="/api/employees/2")
    service.faults = {1: Fault.CONFLICT}

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert (methods(service), amounts(service), run.exit_code) == (["POST"], {"e1": 3}, 9)


@pytest.fixture
def failed(service: Service, planner: Planner, journal: Journal, link: Record) -> Run:
    """Return a run that was answered by a bare 500, which is all that a database says of a second record of a key."""
    del link
    service.unique.add("budget-employees")
    service.refusal = OutcomeUnknown("POST", "/budget-employees", "the answer was 500", finished=True)
    run = carried_out(service, planner, journal, {})
    assert (methods(service), amounts(service), run.unknown) == (["POST"], {"e1": 3}, 1)
    return run


def test_nothing_is_deleted_before_the_request_can_have_no_effect_any_more(
    service: Service, planner: Planner, journal: Journal, link: Record
) -> None:
    del link
    service.unique.add("budget-employees")
    service.refusal = OutcomeUnknown("POST", "/budget-employees", "the answer was 500", finished=True)
    patient = replace(ONE_AT_A_TIME, timing=Timing(deadline=3600.0), in_flight=InFlight.STOP)
    run = apply(planner.plan(), service, journal, patient, ignore)

    with pytest.raises(StillInFlight):
        resume(run.id, service, journal, patient, ignore, {})

    assert (methods(service), amounts(service), journal.run(run.id).unknown) == (["POST"], {"e1": 3}, 1)


def test_after_that_a_complete_list_with_the_old_one_alone_lets_it_go_first(
    service: Service, journal: Journal, failed: Run
) -> None:
    assert go_on(service, journal, failed).exit_code == 0
    assert methods(service) == ["POST", "DELETE", "POST"]
    assert amounts(service) == {"new1": 4}


def test_a_list_that_is_not_complete_deletes_nothing(service: Service, journal: Journal, failed: Run) -> None:
    def lacking() -> None:
        raise IncompleteList("Budget employees", "the service counts 3 records and gave 1")

    service.before_list = lacking
    with pytest.raises(IncompleteList):
        go_on(service, journal, failed)
    assert amounts(service) == {"e1": 3}
    assert journal.run(failed.id).unknown == 1


def test_where_the_new_one_was_made_after_all_the_old_one_is_deleted(
    service: Service, journal: Journal, failed: Run
) -> None:
    service.put("budget-employees", "late", budget="/api/budgets/b1", employee="/api/employees/1", amount=4)

    assert go_on(service, journal, failed).receipts[0].id == "late"
    assert amounts(service) == {"late": 4}


def test_an_old_record_that_moved_or_is_gone_is_left_alone(service: Service, journal: Journal, failed: Run) -> None:
    service.put("budget-employees", "e1", budget="/api/budgets/b1", employee="/api/employees/1", amount=9)

    assert go_on(service, journal, failed).exit_code == 5
    assert amounts(service) == {"e1": 9}


def test_where_the_old_one_is_gone_nothing_is_sent(service: Service, journal: Journal, failed: Run) -> None:
    del service.records["budget-employees"]["e1"]

    assert go_on(service, journal, failed).exit_code == 5
    assert methods(service) == ["POST"]
