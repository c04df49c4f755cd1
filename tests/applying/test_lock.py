"""One run at a time writes to a service, and a machine that went down locks nobody out."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.applying.plans import Planner, origin
from tests.applying.runs import ONE_AT_A_TIME, groups, ignore, statuses
from tests.applying.service import Service
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import Execution, Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Holder, writing
from toolkit.applying.resume import resume
from toolkit.applying.schema import LEASES
from toolkit.applying.timing import Timing
from toolkit.applying.windows import Windowed
from toolkit.errors import LeaseLost, RunInProgress

QUICK = Timing(lease=0.2)
"""A lease whose heart beats every 50 milliseconds."""


def held_by(journal: Journal, holder: Holder) -> None:
    """Make the lease somebody else's."""
    with journal.transaction() as connection:
        connection.execute(update(LEASES).values(holder=str(holder)))


def taken_over(journal: Journal) -> None:
    """Let somebody else, who is alive, take the lease as if it had run out."""
    with journal.transaction() as connection:
        connection.execute(update(LEASES).values(fence=LEASES.c.fence + 1, holder=str(Holder("elsewhere", 1, 1))))


def run_out(journal: Journal) -> None:
    """Let the lease run out."""
    with journal.transaction() as connection:
        connection.execute(update(LEASES).values(until="2025-01-01T00:00:00.000000+00:00"))


@contextmanager
def hidden(journal: Journal) -> Iterator[None]:
    """Hide the leases."""
    with journal.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE leases RENAME TO elsewhere")
    yield
    with journal.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO leases")


def wait_for_the_heart() -> None:
    """Wait until the heartbeat has given up."""
    while any(thread.name == "lease" for thread in threading.enumerate()):
        threading.Event().wait(0.001)


def until(journal: Journal) -> str:
    with journal.transaction() as connection:
        return str(connection.execute(select(LEASES.c.until)).scalar())


def test_neither_apply_nor_resume_starts_beside_another_run(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="New")
    plan = planner.plan()
    run = journal.burn(Planner().plan())

    with writing(journal, plan.origin):
        with pytest.raises(RunInProgress, match=r"writing to https://flowtly\.test since"):
            apply(plan, service, journal, Options(), ignore)
        with pytest.raises(RunInProgress):
            resume(run, service, journal, Options(), ignore, {})

    assert apply(plan, service, journal, Options(), ignore).done == 1


@pytest.mark.parametrize("other", [{"service": "https://other.test"}, {"profile": "other"}])
def test_another_service_or_profile_is_free(journal: Journal, other: dict[str, str]) -> None:
    with writing(journal, origin()), writing(journal, replace(origin(), **other)):
        pass


def test_the_lease_of_a_process_that_has_ended_is_taken_over(journal: Journal) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with writing(journal, origin()):
        held_by(journal, replace(Holder.here(), process=ended.pid))
        with writing(journal, origin()):
            pass


def test_a_process_on_another_machine_counts_as_running(journal: Journal) -> None:
    with writing(journal, origin()):
        held_by(journal, Holder("elsewhere", os.getpid(), 1))
        with pytest.raises(RunInProgress, match="from elsewhere"), writing(journal, origin()):
            pass


def test_a_process_of_somebody_else_counts_as_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_ours(_: int, __: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", not_ours)

    assert not Holder.here().is_gone()


def test_a_lease_that_ran_out_is_free(journal: Journal) -> None:
    with writing(journal, origin()):
        held_by(journal, Holder("elsewhere", 1, 1))
        run_out(journal)
        with writing(journal, origin()):
            pass


def test_a_lease_ends_by_the_clock_of_the_database(journal: Journal) -> None:
    with writing(journal, origin(), Timing(lease=3600.0)):
        left = datetime.fromisoformat(until(journal)) - journal.clock()

    assert timedelta(minutes=59) < left <= timedelta(hours=1)


def test_every_lease_has_a_number_of_its_own_and_a_higher_one(journal: Journal) -> None:
    """Also those that were given back, so that whoever held one before is never taken for the holder."""
    with writing(journal, origin()) as first:
        pass
    with writing(journal, origin()) as second:
        run_out(journal)
        held_by(journal, Holder("elsewhere", 1, 1))
        with writing(journal, origin()) as third:
            pass

    assert first.fence.number < second.fence.number < third.fence.number


def test_a_heartbeat_keeps_the_lease(journal: Journal) -> None:
    with writing(journal, origin(), QUICK) as lease:
        first = until(journal)
        while until(journal) == first:
            threading.Event().wait(0.001)

        lease.demand_held()
        assert until(journal) > first


def test_a_heartbeat_that_cannot_be_written_stops_the_run(service: Service, planner: Planner, journal: Journal) -> None:
    run = journal.burn(groups(planner, 2))

    with writing(journal, origin(), QUICK) as lease:
        with hidden(journal):
            wait_for_the_heart()
        batch = Batch(run, journal.plan(run), Windowed(service), journal, lease)
        with pytest.raises(LeaseLost, match=r"may not write to .* any more: The journal .* no such table"):
            Execution(batch, {}, ONE_AT_A_TIME, ignore).carry_out()

    assert service.attempts == []
    assert statuses(journal.run(run).receipts) == ["skipped", "skipped"]


def test_a_heartbeat_that_finds_another_holder_stops_the_run(journal: Journal) -> None:
    with writing(journal, origin(), QUICK) as lease:
        taken_over(journal)
        wait_for_the_heart()

        with pytest.raises(LeaseLost, match="somebody else has gone on meanwhile"):
            lease.demand_held()


def test_who_has_lost_a_lease_does_not_give_back_that_of_another(journal: Journal) -> None:
    with writing(journal, origin(), QUICK):
        taken_over(journal)

    with pytest.raises(RunInProgress, match="from elsewhere"), writing(journal, origin()):
        pass


def test_a_lease_that_is_late_and_still_ours_goes_on(service: Service, planner: Planner, journal: Journal) -> None:
    """The machine slept, and nobody was there to go on."""
    service.before_write = lambda _: run_out(journal)

    run = apply(groups(planner, 2), service, journal, ONE_AT_A_TIME, ignore)

    assert statuses(run.receipts) == ["done", "done"]
