"""Resume: settle what nobody knows of a run that was cut off, then go on (decision 8)."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.applying.exchange import Batch
from toolkit.applying.executor import Execution, Options, Progress
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.receipts import Run
from toolkit.applying.remote import ListedOnce, Remote
from toolkit.applying.settle import Decision, Question, settle
from toolkit.applying.states import Entry, Outcome
from toolkit.applying.windows import Windowed
from toolkit.entities.canonical import canonical
from toolkit.errors import Interrupted
from toolkit.language import _
from toolkit.planning.changes import Change


def resume(
    run: str,
    remote: Remote,
    journal: Journal,
    options: Options,
    progress: Progress,
    decisions: Mapping[int, Decision],
) -> Run:
    """Settle every request of a run that was sent and not answered, then send those that never left.

    Works from the journal alone. `decisions` answers, by the number of the change, what an earlier resume asked.
    Raises `RunMissing`, `RunInProgress`, `NothingToAdopt`, and what the service raises while it is looked at.
    """
    plan = journal.plan(run)
    with writing(journal, plan.origin):
        _resume(Batch(run, plan, Windowed(remote), journal), options, progress, decisions)
        return journal.end(run)


def _resume(batch: Batch, options: Options, progress: Progress, decisions: Mapping[int, Decision]) -> None:
    run, journal = batch.run, batch.journal
    entries = journal.entries(run)
    settled = {n: entry.outcome for n, entry in entries.items() if not entry.open and not entry.outcome.sendable}
    asked = [change for change in batch.plan.changes if entries[change.n].open]
    remote = ListedOnce(batch.remote)
    there = journal.there(run)
    try:
        for index, change in enumerate(asked):
            rivals = sum(_body(rival) == _body(change) for rival in asked[index:])
            question = replace(
                _question(change, entries[change.n], decisions.get(change.n), settled, rivals),
                there=there.get(change.entity.path),
                others=tuple(each for each in asked if each is not change and each.entity is change.entity),
            )
            looking = replace(batch.afresh(), remote=remote)
            outcome = settle(looking, question)
            if outcome is not None:
                journal.settle(run, [outcome], looking.trail.heard)
                settled[change.n] = outcome
                progress(outcome.receipt)
    except KeyboardInterrupt:
        raise Interrupted(
            _("Stopped before run {run} was settled. `flowtly resume {run}` goes on.").format(run=run)
        ) from None
    Execution(batch, settled, options, progress).carry_out()


def _question(
    change: Change, entry: Entry, decision: Decision | None, settled: Mapping[int, Outcome], rivals: int
) -> Question:
    """Gather what the settled changes of a run tell about an open one."""
    made = {n: outcome.receipt.after for n, outcome in settled.items() if outcome.receipt.after is not None}
    return Question(
        change=change,
        entry=entry,
        decision=decision,
        iris={n: record.iri for n, record in made.items()},
        claimed=frozenset(record.id for n, record in made.items() if settled[n].receipt.entity == change.entity.path),
        rivals=rivals,
    )


def _body(change: Change) -> str:
    """Return what tells creations apart: their entity and body, before any IRI was filled in."""
    return canonical(change.requests[0].to_json())
