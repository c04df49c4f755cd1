"""Every answer is compared with what was sent."""

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import MANY, groups, ignore, statuses
from tests.applying.service import Fault, Service
from toolkit.applying.exchange import UNREAD
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Status
from toolkit.entities.canonical import Json
from toolkit.entities.record import Record


def test_a_field_that_the_service_ignored_is_reported_at_its_cell(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Taken", granularity="quarter")
    service.ignored.add("granularity")

    run = apply(planner.plan(), service, journal, MANY, ignore)

    receipt = run.receipts[0]
    told = 'granularity did not take: sent "quarter", the service has "month".'
    assert (receipt.status, receipt.detail, list(receipt.cells.values())) == (Status.DONE, f"E2: {told}", [told])
    assert [mismatch.field for mismatch in receipt.mismatches] == ["granularity"]
    assert run.exit_code == 10


def test_an_edit_that_is_answered_with_nothing_is_read_back(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Taken", granularity="quarter")
    service.ignored.add("granularity")
    service.faults[1] = Fault.NO_BODY

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert [mismatch.field for mismatch in run.receipts[0].mismatches] == ["granularity"]


def test_a_creation_that_is_answered_with_nothing_is_looked_for_in_the_list(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 1)
    service.faults[1] = Fault.NO_BODY

    run = apply(plan, service, journal, MANY, ignore)

    assert [(receipt.status, receipt.id) for receipt in run.receipts] == [(Status.DONE, "new1")]


def test_a_creation_that_is_answered_with_nothing_and_not_found_is_unknown(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 1)
    service.faults[1] = Fault.NO_BODY_AND_GONE

    run = apply(plan, service, journal, MANY, ignore)

    assert statuses(run.receipts) == ["unknown"]


def test_a_twin_that_is_answered_with_nothing_is_looked_for_before_the_old_one_goes(
    service: Service, planner: Planner, journal: Journal
) -> None:
    before = service.put("budget-projects", "p1", budget="/api/budgets/b1", project="/api/projects/1")
    planner.replace("budget-projects", before, project="/api/projects/2")
    service.faults[1] = Fault.NO_BODY

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert [(receipt.status, receipt.id) for receipt in run.receipts] == [(Status.DONE, "new1")]
    assert list(service.records["budget-projects"]) == ["new1"]


def test_what_an_answer_leaves_out_is_read_again(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    service.untold = {"@id", "granularity"}
    service.ignored.add("granularity")

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert run.receipts[0].cells == {"E2": 'granularity did not take: sent "month", the service has nothing.'}
    assert run.exit_code == 10


def test_what_an_answer_leaves_out_and_nobody_can_read_is_no_mismatch(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    service.untold = {"granularity"}
    service.unreadable = True

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert (run.receipts[0].detail, run.exit_code) == (UNREAD, 0)


def test_what_the_service_set_by_itself_is_told_and_no_mismatch(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.create("budgets", name="New", type="global")
    planner.patch("budgets", budget, name="Taken")
    service.defaults = {"granularity": "quarter"}

    run = apply(planner.plan(), service, journal, MANY, ignore)

    told = 'The service set granularity to "quarter" by itself.'
    assert [receipt.detail for receipt in run.receipts] == [told, told]
    assert run.exit_code == 0


def test_a_twin_with_a_field_that_did_not_take_keeps_the_old_one_and_names_the_cell(
    service: Service, planner: Planner, journal: Journal
) -> None:
    before = service.put("budget-employees", "e1", budget="/api/budgets/b1", employee="/api/employees/1", amount=3)
    planner.replace("budget-employees", before, amount=4)
    service.ignored.add("amount")

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert run.receipts[0].cells == {"E2": 'amount did not take: sent "4", the service has nothing.'}
    assert sorted(service.records["budget-employees"]) == ["e1", "new1"]


@pytest.mark.parametrize(
    ("broken", "status", "told"),
    [
        ({"granularity": ["month"]}, Status.DONE, 'sent "month", the service has "["month"]"'),
        ({"@id": None, "id": None}, Status.UNKNOWN, "The service sent"),
    ],
    ids=["a field of another type", "no id"],
)
def test_an_answer_that_cannot_be_read_is_told_and_what_it_made_is_not_forgotten(
    service: Service, planner: Planner, journal: Journal, broken: dict[str, Json], status: Status, told: str
) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    service.garbled, service.unreadable = broken, True

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert run.receipts[0].status is status
    assert told in run.receipts[0].detail


@pytest.mark.parametrize("broken", [{"granularity": ["month"]}, {"@id": None, "id": None}], ids=["type", "no id"])
def test_what_an_answer_garbles_is_read_again(
    service: Service, planner: Planner, journal: Journal, broken: dict[str, Json]
) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    service.garbled = broken

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert [(receipt.status, receipt.id) for receipt in run.receipts] == [(Status.DONE, "new1")]
