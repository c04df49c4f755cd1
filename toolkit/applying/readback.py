"""Read-back: did what was sent take, and did what was relied on stay (decision 11)."""

from toolkit.applying.receipts import Mismatch
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NO_ROWS, RawValue, Value
from toolkit.entities.record import Record, value_to_json

_NOTHING = ((), NO_ROWS)
"""What an empty list is in memory; the service may leave it out."""


def mismatches(entity: Entity, body: JsonObject, record: Record) -> tuple[Mismatch, ...]:
    """Return every field of a request's body that the record does not hold, in the order of the entity's columns.

    Values are compared in memory form, so that 12.50 equals 12.5 and an embedded record equals its IRI. A null
    and an empty list equal an absent field: the service leaves nulls out.
    """
    return tuple(
        Mismatch(column.field, body[column.field], _json(entity, column.field, record.values.get(column.field)))
        for column in entity.columns
        if column.field in body and _sent(entity, body, column.field) != _held(record, column.field)
    )


def given(entity: Entity, body: JsonObject, before: Record | None, record: Record) -> dict[str, Json]:
    """Map every writable field that was not sent, and is there or has become another all the same, to what it is.

    `before` is the record as it was; `None` where a new one was made.
    """
    unsent = (column.field for column in entity.sent if column.field not in body)
    was = {name: None if before is None else _held(before, name) for name in unsent}
    return {
        name: _json(entity, name, record.values.get(name)) for name, old in was.items() if _held(record, name) != old
    }


def moved(entity: Entity, before: Record, now: Record) -> tuple[str, ...]:
    """Return the fields that can be sent in which two states of a record differ, in the order of the columns."""
    names = (column.field for column in entity.sent)
    return tuple(name for name in names if _held(before, name) != _held(now, name))


def _json(entity: Entity, name: str, value: Value | None) -> Json:
    """Return what a report says that the service has; of what cannot be read, just that."""
    return value.json if isinstance(value, RawValue) else value_to_json(entity, name, value)


def _sent(entity: Entity, body: JsonObject, name: str) -> Value | None:
    json = body[name]
    return None if json is None else _present(entity.by_field[name].kind.from_json(json))


def _held(record: Record, name: str) -> Value | None:
    return _present(record.values.get(name))


def _present(value: Value | None) -> Value | None:
    return None if value in _NOTHING else value
