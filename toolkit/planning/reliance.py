"""What a creation relies on: that what it points at is there, and of a booking, what its transaction holds by then."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Record
from toolkit.entities.reliance import Reliance
from toolkit.entities.worklists import BOOKINGS
from toolkit.planning.changes import Create
from toolkit.planning.drafts import New

AMOUNT = "amount"
_BOOKED = "transaction"
_NOTHING: Mapping[str, Record] = {}


def relies(new: New, live: Live) -> tuple[Reliance, ...]:
    """Return what a booking, or a record that is brought back, relies on; nothing for any other new record."""
    entity = new.mine.entity
    if entity not in BOOKINGS.values() and new.mine.id is None:
        return ()
    return tuple(_filled(entity, each, live) for each in _pointed_at(entity, new.after))


def derived(change: Create) -> tuple[Reliance, ...]:
    """Return what a creation relies on as its own values say that it must be; its facts are taken as they are."""
    if not change.relies:
        return ()
    stated = {each.field: each for each in change.relies}
    return tuple(
        _shaped(change.entity, each, stated.get(each.field, each)) for each in _pointed_at(change.entity, change.after)
    )


def _pointed_at(entity: Entity, after: Mapping[str, Value]) -> Iterator[Reliance]:
    """Yield each live record that a new one points at; those that the same plan creates are waited for anyway."""
    for column in entity.references:
        iri = after.get(column.field)
        if isinstance(iri, str):
            yield Reliance(column.field, unquote(iri.rsplit("/", 1)[-1]), iri)


def _filled(entity: Entity, reliance: Reliance, live: Live) -> Reliance:
    """Add what counts of a transaction that is booked: what it comes to, and what it is booked on."""
    target = entity.column(reliance.field).target or ""
    if not _is_booking(entity, reliance.field):
        return reliance
    record = next((each for each in live.get(target, _NOTHING).values() if each.iri == reliance.iri), None)
    amount = record.values.get(AMOUNT) if record is not None else None
    pointing = (each for each in live.get(entity.path, _NOTHING).values() if each.values.get(_BOOKED) == reliance.iri)
    return replace(
        reliance,
        values={} if amount is None else {AMOUNT: amount},
        beside={each.id: _amount(each) for each in sorted(pointing, key=lambda each: each.id)},
    )


def _shaped(entity: Entity, bare: Reliance, stated: Reliance) -> Reliance:
    if not _is_booking(entity, bare.field):
        return bare
    kept = {name: value for name, value in stated.values.items() if name == AMOUNT}
    return replace(bare, values=kept, beside=stated.beside or {})


def _is_booking(entity: Entity, field: str) -> bool:
    return entity in BOOKINGS.values() and field == _BOOKED


def _amount(record: Record) -> int | None:
    found = record.values.get(AMOUNT)
    return found if isinstance(found, int) else None


def target_of(entity: Entity, reliance: Reliance) -> Entity:
    """Return the entity of the record that a creation relies on."""
    return find(entity.column(reliance.field).target or "")
