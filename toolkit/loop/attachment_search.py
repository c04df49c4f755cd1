"""Find documents: by a part of their name, by their transaction, by its days."""

from dataclasses import dataclass
from datetime import date, datetime

from toolkit.attachments.listed import Listed, listed
from toolkit.attachments.names import folded
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.errors import UnknownTransactions
from toolkit.loop.reach import Reached


@dataclass(frozen=True, slots=True)
class Sought:
    """What documents are sought by: all of it that is not empty. Days are those of the transaction, included."""

    name: str = ""
    transaction: str = ""
    awaiting: bool = False
    first: date | None = None
    last: date | None = None


def search_attachments(reached: Reached, sought: Sought) -> tuple[Listed, ...]:
    """Return the documents that are sought.

    The whole list is read and looked through here: nobody publishes the parameters of the service's own search, and
    API Platform answers one that it does not know with everything. Raises `UnknownTransactions`.
    """
    client = reached.client
    live = client.snapshot((TRANSACTION_ATTACHMENTS, TRANSACTIONS))
    transactions = live.get(TRANSACTIONS.path, {})
    wanted = sought.transaction.rsplit("/", 1)[-1]
    if wanted and wanted not in transactions:
        raise UnknownTransactions("transaction", wanted)
    found = listed(live.get(TRANSACTION_ATTACHMENTS.path, {}).values(), transactions.values())
    return tuple(each for each in found if _fits(each, sought, wanted))


def _fits(each: Listed, sought: Sought, wanted: str) -> bool:
    target = each.target
    return (
        folded(sought.name) in folded(each.name)
        and (not wanted or (target is not None and target.id == wanted))
        and (not sought.awaiting or target is None)
        and ((sought.first is None and sought.last is None) or _within(each, sought))
    )


def _within(each: Listed, sought: Sought) -> bool:
    day = each.target.day if each.target else None
    if day is None:
        return False
    bare = day.date() if isinstance(day, datetime) else day
    return (sought.first or date.min) <= bare <= (sought.last or date.max)
