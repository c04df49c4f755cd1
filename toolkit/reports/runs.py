"""The history of runs as text and as JSON."""

from collections.abc import Sequence

from toolkit.applying.receipts import Status, Summary
from toolkit.entities.canonical import JsonObject
from toolkit.entities.formats import JSON_VERSION
from toolkit.language import _, mark
from toolkit.reports.receipts import TONES
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean

_WORST_FIRST = (Status.UNKNOWN, Status.FAILED, Status.SKIPPED, Status.DONE)


def text(runs: Sequence[Summary], width: int, paint: Paint) -> str:
    """List the runs in the order given, with what became of their changes."""
    if not runs:
        return _("No runs yet.\n")
    table = Table((mark("run"), mark("started (UTC)"), mark("outcome"), mark("of")), [_row(run) for run in runs])
    return "\n".join([*table.lines(width, paint), ""])


def _row(run: Summary) -> list[Painted]:
    started = run.started[:16].replace("T", " ")
    made_from = clean(_("{workbook} on {service}").format(workbook=run.origin.workbook, service=run.origin.service))
    return [Painted(run.id), Painted(started), _outcome(run), Painted(made_from)]


def _counts(run: Summary) -> dict[Status, int]:
    return {
        Status.DONE: run.done,
        Status.FAILED: run.failed,
        Status.SKIPPED: run.skipped,
        Status.UNKNOWN: run.unknown,
    }


def _outcome(run: Summary) -> Painted:
    """Name what happened, the worst in colour; a run without an end was cut off and wants to be resumed."""
    counts = {status: number for status, number in _counts(run).items() if number}
    words = ", ".join(f"{number:,} {_(status.value)}" for status, number in counts.items()) or _("nothing to do")
    worst = next((TONES[status] for status in _WORST_FIRST if status in counts), Tone.QUIET)
    return Painted(words if run.ended else _("{words}; not finished").format(words=words), worst)


def json(runs: Sequence[Summary]) -> JsonObject:
    """Spell what `runs --json` prints."""
    return {"version": JSON_VERSION, "runs": [_run(run) for run in runs]}


def _run(run: Summary) -> JsonObject:
    return {
        "run": run.id,
        "plan": run.plan_id,
        "workbook": run.origin.workbook,
        "service": run.origin.service,
        "profile": run.origin.profile,
        "user": run.origin.user,
        "started": run.started,
        "ended": run.ended,
        "result": run.result,
        **{status.value: number for status, number in _counts(run).items()},
    }
