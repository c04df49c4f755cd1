"""A replacement is two requests and one change: at no moment is a record lost unnoticed."""

import pytest

from tests.applying.links import amounts, carried_out, go_on, methods
from tests.applying.plans import Planner
from tests.applying.service import Fault, Service
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Status
from toolkit.entities.canonical import Json


@pytest.mark.usefixtures("link")
def test_the_new_record_is_made_before_the_old_one_is_deleted(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = carried_out(service, planner, journal, {})

    assert methods(service) == ["POST", "DELETE"]
    assert (run.receipts[0].id, run.receipts[0].twin, run.receipts[0].half) == ("new1", None, False)
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
def test_a_refused_new_record_leaves_the_old_one(service: Service, planner: Planner, journal: Journal) -> None:
    run = carried_out(service, planner, journal, {1: Fault.REFUSED})

    assert (methods(service), amounts(service)) == (["POST"], {"e1": 3})
    assert (run.receipts[0].status, run.receipts[0].half, run.exit_code) == (Status.FAILED, False, 9)


@pytest.mark.usefixtures("link")
def test_where_the_twin_is_refused_the_old_one_goes_first(service: Service, planner: Planner, journal: Journal) -> None:
    service.unique.add("budget-employees")

    run = carried_out(service, planner, journal, {})

    assert methods(service) == ["POST", "DELETE", "POST"]
    assert (amounts(service), run.exit_code) == ({"new1": 4}, 0)


@pytest.mark.usefixtures("link")
def test_a_new_record_that_is_the_old_one_deletes_nothing(service: Service, planner: Planner, journal: Journal) -> None:
    """A service may take a creation for an edit of what is there; deleting the old one would lose both."""
    service.upserts.add("budget-employees")

    run = carried_out(service, planner, journal, {})

    assert (methods(service), list(service.records["budget-employees"])) == (["POST"], ["e1"])
    assert (run.exit_code, run.receipts[0].conflict) == (5, True)
    assert "e1, which was there before" in run.receipts[0].detail


@pytest.mark.usefixtures("link")
def test_an_old_record_that_is_still_there_after_its_deletion_is_told(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.sticky.add("budget-employees")

    run = carried_out(service, planner, journal, {})

    assert (run.exit_code, run.receipts[0].half, run.receipts[0].twin) == (10, True, "new1")
    assert amounts(service) == {"e1": 3, "new1": 4}
    service.sticky.clear()
    assert go_on(service, journal, run).exit_code == 0
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
def test_an_old_record_that_went_first_and_is_still_there_leaves_all_as_it_was(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.unique.add("budget-employees")
    service.sticky.add("budget-employees")

    run = carried_out(service, planner, journal, {})

    assert (methods(service), amounts(service), run.exit_code) == (["POST", "DELETE"], {"e1": 3}, 10)


@pytest.mark.usefixtures("link")
def test_a_twin_that_somebody_made_meanwhile_stops_a_replacement(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.filtered.add("budget-employees")
    known: dict[str, Json] = {"budget": "/api/budgets/b1", "employee": "/api/employees/1", "amount": 4}
    service.before_match = lambda: service.put("budget-employees", "theirs", **known)

    run = carried_out(service, planner, journal, {})

    assert (methods(service), run.exit_code) == ([], 5)
    assert amounts(service) == {"e1": 3, "theirs": 4}


@pytest.mark.usefixtures("link")
def test_a_deletion_that_is_refused_tells_of_both_records(service: Service, planner: Planner, journal: Journal) -> None:
    run = carried_out(service, planner, journal, {2: Fault.REFUSED})

    receipt = run.receipts[0]
    assert (receipt.status, receipt.id, receipt.twin, receipt.half) == (Status.FAILED, "e1", "new1", True)
    assert receipt.detail.startswith("The new record new1 was made, and the old one, e1, still exists.")
    assert run.exit_code == 7, "something was written"
    assert amounts(service) == {"e1": 3, "new1": 4}
    assert go_on(service, journal, run).exit_code == 0, "a resume goes on with a half"
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
def test_a_new_record_that_somebody_deleted_before_the_resume_leaves_the_old_one(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = carried_out(service, planner, journal, {2: Fault.REFUSED})
    del service.records["budget-employees"]["new1"]

    assert go_on(service, journal, run).exit_code == 5
    assert amounts(service) == {"e1": 3}


@pytest.mark.usefixtures("link")
def test_a_half_is_kept_until_the_new_record_holds_what_was_sent(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.ignored.add("amount")
    run = carried_out(service, planner, journal, {})
    assert go_on(service, journal, run).exit_code == 10
    assert len(service.records["budget-employees"]) == 2

    service.put("budget-employees", "new1", budget="/api/budgets/b1", employee="/api/employees/1", amount=4)

    assert go_on(service, journal, run).exit_code == 0
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.BUSY, Fault.LOST_REQUEST, Fault.LOST_ANSWER])
def test_a_deletion_that_was_not_answered_is_finished_by_a_resume(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    run = carried_out(service, planner, journal, {2: fault})
    assert (run.receipts[0].half, run.receipts[0].twin) == (True, "new1")

    found = go_on(service, journal, run)

    assert (found.exit_code, found.receipts[0].id, found.receipts[0].half) == (0, "new1", False)
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
def test_an_old_record_that_somebody_changed_meanwhile_is_kept_by_a_resume(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = carried_out(service, planner, journal, {2: Fault.LOST_REQUEST})
    service.put("budget-employees", "e1", budget="/api/budgets/b1", employee="/api/employees/1", amount=7)

    receipt = go_on(service, journal, run).receipts[0]

    assert (receipt.status, receipt.half, receipt.twin) == (Status.FAILED, True, "new1")
    assert "moved after the plan was made: Amount" in receipt.detail
    assert amounts(service) == {"e1": 7, "new1": 4}


@pytest.mark.usefixtures("link")
def test_an_old_record_is_kept_where_the_new_one_does_not_hold_what_was_sent(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.ignored.add("amount")

    run = carried_out(service, planner, journal, {})

    receipt = run.receipts[0]
    assert (methods(service), receipt.half, receipt.twin, run.exit_code) == (["POST"], True, "new1", 10)
    assert [mismatch.field for mismatch in receipt.mismatches] == ["amount"]


@pytest.mark.usefixtures("link")
def test_a_new_record_that_the_answer_does_not_name_is_found_by_a_resume(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = carried_out(service, planner, journal, {1: Fault.NO_BODY_AND_GONE})
    assert run.unknown == 1
    service.down = False

    assert go_on(service, journal, run).exit_code == 0
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.NO_BODY])
def test_a_record_that_had_to_go_first_is_made_anew_by_a_resume_whatever_happens(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    service.unique.add("budget-employees")
    run = carried_out(service, planner, journal, {3: fault})
    assert (run.receipts[0].half, run.done) == (True, 0)

    found = go_on(service, journal, run)

    assert (found.exit_code, amounts(service)) == (0, {"new1": 4})


@pytest.mark.usefixtures("link")
def test_a_deletion_that_came_first_and_was_lost_is_begun_anew(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.unique.add("budget-employees")
    run = carried_out(service, planner, journal, {2: Fault.LOST_REQUEST})

    assert go_on(service, journal, run).exit_code == 0
    assert amounts(service) == {"new1": 4}


@pytest.mark.usefixtures("link")
def test_several_records_that_may_be_the_new_one_are_a_question(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = carried_out(service, planner, journal, {1: Fault.LOST_ANSWER})
    service.put("budget-employees", "theirs", budget="/api/budgets/b1", employee="/api/employees/1", amount=4)

    found = go_on(service, journal, run)

    assert (found.receipts[0].status, found.receipts[0].id) == (Status.UNKNOWN, "e1")
    assert "new1, theirs" in found.receipts[0].detail


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize(("fault", "status"), [(Fault.FAILED, Status.FAILED), (Fault.FAILED_AFTER, Status.UNKNOWN)])
def test_a_deletion_that_the_service_failed_at_is_looked_at(
    service: Service, planner: Planner, journal: Journal, fault: Fault, status: Status
) -> None:
    run = carried_out(service, planner, journal, {2: fault})

    assert (run.receipts[0].status, run.receipts[0].half) == (status, True)
    assert go_on(service, journal, run).receipts[0].status is Status.DONE
    assert amounts(service) == {"new1": 4}
