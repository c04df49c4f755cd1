"""What was sent and not answered may still arrive: nothing is sent in its place before its time is over."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from tests.applying.plans import Planner
from tests.applying.runs import groups, ignore, statuses
from tests.applying.service import Crash, Fault, Service
from toolkit.applying.executor import InFlight, Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run
from toolkit.applying.resume import resume
from toolkit.applying.schema import CHANGES
from toolkit.applying.settle import Decision, Send
from toolkit.applying.timing import Timing
from toolkit.entities.record import Record
from toolkit.errors import Interrupted, StillInFlight
from toolkit.planning.plan import Plan

TIMING = Timing(deadline=0.2, margin=1.5, attempts=1, backoff=0.0)
LONG = replace(TIMING, margin=3_600.0)


@dataclass
class Waiting:
    """Hears that a resume waits; meanwhile something happens."""

    happens: Callable[[], None] = lambda: None
    told: list[tuple[int, datetime]] = field(default_factory=list)

    def __call__(self, count: int, until: datetime) -> None:
        """Hear it."""
        self.told.append((count, until))
        self.happens()


def cut(plan: Plan, service: Service, journal: Journal, fault: Fault, count: int = 1) -> str:
    """Apply a plan whose first requests have trouble, and return the run."""
    service.faults = dict.fromkeys(range(1, count + 1), fault)
    with suppress(Crash):
        apply(plan, service, journal, Options(workers=count, timing=TIMING), ignore)
    service.faults = {}
    run = journal.burned(plan)
    assert run is not None
    return run


def go_on(
    run: str,
    service: Service,
    journal: Journal,
    waiting: Waiting,
    timing: Timing = TIMING,
    decisions: dict[int, Decision] | None = None,
) -> Run:
    options = Options(workers=1, timing=timing, waits=waiting)
    return resume(run, service, journal, options, ignore, decisions or {})


@pytest.mark.parametrize("fault", [Fault.CRASH_LATE, Fault.LATE])
def test_creations_that_arrive_while_a_resume_waits_are_not_sent_again(
    service: Service, planner: Planner, journal: Journal, fault: Fault
) -> None:
    run = cut(groups(planner, 3), service, journal, fault, 3)
    waiting = Waiting(service.land)

    found = go_on(run, service, journal, waiting)

    assert statuses(found.receipts) == ["done"] * 3
    assert service.names("budget-groups") == ("Group 1", "Group 2", "Group 3")
    assert len(waiting.told) == 1


def test_a_creation_that_never_arrives_is_sent_once_its_time_is_over(
    service: Service, planner: Planner, journal: Journal
) -> None:
    plan = groups(planner, 1)
    sent = journal.clock()
    run = cut(plan, service, journal, Fault.CRASH_BEFORE)
    waiting = Waiting()
    seen: list[datetime] = []
    service.before_write = lambda _: seen.append(journal.clock())

    found = go_on(run, service, journal, waiting)

    ((count, until),) = waiting.told
    assert (count, statuses(found.receipts)) == (1, ["done"])
    assert until >= sent + timedelta(seconds=TIMING.deadline + TIMING.margin)
    assert seen[0] >= until


def test_what_has_arrived_is_not_waited_for(service: Service, planner: Planner, journal: Journal) -> None:
    run = cut(groups(planner, 3), service, journal, Fault.LATE, 3)
    service.land()
    waiting = Waiting()

    found = go_on(run, service, journal, waiting, LONG)

    assert (statuses(found.receipts), waiting.told) == (["done"] * 3, [])


def test_a_resume_that_is_not_to_wait_stops_and_sends_nothing(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = cut(groups(planner, 2), service, journal, Fault.LATE, 2)
    late = service.late.pop()
    service.land()
    service.late.append(late)

    options = Options(timing=LONG, in_flight=InFlight.STOP)
    with pytest.raises(StillInFlight, match=r"until \d\d:\d\d:\d\d\. Nothing was sent") as stopped:
        resume(run, service, journal, options, ignore, {})

    assert stopped.value.exit_code == 8
    assert sorted(statuses(journal.run(run).receipts)) == ["done", "unknown"], "what has arrived is known by now"
    assert len(service.attempts) == 2


def test_ctrl_c_ends_the_wait(service: Service, planner: Planner, journal: Journal) -> None:
    run = cut(groups(planner, 1), service, journal, Fault.CRASH_LATE)

    def press_ctrl_c() -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=f"flowtly resume {run}"):
        go_on(run, service, journal, Waiting(press_ctrl_c), LONG)

    service.land()
    assert statuses(go_on(run, service, journal, Waiting(), LONG).receipts) == ["done"]
    assert len(service.attempts) == 1


def test_who_says_that_no_record_is_it_is_not_taken_at_the_word_before_its_time_is_over(
    service: Service, planner: Planner, journal: Journal
) -> None:
    """The record that arrives while the resume waits is it after all; the one that was there stays somebody else's."""
    run = cut(groups(planner, 1), service, journal, Fault.CRASH_LATE)
    service.put("budget-groups", "theirs", name="Group 1")

    found = go_on(run, service, journal, Waiting(service.land), decisions={1: Send()})

    assert (found.receipts[0].status.value, found.receipts[0].id) == ("done", "new1")
    assert len(service.attempts) == 1


