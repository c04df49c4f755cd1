"""One exchange with the service: commit, send, and read what was answered."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

from toolkit.applying.creations import Creations
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Lease
from toolkit.applying.permits import RequestPermit
from toolkit.applying.readback import mismatches
from toolkit.applying.receipts import Mismatch
from toolkit.applying.remote import Watched
from toolkit.applying.states import Outcome, Sending
from toolkit.applying.trail import Trail
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record, read_member
from toolkit.errors import ServiceError, UnexpectedAnswer
from toolkit.language import _, mark
from toolkit.planning.changes import Change
from toolkit.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class Batch:
    """What every change of a run is sent with, and the trail of the one that is being sent."""

    run: str
    plan: Plan
    remote: Watched
    journal: Journal
    lease: Lease
    creations: Creations
    trail: Trail = field(default_factory=Trail)

    def afresh(self) -> Self:
        """Return the same with a trail of its own, for the next change."""
        return replace(self, trail=Trail())

    def settle(self, outcomes: Iterable[Outcome]) -> None:
        """Commit what came of changes, and what the trail has heard. Raises `LeaseLost` where a successor was faster.

        That one has looked for what we sent, and what it found stays.
        """
        if not self.journal.settle(self.run, outcomes, self.lease.fence, self.trail.heard):
            self.lease.lose(_("somebody else has gone on meanwhile"))
            self.lease.demand_held()

    def permit(self, change: Change, sending: Sending) -> RequestPermit:
        """Commit that a request leaves, and return the leave to send it. Raises `LeaseLost`."""
        run, fence, deadline = self.run, self.lease.fence, self.lease.timing.deadline
        return RequestPermit(
            self.lease,
            lambda: self.journal.sending(run, change.n, change.entity, sending, fence, deadline),
            lambda: self.journal.still_sending(run, change.n, fence),
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """The record that a write made or changed, the fields that did not take, and why it could not be compared."""

    record: Record
    wrong: tuple[Mismatch, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An answer that does not say which record it is about, and why."""

    detail: str = ""


UNREAD = mark("The service took it; the record could not be read back.")


def exchange(batch: Batch, change: Change, sending: Sending) -> JsonObject | None:
    """Commit that a request leaves, send it, and return the answer. Raises what `Remote.send` raises, and `LeaseLost`.

    The UPDATE that commits it is also what lets its first attempt leave.
    """
    permit = batch.permit(change, sending)
    request = sending.request
    named: list[str] = []
    begun = time.monotonic()
    try:
        return batch.remote.send(request.method, request.path, request.body, permit, sending.id, named.append)
    finally:
        batch.trail.hear(sending.id, named[-1] if named else None, begun)


def read_answer(batch: Batch, entity: Entity, body: JsonObject, answer: JsonObject | None) -> Answered | Unnamed:
    """Read the record out of a write's answer and compare it with what was sent (decision 11).

    Where the answer does not tell the whole record, or a field seems not to have taken, the record is read again:
    some services answer a write with less than a read.
    """
    if answer is None:
        return Unnamed()
    try:
        record = read_member(entity, answer)
    except UnexpectedAnswer as error:
        named = _identity(entity, answer)
        if named is None:
            return Unnamed(error.fact)
        again = read_quietly(batch, entity, named.id)
        return Answered(named, (), error.fact) if again is None else compared(entity, body, again)
    return _verify(batch, entity, body, record, {name for name in ("@id", *body) if name not in answer})


def compared(entity: Entity, body: JsonObject, record: Record) -> Answered:
    """Compare a record as it was read with what was sent."""
    return Answered(record, mismatches(entity, body, record))


def _verify(batch: Batch, entity: Entity, body: JsonObject, record: Record, untold: set[str]) -> Answered:
    """Compare an answer with what was sent; `untold` are the names it lacks, of which only a read can tell."""
    answered = compared(entity, body, record)
    if not answered.wrong and not untold:
        return answered
    again = read_quietly(batch, entity, record.id)
    if again is not None:
        return compared(entity, body, again)
    wrong = tuple(mismatch for mismatch in answered.wrong if mismatch.field not in untold)
    return Answered(record, wrong, _(UNREAD) if untold else "")


def read_quietly(batch: Batch, entity: Entity, id: str) -> Record | None:
    """Read a record whose absence, or a service that is gone by now, changes nothing about what was written."""
    try:
        return batch.remote.read(entity, id)
    except ServiceError:
        return None


def _identity(entity: Entity, answer: JsonObject) -> Record | None:
    """Read the id alone, of an answer whose fields cannot be read."""
    try:
        return read_member(entity, {name: answer[name] for name in ("@id", "id") if name in answer})
    except UnexpectedAnswer:
        return None
