"""Where the new record is refused after the old one went, the old one is made anew."""

import pytest

from tests.applying.links import amounts, carried_out, go_on, methods
from tests.applying.plans import Planner
from tests.applying.service import Fault, Service
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Status


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.CONFLICT])
def test_a_second_creation_that_is_refused_brings_the_old_record_back_at_once(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    service.unique.add("budget-employees")

    run = carried_out(service, planner, journal, {3: fault})

    receipt = run.receipts[0]
    assert methods(service) == ["POST", "DELETE", "POST", "POST"]
    assert amounts(service) == {"new1": 3}
    assert (receipt.status, receipt.id, receipt.half, run.exit_code) == (Status.FAILED, "new1", True, 7)
    assert "What e1 held was made anew, as new1." in receipt.detail
    assert go_on(service, journal, run).receipts[0] == receipt, "there is nothing left to do"
    assert amounts(service) == {"new1": 3}


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize(
    "fault", [Fault.REFUSED, Fault.UNREACHABLE, Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.NO_BODY, Fault.FAILED]
)
def test_an_old_record_that_could_not_be_brought_back_is_by_a_resume(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    service.unique.add("budget-employees")
    run = carried_out(service, planner, journal, {3: Fault.REFUSED, 4: fault})
    assert (run.receipts[0].half, run.done) == (True, 0)

    found = go_on(service, journal, run)

    assert (list(amounts(service).values()), found.receipts[0].id) == ([3], next(iter(amounts(service))))
    assert found.exit_code == 7
    assert go_on(service, journal, run).receipts == found.receipts


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize(("fault", "left"), [(Fault.FAILED, 3), (Fault.FAILED_AFTER, 4)])
def test_a_second_creation_that_the_service_failed_at_is_settled_by_what_is_there(
    service: Service, planner: Planner, journal: Journal, fault: Fault, left: int
) -> None:
    service.unique.add("budget-employees")
    run = carried_out(service, planner, journal, {3: fault})
    assert (run.unknown, run.receipts[0].half) == (1, True)

    go_on(service, journal, run)

    assert list(amounts(service).values()) == [left]
