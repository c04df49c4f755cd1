"""What lies between a statement and the service: the balance before the first new movement, on either side."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from toolkit.bank.reconcile import Reconciliation, amount_of, day_of
from toolkit.bank.statement import Movement, Statement, running
from toolkit.entities.record import Record

_BACK = timedelta(days=10)
"""So far before its booking a movement may be valued."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The balance before a movement in the file, and the one on the service, which is another.

    `standing` is `None` if the service's transactions tell no single balance of that day: their days are not in the
    order of their balances, or a balance is missing.
    """

    movement: Movement
    in_file: Decimal
    standing: Decimal | None

    @property
    def missing(self) -> Decimal:
        """The sum of what lies between the two."""
        return self.in_file - (self.standing or Decimal(0))


def find_gap(
    statements: Iterable[Statement], new: Collection[int], found: Reconciliation, records: Sequence[Record]
) -> Gap | None:
    """Return the gap before the first movement of a file that the service lacks, or `None` if there is none.

    `new` holds the identities of the lacking movements, `records` all transactions of the account. Transactions that
    are movements behind that one in the file say nothing of the balance before it, so that a file may overlap with
    others, come late, or be resumed. An account without earlier transactions has no balance to hold the file against.
    """
    movements = [(each, after - each.amount) for statement in statements for each, after in running(statement)]
    at = next((index for index, (movement, _before) in enumerate(movements) if id(movement) in new), None)
    if at is None:
        return None
    movement, in_file = movements[at]
    behind = {id(each) for each, _before in movements[at:]}
    later = {record.id for each, record in found.both if id(each) in behind}
    others = [record for record in records if record.id not in later]
    day = max(movement.value_date, movement.booking_day)
    earlier = [record for record in others if (of := day_of(record)) is not None and of <= day]
    if not earlier:
        return None
    if None in map(_after, earlier):
        return Gap(movement, in_file, None)
    if in_file in _possible(others, earlier, day):
        return None
    return Gap(movement, in_file, _standing(earlier))


def _possible(others: Sequence[Record], earlier: Sequence[Record], day: date) -> set[Decimal | None]:
    """Return the balances that may stand before a movement of a day.

    These are the ends of the account's chains of balances, not much later than the day, as value dates go back; the one
    that the day began with; and each that a transaction of that very day led to, as nobody knows which of them came
    first.
    """
    before = [record for record in earlier if day_of(record) != day]
    of_day = {_after(record) for record in earlier if day_of(record) == day}
    near = {_after(record) for record in others if (of := day_of(record)) is not None and of <= day + _BACK}
    return {*near.intersection(_ends(others)), *of_day, *([_standing(before)] if before else [])}


def _standing(earlier: Sequence[Record]) -> Decimal | None:
    """Return the balance after the last day, or `None` if its transactions do not end in one that is the last."""
    by_day = groupby(sorted(earlier, key=_day_text, reverse=True), key=_day_text)
    known: list[Record] = []
    ends: list[Decimal] = []
    for _day, group in by_day:
        known += group
        ends = _ends(known)
        # A day that ends where it began tells no end of its own; the day before it does.
        if ends:
            break
    open_ends = _ends(earlier)
    return ends[0] if len(ends) == 1 and ends[0] in open_ends else None


def _ends(records: Sequence[Record]) -> list[Decimal]:
    """Return the balances that a transaction leads to and none begins with."""
    led_to = Counter(after for record in records if (after := _after(record)) is not None)
    led_to.subtract(after - amount_of(record) for record in records if (after := _after(record)) is not None)
    return [balance for balance, count in led_to.items() if count > 0]


def _after(record: Record) -> Decimal | None:
    found = record.values.get("endingBalance")
    return found if isinstance(found, Decimal) else None


def _day_text(record: Record) -> str:
    return str(day_of(record))
