"""Carry out a plan, and write what came of it into a copy of its workbook."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from toolkit.applying.executor import Options, apply, demand_unburned
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt
from toolkit.checking.headers import entity_named
from toolkit.entities import Entity
from toolkit.errors import PlanForeign, WorkbookError
from toolkit.loop.approve import demand_approvals
from toolkit.loop.conclude import Applied, Ending
from toolkit.loop.reach import Reached, timing_of
from toolkit.loop.recheck import demand_as_it_said, demand_sound
from toolkit.loop.source import STDIN, Source, open_source
from toolkit.planning.plan import Plan
from toolkit.settings import Profile

_ANY = Source(STDIN)


def options_of(profile: Profile) -> Options:
    """Return how a plan is applied as the profile says."""
    return Options(workers=profile.workers, look=profile.look_again, timing=timing_of(profile))


def apply_plan(
    plan: Plan,
    reached: Reached,
    journal: Journal,
    options: Options,
    progress: Callable[[Receipt], None],
    workbook: Source | Path | None,
) -> Applied:
    """Apply a plan to the service it was made for, write the result beside its workbook, and verify the totals.

    What happens after the first request may have left raises nothing: `Applied.troubles` has it, but for a journal
    that cannot be read any more.
    Raises `PlanForeign` where profile, service or user differ from the plan's, `PlanBurned` for a second apply,
    `ApprovalError` where others must approve it and did not, and what `demand_sound` and `demand_as_it_said` raise.
    """
    demand_same_place(plan, reached)
    demand_sound(plan)
    demand_approvals(plan, options.approvals, options.required, reached)
    demand_unburned(plan, journal)
    demand_as_it_said(plan, reached)
    source = Source(workbook) if isinstance(workbook, Path) else workbook
    ending = Ending(plan, reached, journal, lambda: source)
    return ending.after(lambda: apply(plan, reached.client, journal, options, progress))


def find_workbook(plan: Plan, folder: Path, like: Source = _ANY) -> Source | None:
    """Return the plan's workbook, unchanged since, from the folder of the plan or the current one.

    `like` is what is told of text files; whose rows they have, the plan tells. A file that cannot be opened as it was
    is none: what is written to the service does not wait for a result.
    """
    for place in (folder, Path()):
        path = place / plan.origin.workbook
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == plan.origin.workbook_sha256:
            found = replace(like, path=path, entity=like.entity or _entity(plan))
            with suppress(WorkbookError):
                open_source(found)
                return found
    return None


def _entity(plan: Plan) -> Entity | None:
    """Return whose rows the plan's first sheet has."""
    sheets = [*(change.place.sheet for change in plan.changes), *(conflict.sheet for conflict in plan.conflicts)]
    return entity_named(sheets[0]) if sheets else None


def demand_same_place(plan: Plan, reached: Reached) -> None:
    """Raise `PlanForeign` where a plan was made for another service, profile or user than the one reached."""
    origin, profile = plan.origin, reached.profile
    for what, planned, here in (
        ("service", origin.service, profile.service),
        ("profile", origin.profile, profile.name),
        ("user", origin.user, profile.user),
    ):
        if planned != here:
            raise PlanForeign(what, planned, here)
