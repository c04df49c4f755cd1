"""Apply: send exactly a plan's requests, each at most once (decision 2)."""

import enum
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime

from toolkit.applying.creations import Creations
from toolkit.applying.earlier import demand_first
from toolkit.applying.exchange import Batch
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Lease, writing
from toolkit.applying.outcomes import blocked, not_sent
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.remote import Remote
from toolkit.applying.sending import send
from toolkit.applying.states import Outcome, State
from toolkit.applying.timing import USUAL, Timing
from toolkit.applying.twins import appeared, known_before
from toolkit.applying.windows import Windowed
from toolkit.errors import Interrupted, PlanBurned
from toolkit.language import _, mark
from toolkit.planning.changes import Change
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
    """

    workers: int = 4
    on_error: OnError = OnError.CONTINUE
    approvals: tuple[str, ...] = ()
    required: int = 0
    timing: Timing = USUAL
    in_flight: InFlight = InFlight.WAIT
    waits: Callable[[int, datetime], None] = unheard_wait
    look: LookAgain = LOOK_AGAIN


def apply(plan: Plan, remote: Remote, journal: Journal, options: Options, progress: Progress) -> Run:
    """Burn a plan and send its requests; return a receipt for every change.

    Changes go out in levels, each after all that it needs. Ctrl-C lets what is in flight finish and leaves the rest
    planned. Raises `PlanBurned` for a plan that was applied before, `RunInProgress` while another run writes to
    the service, `SentBefore` for an operation without a way back that may have happened in another run, `Interrupted`
    where Ctrl-C comes before the first request, and what the service raises before that. `LeaseLost` ends a run that
    may not write any more.
    """
    earlier = journal.burned(plan)
    if earlier is not None:
        raise PlanBurned(identity(plan), earlier)
    with writing(journal, plan.origin, options.timing) as lease:
        demand_first(plan, journal)
        return _apply(plan, remote, lease, options, progress, journal)


def _apply(plan: Plan, remote: Remote, lease: Lease, options: Options, progress: Progress, journal: Journal) -> Run:
    try:
        known = known_before(plan.changes, remote)
        run = journal.burn(plan, known)
    except KeyboardInterrupt:
        raise Interrupted(_("Stopped before anything was sent. The plan can still be applied.")) from None
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
        self._options = options
        self._progress = progress
        self._stopping = threading.Lock()

    def leave_out(self, outcomes: Iterable[Outcome]) -> None:
        """Settle changes that are not to be sent."""
        self._note(list(outcomes))

    def carry_out(self) -> None:
        """Send every change, level by level, and journal each outcome."""
        while left := [change for change in self._batch.plan.changes if change.n not in self._outcomes]:
            # Records that point at each other in a circle need each other: then the first goes first.
            level = [change for change in left if all(need in self._outcomes for need in change.needs)] or left[:1]
            held = [blocked(change, by) for change in level if (by := self._blocker(change)) is not None]
            self._note(held)
            self._send_level([change for change in level if change.n not in self._outcomes])

    def _blocker(self, change: Change) -> Outcome | None:
        needed = (self._outcomes[need] for need in change.needs if need in self._outcomes)
        return next((outcome for outcome in needed if outcome.receipt.status is not Status.DONE), None)

    def _send_level(self, level: Iterable[Change]) -> None:
        """Send changes that do not need each other, and wait for all of them."""
        iris = {
            n: outcome.receipt.after.iri for n, outcome in self._outcomes.items() if outcome.receipt.after is not None
        }
        futures: list[Future[Outcome]] = []
        with ThreadPoolExecutor(self._options.workers, thread_name_prefix="apply") as pool:
            try:
                futures.extend(pool.submit(self._send, change, iris) for change in level)
                self._collect(as_completed(futures))
            except KeyboardInterrupt:
                self._stop(_(INTERRUPTED))
                self._collect(futures)
            except BaseException:
                self._stop(_(BROKEN))
                raise
        unsent = [future.result() for future in futures]
        planned = [outcome for outcome in unsent if outcome.state is State.PLANNED]
        if planned:
            self._batch.settle(planned)

    def _send(self, change: Change, iris: Mapping[int, str]) -> Outcome:
        """Send one change in a thread of its own; its outcome is committed before the thread takes another."""
        if self.reason:
            return not_sent(change, self.reason)
        try:
            batch = self._batch.afresh()
            outcome = send(batch, change, iris)
            batch.settle([outcome])
        except BaseException:
            self._stop(_(BROKEN))
            raise
        if outcome.halts:
            self._stop(_(UNREACHABLE))
        elif self._options.on_error is OnError.STOP and outcome.state in {State.FAILED, State.UNKNOWN}:
            self._stop(_(FAILED_BEFORE))
        return outcome

    def _collect(self, futures: Iterable[Future[Outcome]]) -> None:
        for future in futures:
            outcome = future.result()
            if outcome.receipt.n not in self._outcomes:
                self._outcomes[outcome.receipt.n] = outcome
                self._progress(outcome.receipt)

    def _note(self, outcomes: list[Outcome]) -> None:
        """Journal and report changes that were settled without being sent."""
        if outcomes:
            self._batch.settle(outcomes)
        for outcome in outcomes:
            self._outcomes[outcome.receipt.n] = outcome
            self._progress(outcome.receipt)

    def _stop(self, reason: str) -> None:
        """Keep the first reason: what followed from it explains nothing."""
        with self._stopping:
            self.reason = self.reason or reason
