"""A creation is looked for right before it is sent: nothing is made twice, also not by two who share a plan."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, groups, ignore, statuses
from tests.applying.service import Fault, Service
from toolkit.applying.creations import Creations
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.receipts import Status
from toolkit.applying.resume import resume
from toolkit.applying.settle import Send
from toolkit.applying.twins import Before, known_before
from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record
from toolkit.errors import IncompleteList, Refused
from toolkit.planning.changes import Request
from toolkit.thresholds import LookAgain

GROUPS = find("budget-groups")
EACH_TIME = replace(ONE_AT_A_TIME, look=LookAgain(creations=1))


@pytest.fixture(params=["filter", "list"])
def looked(request: pytest.FixtureRequest, service: Service) -> str:
    """Let the service have a filter for the natural key, or give lists alone."""
    if request.param == "filter":
        service.filtered.add(GROUPS.path)
    return str(request.param)


@pytest.mark.usefixtures("looked")
def test_what_somebody_made_since_the_run_began_is_not_made_again(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 3)

    def colleague(request: Request) -> None:
        if request.body == {"name": "Group 1"}:
            service.put(GROUPS.path, "theirs", name="Group 3")

    service.before_write = colleague
    run = apply(plan, service, journal, EACH_TIME, ignore)

    assert statuses(run.receipts) == ["done", "done", "skipped"]
    assert (run.receipts[2].conflict, run.exit_code) == (True, 5)
    assert "Id theirs" in run.receipts[2].detail
    assert service.names(GROUPS.path) == ("Group 1", "Group 2", "Group 3")


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize(("counted", "sent"), [(True, ["skipped", "done", "done"]), (False, ["skipped"] * 3)])
def test_where_equal_ones_were_counted_each_that_came_since_stands_for_one(
    service: Service, planner: Planner, journal: Journal, *, counted: bool, sent: list[str]
) -> None:
    """A bank statement proves how many there are; of a workbook nobody knows which one was meant."""
    for _ in range(3):
        planner.create(GROUPS.path, name="Fee")
    plan = replace(planner.plan(), counted=counted)
    service.put(GROUPS.path, "theirs", name="Fee")

    run = apply(plan, service, journal, EACH_TIME, ignore)

    assert statuses(run.receipts) == sent
    assert len(service.records[GROUPS.path]) == 1 + sent.count("done")


@pytest.mark.usefixtures("looked")
def test_the_same_holds_for_one_that_comes_while_they_are_sent(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create(GROUPS.path, name="Other")
    for _ in range(3):
        planner.create(GROUPS.path, name="Fee")
    plan = replace(planner.plan(), counted=True)

    def colleague(request: Request) -> None:
        if request.body == {"name": "Other"}:
            service.put(GROUPS.path, "theirs", name="Fee")

    service.before_write = colleague
    run = apply(plan, service, journal, EACH_TIME, ignore)

    assert statuses(run.receipts) == ["done", "skipped", "done", "done"]
    assert len(service.records[GROUPS.path]) == 4


@pytest.mark.usefixtures("looked")
def test_two_machines_that_share_a_plan_double_nothing(
    service: Service, planner: Planner, journal: Journal, tmp_path: Path
) -> None:
    """Each has a journal of its own, so that neither lease nor burnt plan keeps them apart; they take turns here."""
    plan = groups(planner, 8)
    first, second = threading.Event(), threading.Event()
    turns = {"first": first, "second": second}
    first.set()

    class Taking:
        """One machine's view of the service: its requests take turns with the other's."""

        def __init__(self, name: str) -> None:
            self.mine = turns[name]
            self.other = turns["second" if name == "first" else "first"]

        def __getattr__(self, name: str) -> object:
            return getattr(service, name)

        def send(self, *told: object) -> object:
            try:
                return service.send(*told)  # type: ignore[arg-type] # handed on as they are
            finally:
                self.mine.clear()
                self.other.set()

        def matching(self, *told: object) -> object:
            self.mine.wait(0.2)
            return service.matching(*told)  # type: ignore[arg-type] # handed on as they are

    with open_journal(f"sqlite:///{tmp_path / 'other.sqlite3'}") as other, ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(apply, plan, Taking(name), opened, EACH_TIME, ignore)  # type: ignore[arg-type] # a remote
            for name, opened in (("first", journal), ("second", other))
        ]
        receipts = [receipt for run in runs for receipt in run.result().receipts]

    assert service.names(GROUPS.path) == tuple(f"Group {number}" for number in range(1, 9))
    assert sum(receipt.status is Status.DONE for receipt in receipts) == 8
    assert sum(receipt.conflict for receipt in receipts) == 8


@pytest.mark.usefixtures("looked")
def test_rows_that_are_alike_are_each_made_once_and_are_no_strangers_to_each_other(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.put(GROUPS.path, "before", name="Same")
    for number in range(1, 4):
        planner.create(GROUPS.path, name="Same")
        planner.twins[number] = ("before",)

    run = apply(planner.plan(), service, journal, replace(EACH_TIME, workers=3), ignore)

    assert (run.exit_code, len(service.records[GROUPS.path])) == (0, 4)


@pytest.mark.usefixtures("looked")
def test_a_creation_that_may_have_been_made_is_no_stranger_and_two_are(
    service: Service, planner: Planner, journal: Journal
) -> None:
    for _ in range(3):
        planner.create(GROUPS.path, name="Same")

    def colleague(_: Request) -> None:
        if len(service.attempts) == 1:
            service.put(GROUPS.path, "theirs", name="Same")

    service.faults[1] = Fault.LOST_ANSWER
    service.before_write = colleague

    run = apply(planner.plan(), service, journal, EACH_TIME, ignore)

    assert statuses(run.receipts) == ["unknown", "done", "skipped"]


@pytest.mark.usefixtures("looked")
def test_a_resume_looks_again_before_it_sends_what_never_left(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.faults[1] = Fault.UNREACHABLE
    run = apply(groups(planner, 1), service, journal, ONE_AT_A_TIME, ignore)
    service.put(GROUPS.path, "theirs", name="Group 1")

    found = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {})

    assert (found.exit_code, service.names(GROUPS.path)) == (5, ("Group 1",))


@pytest.mark.usefixtures("looked")
def test_whoever_decides_to_send_has_seen_what_looks_like_it(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.faults[1] = Fault.LOST_REQUEST
    run = apply(groups(planner, 1), service, journal, ONE_AT_A_TIME, ignore)
    service.put(GROUPS.path, "theirs", name="Group 1")

    found = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {1: Send()})

    assert (found.exit_code, service.names(GROUPS.path)) == (0, ("Group 1", "Group 1"))


def test_one_look_for_each_creation_and_no_more(service: Service, planner: Planner, journal: Journal) -> None:
    service.filtered.add(GROUPS.path)

    assert apply(groups(planner, 5), service, journal, ONE_AT_A_TIME, ignore).exit_code == 0
    assert (service.matched, service.listed) == (5, 1)


@pytest.mark.parametrize(("creations", "lists"), [(1, 11), (3, 4), (10, 2), (100, 1)])
def test_without_a_filter_one_list_serves_so_many_creations(
    service: Service, planner: Planner, journal: Journal, creations: int, lists: int
) -> None:
    options = replace(ONE_AT_A_TIME, look=LookAgain(seconds=3600, creations=creations))

    assert apply(groups(planner, 10), service, journal, options, ignore).exit_code == 0
    assert service.listed == lists


class Slow(Service):
    """A service whose lists take three seconds of a clock that stands still otherwise."""

    now = 0.0

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Take a while."""
        self.now += 3.0
        return super().list(entity)


