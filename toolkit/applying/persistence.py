"""Persistence: an edit or a deletion whose outcome is unknown, looked for, and sent again if its record is as it was.

A creation is never sent again so: nothing shows that it will not arrive yet. Nor is an edit that makes rows.
"""

import time
from collections.abc import Callable, Mapping

from toolkit.applying import outcomes
from toolkit.applying.exchange import Batch
from toolkit.applying.receipts import Status
from toolkit.applying.settle import settle_written
from toolkit.applying.states import Outcome, State
from toolkit.errors import OutcomeUnknown, Refused, ServiceError
from toolkit.language import _
from toolkit.planning.changes import Delete, Patch


def persist(
    batch: Batch,
    change: Patch | Delete,
    unknown: OutcomeUnknown,
    send: Callable[[], Outcome],
    iris: Mapping[int, str],
) -> Outcome:
    """Look at the record, and send again where it is as it was, as often as the timing allows.

    What the service itself has failed at is looked at, and not sent again.
    """
    timing = batch.lease.timing
    for attempt in range(1, timing.attempts + 1):
        if not unknown.finished:
            time.sleep(timing.backoff * 2 ** (attempt - 1))
        found = _look(batch, change, unknown, iris)
        if found is not None:
            return found
        if unknown.finished:
            return _failed(change, unknown)
        if attempt == timing.attempts:
            break
        try:
            return send()
        except OutcomeUnknown as error:
            unknown = error
        except Refused as error:
            return _refused(batch, change, error, unknown, iris)
        except ServiceError:
            break  # This attempt never left, but one before may have arrived.
    return outcomes.trouble(change, unknown)


def _look(batch: Batch, change: Patch | Delete, unknown: OutcomeUnknown, iris: Mapping[int, str]) -> Outcome | None:
    """Return what became of a change, or `None` where its record is as it was.

    It stays unknown where nobody can look, and where the record is neither as it was nor as it was to be: ours may
    have arrived before somebody else's.
    """
    try:
        found = settle_written(batch, change, iris)
    except ServiceError:
        return outcomes.trouble(change, unknown)
    certain = found is None or found.state is State.DONE or unknown.finished
    return found if certain else outcomes.trouble(change, unknown)


def _refused(
    batch: Batch, change: Patch | Delete, refused: Refused, unknown: OutcomeUnknown, iris: Mapping[int, str]
) -> Outcome:
    """Return what a refusal of the repetition makes of a change: a deletion that finds nothing has been done."""
    if refused.retryable:
        return outcomes.trouble(change, unknown)
    return _look(batch, change, unknown, iris) or outcomes.trouble(change, refused)


def _failed(change: Patch | Delete, unknown: OutcomeUnknown) -> Outcome:
    why = " " + _("Other records may point at it.") if isinstance(change, Delete) else ""
    told = _("The service failed, and left the {entity} as it was: {reason}.{why}").format(
        entity=change.entity.singular, reason=unknown.reason, why=why
    )
    return outcomes.settled(outcomes.receipt(change, Status.FAILED, told))
