"""Pairs: a replacement is two requests that are journalled as one change (decision 6).

The new record is created first and the old one deleted once the new one is known to hold what was sent, so that at no
moment neither exists. Where the service refuses the new one because the old one stands in its way, the old one goes
first; should the new one be refused after that, the old one is made anew at once.
"""

from collections.abc import Mapping
from dataclasses import replace

from toolkit.applying import outcomes
from toolkit.applying.bodies import fill
from toolkit.applying.creations import NotLooked
from toolkit.applying.deletion import stands
from toolkit.applying.exchange import Answered, Batch, Unnamed, exchange, read_answer, read_quietly
from toolkit.applying.receipts import Receipt, Status
from toolkit.applying.refusals import old_one_first
from toolkit.applying.restore import restore
from toolkit.applying.states import Outcome, Sending, State, Step
from toolkit.applying.twins import doubled
from toolkit.entities.record import Record
from toolkit.errors import OutcomeUnknown, Refused, ServiceError
from toolkit.language import _
from toolkit.planning.changes import Replace, Request


def replace_record(batch: Batch, change: Replace, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    """Create the new record, then delete the old one; or the other way round where the old one stands in its way.

    Raises what `Remote.send` raises as long as nothing has taken effect.
    """
    post, _drop = _requests(change, iris)
    body = post.body or {}
    with batch.creations.turn(change, body) as strangers:
        if strangers:
            return doubled(change, strangers)
        try:
            answer = exchange(batch, change, Sending(Step.CREATE, post, before))
        except Refused as error:
            refused = error
        except OutcomeUnknown as error:
            if not error.finished:
                raise
            batch.creations.lost(change, body)
            return _failed_at(change, error)
        else:
            answered = read_answer(batch, change.entity, body, answer)
            return _made(batch, change, answered)
    try:
        in_its_way = old_one_first(batch, change, body, refused)
    except ServiceError as error:
        raise NotLooked(error) from error
    if not in_its_way:
        raise refused
    return delete_first(batch, change, before, iris)


def _made(batch: Batch, change: Replace, answered: Answered | Unnamed) -> Outcome:
    """Go on from a new record, if it is one: nothing is deleted for a record that was there before."""
    if isinstance(answered, Unnamed):
        return _unnamed(change, answered)
    if batch.creations.was_there(change, answered.record.id):
        return outcomes.met(change, answered.record.id)
    batch.creations.made(change.entity, answered.record.id)
    return delete_old(batch, change, answered)


def delete_old(batch: Batch, change: Replace, answered: Answered) -> Outcome:
    """Delete the old record, if the new one is known to hold what was sent, and see that it is gone."""
    twin = answered.record
    if answered.wrong or answered.detail:
        wrong = outcomes.wrong_words(change, answered.wrong) or answered.detail
        made = half(
            change,
            twin,
            _("It is not known to hold what was sent, so the old one was kept. {wrong}").format(wrong=wrong),
        )
        told = outcomes.wrong_cells(change, answered.wrong)
        return outcomes.settled(replace(made, mismatches=answered.wrong, cells=told))
    _create, drop = change.requests
    try:
        exchange(batch, change, Sending(Step.DELETE, drop, twin=twin))
    except OutcomeUnknown as error:
        stood = error.finished and read_quietly(batch, change.entity, change.before.id) is not None
        made = half(change, twin, error.reason if stood else str(error))
        return outcomes.settled(made if stood else replace(made, status=Status.UNKNOWN))
    except ServiceError as error:
        trouble = outcomes.trouble(change, error)
        return replace(trouble, receipt=half(change, twin, trouble.receipt.detail))
    if stands(batch, change):
        kept = outcomes.still_there(change).receipt
        return outcomes.settled(replace(half(change, twin, kept.detail), mismatches=kept.mismatches))
    return outcomes.done(change, twin)


def delete_first(batch: Batch, change: Replace, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    """Delete the old record, which stands in the way of the new one, and create that once the old one is gone."""
    _post, drop = _requests(change, iris)
    exchange(batch, change, Sending(Step.DELETE_FIRST, drop, before))
    if stands(batch, change):
        return outcomes.still_there(change, _("So the new one was not made."))
    return create_last(batch, change, iris)


def create_last(batch: Batch, change: Replace, iris: Mapping[int, str]) -> Outcome:
    """Create the new record, now that the old one has been deleted; where it is refused, make the old one anew."""
    post, _drop = _requests(change, iris)
    try:
        answer = exchange(batch, change, Sending(Step.CREATE_LAST, post))
    except OutcomeUnknown as error:
        lost = outcomes.settled(replace(_gone(change, str(error)), status=Status.UNKNOWN))
        # It is not failed at twice: unless it was made after all, a resume makes the old one anew.
        return replace(lost, step=Step.RESTORE) if error.finished else lost
    except Refused as error:
        return restore(batch, change, outcomes.trouble(change, error).receipt.detail)
    except ServiceError as error:
        trouble = outcomes.trouble(change, error)
        # Neither record exists now, so a resume shall try again, whatever the reason was.
        return replace(trouble, receipt=_gone(change, trouble.receipt.detail), left=False)
    answered = read_answer(batch, change.entity, post.body or {}, answer)
    if isinstance(answered, Unnamed):
        unnamed = _unnamed(change, answered)
        return replace(unnamed, receipt=replace(unnamed.receipt, half=True))
    if batch.creations.was_there(change, answered.record.id):
        return restore(batch, change, outcomes.met(change, answered.record.id).receipt.detail)
    batch.creations.made(change.entity, answered.record.id)
    return outcomes.done(change, answered.record, answered.wrong, answered.detail)


def _requests(change: Replace, iris: Mapping[int, str]) -> tuple[Request, Request]:
    post, drop = change.requests
    return fill(post, iris), drop


def half(change: Replace, twin: Record, detail: str) -> Receipt:
    """Tell of a replacement after which both records exist."""
    both = _("The new record {id} was made, and the old one, {old}, still exists.").format(
        id=twin.id, old=change.before.id
    )
    made = outcomes.receipt(change, Status.FAILED, f"{both} {detail}")
    return replace(made, half=True, twin=twin.id, after=twin)


def _gone(change: Replace, detail: str) -> Receipt:
    """Tell of a replacement after which the old record is gone and no new one is known."""
    gone = _("The old record {id} was deleted, and the new one was not made. {detail}").format(
        id=change.before.id, detail=detail
    )
    made = outcomes.receipt(change, Status.FAILED, _("{gone} `flowtly resume` tries again.").format(gone=gone))
    return replace(made, half=True)


def _failed_at(change: Replace, error: OutcomeUnknown) -> Outcome:
    """Leave it to a resume, once the request can have no effect any more, to find what the service failed over."""
    told = _("{error} `flowtly resume` looks whether the old record stands in its way.").format(error=error)
    unknown = outcomes.settled(outcomes.receipt(change, Status.UNKNOWN, told))
    return replace(unknown, step=Step.CREATE_FAILED)


def _unnamed(change: Replace, answered: Unnamed) -> Outcome:
    told = _("The service took the new record and did not say which it is; `flowtly resume` looks for it.")
    return Outcome(outcomes.receipt(change, Status.UNKNOWN, f"{told} {answered.detail}".strip()), State.UNKNOWN)
