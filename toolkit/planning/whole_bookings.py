"""Whole bookings: what a booking without an amount comes to, which is its whole transaction."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Live
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.entities.worklists import BOOKINGS
from toolkit.planning.changes import Change, Create

AMOUNT = "amount"
_TRANSACTION = "transaction"
_BOOKINGS = frozenset(BOOKINGS.values())

Values = Mapping[str, Value | None]


def is_booking(entity: Entity) -> bool:
    """Tell whether records of an entity book a transaction, whole or in part."""
    return entity in _BOOKINGS


def is_whole(entity: Entity, values: Values) -> bool:
    """Tell whether a record with these values books a whole transaction."""
    return is_booking(entity) and values.get(AMOUNT) is None and values.get(_TRANSACTION) is not None


class WholeBookings:
    """What transactions come to: live ones, and those that changes create."""

    def __init__(self, live: Live, changes: Iterable[Change] = ()) -> None:
        self._live = live
        self._changes = changes
        self._made: Mapping[str | tuple[str, int], Values] | None = None

    def amount(self, entity: Entity, values: Values) -> Decimal | None:
        """Return what a record books: its amount, or that of its whole transaction without the sign.

        `None` for an entity that books nothing, and for a transaction that nobody knows.
        """
        if not is_whole(entity, values):
            found = values.get(AMOUNT)
            return Decimal(found) if is_booking(entity) and isinstance(found, int | Decimal) else None
        pointed = values.get(_TRANSACTION)
        at = (pointed.sheet, pointed.row) if isinstance(pointed, NewRow) else str(pointed)
        total = self._transactions().get(at, {}).get(AMOUNT)
        return abs(Decimal(total)) if isinstance(total, int | Decimal) else None

    def _transactions(self) -> Mapping[str | tuple[str, int], Values]:
        if self._made is None:
            live = self._live.get(TRANSACTIONS.path, {}).values()
            new = (each for each in self._changes if isinstance(each, Create) and each.entity is TRANSACTIONS)
            self._made = {
                **{record.iri: record.values for record in live},
                **{(change.place.sheet, change.place.row): change.after for change in new},
            }
        return self._made
