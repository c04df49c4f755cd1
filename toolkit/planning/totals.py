"""Control totals: what each amount column adds up to, by currency, before a plan and after it.

A total is a promise that anybody can check: apply reads the records again and compares to the cent.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from itertools import chain
from typing import assert_never
from urllib.parse import unquote

from toolkit.entities import find
from toolkit.entities.billing import NET, ROWS, net_of_rows
from toolkit.entities.canonical import digest, plain
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Integer, Number, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Record
from toolkit.language import mark
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace
from toolkit.planning.drafts import after_edits
from toolkit.planning.whole_bookings import AMOUNT, WholeBookings, is_booking, is_whole

NO_CURRENCY = mark("no currency")
"""Of a record whose amounts have a currency, and which does not say which."""

Parts = Mapping[tuple[str, str], Decimal]
"""What one record adds to the totals of its entity: its amounts by field and currency."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one amount column of an entity adds up to in one currency.

    `currency` is empty where the column's amounts are told without one. `before` is the sum of the live records,
    `effect` what the plan adds to it. `others` is the digest of the records that the plan does not write
    to, and of what each adds, so that a later look can tell whether somebody else wrote. `whole` is set where a booking
    without an amount counts with its whole transaction; in plans of earlier versions it counts for nothing.
    """

    entity: Entity
    field: str
    currency: str
    before: Decimal
    effect: Decimal
    others: str
    whole: bool = False

    @property
    def after(self) -> Decimal:
        """The predicted sum, once every change is carried out."""
        return plain(self.before + self.effect)


def is_amount(column: Column) -> bool:
    """Tell amounts from other numbers; a balance is a state, not a movement, so it adds up to nothing."""
    return "amount" in column.field.lower() and isinstance(column.kind, Number | Integer)


def amounts_of(entity: Entity) -> tuple[Column, ...]:
    """Return the columns of an entity that have control totals."""
    return tuple(column for column in entity.writable if is_amount(column))


def on_the_way_to_currencies(entity: Entity) -> Iterator[str]:
    """Yield the paths of the entities whose records tell the currencies of an entity's amounts."""
    for column in amounts_of(entity):
        here = entity
        for name in column.currency:
            target = here.column(name).target
            if target is not None:
                yield target
                here = find(target)


class Amounts:
    """What records add to totals, with their currencies looked up among live records.

    `changes` are those that may create transactions which others of them book.
    """

    def __init__(self, live: Live, changes: Iterable[Change] = ()) -> None:
        self._live = live
        self._whole = WholeBookings(live, changes)
        self._made: dict[str, Mapping[str, Record]] = {}

    def of(self, entity: Entity, values: Mapping[str, Value]) -> Parts:
        """Return what a record with these values adds."""
        return {
            (column.field, self.currency(entity, column, values)): Decimal(amount)
            for column in amounts_of(entity)
            if isinstance(amount := values.get(column.field), int | Decimal)
        }

    def counted(self, entity: Entity, values: Mapping[str, Value]) -> Parts:
        """Return the same with what stands for amounts: the transaction of a whole booking, and the rows of an invoice.

        What the rows of an invoice come to without VAT is filed under the field of the rows.
        """
        added: dict[tuple[str, str], Decimal] = {}
        if is_whole(entity, values) and (amount := self._whole.amount(entity, values)) is not None:
            added[AMOUNT, ""] = amount
        if entity is INVOICES and (net := net_of_rows(values)) is not None:
            added[ROWS, self.currency(entity, entity.column(NET), values)] = net
        return {**self.of(entity, values), **added}

    def currency(self, entity: Entity, column: Column, values: Mapping[str, Value]) -> str:
        """Follow a record's references to the code of its currency; a record that cannot be read gives its id."""
        here, iri = entity, ""
        for name in column.currency:
            pointer = values.get(name)
            if not isinstance(pointer, str):
                return _id_of(iri) if iri else NO_CURRENCY
            here, iri = find(here.column(name).target or ""), pointer
            record = self._by_iri(here.path).get(iri)
            if record is None:
                return _id_of(iri)
            values = record.values
        return str(values.get("code", _id_of(iri))) if iri else ""

    def _by_iri(self, path: str) -> Mapping[str, Record]:
        if path not in self._made:
            self._made[path] = {record.iri: record for record in self._live.get(path, {}).values()}
        return self._made[path]


