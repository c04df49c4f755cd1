"""Applying sends exactly the plan's requests, each at most once, in the order that they need."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import MANY, ONE_AT_A_TIME, groups, ignore, statuses
from tests.applying.service import Fault, Service, spelt
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import INTERRUPTED, Execution, apply
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.receipts import Receipt
from toolkit.applying.resume import resume
from toolkit.applying.windows import Windowed
from toolkit.entities import ENTITIES
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record
from toolkit.errors import Interrupted, PlanBurned
from toolkit.planning.changes import Request


def test_every_request_of_a_plan_is_sent_once_and_nothing_else(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    gone = service.put("budget-groups", "g9", name="Old")
    planner.create("budget-groups", name="New")
    planner.patch("budgets", budget, name="Marketing 2025")
    planner.delete("budget-groups", gone)
    plan = planner.plan()

    run = apply(plan, service, journal, MANY, ignore)

    assert spelt(service.writes) == spelt(request for change in plan.changes for request in change.requests)
    assert (run.done, run.failed, run.skipped, run.unknown, run.exit_code) == (3, 0, 0, 0, 0)
    assert service.names("budget-groups") == ("New",)
    assert service.names("budgets") == ("Marketing 2025",)


def test_a_second_apply_of_the_same_plan_sends_nothing_and_names_the_run(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 2)
    run = apply(plan, service, journal, MANY, ignore)

    with pytest.raises(PlanBurned, match=run.id):
        apply(plan, service, journal, MANY, ignore)

    assert len(service.attempts) == 2


def test_two_applies_at_the_same_moment_burn_a_plan_once(planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 1)
    barrier = threading.Barrier(2)

    def burn(_: int) -> str:
        barrier.wait()
        try:
            return journal.burn(plan)
        except PlanBurned:
            return "burned"

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(burn, range(2)))

    assert ends.count("burned") == 1
    assert len(journal.runs()) == 1


def test_a_reference_to_a_new_row_becomes_the_iri_of_the_record_that_was_made(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budgets", (2,), name="Child", type="global", granularity="month", budgetGroup={"@change": 2})
    planner.create("budget-groups", name="Parent")

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert run.exit_code == 0
    assert service.records["budgets"]["new2"]["budgetGroup"] == "/api/budget-groups/new1"


def test_a_child_that_is_named_by_its_new_parent_is_made(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    planner.create("budget-projects", (1,), budget={"@change": 1}, project="/api/projects/1")

    assert apply(planner.plan(), service, journal, MANY, ignore).exit_code == 0
    assert service.records["budget-projects"]["new2"]["budget"] == "/api/budgets/new1"


def test_changes_that_need_each_other_still_go_out_the_first_one_first(
    service: Service, planner: Planner, journal: Journal
) -> None:
    one, two = (service.put("invoices", name, name=name) for name in ("i1", "i2"))
    planner.delete("invoices", one, needs=(2,))
    planner.delete("invoices", two, needs=(1,))

    apply(planner.plan(), service, journal, MANY, ignore)

    assert [request.path for request in service.writes] == ["/invoices/i1", "/invoices/i2"]


def test_ctrl_c_lets_what_is_in_flight_finish_and_leaves_the_rest_planned(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 4)
    run = journal.burn(plan)
    heard: list[Receipt] = []

    def press_ctrl_c(receipt: Receipt) -> None:
        heard.append(receipt)
        if len(heard) == 1:
            raise KeyboardInterrupt

    def answer_after_ctrl_c(_: Request) -> None:
        while service.writes and not execution.reason:
            threading.Event().wait(0.001)

    service.before_write = answer_after_ctrl_c
    with writing(journal, plan.origin) as lease:
        batch = Batch(run, plan, Windowed(service), journal, lease)
        execution = Execution(batch, {}, ONE_AT_A_TIME, press_ctrl_c)
        execution.carry_out()

    found = journal.run(run)
    assert statuses(found.receipts) == ["done", "done", "skipped", "skipped"]
    assert found.receipts[-1].detail == INTERRUPTED
    assert (len(service.writes), found.exit_code) == (2, 7)
    assert len(heard) == 4


def test_ctrl_c_before_the_first_request_leaves_the_plan_whole(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 2)
    service.before_list = _press_ctrl_c
    with pytest.raises(Interrupted, match="can still be applied"):
        apply(plan, service, journal, MANY, ignore)
    service.before_list = lambda: None

    assert apply(plan, service, journal, MANY, ignore).done == 2


def _press_ctrl_c() -> None:
    raise KeyboardInterrupt


def test_progress_hears_what_the_journal_tells_later(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="Parent")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    planner.create("budgets", name="Refused", type="global", granularity="month")
    service.faults[2] = Fault.REFUSED
    heard: list[Receipt] = []

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, heard.append)

    assert sorted(heard, key=lambda receipt: receipt.n) == list(run.receipts)


def test_progress_that_fails_stops_the_run_and_loses_nothing(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 3)

    def broken_pipe(_: Receipt) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        apply(plan, service, journal, ONE_AT_A_TIME, broken_pipe)

    assert resume(journal.runs()[0].id, service, journal, ONE_AT_A_TIME, ignore, {}).exit_code == 0
    assert len(service.writes) == 3


def test_what_is_there_before_is_read_once_however_much_is_created(
    service: Service, planner: Planner, journal: Journal
) -> None:
    lists: list[str] = []
    service.before_list = lambda: lists.append("listed")

    apply(groups(planner, 5), service, journal, MANY, ignore)

    assert lists == ["listed"]


def test_an_empty_plan_is_done_at_once(service: Service, planner: Planner, journal: Journal) -> None:
    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert (run.receipts, run.exit_code) == ((), 0)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_records_of_every_entity_are_created_and_told_by_their_ids(
    service: Service, planner: Planner, journal: Journal, entity: Entity
) -> None:
    planner.create(entity.path)

    run = apply(planner.plan(), service, journal, MANY, ignore)

    assert [receipt.id for receipt in run.receipts] == ["new1"]
