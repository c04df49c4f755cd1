"""Whatever the answer to a write of a plan, and whenever it comes: nothing is doubled, lost, or said and not so."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ignore
from tests.faults.cells import LATE, Cell
from tests.faults.conftest import Figures
from tests.faults.scene import PATIENCE
from tests.faults.seen import Seen, wrong
from tests.faults.verbs import VERBS, Target, Verb
from tests.faults.world import World
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import open_journal
from toolkit.applying.resume import resume
from toolkit.entities import find
from toolkit.loop.reach import Reached, timing_of
from toolkit.planning.plan import Plan


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_plan_in_which_each_change_goes_wrong_in_another_way(
    verb: Verb, served: World, cells: Sequence[Cell], tmp_path: Path, figures: Figures
) -> None:
    """It is applied, and resumed when the service is well again; then each change that shows is done, once."""
    targets = [verb.make(served, n) for n in range(1, len(cells) + 1)]
    with served.reach() as reached, open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as journal:
        with served.reach(timeout=PATIENCE) as patient:
            plan = planned(verb, targets, patient)
        served.script([verb.fault(cell, target) for cell, target in zip(cells, targets, strict=True)])
        options = Options(workers=2, timing=timing_of(reached.profile))
        run = apply(plan, reached.client, journal, options, ignore)
        first = [verb.seen(served, *pair) for pair in zip(targets, run.receipts, strict=True)]
        if any(cell.times > 1 for cell in cells):
            run = resume(run.id, reached.client, journal, options, ignore, {})
            amid = [verb.seen(served, *pair) for pair in zip(targets, run.receipts, strict=True)]
            assert [seen for seen in amid if seen.wrong] == []
        served.script(())
        run = resume(run.id, reached.client, journal, options, ignore, {})
        time.sleep(LATE)  # What is late comes in any case.
        then = [verb.seen(served, *pair) for pair in zip(targets, run.receipts, strict=True)]

    def settled(seen: Seen) -> bool:
        return seen.said in {"done", "failed"} or not (verb.shows or seen.carried)

    assert wrong(figures(cells, first, then), settled) == {}


def planned(verb: Verb, targets: Sequence[Target], reached: Reached) -> Plan:
    """Plan the change of every target."""
    live = reached.client.list(find(verb.path))
    planner = Planner()
    for target in targets:
        verb.plan(planner, target, live.get(target.id))
    return planner.plan()
