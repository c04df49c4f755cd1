"""Before each attempt it is proved that the request is still ours; a process that slept too long sends nothing."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import update

from tests.applying.plans import Planner, origin
from tests.applying.runs import ONE_AT_A_TIME, groups, ignore, statuses
from tests.applying.service import Service
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Holder, Lease, writing
from toolkit.applying.outcomes import done
from toolkit.applying.permits import RequestPermit
from toolkit.applying.resume import resume
from toolkit.applying.schema import CHANGES, LEASES
from toolkit.applying.states import Sending, Step
from toolkit.applying.timing import Timing
from toolkit.applying.windows import Windowed
from toolkit.errors import LeaseLost
from toolkit.planning.changes import Request

NOBODY = 2**22 + 1
"""A process that there cannot be."""
SHORT = Timing(deadline=0.3, margin=0.0, lease=0.6)
TIMING = Timing(deadline=100.0, lease=60.0)


@dataclass
class Proofs:
    """Statements that are counted, and a clock that a test moves."""

    now: float = 1_000.0
    made: list[float] = field(default_factory=list)
    holds: bool = True

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    def prove(self) -> bool:
        """Count, and tell whether it changed its row."""
        self.made.append(self.now)
        return self.holds


@pytest.fixture
def lease(journal: Journal) -> Iterator[Lease]:
    """Return a lease that is held."""
    with writing(journal, origin(), TIMING) as held:
        yield held


@pytest.fixture
def proofs() -> Proofs:
    """Return proofs that hold."""
    return Proofs()


@pytest.fixture
def permit(lease: Lease, proofs: Proofs) -> RequestPermit:
    """Return the leave to send a request that was just journalled."""
    permit = RequestPermit(lease, proofs.prove, proofs.prove, proofs.clock)
    assert proofs.made == [1_000.0]
    return permit


def test_the_first_attempt_goes_by_the_statement_that_journals_it(permit: RequestPermit, proofs: Proofs) -> None:
    permit.renew()
    permit.check()

    assert len(proofs.made) == 1


def test_every_further_attempt_is_proved_anew(permit: RequestPermit, proofs: Proofs) -> None:
    for _ in range(3):
        permit.renew()

    assert len(proofs.made) == 3


@pytest.mark.parametrize("seconds", [10.1, 86_400.0, -5.0], ids=["a little", "a night", "a clock set back"])
@pytest.mark.parametrize("ask", [RequestPermit.renew, RequestPermit.check], ids=["attempt", "first byte"])
def test_a_proof_that_is_too_old_is_made_again(
    permit: RequestPermit, proofs: Proofs, seconds: float, ask: object
) -> None:
    proofs.now += seconds
    assert callable(ask)
    ask(permit)
    permit.check()

    assert proofs.made == [1_000.0, 1_000.0 + seconds]


@pytest.mark.parametrize("ask", [RequestPermit.renew, RequestPermit.check], ids=["attempt", "first byte"])
def test_a_proof_that_fails_ends_everything(lease: Lease, permit: RequestPermit, proofs: Proofs, ask: object) -> None:
    proofs.now, proofs.holds = proofs.now + 60.0, False
    assert callable(ask)
    with pytest.raises(LeaseLost, match="sends nothing more"):
        ask(permit)
    proofs.holds = True

    with pytest.raises(LeaseLost):
        permit.check()
    with pytest.raises(LeaseLost):
        RequestPermit(lease, proofs.prove, proofs.prove)


def test_the_time_of_a_request_goes_on_through_all_its_attempts(permit: RequestPermit, proofs: Proofs) -> None:
    proofs.now += 70.0
    permit.renew()
    proofs.now += 20.0
    permit.renew()

    assert permit.left == 10.0


@pytest.fixture
def batch(journal: Journal, lease: Lease, planner: Planner, service: Service) -> Batch:
    """Return a run of one creation that is about to be sent."""
    run = journal.burn(groups(planner, 1))
    return Batch(run, journal.plan(run), Windowed(service), journal, lease)


def leaving(batch: Batch) -> RequestPermit:
    """Journal that the first change leaves."""
    change = batch.plan.changes[0]
    return batch.permit(change, Sending(Step.ONLY, change.requests[0]))


def alter(journal: Journal, **values: object) -> None:
    with journal.transaction() as connection:
        connection.execute(update(CHANGES).values(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done"},
        {"state": "skipped"},
        {"state": "failed", "sent_at": "2026-11-30T12:00:00.000000+00:00"},
        {"fence": 99},
    ],
    ids=["done", "skipped", "refused", "written by a successor"],
)
def test_what_is_settled_does_not_leave(batch: Batch, values: dict[str, object]) -> None:
    alter(batch.journal, **values)

    with pytest.raises(LeaseLost):
        leaving(batch)

    assert batch.journal.exchanges(batch.run) == ()


@pytest.mark.parametrize(
    "values",
    [{"state": "done"}, {"state": "unknown"}, {"fence": 99}, {"deadline": "2020-01-01T00:00:00.000000+00:00"}],
    ids=["done", "unknown", "written by a successor", "its time is over"],
)
def test_what_was_settled_meanwhile_does_not_leave_once_more(batch: Batch, values: dict[str, object]) -> None:
    permit = leaving(batch)
    permit.renew()
    alter(batch.journal, **values)

    with pytest.raises(LeaseLost):
        permit.renew()


def test_what_a_successor_wrote_is_not_written_over(batch: Batch) -> None:
    leaving(batch)
    alter(batch.journal, state="done", record="theirs", fence=99)

    with pytest.raises(LeaseLost):
        batch.settle([done(batch.plan.changes[0], None)])

    assert batch.journal.run(batch.run).receipts[0].id == "theirs"


class Suspended:
    """A process that is stopped when it is about to send a request, until somebody else has gone on with its run."""

    def __init__(self, service: Service, journal: Journal, at: int) -> None:
        self.at = at
        self.receipts: tuple[str, ...] = ()
        self._service = service
        self._journal = journal
        self._seen = 0

    def __call__(self, _: Request) -> None:
        """Sleep past the lease and the deadline, if it is time."""
        self._seen += 1
        if self._seen != self.at:
            return
        self._service.before_write = lambda _: None
        with self._journal.transaction() as connection:
            connection.execute(update(LEASES).values(holder=str(replace(Holder.here(), process=NOBODY))))
        (run,) = self._journal.runs()
        found = resume(run.id, self._service, self._journal, ONE_AT_A_TIME, ignore, {})
        self.receipts = tuple(statuses(found.receipts))
        threading.Event().wait(SHORT.proof)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_process_that_was_suspended_past_its_lease_sends_nothing_more(
    service: Service, planner: Planner, journal: Journal, at: int
) -> None:
    """Its successor has done it all: nothing is doubled, and no id is lost."""
    plan = groups(planner, 3)
    suspended = Suspended(service, journal, at)
    service.before_write = suspended

    with pytest.raises(LeaseLost):
        apply(plan, service, journal, replace(ONE_AT_A_TIME, timing=SHORT), ignore)

    (run,) = journal.runs()
    assert suspended.receipts == ("done", "done", "done")
    assert service.names("budget-groups") == ("Group 1", "Group 2", "Group 3")
    assert sorted(str(receipt.id) for receipt in journal.run(run.id).receipts) == ["new1", "new2", "new3"]
