"""Whatever the answer to a write of a plan, and whenever it comes: nothing is doubled, lost, or said and not so."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ignore
from tests.faults.cells import LATE, Cell
from tests.faults.conftest import Figures
from tests.faults.seen import HALF, Story
from tests.faults.verbs import VERBS, Target, Verb
from tests.faults.world import World
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import open_journal
from toolkit.applying.resume import resume
from toolkit.entities import find
from toolkit.loop.reach import Reached, timing_of
from toolkit.planning.plan import Plan

Stories = Mapping[str, Story]


@pytest.fixture(scope="module")
def stories(
    request: pytest.FixtureRequest, served: World, cells: Sequence[Cell], journals: Path, figures: Figures
) -> Stories:
    """Apply one plan with a change for each cell, all of which go wrong; then resume it with a service that is well."""
    verb: Verb = request.param
    targets = [verb.make(served, n) for n in range(1, len(cells) + 1)]
    with served.reach() as reached, open_journal(f"sqlite:///{journals / verb.name}.sqlite3") as journal:
        plan = planned(verb, targets, reached)
        served.script([verb.fault(cell, target) for cell, target in zip(cells, targets, strict=True)])
        options = Options(workers=2, timing=timing_of(reached.profile))
        run = apply(plan, reached.client, journal, options, ignore)
        first = [verb.seen(served, *pair) for pair in zip(targets, run.receipts, strict=True)]
        run = resume(run.id, reached.client, journal, options, ignore, {})
        time.sleep(LATE)  # What is late comes in any case.
        then = [verb.seen(served, *pair) for pair in zip(targets, run.receipts, strict=True)]
    return figures({cell.name: Story(*pair) for cell, pair in zip(cells, zip(first, then, strict=True), strict=True)})


def planned(verb: Verb, targets: Sequence[Target], reached: Reached) -> Plan:
    """Plan the change of every target."""
    live = reached.client.list(find(verb.path))
    planner = Planner()
    for target in targets:
        verb.plan(planner, target, live.get(target.id))
    return planner.plan()


@pytest.mark.parametrize("stories", VERBS, indirect=True, scope="module", ids=lambda verb: verb.name)
def test_what_a_run_says_is_so(stories: Stories, cell: Cell) -> None:
    stories[cell.name].first.demand_honest()


@pytest.mark.parametrize("stories", VERBS, indirect=True, scope="module", ids=lambda verb: verb.name)
def test_a_resume_settles_it_once(stories: Stories, cell: Cell, request: pytest.FixtureRequest) -> None:
    then = stories[cell.name].then
    then.demand_honest()
    assert then.said != HALF, then
    verb: Verb = request.node.callspec.params["stories"]
    if verb.shows or then.carried:
        assert then.said != "unknown", then
