"""Refusals: whether a new record was refused for no other reason than that the old one stands in its way.

Only what machines say counts. Words are translated, and "already closed" is no twin.
"""

from toolkit.applying.exchange import Batch
from toolkit.applying.twins import body_key, record_key
from toolkit.entities.canonical import JsonObject
from toolkit.errors import Refused
from toolkit.planning.changes import Replace

NOT_UNIQUE = "23bd9dbf-6b9b-41cd-a99e-4844bcf3077f"
"""The code of Symfony's `UniqueEntity`, the same in every version and language."""


def old_one_first(batch: Batch, change: Replace, body: JsonObject, error: Refused) -> bool:
    """Tell whether the old record may be deleted before the new one is made, as a refusal of the new one shows.

    Raises what reading the service raises.
    """
    if error.status == 422:
        return bool(error.violations) and all(each.code == NOT_UNIQUE for each in error.violations)
    if error.status != 409:
        return False
    old = batch.remote.read(change.entity, change.before.id)
    return old is not None and record_key(change.entity, old) == body_key(change.entity, body)