def sums(entity: Entity, records: Collection[Record], live: Live) -> Mapping[str, Decimal | None]:
    """Return what each amount of records adds up to, by field; `None` where they are in several currencies.

    Amounts that tell no currency are left out: nobody knows whether theirs is one.
    """
    amounts = Amounts(live)
    return {
        column.field: _sum(column, records, partial(amounts.currency, entity, column))
        for column in amounts_of(entity)
        if column.currency
    }


def _sum(column: Column, records: Iterable[Record], currency: Callable[[Mapping[str, Value]], str]) -> Decimal | None:
    """Add up one amount, each way to a currency on its own, so that few currencies are looked up for many records."""
    way, parts = next(iter(column.currency), ""), defaultdict[Value | None, list[Decimal]](list)
    for record in records:
        found = record.values.get(column.field)
        if isinstance(found, int | Decimal):
            parts[record.values.get(way)].append(Decimal(found))
    currencies = {currency({} if pointer is None else {way: pointer}) for pointer in parts}
    return None if len(currencies) > 1 else total_of(chain.from_iterable(parts.values()))


def totals_of(changes: Sequence[Change], live: Live) -> tuple[Total, ...]:
    """Return the control totals of the columns that the changes touch, sorted by entity, column and currency."""
    amounts = Amounts(live, changes)
    touched: defaultdict[Entity, list[Change]] = defaultdict(list)
    for change in changes:
        if amounts_of(change.entity):
            touched[change.entity].append(change)
    return tuple(total for entity, found in touched.items() for total in _Side(entity, found, amounts, live).totals())


@dataclass(frozen=True)
class _Side:
    """The changes of one entity and its live records."""

    entity: Entity
    changes: Sequence[Change]
    amounts: Amounts
    live: Live

    def totals(self) -> Iterator[Total]:
        effects, found, written = self._effects, self._found, written_ids(self.changes)
        order = {column.field: at for at, column in enumerate(self.entity.columns)}
        for key in sorted(effects, key=lambda key: (order[key[0]], key[1])):
            parts = {each: part[key] for each, part in found.items() if key in part}
            yield Total(
                entity=self.entity,
                field=key[0],
                currency=key[1],
                before=total_of(parts.values()),
                effect=total_of(effects[key]),
                others=fingerprint({each: part for each, part in parts.items() if each not in written}),
                whole=is_booking(self.entity),
            )

    @cached_property
    def _found(self) -> Mapping[str, Parts]:
        records = self.live.get(self.entity.path, {}).values()
        return {record.id: self.amounts.counted(self.entity, record.values) for record in records}

    @cached_property
    def _effects(self) -> Mapping[tuple[str, str], Sequence[Decimal]]:
        """Return what each change adds to the totals that it makes different."""
        effects: defaultdict[tuple[str, str], list[Decimal]] = defaultdict(list)
        for change in self.changes:
            before, after = (self.amounts.counted(self.entity, values) for values in (had(change), left(change)))
            for key in {**before, **after}:
                if before.get(key) != after.get(key):
                    effects[key].append(after.get(key, Decimal(0)) - before.get(key, Decimal(0)))
        return effects


def had(change: Change) -> Mapping[str, Value]:
    """Return what a change's record holds before it, nothing for one that is not there yet."""
    return {} if isinstance(change, Create) else change.before.values


def left(change: Change) -> Mapping[str, Value]:
    """Return what a change leaves behind, nothing for a deletion."""
    match change:
        case Create() | Replace():
            return change.after
        case Patch():
            return after_edits(change.entity, change.before, change.edits)
        case Delete():
            return {}
        case Action():
            return after_edits(change.entity, change.before, change.expected)
        case _:
            assert_never(change)


def written_ids(changes: Iterable[Change]) -> frozenset[str]:
    """Return the ids of the live records that changes write to."""
    return frozenset(change.before.id for change in changes if not isinstance(change, Create))


def total_of(parts: Iterable[Decimal]) -> Decimal:
    """Add amounts up, exactly."""
    return plain(sum(parts, Decimal(0)))


def fingerprint(parts: Mapping[str, Decimal]) -> str:
    """Return the digest of what each record adds, by id."""
    return digest({record: plain(part) for record, part in parts.items()})


def _id_of(iri: str) -> str:
    return unquote(iri.rsplit("/", 1)[-1])
