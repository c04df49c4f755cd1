"""Reconcile: the movements of a file against the transactions of the service, one by one."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.bank.charset import spell
from toolkit.bank.statement import Movement
from toolkit.entities.natural_keys import composed, folded
from toolkit.entities.record import Record

_REFERENCE = 16


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Which movement is which transaction, and what is on one side only.

    `unlike` are pairs of the same day and amount whose references differ.
    """

    pairs: tuple[tuple[Movement, Record], ...] = ()
    unlike: tuple[tuple[Movement, Record], ...] = ()
    only_file: tuple[Movement, ...] = ()
    only_service: tuple[Record, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether both sides have the same movements."""
        return not self.only_file and not self.only_service

    @property
    def matched(self) -> int:
        """How many movements are on both sides."""
        return len(self.pairs) + len(self.unlike)

    @property
    def file_sum(self) -> Decimal:
        """The sum of the file's movements."""
        both = (movement for movement, _ in (*self.pairs, *self.unlike))
        return sum((movement.amount for movement in (*both, *self.only_file)), Decimal(0))

    @property
    def service_sum(self) -> Decimal:
        """The sum of the service's transactions."""
        both = (record for _, record in (*self.pairs, *self.unlike))
        return sum((amount_of(record) for record in (*both, *self.only_service)), Decimal(0))


@dataclass(slots=True)
class _Sides:
    """What is not matched yet, of both sides, in their order."""

    movements: list[Movement]
    records: list[Record]
    pairs: list[tuple[Movement, Record]] = field(default_factory=list)

    def match(self, of_movement: Callable[[Movement], Hashable], of_record: Callable[[Record], Hashable]) -> None:
        """Pair what has the same key; of those that are all alike, one with one."""
        waiting: defaultdict[Hashable, list[Record]] = defaultdict(list)
        for record in reversed(self.records):
            waiting[of_record(record)].append(record)
        left: list[Movement] = []
        for movement in self.movements:
            alike = waiting.get(of_movement(movement))
            if alike:
                self.pairs.append((movement, alike.pop()))
            else:
                left.append(movement)
        taken = {record.id for _, record in self.pairs}
        self.movements, self.records = left, [record for record in self.records if record.id not in taken]


def reconcile(movements: Sequence[Movement], records: Iterable[Record]) -> Reconciliation:
    """Pair the movements with the transactions of the same account and period.

    First by value date, amount and reference, then by value date and amount alone. Movements that are all alike count:
    two in the file and one on the service leave one over.
    """
    sides = _Sides(list(movements), list(records))
    sides.match(
        lambda each: (each.value_date, each.amount, comparable(each.reference)),
        lambda each: (day_of(each), amount_of(each), comparable(reference_of(each))),
    )
    exact = len(sides.pairs)
    sides.match(lambda each: (each.value_date, each.amount), lambda each: (day_of(each), amount_of(each)))
    return Reconciliation(
        tuple(sides.pairs[:exact]), tuple(sides.pairs[exact:]), tuple(sides.movements), tuple(sides.records)
    )


def comparable(reference: str) -> str:
    """Return what of a reference counts in the form that it has in a statement: set x, 16 characters, without case."""
    return folded("".join(map(spell, composed(reference).strip()))[:_REFERENCE]) if reference else ""


def day_of(record: Record) -> date | None:
    """Return the day that a transaction was carried out, which is a movement's value date."""
    found = record.values.get("execDate")
    return found if isinstance(found, date) else None


def amount_of(record: Record) -> Decimal:
    """Return a transaction's signed amount; zero where the service does not tell it."""
    found = record.values.get("amount")
    return found if isinstance(found, Decimal) else Decimal(0)


def reference_of(record: Record) -> str:
    """Return the bank's reference of a transaction."""
    return str(record.values.get("operationNumber") or "")
