"""What a booking relies on is looked at right before it is sent: what somebody did meanwhile stops it, at its cell."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Status
from toolkit.applying.resume import resume
from toolkit.entities.reliance import Reliance
from toolkit.planning.changes import Create
from toolkit.planning.plan import Plan

PATH = "budget-transactions"
T1 = "/api/transactions/t1"
Meanwhile = Callable[[Service], object]


@pytest.fixture
def service() -> Service:
    """Return a service with two budgets and a transaction, part of which is booked."""
    found = Service()
    for own in ("b1", "b2", "b3"):
        found.put("budgets", own, name=own)
    found.put("transactions", "t1", description="Fortum", amount=-100)
    found.put(PATH, "x1", budget="/api/budgets/b3", transaction=T1, amount=20)
    return found


def booking(planner: Planner, budget: str, amount: int) -> Create:
    made = planner.create(PATH, budget=f"/api/budgets/{budget}", transaction=T1, amount=amount)
    relies = (
        Reliance("budget", budget, f"/api/budgets/{budget}"),
        Reliance("transaction", "t1", T1, {"amount": -100}, {"x1": 20}),
    )
    planner.changes[-1] = made = replace(made, relies=relies)
    return made


@pytest.fixture
def plan() -> Plan:
    """Return a plan that books the rest of the transaction on two budgets."""
    planner = Planner()
    booking(planner, "b1", 30)
    booking(planner, "b2", 50)
    return planner.plan()


def run_of(plan: Plan, service: Service, journal: Journal, options: Options = ONE_AT_A_TIME) -> Run:
    return apply(plan, service, journal, options, ignore)


def made(service: Service) -> set[str]:
    return service.records[PATH].keys() - {"x1", "theirs"}


@pytest.mark.parametrize("options", [ONE_AT_A_TIME, Options(workers=4)], ids=["one by one", "at once"])
@pytest.mark.parametrize("filtered", [{PATH}, set()], ids=["by filter", "by list"])
def test_the_parts_that_a_plan_books_do_not_stop_each_other(
    service: Service, journal: Journal, plan: Plan, options: Options, filtered: set[str]
) -> None:
    service.filtered = filtered

    run = run_of(plan, service, journal, options)

    assert [receipt.status for receipt in run.receipts] == [Status.DONE, Status.DONE]
    assert len(made(service)) == 2


MEANWHILE: dict[str, tuple[Meanwhile, str]] = {
    "booked": (
        lambda service: service.put(PATH, "theirs", budget="/api/budgets/b3", transaction=T1),
        "somebody booked the transaction after the plan was made (Id theirs)",
    ),
    "another part": (
        lambda service: service.put(PATH, "x1", budget="/api/budgets/b3", transaction=T1, amount=60),
        "somebody booked the transaction after the plan was made (Id x1)",
    ),
    "amount": (
        lambda service: service.put("transactions", "t1", description="Fortum", amount=-80),
        "the transaction was changed after the plan was made: Amount is -80, and was -100",
    ),
    "transaction gone": (
        lambda service: service.records["transactions"].pop("t1"),
        "Transaction points at the transaction t1, which is gone",
    ),
}


@pytest.mark.parametrize("filtered", [{PATH}, set()], ids=["by filter", "by list"])
@pytest.mark.parametrize(("meanwhile", "told"), MEANWHILE.values(), ids=MEANWHILE.keys())
def test_nothing_is_booked_where_a_colleague_was_faster(
    service: Service, journal: Journal, plan: Plan, meanwhile: Meanwhile, told: str, filtered: set[str]
) -> None:
    service.filtered = filtered
    meanwhile(service)

    run = run_of(plan, service, journal)

    assert [(receipt.status, receipt.conflict) for receipt in run.receipts] == [(Status.SKIPPED, True)] * 2
    assert all(told in receipt.detail for receipt in run.receipts)
    assert all(receipt.cells for receipt in run.receipts)
    assert service.attempts == []


def test_a_budget_that_was_deleted_stops_what_is_booked_on_it_alone(
    service: Service, journal: Journal, plan: Plan
) -> None:
    del service.records["budgets"]["b1"]

    run = run_of(plan, service, journal)

    assert [receipt.status for receipt in run.receipts] == [Status.SKIPPED, Status.DONE]
    assert list(run.receipts[0].cells) == ["C2"]
    assert "Budget points at the budget b1, which is gone" in run.receipts[0].detail


def test_a_part_that_a_colleague_took_back_stops_nothing(service: Service, journal: Journal, plan: Plan) -> None:
    del service.records[PATH]["x1"]

    assert run_of(plan, service, journal).exit_code == 0


def test_a_colleague_who_books_between_two_parts_stops_the_second(
    service: Service, journal: Journal, plan: Plan
) -> None:
    def colleague(_request: object) -> None:
        service.before_write = lambda _: None
        service.put(PATH, "theirs", budget="/api/budgets/b3", transaction=T1, amount=50)

    service.filtered = {PATH}
    service.before_write = colleague

    run = run_of(plan, service, journal)

    assert [receipt.status for receipt in run.receipts] == [Status.DONE, Status.SKIPPED]
    assert len(made(service)) == 1


def test_a_resume_looks_again_before_it_books(service: Service, journal: Journal, plan: Plan) -> None:
    service.faults = {1: Fault.UNREACHABLE}
    run = run_of(plan, service, journal)
    assert made(service) == set()
    service.put(PATH, "theirs", budget="/api/budgets/b3", transaction=T1)

    done = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {})

    assert [receipt.status for receipt in done.receipts] == [Status.SKIPPED, Status.SKIPPED]
    assert made(service) == set()


def test_what_cannot_be_looked_at_is_not_sent(service: Service, journal: Journal, plan: Plan) -> None:
    service.unreadable = True

    run = run_of(plan, service, journal)

    assert Status.DONE not in {receipt.status for receipt in run.receipts}
    assert service.attempts == []