@pytest.mark.parametrize(("seconds", "waits", "lists"), [(10.0, 7.0, 1), (10.0, 7.5, 2), (0.5, 3.0, 1), (0.5, 3.5, 2)])
def test_a_list_is_looked_at_for_so_many_seconds_and_never_shorter_than_reading_it_took(
    planner: Planner, seconds: float, waits: float, lists: int
) -> None:
    slow = Slow()
    change = planner.create(GROUPS.path, name="New")
    creations = Creations(slow, Before(), LookAgain(seconds, 100), slow.clock)

    for _ in range(2):
        with creations.turn(change, {"name": "New"}) as strangers:
            assert strangers == ()
        slow.now += waits

    assert slow.listed == lists


@pytest.mark.parametrize(
    "error", [IncompleteList("Budget groups", "its pages lead in a circle"), Refused(403, "Access Denied.")]
)
def test_a_creation_that_could_not_be_looked_for_is_not_sent_and_may_be_by_a_resume(
    service: Service, planner: Planner, journal: Journal, error: Exception
) -> None:
    plan = groups(planner, 1)

    def no() -> None:
        if service.listed:
            raise error

    service.before_list = no
    run = apply(plan, service, journal, replace(ONE_AT_A_TIME, look=LookAgain(seconds=0.0, creations=0)), ignore)
    assert (service.attempts, run.failed) == ([], 1)
    assert str(error)[:30] in run.receipts[0].detail or "403" in run.receipts[0].detail
    service.before_list = lambda: None

    assert resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {}).exit_code == 0


def test_an_answer_with_a_record_that_was_there_before_is_a_conflict(
    service: Service, planner: Planner, journal: Journal
) -> None:
    """The service knows a rule of its own by which both are one: the natural keys differ, and so nothing warned."""
    service.put(GROUPS.path, "old", name="Old")
    plan = groups(planner, 1)
    service.upsert_into = "old"

    run = apply(plan, service, journal, ONE_AT_A_TIME, ignore)

    receipt = run.receipts[0]
    assert (run.exit_code, receipt.status, receipt.id) == (5, Status.SKIPPED, None)
    assert "the budget group old, which was there before: nothing new was made" in receipt.detail


def test_an_answer_with_a_record_that_this_run_made_is_a_conflict_as_well(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.upserts.add(GROUPS.path)
    for _ in range(2):
        planner.create(GROUPS.path, name="Same")

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["done", "skipped"]
    assert (run.receipts[1].conflict, run.exit_code) == (True, 5)


@pytest.mark.parametrize("again", [False, True])
def test_a_deletion_is_done_once_the_record_is_gone(
    service: Service, planner: Planner, journal: Journal, *, again: bool
) -> None:
    group = service.put(GROUPS.path, "g1", name="Old")
    planner.delete(GROUPS.path, group)
    if again:
        service.sticky.add(GROUPS.path)

    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    receipt = run.receipts[0]
    assert (receipt.status, run.exit_code) == ((Status.FAILED, 10) if again else (Status.DONE, 0))
    assert ("it is still there" in receipt.detail) is again


def test_a_deletion_that_could_not_be_read_back_says_so(service: Service, planner: Planner, journal: Journal) -> None:
    group = service.put(GROUPS.path, "g1", name="Old")
    planner.delete(GROUPS.path, group)

    def down(_: Request) -> None:
        service.unreadable = True

    service.before_write = down
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)

    assert (run.done, run.receipts[0].detail) == (1, "The service took it; the record could not be read back.")


def test_what_was_there_before_a_run_is_read_once_for_all_its_creations(service: Service, planner: Planner) -> None:
    service.put(GROUPS.path, "old", name="Group 2")

    known = known_before(groups(planner, 3).changes, service)

    assert (service.listed, known.there, known.alike) == (1, {GROUPS.path: ("old",)}, {1: (), 2: ("old",), 3: ()})
