"""One plan on two machines, each with a journal of its own: what is there twice is told, and only by chance of time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from tests.applying.plans import Planner, origin
from tests.applying.runs import ignore
from tests.faults.scene import slow, until
from tests.faults.world import World
from toolkit.applying.executor import Options
from toolkit.applying.journal import Journal, open_journal
from toolkit.loop.apply import apply_plan
from toolkit.loop.reach import timing_of
from toolkit.planning.plan import Plan

CREATIONS = 12
TOLD = {8, 10}
"""Exit codes that ask a person to look: unknown, and perhaps ours."""
NUMBERS = count(1)


@dataclass(frozen=True)
class Machine:
    """A machine with a journal of its own."""

    served: World
    journal: Journal

    def apply(self, plan: Plan) -> int:
        """Apply a plan, and return the exit code."""
        with self.served.reach() as reached:
            options = Options(workers=2, timing=timing_of(reached.profile))
            return apply_plan(plan, reached, self.journal, options, ignore, None).exit_code


@pytest.mark.parametrize("head", [0, 1, 6, CREATIONS])
def test_two_machines_with_one_plan(served: World, tmp_path: Path, head: int) -> None:
    """The second begins when the first has made so many records."""
    names = [f"shared {next(NUMBERS)}." for _ in range(CREATIONS)]
    planner = Planner()
    for name in names:
        planner.create("budget-groups", name=name)
    plan = planner.plan(
        replace(origin(), service=served.url, profile="test", user="anonymous", planned_at=str(tmp_path))
    )
    slow(served, 0.05)

    def made() -> dict[str, int]:
        found = served.values("budget-groups", "name")
        return {name: found[name] for name in names if found[name]}

    with (
        open_journal(f"sqlite:///{tmp_path / 'one.sqlite3'}") as first,
        open_journal(f"sqlite:///{tmp_path / 'two.sqlite3'}") as second,
        ThreadPoolExecutor(2) as pool,
    ):
        one = pool.submit(Machine(served, first).apply, plan)
        until(lambda: len(made()) >= head)
        before = made()
        two = pool.submit(Machine(served, second).apply, plan)
        codes = (one.result(), two.result())

    twice = {name for name, times in made().items() if times > 1}
    assert made().keys() == set(names), "nothing is lost"
    assert max(made().values()) <= 2
    assert not twice & before.keys(), "what was there when the second began is not made again"
    assert not twice or TOLD & set(codes), f"{len(twice)} are there twice, and nobody says so: {codes}"
