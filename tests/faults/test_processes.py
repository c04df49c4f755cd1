"""Real processes beside a slow service: killed with requests in flight, or asleep for longer than their lease."""

import contextlib
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cells import LATE
from tests.faults.scene import KINDS, LEASE, Scene, scene_of, slow, until
from tests.faults.worker import LOST, Running, Worker, worker
from tests.faults.world import World
from toolkit.applying.executor import InFlight
from toolkit.applying.journal import open_journal
from toolkit.errors import StillInFlight

SLOW = 0.15
"""Seconds that the service takes to carry out each write."""
MOMENTS = [(1, 2), (3, 5)]
"""How many requests at a time, and how many of them have come in when it happens."""


@pytest.fixture(scope="module")
def working() -> Iterator[Worker]:
    """Give the process that starts others."""
    with worker() as started:
        yield started


@pytest.fixture
def scene(served: World, tmp_path: Path) -> Scene:
    """Plan a change of every kind, two of them creations."""
    return scene_of(served, (*KINDS, *KINDS[:1]), tmp_path)


def fall_asleep(running: Running, database: str) -> None:
    """Stop a process where it does not hold the journal: then nobody else could go on, which harms nothing either."""
    while True:
        running.send(signal.SIGSTOP)
        with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=0.05)) as journal:
            try:
                journal.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                running.send(signal.SIGCONT)
                time.sleep(0.005)
            else:
                journal.execute("ROLLBACK")
                return


@pytest.mark.parametrize(("workers", "arrived"), MOMENTS)
def test_killed_beside_a_slow_service_and_resumed_at_once(
    scene: Scene, working: Worker, workers: int, arrived: int
) -> None:
    """What is in flight is carried out after the kill, though nobody waits for it."""
    slow(scene.served, LATE / 2 if workers > 1 else SLOW)
    before = scene.served.door.arrived
    with working.start(scene.job(workers)) as running:
        until(lambda: scene.served.door.arrived >= before + arrived)
        running.send(signal.SIGKILL)
        assert running.end() == -signal.SIGKILL

    with open_journal(scene.database) as journal:
        run = scene.resume(journal)
    time.sleep(LATE)

    scene.demand_honest(run.receipts)


def test_who_does_not_want_to_wait_for_what_is_in_flight_is_told_until_when(scene: Scene, working: Worker) -> None:
    slow(scene.served, LATE / 2)
    before = scene.served.door.arrived
    with working.start(scene.job(3)):
        until(lambda: scene.served.door.arrived >= before + 3)

    with open_journal(scene.database) as journal:
        carried = len(scene.served.witness.writes)
        with pytest.raises(StillInFlight):
            scene.resume(journal, InFlight.STOP)
        assert len(scene.served.witness.writes) - carried <= 3, "nothing but what was in flight is carried out"
        time.sleep(LATE)
        run = scene.resume(journal)

    scene.demand_honest(run.receipts)


@pytest.mark.parametrize(("workers", "arrived"), MOMENTS)
def test_asleep_for_longer_than_the_lease_while_somebody_else_goes_on(
    scene: Scene, working: Worker, workers: int, arrived: int
) -> None:
    """The one who wakes up sends nothing more, and says so."""
    slow(scene.served, SLOW)
    before = scene.served.door.arrived
    with working.start(scene.job(workers)) as running:
        until(lambda: scene.served.door.arrived >= before + arrived)
        fall_asleep(running, scene.database)
        time.sleep(LEASE * 1.5)
        with open_journal(scene.database) as journal:
            run = scene.resume(journal)
        running.send(signal.SIGCONT)
        ended = running.end()
    time.sleep(SLOW * 2)

    assert ended == LOST
    scene.demand_honest(run.receipts)
    with open_journal(scene.database) as journal:
        assert journal.run(run.id).receipts == run.receipts, "the one who slept changes nothing of what was told"


@pytest.mark.parametrize("workers", [1, 3])
def test_asleep_for_longer_than_the_lease_while_nobody_goes_on(scene: Scene, working: Worker, workers: int) -> None:
    """Nobody took its place, so it goes on; what it sent meanwhile it settles itself, or leaves to a resume."""
    slow(scene.served, SLOW)
    before = scene.served.door.arrived
    with working.start(scene.job(workers)) as running:
        until(lambda: scene.served.door.arrived >= before + 2)
        fall_asleep(running, scene.database)
        time.sleep(LEASE * 1.5)
        running.send(signal.SIGCONT)
        assert running.end() in {0, LOST}

    with open_journal(scene.database) as journal:
        run = scene.resume(journal)
    scene.demand_honest(run.receipts)