def test_who_says_that_no_record_is_it_has_it_sent_once_its_time_is_over(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = cut(groups(planner, 1), service, journal, Fault.CRASH_BEFORE)
    service.put("budget-groups", "theirs", name="Group 1")
    waiting = Waiting()

    found = go_on(run, service, journal, waiting, decisions={1: Send()})

    assert (found.receipts[0].id, len(waiting.told)) == ("new1", 1)
    assert service.names("budget-groups") == ("Group 1", "Group 1")


def test_what_an_earlier_version_sent_is_waited_for_from_when_it_left(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = cut(groups(planner, 1), service, journal, Fault.CRASH_LATE)
    with journal.transaction() as connection:
        connection.execute(update(CHANGES).values(deadline=None, fence=None))
    waiting = Waiting(service.land)

    found = go_on(run, service, journal, waiting, replace(TIMING, margin=2.0))

    assert (statuses(found.receipts), len(waiting.told), len(service.attempts)) == (["done"], 1, 1)


def test_what_the_service_itself_has_given_up_is_not_waited_for(
    service: Service, planner: Planner, journal: Journal
) -> None:
    run = cut(groups(planner, 1), service, journal, Fault.FAILED)
    waiting = Waiting()

    assert statuses(go_on(run, service, journal, waiting, LONG).receipts) == ["done"]
    assert waiting.told == []


@pytest.mark.parametrize("lands", [True, False])
@pytest.mark.parametrize("verb", ["patch", "delete", "replace"])
def test_an_edit_a_deletion_and_a_replacement_are_waited_for_too(
    service: Service, planner: Planner, journal: Journal, *, verb: str, lands: bool
) -> None:
    budget = service.put("budgets", "b1", name="Marketing", type="global", granularity="month")
    project = service.put("budget-projects", "p1", budget="/api/budgets/b1", project="/api/projects/1")
    _plan_one(planner, verb, budget, project)
    run = cut(planner.plan(), service, journal, Fault.CRASH_LATE)
    waiting = Waiting(service.land if lands else service.late.clear)

    found = go_on(run, service, journal, waiting)

    assert (statuses(found.receipts), len(waiting.told)) == (["done"], 1)
    assert service.names("budgets") == {"patch": ("Mine",), "delete": ()}.get(verb, ("Marketing",))
    assert [member["project"] for member in service.records["budget-projects"].values()] == [
        "/api/projects/2" if verb == "replace" else "/api/projects/1"
    ]
    sent = {"patch": 1, "delete": 1, "replace": 2}[verb]
    assert len(service.attempts) == (sent if lands else sent + 1)


def _plan_one(planner: Planner, verb: str, budget: Record, project: Record) -> None:
    match verb:
        case "patch":
            planner.patch("budgets", budget, name="Mine")
        case "delete":
            planner.delete("budgets", budget)
        case _:
            planner.replace("budget-projects", project, project="/api/projects/2")
