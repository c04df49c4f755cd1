"""Resume: settle what nobody knows of a run that was cut off, then go on (decision 8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from toolkit.applying.bodies import fill
from toolkit.applying.creations import Creations
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import Execution, Options, Progress
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.receipts import Run, Status
from toolkit.applying.remote import ListedOnce, Remote
from toolkit.applying.settle import Decision, Question, Send, settle
from toolkit.applying.states import Entry, Outcome
from toolkit.applying.twins import Before, alike
from toolkit.applying.windows import Windowed
from toolkit.entities.canonical import canonical
from toolkit.errors import Interrupted
from toolkit.language import _
from toolkit.planning.changes import Change, Create, Replace


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
        watched = Windowed(remote)
        creations = Creations(watched, _before(run, journal), options.look)
        _resume(Batch(run, plan, watched, journal, creations), options, progress, decisions)
        return journal.end(run)


def _before(run: str, journal: Journal) -> Before:
    """Return what was there before the run, as far as the journal knows."""
    alike = {n: entry.known for n, entry in journal.entries(run).items()}
    return Before(alike, {path: tuple(ids) for path, ids in journal.there(run).items()})


def _resume(batch: Batch, options: Options, progress: Progress, decisions: Mapping[int, Decision]) -> None:
    run, journal = batch.run, batch.journal
    entries = journal.entries(run)
    settled = {n: entry.outcome for n, entry in entries.items() if not entry.open and not entry.outcome.sendable}
    asked = [change for change in batch.plan.changes if entries[change.n].open]
    remote = ListedOnce(batch.remote)
    there = journal.there(run)
    twins = frozenset(entry.receipt.twin for entry in entries.values() if entry.receipt.twin is not None)
    early = _early(run, journal, options.deadline)
    for n, known in settled.items():
        _note(batch, batch.plan.changes[n - 1], known, {})
    try:
        for index, change in enumerate(asked):
            rivals = sum(_body(rival) == _body(change) for rival in asked[index:])
            question = _question(change, entries[change.n], decisions.get(change.n), settled, rivals)
            question = replace(
                question,
                claimed=question.claimed | (twins - {entries[change.n].receipt.twin or ""}),
                there=there.get(change.entity.path),
                others=tuple(each for each in asked if each is not change and each.entity is change.entity),
                early=early.get(change.n, ""),
            )
            looking = replace(batch.afresh(), remote=remote)
            outcome = settle(looking, question)
            if outcome is not None:
                journal.settle(run, [outcome], looking.trail.heard)
                settled[change.n] = outcome
                progress(outcome.receipt)
                _note(batch, change, outcome, question.iris)
            elif isinstance(question.decision, Send) and isinstance(change, Create | Replace):
                # Whoever decided to send it has seen these, and knows that none of them is it.
                body = fill(change.requests[0], question.iris).body or {}
                for record in alike(change.entity, body, remote.list(change.entity)):
                    batch.creations.made(change.entity, record.id)
    except KeyboardInterrupt:
        raise Interrupted(
            _("Stopped before run {run} was settled. `flowtly resume {run}` goes on.").format(run=run)
        ) from None
    Execution(batch, settled, options, progress).carry_out()


def _note(batch: Batch, change: Change, outcome: Outcome, iris: Mapping[int, str]) -> None:
    """Tell the look at later creations what this one made, or may have made."""
    receipt = outcome.receipt
    if not isinstance(change, Create | Replace):
        return
    for made in (receipt.id if receipt.after is not None else None, receipt.twin):
        if made is not None:
            batch.creations.made(change.entity, made)
    if receipt.status is Status.UNKNOWN:
        batch.creations.lost(change, fill(change.requests[0], iris).body or {})


def _early(run: str, journal: Journal, deadline: float) -> Mapping[int, str]:
    """Map each change whose last request may still have its effect to until when, in UTC."""
    last = {each.n: datetime.fromisoformat(each.sent_at) for each in journal.exchanges(run)}
    until = {n: sent + timedelta(seconds=deadline) for n, sent in last.items()}
    now = datetime.now(UTC)
    return {n: each.isoformat(timespec="seconds") for n, each in until.items() if each > now}


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
