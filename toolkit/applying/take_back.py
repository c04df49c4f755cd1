"""Taking back: the first half of a move is undone at once where the second is certain not to happen."""

from dataclasses import replace

from toolkit.applying import outcomes
from toolkit.applying.exchange import Batch, exchange, read_quietly
from toolkit.applying.readback import mismatches, moved
from toolkit.applying.receipts import Receipt, Status
from toolkit.applying.states import Outcome, Sending, State, Step
from toolkit.entities.entity import Operation
from toolkit.entities.record import Record
from toolkit.errors import OutcomeUnknown, Refused, ServiceError
from toolkit.language import _
from toolkit.planning import requests
from toolkit.planning.changes import Change, Create, Patch, Request


def take_back(batch: Batch, change: Change, by: Change) -> Outcome:
    """Undo a change that is done, from the journal, if its record is as the change left it; `by` was not done.

    The change has failed then. Where its record is somebody else's by now, it stays done, as a conflict that names
    both. Where nobody knows, it is unknown, and a resume goes on.
    """
    receipt = batch.journal.entry(batch.run, change.n).receipt
    request = _request(batch, change, receipt)
    if request is None:
        return _stays(change, receipt, by, _("the service offers no way back"))
    try:
        return _look(batch, change, request, by) or _undo(batch, change, request, by)
    except OutcomeUnknown as error:
        return replace(_open(change, receipt, by, str(error)), over=error.finished)
    except ServiceError as error:
        if isinstance(error, Refused) and not error.retryable:
            return _stays(change, receipt, by, _("the service refused with {status}").format(status=error.status))
        # It never left, so that nothing of it can arrive any more.
        return replace(_open(change, receipt, by, str(error)), over=True)


def _look(batch: Batch, change: Change, request: Request, by: Change) -> Outcome | None:
    """Return what is to be said of the record as it is, `None` if it is as the change left it."""
    receipt = batch.journal.entry(batch.run, change.n).receipt
    now = batch.remote.read(change.entity, receipt.id or "")
    if _is_back(change, request, now):
        return _taken_back(change, by)
    if now is None or moved(change.entity, _left(change, receipt), now):
        return _stays(change, receipt, by, _("somebody has changed it since"))
    return None


def _undo(batch: Batch, change: Change, request: Request, by: Change) -> Outcome:
    """Send what undoes a change, and see that it took."""
    receipt = batch.journal.entry(batch.run, change.n).receipt
    exchange(batch, change, Sending(Step.TAKE_BACK, request))
    again = read_quietly(batch, change.entity, receipt.id or "")
    if isinstance(change, Patch) and (again is None or not _is_back(change, request, again)):
        return _stays(change, receipt, by, _("the service does not show that it took it"))
    return _taken_back(change, by)


def _request(batch: Batch, change: Change, receipt: Receipt) -> Request | None:
    """Return what undoes a change: what it edited is put back, what it created is deleted."""
    entity = change.entity
    match change:
        case Patch():
            before = batch.journal.entry(batch.run, change.n).before or change.before
            back = {name: before.values.get(name) for name in change.edits}
            otherwise = frozenset(batch.plan.spelling.get(entity.path, ()))
            return requests.patch(entity, change.before.id, back, requests.Wording(otherwise=otherwise))
        case Create() if receipt.id is not None and receipt.after is not None and entity.can(Operation.DELETE):
            return requests.delete(entity, receipt.id)
        case _:
            return None


def _left(change: Change, receipt: Receipt) -> Record:
    """Return the record as the change left it, as far as the service told."""
    if receipt.after is not None:
        return receipt.after
    before = Record("", "", {}) if isinstance(change, Create) else change.before
    edits = change.edits if isinstance(change, Patch) else {}
    values = {name: value for name, value in {**before.values, **edits}.items() if value is not None}
    return replace(before, values=values)


def _is_back(change: Change, request: Request, now: Record | None) -> bool:
    """Tell whether the record is as it was before the change."""
    if isinstance(change, Create):
        return now is None
    return now is not None and not mismatches(change.entity, request.body or {}, now)


def _taken_back(change: Change, by: Change) -> Outcome:
    told = _("It was done, and taken back: it belongs together with change {n}, which was not done.").format(n=by.n)
    return outcomes.settled(outcomes.receipt(change, Status.FAILED, told))


def _stays(change: Change, receipt: Receipt, by: Change, reason: str) -> Outcome:
    """Tell of a change that is done, though the one that it belongs together with is not."""
    told = _(
        "A row moves between {this} and {other}. Change {n} was not done, and this one could not be taken back: "
        "{reason}. Look at both."
    ).format(n=by.n, reason=reason, this=change.label, other=by.label)
    return outcomes.settled(replace(receipt, status=Status.DONE, detail=told))


def left_half(change: Change, outcome: Outcome, first: Change) -> Outcome:
    """Return the outcome of a change that was not done, as a conflict: `first`, its other half, stays done."""
    told = _("{detail} The other half of a move, change {n}, is done and stays: look at {this} and {other}.").format(
        detail=outcome.receipt.detail, n=first.n, this=first.label, other=change.label
    )
    if first.label in outcome.receipt.detail and outcome.receipt.conflict:
        return outcome
    return replace(outcome, receipt=replace(outcome.receipt, detail=told.strip(), conflict=True))


def _open(change: Change, receipt: Receipt, by: Change, reason: str) -> Outcome:
    told = _(
        "It was done, and is to be taken back, as change {n} was not done: {reason} `flowtly resume` goes on."
    ).format(n=by.n, reason=reason)
    made = replace(outcomes.receipt(change, Status.UNKNOWN, told), id=receipt.id, after=receipt.after)
    return Outcome(made, State.UNKNOWN, step=Step.TAKE_BACK)
