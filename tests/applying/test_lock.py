"""One run at a time writes to a service, and a machine that went down locks nobody out."""

import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.applying.plans import Planner, origin
from tests.applying.runs import ignore
from tests.applying.service import Service
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Holder, writing
from toolkit.applying.resume import resume
from toolkit.applying.schema import LEASES
from toolkit.errors import RunInProgress


def held_by(journal: Journal, holder: Holder) -> None:
    """Make the lease somebody else's."""
    with journal.transaction() as connection:
        connection.execute(update(LEASES).values(holder=str(holder)))


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
        with journal.transaction() as connection:
            connection.execute(update(LEASES).values(until="2025-01-01T00:00:00.000000+00:00"))
        with writing(journal, origin()):
            pass


def test_a_heartbeat_keeps_the_lease(journal: Journal) -> None:
    with writing(journal, origin(), beat=0.001):
        first = until(journal)
        while until(journal) == first:
            threading.Event().wait(0.001)

        assert until(journal) > first


def test_a_heartbeat_that_cannot_be_written_leaves_the_trouble_to_the_run(journal: Journal) -> None:
    with writing(journal, origin(), beat=0.001):
        with journal.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE leases RENAME TO elsewhere")
        while any(thread.name == "lease" for thread in threading.enumerate()):
            threading.Event().wait(0.001)
        with journal.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO leases")
