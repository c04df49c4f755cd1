"""Every answer is compared with what was sent."""

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import groups, ignore, statuses
from tests.applying.service import Fault, Service
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Status
from toolkit.entities.canonical import Json
from toolkit.entities.record import Record


def test_a_field_that_the_service_ignored_is_reported_at_its_cell(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Taken", granularity="quarter")
    service.ignored.add("granularity")

    run = apply(planner.plan(), service, journal, Options(), ignore)

    receipt = run.receipts[0]
    told = 'granularity did not take: sent "quarter", the service has "month".'
    assert (receipt.status, receipt.detail, list(receipt.cells.values())) == (Status.DONE, told, [told])
    assert [mismatch.field for mismatch in receipt.mismatches] == ["granularity"]
    assert run.exit_code == 10


def test_an_edit_that_is_answered_with_nothing_is_read_back(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Taken", granularity="quarter")
    service.ignored.add("granularity")
    service.faults[1] = Fault.NO_BODY

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert [mismatch.field for mismatch in run.receipts[0].mismatches] == ["granularity"]


def test_a_creation_that_is_answered_with_nothing_is_unknown(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 1)
    service.faults[1] = Fault.NO_BODY

    run = apply(plan, service, journal, Options(), ignore)

    assert statuses(run.receipts) == ["unknown"]


@pytest.mark.parametrize(
    ("broken", "status"),
    [({"granularity": ["month"]}, Status.DONE), ({"@id": None, "id": None}, Status.UNKNOWN)],
    ids=["a field of another type", "no id"],
)
def test_an_answer_that_cannot_be_read_is_told_and_what_it_made_is_not_forgotten(
    service: Service, planner: Planner, journal: Journal, broken: dict[str, Json], status: Status
) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    service.garbled = broken

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert run.receipts[0].status is status
    assert "The service sent" in run.receipts[0].detail
