"""The steps of the loop: plan a workbook, show and save the plan, apply it once, resume and undo its run."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from toolkit.applying.executor import OnError
from toolkit.applying.receipts import Receipt
from toolkit.applying.settle import Decision
from toolkit.errors import GuardStands, WorkbookHasErrors
from toolkit.library.connection import Flowtly
from toolkit.library.workbook import Workbook
from toolkit.loop import approve as approving
from toolkit.loop import plan as planning
from toolkit.loop.apply import apply_plan, demand_same_place, find_workbook, options_of
from toolkit.loop.conclude import Applied, Stage
from toolkit.loop.inspect import inspect
from toolkit.loop.outputs import demand_free, remembered
from toolkit.loop.repair import resume_run, undo_run
from toolkit.planning.plan import Plan
from toolkit.reports import plans
from toolkit.reports.terminal import PLAIN

__all__ = ["Applied", "apply", "approve", "plan", "read_approvals", "read_plan", "resume", "save_plan", "show", "undo"]

_WIDTH = 100
_NO_DECISIONS: Mapping[int, Decision] = {}


def plan(workbook: Workbook, flowtly: Flowtly) -> Plan:
    """Return exactly what a workbook would change: a value, and nothing is written to the service.

    Raises `WorkbookHasErrors` where something has to be mended first (`Workbook.check` has it all), `AlreadyApplied`
    where this very file's new rows have been created, `BaseForeign` where it was pulled from another service.
    """
    inspection = inspect(workbook.path, flowtly.reached)
    errors = inspection.checked.errors
    if errors:
        raise WorkbookHasErrors(workbook.path, [f"{each.sheet}!{each.cell}: {each.message}" for each in errors])
    return planning.plan(inspection, flowtly.reached.profile, flowtly.journal)


def show(plan: Plan, width: int = _WIDTH) -> str:
    """Return a plan as `flowtly show` prints it, in lines of so many characters."""
    return plans.text(plan, width, PLAIN)


def save_plan(plan: Plan, path: Path | str, *, overwrite: bool = False) -> None:
    """Save a plan as a file, which anybody can show and, once, apply; signed by its maker, where they have a key.

    Raises `FileInTheWay` where somebody may have worked on what is there, unless it is to be written over,
    `NotWritable` and `KeyUnusable`.
    """
    file = Path(path)
    demand_free(file, overwrite=overwrite)
    with remembered(file):
        approving.save_plan(plan, file)


def read_plan(path: Path | str) -> Plan:
    """Read a plan file.

    Raises `FileMissing`, `NotAPlan`, `PlanOfOtherVersion`, and `PlanEdited` where its digest does not match.
    """
    return planning.read_plan(Path(path))


def approve(path: Path | str, days: int = approving.DAYS) -> Path:
    """Approve a saved plan with the key of whoever runs this, and return the file of its approvals.

    Each approver makes a key once: `flowtly approve --init`. Raises what `read_plan` raises, `KeyMissing` where there
    is no key, and `NotWritable`.
    """
    return approving.approve_plan(Path(path), days)


def read_approvals(path: Path | str) -> tuple[str, ...]:
    """Return the signed lines that stand beside a saved plan; none where nobody approved it."""
    return approving.read_approvals(Path(path))


def apply(
    plan: Plan,
    flowtly: Flowtly,
    allow: Collection[str] = (),
    on_error: Literal["continue", "stop"] = "continue",
    beside: Path | str = ".",
    approvals: Sequence[str] = (),
) -> Applied:
    """Carry out a plan, once; return the run with a receipt for every change.

    `allow` names the guards that may be passed, `on_error` says what a failure does to the changes that do not need
    that one. The results go into a copy of the plan's workbook, where that lies unchanged in the folder `beside` or
    the current one. `approvals` are the lines that `read_approvals` gives; a profile may ask for some. Changes that
    failed raise nothing: receipts and `exit_code` tell, and `troubles` what kept the result or the verdict from being
    written. What broke the run off is raised with a note that names it.
    Raises `GuardStands`, `PlanBurned` for a second time, `PlanForeign`, `RunInProgress`, `ApprovalError`, and what the
    service raises before anything was sent.
    """
    demand_same_place(plan, flowtly.reached)
    standing = [guard for guard in plan.guards if guard.name not in allow]
    if standing:
        raise GuardStands({guard.name: guard.message for guard in standing})
    options = options_of(flowtly.reached.profile)
    options = replace(options, on_error=OnError(on_error), approvals=tuple(approvals))
    workbook = find_workbook(plan, Path(beside))
    return _to_its_end(apply_plan(plan, flowtly.reached, flowtly.journal, options, _unheard, workbook))


def resume(run: str, flowtly: Flowtly, decisions: Mapping[int, Decision] = _NO_DECISIONS) -> Applied:
    """Settle what is unknown of a run, then go on with it; nothing is sent twice.

    `decisions` answers what the receipts of an earlier resume asked, by the number of the change: `Adopt(id)` for the
    record that it made, `Send()` where none is. What may still arrive is waited for, at most until its deadline and
    margin are over. Raises `RunMissing`, `PlanForeign`, `NothingToAdopt`.
    """
    options = options_of(flowtly.reached.profile)
    return _to_its_end(resume_run(run, flowtly.reached, flowtly.journal, options, _unheard, decisions))


def undo(run: str, flowtly: Flowtly) -> Plan:
    """Return the plan that takes a run back, to be applied like any other.

    What somebody touched since, and what the service cannot undo, is in its conflicts and refusals. Raises
    `RunMissing` and `PlanForeign`.
    """
    return undo_run(run, flowtly.reached, flowtly.journal)


def _to_its_end(applied: Applied) -> Applied:
    """Return what was applied; raise what broke the run off, with a note that names the run."""
    for trouble in applied.troubles:
        if trouble.stage is Stage.RUN or trouble.stopped:
            trouble.error.add_note(f"run {applied.run.id}")
            raise trouble.error
    return applied


def _unheard(_: Receipt) -> None:
    """Hear of no receipt; they are all in the run."""
