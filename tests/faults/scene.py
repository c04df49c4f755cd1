"""A plan with changes of many kinds on a slow service, in a file and in a journal."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from tests.applying.plans import Planner, origin
from tests.applying.runs import ignore
from tests.faults.verbs import VERBS, Target, Verb
from tests.faults.worker import Job
from tests.faults.world import World
from toolkit.applying.executor import InFlight, Options
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt, Run
from toolkit.applying.resume import resume
from toolkit.entities import find
from toolkit.loop.reach import timing_of
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump
from toolkit.sandbox.switches import Fault, FaultKind, Moment

LEASE = 0.8
"""Seconds; a process that sleeps longer may have a successor."""
KINDS = tuple(verb for verb in VERBS if verb.name != "replace, deleting")
PATIENCE = 60.0
"""Seconds to wait for what is bound to come."""
_NUMBERS = count(10_001)


@dataclass(frozen=True)
class Scene:
    """A plan with a change of every kind, in a file and in a journal, and what each is about."""

    served: World
    plan: Plan
    verbs: Sequence[Verb]
    targets: Sequence[Target]
    file: Path
    database: str

    def job(self, workers: int) -> Job:
        """Return what a process needs to apply it."""
        return Job(self.database, self.served.url, str(self.file), workers, LEASE)

    def resume(self, journal: Journal, in_flight: InFlight = InFlight.WAIT) -> Run:
        """Go on with its run."""
        run = journal.burned(self.plan)
        assert run is not None
        with self.served.reach(lease=LEASE) as reached:
            options = Options(workers=2, timing=timing_of(reached.profile), in_flight=in_flight)
            return resume(run, reached.client, journal, options, ignore, {})

    def demand_honest(self, receipts: Sequence[Receipt]) -> None:
        """Raise where something was doubled, lost, or said and not so; everything that shows must be done."""
        for verb, target, receipt in zip(self.verbs, self.targets, receipts, strict=True):
            seen = verb.seen(self.served, target, receipt)
            assert not seen.wrong, (verb.name, seen)
            if verb.shows or seen.carried:
                assert seen.said == "done", (verb.name, seen)


def scene_of(served: World, verbs: Sequence[Verb], folder: Path) -> Scene:
    """Plan a change of each of these kinds."""
    targets = [verb.make(served, next(_NUMBERS)) for verb in verbs]
    planner = Planner()
    with served.reach(timeout=PATIENCE) as reached:
        live = {path: reached.client.list(find(path)) for path in {verb.path for verb in verbs}}
    for verb, target in zip(verbs, targets, strict=True):
        verb.plan(planner, target, live[verb.path].get(target.id))
    plan = planner.plan(replace(origin(), planned_at=str(folder)))
    file = folder / "plan.json"
    file.write_text(dump(plan), encoding="utf-8")
    return Scene(served, plan, verbs, targets, file, f"sqlite:///{folder / 'journal.sqlite3'}")


def slow(served: World, seconds: float) -> None:
    """Let the service take its time for every write, whether or not anybody waits for the answer."""
    methods = ("POST", "PATCH", "DELETE")
    served.script(
        [Fault(each, "/", FaultKind.LATE, times=10**6, moment=Moment.BEFORE, seconds=seconds) for each in methods]
    )


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that is bound to come."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.005)
