"""Sending one change: read again, send once, read back (decisions 2, 8 and 11)."""

from collections.abc import Mapping
from typing import assert_never

from toolkit.applying import outcomes
from toolkit.applying.bodies import fill, makes_rows
from toolkit.applying.creations import NotLooked
from toolkit.applying.deletion import deleted
from toolkit.applying.drift import look
from toolkit.applying.exchange import UNREAD, Batch, Unnamed, compared, exchange, read_answer, read_quietly
from toolkit.applying.pairs import replace_record
from toolkit.applying.persistence import persist
from toolkit.applying.receipts import Status
from toolkit.applying.reliance import alone, broken
from toolkit.applying.settle import Question, settle
from toolkit.applying.states import Outcome, Sending, State, Step
from toolkit.applying.twins import doubled
from toolkit.entities.record import Record, values_to_json
from toolkit.errors import OutcomeUnknown, ServiceError
from toolkit.language import _, mark
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace

UNNAMED = mark("The service took the new record and did not say which it is; `flowtly resume` looks for it.")


def send(batch: Batch, change: Change, iris: Mapping[int, str]) -> Outcome:
    """Send one change and return what came of it; `iris` names the records that the changes it needs have made."""
    if isinstance(change, Create):
        return _guarded(batch, change, None, iris)
    try:
        found = look(batch, change)
    except ServiceError as error:
        return outcomes.never_left(change, error)
    return found if isinstance(found, Outcome) else _guarded(batch, change, found, iris)


def _guarded(batch: Batch, change: Change, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    try:
        return _send(batch, change, before, iris)
    except NotLooked as unseen:
        return outcomes.never_left(change, unseen.error)
    except OutcomeUnknown as error:
        if isinstance(change, Patch | Delete) and not makes_rows(change):
            return persist(batch, change, error, lambda: _send(batch, change, before, iris), iris)
        return outcomes.trouble(change, error)
    except ServiceError as error:
        return outcomes.trouble(change, error)


def _send(batch: Batch, change: Change, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    match change:
        case Create():
            return _create(batch, change, iris)
        case Patch():
            return _patch(batch, change, before, iris)
        case Delete():
            return _delete(batch, change, before)
        case Action():
            return _act(batch, change, before)
        case Replace():
            return _replace(batch, change, before, iris)
        case _:
            assert_never(change)


def _create(batch: Batch, change: Create, iris: Mapping[int, str]) -> Outcome:
    request = fill(change.requests[0], iris)
    body = request.body or {}
    with alone(batch, change), batch.creations.turn(change, body) as strangers:
        if strangers:
            if batch.plan.counted:
                # Each record that came stands for one creation; the next one like it is sent.
                batch.creations.made(change.entity, strangers[0])
            return doubled(change, strangers)
        if (moved := broken(batch, change)) is not None:
            return moved
        answer = exchange(batch, change, Sending(Step.ONLY, request))
        answered = read_answer(batch, change.entity, body, answer)
        if isinstance(answered, Unnamed):
            unknown = outcomes.receipt(change, Status.UNKNOWN, f"{_(UNNAMED)} {answered.detail}".strip())
            return _find(batch, change, iris, outcomes.settled(unknown))
        if batch.creations.was_there(change, answered.record.id):
            return outcomes.met(change, answered.record.id)
        batch.creations.made(change.entity, answered.record.id)
    return outcomes.done(change, answered.record, answered.wrong, answered.detail)


def _replace(batch: Batch, change: Replace, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    outcome = replace_record(batch, change, before, iris)
    unnamed = outcome.state is State.UNKNOWN and not outcome.receipt.half
    return _find(batch, change, iris, outcome) if unnamed else outcome


def _find(batch: Batch, change: Create | Replace, iris: Mapping[int, str], unknown: Outcome) -> Outcome:
    """Look at once for the record that the service took without saying which it is; a resume looks again."""
    entry = batch.journal.entry(batch.run, change.n)
    mine, there = batch.creations.own(change.entity), batch.creations.there(change.entity)
    try:
        found = settle(batch, Question(change, entry, None, iris, mine, rivals=1, there=there))
    except ServiceError:
        found = None
    if found is None or found.receipt.id is None or found.receipt.status is not Status.DONE:
        batch.creations.lost(change, fill(change.requests[0], iris).body or {})
        return found or unknown
    batch.creations.made(change.entity, found.receipt.id)
    return found


def _patch(batch: Batch, change: Patch, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    request = fill(change.requests[0], iris)
    body = request.body or {}
    answer = exchange(batch, change, Sending(Step.ONLY, request, before))
    answered = read_answer(batch, change.entity, body, answer)
    if isinstance(answered, Unnamed):
        again = read_quietly(batch, change.entity, change.before.id)
        if again is None:
            return outcomes.done(change, None, (), _(UNREAD))
        answered = compared(change.entity, body, again)
    return outcomes.done(change, answered.record, answered.wrong, answered.detail)


def _act(batch: Batch, change: Action, before: Record | None) -> Outcome:
    request = change.requests[0]
    expected = values_to_json(change.entity, change.expected)
    answer = exchange(batch, change, Sending(Step.ONLY, request, before))
    answered = read_answer(batch, change.entity, expected, answer)
    if isinstance(answered, Unnamed) or answered.record.id != change.before.id:
        again = read_quietly(batch, change.entity, change.before.id)
        if again is None:
            return outcomes.done(change, None, (), _(UNREAD))
        answered = compared(change.entity, expected, again)
    return outcomes.done(change, answered.record, answered.wrong, answered.detail)


def _delete(batch: Batch, change: Delete, before: Record | None) -> Outcome:
    exchange(batch, change, Sending(Step.ONLY, change.requests[0], before))
    return deleted(batch, change)
