"""Deletion: an answer that says a record is gone is believed once the record is."""

from toolkit.applying import outcomes
from toolkit.applying.exchange import UNREAD, Batch
from toolkit.applying.states import Outcome
from toolkit.errors import ServiceError
from toolkit.language import _
from toolkit.planning.changes import Delete, Replace


def stands(batch: Batch, change: Delete | Replace) -> bool | None:
    """Tell whether the record of a change that was answered as deleted is there; `None` where nobody can tell."""
    try:
        return batch.remote.read(change.entity, change.before.id) is not None
    except ServiceError:
        return None


def deleted(batch: Batch, change: Delete) -> Outcome:
    """Return the outcome of a deletion that the service has confirmed."""
    match stands(batch, change):
        case True:
            return outcomes.still_there(change)
        case False:
            return outcomes.done(change, None)
        case _:
            return outcomes.done(change, None, (), _(UNREAD))
