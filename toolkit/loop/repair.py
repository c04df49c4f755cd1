"""What comes after a run: go on with it, take it back, or hand out what is left to mend."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.applying.executor import Options
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt
from toolkit.applying.resume import resume
from toolkit.applying.settle import Decision
from toolkit.applying.undo import made_by, undo_plan
from toolkit.entities import find
from toolkit.entities.labels import Labels
from toolkit.loop.apply import demand_same_place, find_workbook
from toolkit.loop.conclude import Applied, Ending
from toolkit.loop.dependants import look_for_dependants
from toolkit.loop.reach import Reached, with_targets
from toolkit.planning.guards import standing
from toolkit.planning.notes import looked_for
from toolkit.planning.plan import Plan


def resume_run(
    run: str,
    reached: Reached,
    journal: Journal,
    options: Options,
    progress: Callable[[Receipt], None],
    decisions: Mapping[int, Decision],
) -> Applied:
    """Settle what is unknown of a run, go on with the rest, and write the result beside its workbook where it is here.

    Raises `RunMissing`, and `PlanForeign` where the run was on another service, profile or user.
    """
    plan = journal.plan(run)
    demand_same_place(plan, reached)
    ending = Ending(plan, reached, journal, lambda: find_workbook(plan, Path()))
    return ending.after(lambda: resume(run, reached.client, journal, options, progress, decisions))


def undo_run(run: str, reached: Reached, journal: Journal) -> Plan:
    """Plan the opposite of a run, against what is live now (decision 9). Raises as `resume_run` does."""
    plan = journal.plan(run)
    demand_same_place(plan, reached)
    live = reached.client.snapshot(with_targets(change.entity for change in plan.changes))
    made = made_by(plan, journal.entries(run))
    pointing = look_for_dependants(reached.client, made, live)
    labels = Labels({**live, **pointing.records})
    undone = undo_plan(run, journal, live, labels, reached.profile.user, pointing)
    asked = reached.client.asked(map(find, live))
    return replace(
        undone,
        guards=standing(undone, live, reached.profile.thresholds),
        notes=(*undone.notes, *looked_for(undone.changes, asked, reached.profile.look_again)),
    )
