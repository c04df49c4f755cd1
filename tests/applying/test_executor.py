"""Applying sends exactly the plan's requests, each at most once, in the order that they need."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.applying.plans import Planner
from tests.applying.service import Fault, Service, spelt
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import INTERRUPTED, Execution, OnError, Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt, Status
from toolkit.applying.resume import resume
from toolkit.entities import ENTITIES
from toolkit.entities.canonical import Json
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record
from toolkit.errors import Interrupted, PlanBurned, Unreachable
from toolkit.planning.changes import Request
from toolkit.planning.plan import Plan

ONE_AT_A_TIME = Options(workers=1)
STOP = Options(workers=1, on_error=OnError.STOP)


def ignore(_: Receipt) -> None:
    """Hear no progress."""


def statuses(receipts: tuple[Receipt, ...]) -> list[str]:
    return [receipt.status.value for receipt in receipts]


def groups(planner: Planner, count: int) -> Plan:
    for number in range(1, count + 1):
        planner.create("budget-groups", name=f"Group {number}")
    return planner.plan()


def test_every_request_of_a_plan_is_sent_once_and_nothing_else(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    gone = service.put("budget-groups", "g9", name="Old")
    planner.create("budget-groups", name="New")
    planner.patch("budgets", budget, name="Marketing 2025")
    planner.delete("budget-groups", gone)
    plan = planner.plan()

    run = apply(plan, service, journal, Options(), ignore)

    assert spelt(service.writes) == spelt(request for change in plan.changes for request in change.requests)
    assert (run.done, run.failed, run.skipped, run.unknown, run.exit_code) == (3, 0, 0, 0, 0)
    assert service.names("budget-groups") == ("New",)
    assert service.names("budgets") == ("Marketing 2025",)


def test_a_second_apply_of_the_same_plan_sends_nothing_and_names_the_run(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 2)
    run = apply(plan, service, journal, Options(), ignore)

    with pytest.raises(PlanBurned, match=run.id):
        apply(plan, service, journal, Options(), ignore)

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

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert run.exit_code == 0
    assert service.records["budgets"]["new2"]["budgetGroup"] == "/api/budget-groups/new1"


def test_what_needs_a_refused_change_is_skipped_and_says_so(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    planner.create("budget-groups", name="Free")
    service.faults[1] = Fault.REFUSED

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["failed", "skipped", "done"]
    assert run.receipts[1].detail == "Not sent: it needs change 1, which failed."
    assert run.exit_code == 7


def test_a_violation_points_at_its_cell(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="x")
    service.faults[1] = Fault.REFUSED

    run = apply(planner.plan(), service, journal, Options(), ignore)

    receipt = run.receipts[0]
    assert receipt.cells == {"C2": "This value is too short."}
    assert receipt.detail == "The service refused with 422: Name: This value is too short."
    assert run.exit_code == 9, "nothing was written at all"


def test_on_error_stop_leaves_the_rest_planned(service: Service, planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 3)
    service.faults[2] = Fault.REFUSED

    run = apply(plan, service, journal, STOP, ignore)

    assert statuses(run.receipts) == ["done", "failed", "skipped"]
    assert "was to stop" in run.receipts[2].detail
    assert len(service.attempts) == 2


def test_on_error_continue_goes_on(service: Service, planner: Planner, journal: Journal) -> None:
    plan = groups(planner, 3)
    service.faults[2] = Fault.REFUSED

    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["done", "failed", "done"]


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.LOCKED_OUT])
def test_a_service_that_cannot_be_reached_stops_the_run_whatever_was_asked(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    plan = groups(planner, 3)
    service.faults[2] = fault

    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["done", "failed", "skipped"]
    assert len(service.attempts) == 2
    assert run.exit_code == 7


def test_a_lost_answer_is_unknown_and_stops_what_needs_it(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="Parent")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    service.faults[1] = Fault.LOST_ANSWER

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert statuses(run.receipts) == ["unknown", "skipped"]
    assert "was sent and not answered" in run.receipts[1].detail
    assert run.exit_code == 8
    assert len(service.attempts) == 1, "a POST that may have happened is never repeated"


def test_a_record_that_moved_is_not_written_and_the_moved_cell_is_named(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    service.put("budgets", "b1", name="Theirs", type="global", granularity="month")

    run = apply(planner.plan(), service, journal, Options(), ignore)

    receipt = run.receipts[0]
    assert service.attempts == []
    assert (receipt.status, receipt.conflict) == (Status.SKIPPED, True)
    assert receipt.detail == "The budget b1 moved after the plan was made: Name. Plan the workbook again."
    assert receipt.cells == {"C2": 'Changed to "Theirs" after the plan was made; nothing was sent.'}
    assert run.exit_code == 5


def test_a_field_that_a_colleague_emptied_is_drift(service: Service, planner: Planner, journal: Journal) -> None:
    before = service.put("budgets", "b1", name="B", type="global", granularity="month", dateFrom="2025-01-01")
    planner.delete("budgets", before)
    service.put("budgets", "b1", name="B", type="global", granularity="month")

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert list(run.receipts[0].cells.values()) == ["Changed to nothing after the plan was made; nothing was sent."]
    assert service.names("budgets") == ("B",)


def test_a_record_that_is_gone_is_a_conflict_and_so_is_what_needs_it(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    group = service.put("budget-groups", "g1", name="G")
    planner.delete("budgets", budget)
    planner.delete("budget-groups", group, needs=(1,))
    del service.records["budgets"]["b1"]

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert [receipt.conflict for receipt in run.receipts] == [True, True]
    assert "is gone" in run.receipts[0].detail
    assert run.receipts[1].detail == "Not sent: it needs change 1, which was not sent."
    assert (service.attempts, run.exit_code) == ([], 5)


def test_changes_that_need_each_other_still_go_out_the_first_one_first(
    service: Service, planner: Planner, journal: Journal
) -> None:
    one, two = (service.put("invoices", name, name=name) for name in ("i1", "i2"))
    planner.delete("invoices", one, needs=(2,))
    planner.delete("invoices", two, needs=(1,))

    apply(planner.plan(), service, journal, Options(), ignore)

    assert [request.path for request in service.writes] == ["/invoices/i1", "/invoices/i2"]


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


def test_a_service_that_is_down_before_the_first_request_leaves_the_plan_whole(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 1)
    service.down = True
    with pytest.raises(Unreachable):
        apply(plan, service, journal, Options(), ignore)
    service.down = False

    assert apply(plan, service, journal, Options(), ignore).done == 1


def test_a_record_that_cannot_be_read_again_is_not_written(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    planner.delete("budgets", budget)
    service.down = True

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["failed", "skipped"]
    assert service.attempts == []


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
    execution = Execution(Batch(run, plan, service, journal), {}, ONE_AT_A_TIME, press_ctrl_c)
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
        apply(plan, service, journal, Options(), ignore)
    service.before_list = lambda: None

    assert apply(plan, service, journal, Options(), ignore).done == 2


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


def test_an_empty_plan_is_done_at_once(service: Service, planner: Planner, journal: Journal) -> None:
    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert (run.receipts, run.exit_code) == ((), 0)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_records_of_every_entity_are_created_and_told_by_their_ids(
    service: Service, planner: Planner, journal: Journal, entity: Entity
) -> None:
    planner.create(entity.path)

    run = apply(planner.plan(), service, journal, Options(), ignore)

    assert [receipt.id for receipt in run.receipts] == ["new1"]


def test_a_child_that_is_named_by_its_new_parent_is_made(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", name="New", type="global", granularity="month")
    planner.create("budget-projects", (1,), budget={"@change": 1}, project="/api/projects/1")

    assert apply(planner.plan(), service, journal, Options(), ignore).exit_code == 0
    assert service.records["budget-projects"]["new2"]["budget"] == "/api/budgets/new1"


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
