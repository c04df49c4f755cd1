"""Reconcile: the movements of a file against the transactions of the service, one by one."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toolkit.bank.charset import spell
from toolkit.bank.statement import Movement, known_reference
from toolkit.entities.natural_keys import composed, folded
from toolkit.entities.record import Record

_REFERENCE = 16
_NEAR = timedelta(days=7)
Pair = tuple[Movement, Record]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Which movement is which transaction, and what is on one side only.

    `unlike` are pairs of the same day and amount whose references differ, `moved` pairs of the same reference, amount
    and booking day whose value dates differ. `doubtful` have the same reference and amount and value dates within a
    week, and a side does not tell its booking day: they may be one movement or two.
    """

    pairs: tuple[Pair, ...] = ()
    unlike: tuple[Pair, ...] = ()
    moved: tuple[Pair, ...] = ()
    doubtful: tuple[Pair, ...] = ()
    only_file: tuple[Movement, ...] = ()
    only_service: tuple[Record, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether both sides have the same movements."""
        return not self.only_file and not self.only_service

    @property
    def matched(self) -> int:
        """How many movements are on both sides."""
        return len(self.both)

    @property
    def both(self) -> tuple[Pair, ...]:
        """Every movement with its transaction."""
        return (*self.pairs, *self.unlike, *self.moved, *self.doubtful)

    @property
    def file_sum(self) -> Decimal:
        """The sum of the file's movements."""
        both = (movement for movement, _ in self.both)
        return sum((movement.amount for movement in (*both, *self.only_file)), Decimal(0))

    @property
    def service_sum(self) -> Decimal:
        """The sum of the service's transactions."""
        both = (record for _, record in self.both)
        return sum((amount_of(record) for record in (*both, *self.only_service)), Decimal(0))


@dataclass(slots=True)
class _Sides:
    """What is not matched yet, of both sides, in their order."""

    movements: list[Movement]
    records: list[Record]

    def match(
        self, of_movement: Callable[[Movement], Hashable], of_record: Callable[[Record], Hashable]
    ) -> tuple[Pair, ...]:
        """Pair what has the same key; of those that are all alike, one with one. A key of `None` has no pair."""
        waiting: defaultdict[Hashable, list[Record]] = defaultdict(list)
        for record in reversed(self.records):
            waiting[of_record(record)].append(record)
        waiting.pop(None, None)
        pairs: list[Pair] = []
        left: list[Movement] = []
        for movement in self.movements:
            alike = waiting.get(of_movement(movement))
            if alike:
                pairs.append((movement, alike.pop()))
            else:
                left.append(movement)
        self._take(left, {record.id for _, record in pairs})
        return tuple(pairs)

    def match_near(self) -> tuple[Pair, ...]:
        """Pair what has the same reference and amount within a week, if a side does not tell its booking day."""
        waiting: defaultdict[Hashable, list[Record]] = defaultdict(list)
        for record in self.records:
            waiting[_known(reference_of(record), amount_of(record))].append(record)
        waiting.pop(None, None)
        pairs: list[Pair] = []
        left: list[Movement] = []
        for movement in self.movements:
            alike = waiting.get(_known(movement.reference, movement.amount), [])
            near = next((record for record in alike if _near(movement, record)), None)
            if near is None:
                left.append(movement)
            else:
                alike.remove(near)
                pairs.append((movement, near))
        self._take(left, {record.id for _, record in pairs})
        return tuple(pairs)

    def _take(self, left: list[Movement], taken: set[str]) -> None:
        self.movements, self.records = left, [record for record in self.records if record.id not in taken]


def reconcile(movements: Sequence[Movement], records: Iterable[Record]) -> Reconciliation:
    """Pair the movements with the transactions of the same account and period.

    First by value date, amount and reference, then by reference, amount and booking day, then by value date and amount
    alone, and last by reference and amount in days that are near. Movements that are all alike count: two in the file
    and one on the service leave one over.
    """
    sides = _Sides(list(movements), list(records))
    return Reconciliation(
        pairs=sides.match(
            lambda each: (each.value_date, each.amount, comparable(each.reference)),
            lambda each: (day_of(each), amount_of(each), comparable(reference_of(each))),
        ),
        moved=sides.match(
            lambda each: _known(each.reference, each.amount, each.booking_day),
            lambda each: _known(reference_of(each), amount_of(each), booking_day_of(each)),
        ),
        unlike=sides.match(lambda each: (each.value_date, each.amount), lambda each: (day_of(each), amount_of(each))),
        doubtful=sides.match_near(),
        only_file=tuple(sides.movements),
        only_service=tuple(sides.records),
    )


def _known(reference: str, *others: Hashable) -> Hashable:
    """Return a key of a reference and what stands beside it; `None` where there is no reference."""
    known = comparable(reference)
    return (known, *others) if known and None not in others else None


def _near(movement: Movement, record: Record) -> bool:
    day = day_of(record)
    told = movement.entry_date is not None and booking_day_of(record) is not None
    return day is not None and not told and abs(movement.value_date - day) <= _NEAR


def comparable(reference: str) -> str:
    """Return what of a reference counts in the form of a statement: set x, 16 characters, no case; NONREF is none."""
    known = known_reference(reference)
    return folded("".join(map(spell, composed(known).strip()))[:_REFERENCE]) if known else ""


def day_of(record: Record) -> date | None:
    """Return the day that a transaction was carried out, which is a movement's value date."""
    found = record.values.get("execDate")
    return found if isinstance(found, date) else None


def booking_day_of(record: Record) -> date | None:
    """Return the day that a transaction was booked, where the service tells it."""
    found = record.values.get("orderDate")
    return found if isinstance(found, date) else None


def amount_of(record: Record) -> Decimal:
    """Return a transaction's signed amount; zero where the service does not tell it."""
    found = record.values.get("amount")
    return found if isinstance(found, Decimal) else Decimal(0)


def reference_of(record: Record) -> str:
    """Return the bank's reference of a transaction."""
    return str(record.values.get("operationNumber") or "")
