"""Pairs: a replacement is two requests that are journalled as one change (decision 6).

The new record is created first and the old one deleted once the new one is known to hold what was sent, so that at no
moment neither exists. Where the service refuses the twin because the old record still stands, the old one goes first.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from toolkit.applying import outcomes
from toolkit.applying.bodies import fill
from toolkit.applying.exchange import Answered, Batch, Unnamed, exchange, read_answer, read_quietly
from toolkit.applying.receipts import Receipt, Status
from toolkit.applying.states import Outcome, Sending, State, Step
from toolkit.entities.record import Record
from toolkit.errors import OutcomeUnknown, Refused, ServiceError
from toolkit.language import _
from toolkit.planning.changes import Replace, Request

_DUPLICATE = re.compile(r"already|unique|duplicate|exists", re.IGNORECASE)


def replace_record(batch: Batch, change: Replace, before: Record | None, iris: Mapping[int, str]) -> Outcome:
    """Create the new record, then delete the old one; or the other way round where the twin is refused.

    Raises what `Remote.send` raises as long as nothing has taken effect.
    """
    post, drop = _requests(change, iris)
    try:
        answer = exchange(batch, change, Sending(Step.CREATE, post, before))
    except Refused as error:
        if not refuses_twin(error):
            raise
        exchange(batch, change, Sending(Step.DELETE_FIRST, drop, before))
        return create_last(batch, change, iris)
    answered = read_answer(batch, change.entity, post.body or {}, answer)
    return _unnamed(change, answered) if isinstance(answered, Unnamed) else delete_old(batch, change, answered)


def delete_old(batch: Batch, change: Replace, answered: Answered) -> Outcome:
    """Delete the old record, if the new one is known to hold what was sent."""
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
        stands = error.finished and read_quietly(batch, change.entity, change.before.id) is not None
        made = half(change, twin, error.reason if stands else str(error))
        return outcomes.settled(made if stands else replace(made, status=Status.UNKNOWN))
    except ServiceError as error:
        trouble = outcomes.trouble(change, error)
        return replace(trouble, receipt=half(change, twin, trouble.receipt.detail))
    return outcomes.done(change, twin)


def create_last(batch: Batch, change: Replace, iris: Mapping[int, str]) -> Outcome:
    """Create the new record, now that the old one has been deleted; until then neither exists."""
    post, _ = _requests(change, iris)
    try:
        answer = exchange(batch, change, Sending(Step.CREATE_LAST, post))
    except OutcomeUnknown as error:
        return outcomes.settled(replace(_gone(change, str(error)), status=Status.UNKNOWN))
    except ServiceError as error:
        trouble = outcomes.trouble(change, error)
        # Neither record exists now, so a resume shall try again, whatever the refusal was.
        return replace(trouble, receipt=_gone(change, trouble.receipt.detail), left=False)
    answered = read_answer(batch, change.entity, post.body or {}, answer)
    if isinstance(answered, Unnamed):
        unnamed = _unnamed(change, answered)
        return replace(unnamed, receipt=replace(unnamed.receipt, half=True))
    return outcomes.done(change, answered.record, answered.wrong, answered.detail)


def refuses_twin(error: Refused) -> bool:
    """Tell whether a record was refused for no other reason than that it exists already."""
    if error.status not in {409, 422}:
        return False
    reasons = [violation.message for violation in error.violations] or [error.detail]
    return all(_DUPLICATE.search(reason) for reason in reasons)


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


def _unnamed(change: Replace, answered: Unnamed) -> Outcome:
    told = _("The service took the new record and did not say which it is; `flowtly resume` looks for it.")
    return Outcome(outcomes.receipt(change, Status.UNKNOWN, f"{told} {answered.detail}".strip()), State.UNKNOWN)
