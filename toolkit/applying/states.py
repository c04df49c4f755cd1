"""States: where a change stands in the journal, committed before and after each request (decision 8)."""

import enum
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from toolkit.applying.receipts import Receipt
from toolkit.applying.timing import Timing
from toolkit.entities.record import Record
from toolkit.planning.changes import Request


class State(enum.StrEnum):
    """planned → sending → done, failed or unknown; skipped where the record or a needed change forbade it."""

    PLANNED = "planned"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Step(enum.StrEnum):
    """Which request of a change is meant: a replacement has two, in this order or in the other (decision 6).

    `CREATE_FAILED` is a creation that the service failed at: the old record may be what it failed over. `RESTORE` makes
    the old record anew where it went first and the new one was refused. `TAKE_BACK` undoes a change that is done, as
    the one that it belongs together with was not.
    """

    ONLY = "only"
    CREATE = "create"
    CREATE_FAILED = "create failed"
    DELETE = "delete"
    DELETE_FIRST = "delete first"
    CREATE_LAST = "create last"
    RESTORE = "restore"
    TAKE_BACK = "take back"

    @property
    def second(self) -> bool:
        """Whether the other request of a replacement has taken effect by now."""
        return self in {Step.DELETE, Step.CREATE_LAST, Step.RESTORE}


@dataclass(frozen=True, slots=True)
class Sending:
    """What is committed right before a request leaves: the request as sent, and the records known by then.

    `before` is the record as it was read again; `twin` the new record, when the old one is about to be deleted. `id`
    travels with the request, so that it can be found in the logs of the service.
    """

    step: Step
    request: Request
    before: Record | None = None
    twin: Record | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is committed right after: a receipt, and the state it leaves the change in.

    A change that was not sent stays planned, so its state may differ from its receipt's status. `left` is false
    where the request never left, so that it may be sent again. `halts` means that nothing else will get through.
    `over` tells of an unknown one that the service itself has given up, so that it arrives now or never.
    `step` is what a resume has to go on from, where that is not the request that was sent last.
    """

    receipt: Receipt
    state: State
    left: bool = True
    halts: bool = False
    over: bool = False
    step: Step | None = None

    @property
    def sendable(self) -> bool:
        """Whether it may be sent, because it has not left before."""
        return self.state is State.PLANNED or (self.state is State.FAILED and not self.left)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the journal knows it. `known` holds the ids of records that looked like it before the run.

    `deadline` is when the time of its last request is over, by the database's clock: RFC 3339 in UTC, empty where the
    request was over before that, `None` where an earlier version sent it.
    """

    outcome: Outcome
    step: Step
    known: tuple[str, ...]
    before: Record | None
    sent_at: str | None = None
    deadline: str | None = None

    @property
    def receipt(self) -> Receipt:
        """What became of it, as far as is known."""
        return self.outcome.receipt

    @property
    def open(self) -> bool:
        """Whether something was sent of which nobody knows what came, or a replacement is to be finished."""
        return self._unanswered or (self.outcome.sendable and self.step.second) or self.doubled

    @property
    def doubled(self) -> bool:
        """Whether both records of a replacement exist, as far as anybody knows."""
        return self.outcome.state is State.FAILED and self.receipt.twin is not None

    def may_arrive_until(self, timing: Timing) -> datetime | None:
        """Return until when its last request may still take effect, `None` where it cannot any more."""
        if not self._unanswered or self.deadline == "" or self.sent_at is None:
            return None
        sent_at = datetime.fromisoformat(self.sent_at)
        deadline = datetime.fromisoformat(self.deadline) if self.deadline else sent_at + _seconds(timing.deadline)
        return deadline + _seconds(timing.margin)

    @property
    def _unanswered(self) -> bool:
        return self.outcome.state in {State.SENDING, State.UNKNOWN}


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)
