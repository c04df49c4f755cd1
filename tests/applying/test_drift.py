"""What somebody changed after the plan was made is named, and not overwritten."""

from tests.applying.plans import Planner
from tests.applying.runs import MANY, ignore
from tests.applying.service import Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Status
from toolkit.entities.record import Record


def test_a_record_that_moved_is_not_written_and_the_moved_cell_is_named(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    service.put("budgets", "b1", name="Theirs", type="global", granularity="month")

    run = apply(planner.plan(), service, journal, MANY, ignore)

    receipt = run.receipts[0]
    assert service.attempts == []
    assert (receipt.status, receipt.conflict) == (Status.SKIPPED, True)
    assert receipt.detail == "The budget b1 moved after the plan was made: Name. Plan it again."
    assert receipt.cells == {"C2": 'Changed to "Theirs" after the plan was made; nothing was sent.'}
    assert run.exit_code == 5


def test_a_field_that_a_colleague_emptied_is_drift(service: Service, planner: Planner, journal: Journal) -> None:
    before = service.put("budgets", "b1", name="B", type="global", granularity="month", dateFrom="2025-01-01")
    planner.delete("budgets", before)
    service.put("budgets", "b1", name="B", type="global", granularity="month")

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert list(run.receipts[0].cells.values()) == ["Changed to nothing after the plan was made; nothing was sent."]
    assert service.names("budgets") == ("B",)


def test_a_record_that_is_gone_is_a_conflict_and_so_is_what_needs_it(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    group = service.put("budget-groups", "g1", name="G")
    planner.delete("budgets", budget)
    planner.delete("budget-groups", group, needs=(1,))
    del service.records["budgets"]["b1"]

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert [receipt.conflict for receipt in run.receipts] == [True, True]
    assert "is gone" in run.receipts[0].detail
    assert run.receipts[1].detail == "Not sent: it needs change 1, which was not done."
    assert (service.attempts, run.exit_code) == ([], 5)
