"""Restore: the old record of a replacement is made anew where it went first and the new one was refused."""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.applying import outcomes
from toolkit.applying.exchange import Answered, Batch, Unnamed, exchange, read_answer
from toolkit.applying.readback import mismatches
from toolkit.applying.receipts import Receipt, Status
from toolkit.applying.states import Outcome, Sending, State, Step
from toolkit.applying.twins import alike
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Record
from toolkit.errors import OutcomeUnknown, ServiceError
from toolkit.language import _
from toolkit.planning.changes import Replace, Request
from toolkit.planning.requests import post


def restore(batch: Batch, change: Replace, why: str) -> Outcome:
    """Make the old record anew, from the journal; `why` says what became of the new one."""
    request = _request(batch, change)
    try:
        answer = exchange(batch, change, Sending(Step.RESTORE, request))
    except OutcomeUnknown as error:
        return outcomes.settled(_lost(change, why, str(error), Status.UNKNOWN))
    except ServiceError as error:
        # Neither record exists now, so a resume shall try again, whatever the refusal was.
        return Outcome(_lost(change, why, str(error), Status.FAILED), State.FAILED, left=False)
    answered = read_answer(batch, change.entity, request.body or {}, answer)
    if isinstance(answered, Unnamed):
        return outcomes.settled(_lost(change, why, answered.detail, Status.UNKNOWN))
    batch.creations.made(change.entity, answered.record.id)
    return outcomes.settled(restored(change, answered, why))


def find_restored(batch: Batch, change: Replace, newcomers: Mapping[str, Record]) -> Record | None:
    """Return the record that holds what the old one held, among those that nobody else accounts for."""
    return holder(change, _request(batch, change).body or {}, newcomers)


def holder(change: Replace, body: JsonObject, newcomers: Mapping[str, Record]) -> Record | None:
    """Return the record that holds a body of a replacement exactly: of the fields that it edits, also what is empty."""
    whole = dict.fromkeys(change.edits) | dict(body)
    found = alike(change.entity, body, newcomers).all
    return next((each for each in found if not mismatches(change.entity, whole, each)), None)


def restored(change: Replace, answered: Answered, why: str) -> Receipt:
    """Tell of a replacement after which the old record is there again, under a new id."""
    told = _("The old record {old} was deleted to make room, and the new one was not made. {why}").format(
        old=change.before.id, why=why
    )
    wrong = outcomes.wrong_words(change, answered.wrong)
    again = _("What {old} held was made anew, as {id}.").format(old=change.before.id, id=answered.record.id)
    made = outcomes.receipt(change, Status.FAILED, " ".join(filter(None, (told, again, wrong, answered.detail))))
    return _half(made, answered)


def _half(made: Receipt, answered: Answered) -> Receipt:
    return replace(made, id=answered.record.id, half=True, after=answered.record, mismatches=answered.wrong)


def _lost(change: Replace, why: str, detail: str, status: Status) -> Receipt:
    told = _(
        "The old record {old} was deleted to make room, and neither the new one nor it was made anew. {why} {detail} "
        "`flowtly resume` makes it anew."
    ).format(old=change.before.id, why=why, detail=detail)
    return replace(outcomes.receipt(change, status, told), half=True)


def _request(batch: Batch, change: Replace) -> Request:
    """Return the creation of what the old record held, its fields spelt as those of the new one are."""
    before = batch.journal.entry(batch.run, change.n).before or change.before
    return Request("POST", change.entity.collection, _spelt(change, before))


def _spelt(change: Replace, before: Record) -> JsonObject:
    entity, sent = change.entity, change.requests[0].body or {}
    after = {name: value for name, value in change.after.items() if not isinstance(value, NewRow)}
    plain = post(entity, after).body or {}
    values = {column.field: before.values[column.field] for column in entity.sent if column.field in before.values}
    spelt: dict[str, Json] = {}
    for field, json in (post(entity, values).body or {}).items():
        otherwise = field in sent and field in plain and sent[field] != plain[field]
        spelt[field] = entity.by_field[field].kind.to_other(values[field]) if otherwise else json
    return spelt
