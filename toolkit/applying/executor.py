"""Apply: send exactly a plan's requests, each at most once (decision 2)."""

import enum
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime

from toolkit.applying.creations import Creations
from toolkit.applying.drift import OnRecord, look
from toolkit.applying.earlier import demand_first
from toolkit.applying.exchange import Batch
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Lease, writing
from toolkit.applying.moves import Moves
from toolkit.applying.outcomes import blocked, not_sent
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.remote import Remote
from toolkit.applying.sending import send
from toolkit.applying.states import Outcome, State
from toolkit.applying.take_back import left_half, take_back
from toolkit.applying.timing import USUAL, Timing
from toolkit.applying.twins import appeared, known_before
from toolkit.applying.windows import Windowed
from toolkit.errors import Interrupted, PlanBurned, ServiceError
from toolkit.language import _, mark
from toolkit.planning.changes import Change, Create
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import identity
from toolkit.thresholds import LOOK_AGAIN, LookAgain

Progress = Callable[[Receipt], None]
"""Told of each receipt as it comes, in the thread that called."""

INTERRUPTED = mark("Not sent: the run was interrupted.")
UNREACHABLE = mark(
    "Not sent: for an earlier change the service could not be reached, asked to wait, or did not let us in."
)
FAILED_BEFORE = mark("Not sent: an earlier change failed, and the run was to stop at that.")
BROKEN = mark("Not sent: the run broke off.")


def unheard_stop() -> None:
    """Hear of no Ctrl-C."""


def unheard_wait(_count: int, _until: datetime) -> None:
    """Hear of no wait."""


class OnError(enum.StrEnum):
    """What a failed change does to those that do not need it."""

    CONTINUE = "continue"
    STOP = "stop"


