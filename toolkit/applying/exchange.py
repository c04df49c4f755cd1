"""One exchange with the service: commit, send, and read what was answered."""

from dataclasses import dataclass

from toolkit.applying.journal import Journal
from toolkit.applying.readback import mismatches
from toolkit.applying.receipts import Mismatch
from toolkit.applying.remote import Remote
from toolkit.applying.states import Sending
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record, read_member
from toolkit.errors import ServiceError, UnexpectedAnswer
from toolkit.planning.changes import Change
from toolkit.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class Batch:
    """What every change of a run is sent with."""

    run: str
    plan: Plan
    remote: Remote
    journal: Journal


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


def exchange(batch: Batch, change: Change, sending: Sending) -> JsonObject | None:
    """Commit that a request leaves, send it, and return the answer. Raises what `Remote.send` raises."""
    batch.journal.sending(batch.run, change.n, change.entity, sending)
    request = sending.request
    return batch.remote.send(request.method, request.path, request.body)


def read_answer(batch: Batch, entity: Entity, body: JsonObject, answer: JsonObject | None) -> Answered | Unnamed:
    """Read the record out of a write's answer and compare it with what was sent (decision 11).

    A field that seems not to have taken is looked up once more, as some services answer a write with less than a read.
    """
    if answer is None:
        return Unnamed()
    try:
        record = read_member(entity, answer)
    except UnexpectedAnswer as error:
        named = _identity(entity, answer)
        return Unnamed(str(error)) if named is None else Answered(named, (), str(error))
    return verify(batch, entity, body, record)


def verify(batch: Batch, entity: Entity, body: JsonObject, record: Record) -> Answered:
    """Compare a record with what was sent, and read it again before calling anything a mismatch."""
    wrong = mismatches(entity, body, record)
    again = read_quietly(batch, entity, record.id) if wrong else None
    return Answered(record, wrong) if again is None else Answered(again, mismatches(entity, body, again))


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
