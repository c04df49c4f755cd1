"""Answers: what the rows of a work list say, put together by transaction, and what they add up to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.entities.worklists import BOOKINGS, OPEN_TRANSACTIONS

_NONE: Mapping[str, Record] = {}


@dataclass(frozen=True, slots=True)
class Booking:
    """What one cell asks to book: the answer's field, the record it becomes, and its values."""

    mine: Mine
    field: str
    entity: Entity
    values: Mapping[str, Value]

    @property
    def answers(self) -> bool:
        """Whether a work list asks for it, as opposed to the sheet of the bookings themselves."""
        return self.mine.entity is OPEN_TRANSACTIONS

    @property
    def key(self) -> tuple[Value | None, ...]:
        """What tells the booking from others: two with one key would be one and the same."""
        return tuple(self.values.get(name) for name in self.entity.natural_key)

    @property
    def amount(self) -> int | None:
        """The part that is booked, `None` for the whole transaction."""
        found = self.values.get("amount")
        return found if isinstance(found, int) else None

    def is_record(self, record: Record) -> bool:
        """Tell whether a live record is exactly this booking."""
        return all(record.values.get(column.field) == self.values.get(column.field) for column in self.entity.writable)


@dataclass(frozen=True, slots=True)
class Split:
    """The bookings of one kind on one transaction: those that rows ask for, and those that are there besides.

    Those that new rows of their own sheet ask for come after the answers. `done` are those of `typed` that are there
    already. `known` were there when the list was written, `foreign` came or became others since, and are no row's.
    `shown` is the transaction as it was then, `None` where nobody knows.
    """

    field: str
    transaction: Record
    typed: tuple[Booking, ...]
    done: tuple[Booking, ...]
    known: tuple[Record, ...]
    foreign: tuple[Record, ...]
    shown: Record | None = None

    @property
    def total(self) -> Decimal:
        """What the transaction comes to, without its sign."""
        found = self.transaction.values.get("amount")
        return abs(Decimal(found)) if isinstance(found, int | Decimal) else Decimal(0)

    @property
    def coming_in(self) -> bool:
        """Whether it is money that comes in."""
        found = self.transaction.values.get("amount")
        return isinstance(found, int | Decimal) and found > 0

    @property
    def parts(self) -> tuple[int | None, ...]:
        """The amounts that would be booked, `None` for a whole transaction."""
        return (*(each.amount for each in self.typed), *(_amount(record) for record in self.known))

    @property
    def booked(self) -> Decimal:
        """What would be booked in all."""
        return sum((self.total if part is None else Decimal(abs(part)) for part in self.parts), Decimal(0))

    @property
    def left(self) -> Decimal:
        """What would be left of the transaction; below zero where more is booked than there is."""
        return self.total - self.booked

    @property
    def mixed(self) -> bool:
        """Whether parts have different signs."""
        return len({part > 0 for part in self.parts if part}) > 1


def answered(rows: Iterable[Mine]) -> Mapping[str, Sequence[Mine]]:
    """Return the rows of open transactions that are not ignored, by the id of their transaction."""
    found: defaultdict[str, list[Mine]] = defaultdict(list)
    for mine in rows:
        if mine.entity is OPEN_TRANSACTIONS and mine.command is not Command.IGNORE and mine.id:
            found[mine.id].append(mine)
    return found


def said(mine: Mine, field: str) -> Value | None:
    """Return what a row says in a column; nothing for a blank cell, and for a wish that a field become empty."""
    found = mine.values.get(field)
    return found if isinstance(found, str | int | Decimal | NewRow) else None


def splits(rows: Iterable[Mine], base: Live, live: Live) -> Iterator[Split]:
    """Yield the bookings that rows of open transactions ask for, by transaction and kind.

    What the sheets of the bookings ask for of the same transactions is counted as well. Without a base of a kind, every
    live booking counts as one that the author knew of.
    """
    rows = tuple(rows)
    sheets = {entity: _on_sheets(rows, field, entity) for field, entity in BOOKINGS.items()}
    transactions = live.get(TRANSACTIONS.path, _NONE)
    standing = {entity: _by_transaction(live.get(entity.path, _NONE)) for entity in BOOKINGS.values()}
    for identifier, found in answered(rows).items():
        transaction = transactions.get(identifier)
        if transaction is None:
            continue
        for field, entity in BOOKINGS.items():
            typed = tuple(booking for mine in found if (booking := _booking(mine, field, entity, transaction)))
            if typed:
                there = standing[entity].get(transaction.iri, ())
                own = (each for each in sheets[entity].new if each.values.get("transaction") == transaction.iri)
                split = _split(field, transaction, (*typed, *own), there, base.get(entity.path))
                known = tuple(sheets[entity].after(record) for record in split.known)
                kept = tuple(each for each in known if each.values.get("transaction") == transaction.iri)
                yield replace(split, known=kept, shown=base.get(TRANSACTIONS.path, _NONE).get(identifier))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the rows of the bookings' own sheets ask for: new ones, and values of those that are there by id."""

    new: tuple[Booking, ...]
    edited: Mapping[str, Mapping[str, Value]]

    def after(self, record: Record) -> Record:
        """Return a booking as it will be; one that is deleted is of no transaction any more."""
        values = self.edited.get(record.id)
        return record if values is None else replace(record, values=values)


def _on_sheets(rows: Iterable[Mine], field: str, entity: Entity) -> _Sheet:
    new: list[Booking] = []
    edited: dict[str, Mapping[str, Value]] = {}
    for mine in rows:
        if mine.entity is not entity or mine.command is Command.IGNORE:
            continue
        values = {name: value for name in mine.values if (value := said(mine, name)) is not None}
        if mine.id:
            edited[mine.id] = {} if mine.command is Command.DELETE else values
        elif mine.command is not Command.UPDATE:
            new.append(Booking(mine, field, entity, values))
    return _Sheet(tuple(new), edited)


def _split(
    field: str,
    transaction: Record,
    typed: tuple[Booking, ...],
    there: Sequence[Record],
    base: Mapping[str, Record] | None,
) -> Split:
    rest = list(there)
    done: list[Booking] = []
    for booking in typed:
        same = next((record for record in rest if booking.is_record(record)), None)
        if same is not None:
            rest.remove(same)
            done.append(booking)
    known = tuple(record for record in rest if base is None or _is_as_it_was(typed[0].entity, record, base))
    foreign = tuple(record for record in rest if record not in known)
    return Split(field, transaction, typed, tuple(done), known, foreign)


def _is_as_it_was(entity: Entity, record: Record, base: Mapping[str, Record]) -> bool:
    then = base.get(record.id)
    fields = (column.field for column in entity.writable)
    return then is not None and all(then.values.get(name) == record.values.get(name) for name in fields)


def _booking(mine: Mine, field: str, entity: Entity, transaction: Record) -> Booking | None:
    target = said(mine, field)
    if target is None:
        return None
    values: dict[str, Value] = {"transaction": transaction.iri}
    for name in (field, "amount", "employee"):
        value = said(mine, name)
        if name in entity.by_field and value is not None:
            values[name] = value
    return Booking(mine, field, entity, values)


def _by_transaction(records: Mapping[str, Record]) -> Mapping[str, Sequence[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records.values():
        iri = record.values.get("transaction")
        if isinstance(iri, str):
            found[iri].append(record)
    return found


def _amount(record: Record) -> int | None:
    found = record.values.get("amount")
    return found if isinstance(found, int) else None
