"""Resume: settle what nobody knows of a run that was cut off, then go on (decision 8)."""

from collections.abc import Mapping

from toolkit.applying.creations import Creations
from toolkit.applying.exchange import Batch
from toolkit.applying.executor import Execution, Options, Progress
from toolkit.applying.in_flight import in_flight, wait_out
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.moves import Moves
from toolkit.applying.receipts import Run
from toolkit.applying.remote import Remote
from toolkit.applying.review import Review
from toolkit.applying.settle import Decision
from toolkit.applying.twins import Before
from toolkit.applying.windows import Windowed
from toolkit.errors import Interrupted, RunErased
from toolkit.language import _


def resume(
    run: str,
    remote: Remote,
    journal: Journal,
    options: Options,
    progress: Progress,
    decisions: Mapping[int, Decision],
) -> Run:
    """Settle every request of a run that was sent and not answered, then send those that never left.

    Works from the journal alone. What may still arrive is waited for, see `Options.in_flight`: a request counts as not
    arrived only when its whole deadline and a margin are over. `decisions` answers, by the number of the change, what
    an earlier resume asked. Raises `RunMissing`, `RunErased`, `RunInProgress`, `NothingToAdopt`, `StillInFlight`,
    `LeaseLost`, `Interrupted`, and what the service raises while it is looked at.
    """
    plan = journal.plan(run)
    if journal.erased(run):
        raise RunErased(run)
    with writing(journal, plan.origin, options.timing) as lease:
        journal.begun.run(run)
        watched = Windowed(remote)
        creations = Creations(watched, _before(run, journal), options.look)
        _resume(Batch(run, plan, watched, journal, lease, creations), options, progress, decisions)
        return journal.end(run)


def _before(run: str, journal: Journal) -> Before:
    """Return what was there before the run, as far as the journal knows."""
    alike = {n: entry.known for n, entry in journal.entries(run).items()}
    return Before(alike, {path: tuple(ids) for path, ids in journal.there(run).items()})


def _resume(batch: Batch, options: Options, progress: Progress, decisions: Mapping[int, Decision]) -> None:
    entries = batch.journal.entries(batch.run)
    settled = {n: entry.outcome for n, entry in entries.items() if not entry.open and not entry.outcome.sendable}
    asked = [change for change in batch.plan.changes if entries[change.n].open]
    review = Review(
        batch, entries, settled, decisions, progress, batch.journal.there(batch.run), Moves(batch.plan.changes)
    )
    try:
        review.note_settled()
        times = in_flight(batch.journal, entries, batch.lease)
        late = review.look_early(asked, times)
        wait_out(batch.journal, {n: times[n] for n in late}, batch.lease, options)
        review.look_late(asked, late)
    except KeyboardInterrupt:
        raise Interrupted(
            _("Stopped before run {run} was settled. `flowtly resume {run}` goes on.").format(run=batch.run)
        ) from None
    Execution(batch, settled, options, progress).carry_out()