class InFlight(enum.StrEnum):
    """What a resume does while requests that were sent before may still take effect."""

    WAIT = "wait"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is applied: at most `workers` requests at a time, which must not be more than the connections.

    `approvals` are the lines with which others approved the plan, of which `required` at least must count. `waits` is
    told, by a resume that waits, for how many requests and until when. `look` says how long creations go by one list.
    `stops` is told once that nothing more is sent and what is in flight is waited for.
    """

    workers: int = 4
    on_error: OnError = OnError.CONTINUE
    approvals: tuple[str, ...] = ()
    required: int = 0
    timing: Timing = USUAL
    in_flight: InFlight = InFlight.WAIT
    waits: Callable[[int, datetime], None] = unheard_wait
    look: LookAgain = LOOK_AGAIN
    stops: Callable[[], None] = unheard_stop


def demand_unburned(plan: Plan, journal: Journal) -> None:
    """Raise `PlanBurned` for a plan that was applied before."""
    earlier = journal.burned(plan)
    if earlier is not None:
        raise PlanBurned(identity(plan), earlier)


def apply(plan: Plan, remote: Remote, journal: Journal, options: Options, progress: Progress) -> Run:
    """Burn a plan and send its requests; return a receipt for every change.

    Changes go out in levels, each after all that it needs. Ctrl-C lets what is in flight finish and leaves the rest
    planned; a second one waits for nothing more. What ends a run early is raised, and `journal.begun` knows the run.
    Raises `PlanBurned` for a plan that was applied before, `RunInProgress` while another run writes to
    the service, `SentBefore` for an operation without a way back that may have happened in another run, `Interrupted`
    where Ctrl-C comes before the first request, and what the service raises before that. `LeaseLost` ends a run that
    may not write any more.
    """
    demand_unburned(plan, journal)
    with writing(journal, plan.origin, options.timing) as lease:
        demand_first(plan, journal)
        return _apply(plan, remote, lease, options, progress, journal)


def _apply(plan: Plan, remote: Remote, lease: Lease, options: Options, progress: Progress, journal: Journal) -> Run:
    try:
        known = known_before(plan.changes, remote)
    except KeyboardInterrupt:
        raise Interrupted(_("Stopped before anything was sent. The plan can still be applied.")) from None
    run = journal.burn(plan, known)
    watched = Windowed(remote)
    batch = Batch(run, plan, watched, journal, lease, Creations(watched, known, options.look))
    execution = Execution(batch, {}, options, progress)
    execution.leave_out(appeared(plan, known.alike))
    execution.carry_out()
    return journal.end(run)


class Execution:
    """One pass over the changes of a batch that are not settled yet.

    `reason` says why the rest is not sent any more, empty as long as it is.
    """

    def __init__(self, batch: Batch, settled: Mapping[int, Outcome], options: Options, progress: Progress) -> None:
        self.reason = ""
        self._batch = batch
        self._outcomes = dict(settled)
        self._sent: dict[int, Outcome] = {}
        self._broken: list[BaseException] = []
        self._options = options
        self._progress = progress
        self._halted = False
        self._tried: set[int] = set()
        self._stopping = threading.Lock()
        self._changes = {change.n: change for change in batch.plan.changes}
        self._moves = Moves(batch.plan.changes)

    def leave_out(self, outcomes: Iterable[Outcome]) -> None:
        """Settle changes that are not to be sent."""
        self._note(list(outcomes))

    def carry_out(self) -> None:
        """Send every change, level by level, and journal each outcome; what must not stand alone is taken back."""
        self._take_back()
        while left := [change for change in self._batch.plan.changes if change.n not in self._outcomes]:
            level = self._level(left)
            self._look_ahead(level)
            held = [blocked(change, by) for change in level if (by := self._blocker(change)) is not None]
            self._note([outcome for outcome in held if outcome.receipt.n not in self._outcomes])
            self._send_level([change for change in level if change.n not in self._outcomes])
            self._take_back()

    def _level(self, left: Sequence[Change]) -> list[Change]:
        """Return the changes that may go next: after all that they need, and one half of a move after the other.

        Records that point at each other in a circle need each other, and rows may change places: then the first goes.
        """
        ready = [change for change in left if all(need in self._outcomes for need in change.needs)]
        level = [change for change in ready if all(n in self._outcomes for n in self._moves.before(change.n))]
        return level or ready[:1] or list(left[:1])

    def _blocker(self, change: Change) -> Outcome | None:
        together = {*change.needs, *self._moves.of(change.n)}
        needed = (self._outcomes[need] for need in sorted(together) if need in self._outcomes)
        return next((outcome for outcome in needed if outcome.receipt.status is not Status.DONE), None)

    def _look_ahead(self, level: Sequence[Change]) -> None:
        """Look at the other half of each move before its first half is sent: where it has moved, neither is sent."""
        ahead = {
            n: self._changes[n]
            for change in level
            for n in self._moves.of(change.n)
            if not self._moves.of(change.n) & self._outcomes.keys()
        }
        try:
            for other in ahead.values():
                found = None if self.reason or isinstance(other, Create) else self._looked(other)
                self._note([] if found is None else [found])
        except KeyboardInterrupt:
            self._interrupt()

    def _looked(self, change: OnRecord) -> Outcome | None:
        """Return why a change is not to be sent; `None` if it may be, or nobody can look now."""
        try:
            found = look(self._batch.afresh(), change)
        except ServiceError:
            return None
        return found if isinstance(found, Outcome) else None

    def _take_back(self) -> None:
        """Take back what is done of a move whose other half is certain not to happen; a resume does what is left."""
        try:
            for stopped, done in self._moves.broken(self._outcomes):
                for n in reversed([n for n in done if n not in self._tried]):
                    if not self._halted:
                        self._tried.add(n)
                        self._take_one_back(self._changes[n], stopped)
        except KeyboardInterrupt:
            self._interrupt()

    def _take_one_back(self, change: Change, stopped: Outcome) -> None:
        other = self._changes[stopped.receipt.n]
        batch = self._batch.afresh()
        outcome = take_back(batch, change, other)
        batch.settle([outcome])
        self._outcomes[change.n] = outcome
        if outcome.state is State.DONE:
            self._note([left_half(other, stopped, change)])
        self._progress(outcome.receipt)

    def _send_level(self, level: Sequence[Change]) -> None:
        """Send changes that do not need each other, and wait for all of them; after a second Ctrl-C, for none."""
        iris = {
            n: outcome.receipt.after.iri for n, outcome in self._outcomes.items() if outcome.receipt.after is not None
        }
        pool = ThreadPoolExecutor(self._options.workers, thread_name_prefix="apply")
        try:
            self._submit(pool, level, iris)
            pool.shutdown()
        except BaseException as error:
            self._stop(_(BROKEN))
            pool.shutdown(wait=not isinstance(error, KeyboardInterrupt), cancel_futures=True)
            raise
        if self._broken:
            raise self._broken[0]
        # Whatever a thread has not even begun with was never sent.
        unsent = [not_sent(change, self.reason) for change in level if change.n not in self._sent]
        planned = [each for each in self._sent.values() if each.state is State.PLANNED] + unsent
        if planned:
            self._batch.settle(planned)
        self._sent |= {outcome.receipt.n: outcome for outcome in unsent}
        self._collect(change.n for change in level)
        self._sent.clear()

    def _submit(self, pool: ThreadPoolExecutor, level: Sequence[Change], iris: Mapping[int, str]) -> None:
        """Hand changes to the threads, and report each as it comes, until all have or somebody presses Ctrl-C."""
        try:
            futures = {pool.submit(self._send, change, iris): change.n for change in level}
            for future in as_completed(futures):
                future.result()
                self._collect([futures[future]])
        except KeyboardInterrupt:
            self._interrupt()

    def _send(self, change: Change, iris: Mapping[int, str]) -> None:
        """Send one change in a thread of its own; its outcome is committed before the thread takes another.

        It is kept here, and not in the future: an interrupted thread may have lost that.
        """
        try:
            self._sent[change.n] = self._outcome(change, iris)
        except BaseException as error:
            self._broken.append(error)
            self._stop(_(BROKEN))
            raise

    def _outcome(self, change: Change, iris: Mapping[int, str]) -> Outcome:
        if self.reason:
            return not_sent(change, self.reason)
        batch = self._batch.afresh()
        outcome = send(batch, change, iris)
        batch.settle([outcome])
        if outcome.halts:
            self._halted = True
            self._stop(_(UNREACHABLE))
        elif self._options.on_error is OnError.STOP and outcome.state in {State.FAILED, State.UNKNOWN}:
            self._stop(_(FAILED_BEFORE))
        return outcome

    def _collect(self, numbers: Iterable[int]) -> None:
        """Take over and report the outcomes of changes, each once."""
        for n in numbers:
            if n not in self._outcomes:
                self._outcomes[n] = self._sent[n]
                self._progress(self._sent[n].receipt)

    def _note(self, outcomes: list[Outcome]) -> None:
        """Journal and report changes that were settled without being sent."""
        if outcomes:
            self._batch.settle(outcomes)
        for outcome in outcomes:
            self._outcomes[outcome.receipt.n] = outcome
            self._progress(outcome.receipt)

    def _interrupt(self) -> None:
        """Send nothing more, and say that this was heard."""
        self._stop(_(INTERRUPTED))
        self._halted = True
        self._options.stops()

    def _stop(self, reason: str) -> None:
        """Keep the first reason: what followed from it explains nothing."""
        with self._stopping:
            self.reason = self.reason or reason
