"""The exact requests of a change: method, path and body, as the service's type check wants them."""

from collections.abc import Mapping
from urllib.parse import quote

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import value_to_json
from toolkit.planning.changes import Request
from toolkit.planning.drafts import Spot, spot

Numbers = Mapping[Spot, int]
"""The number of the change that creates a row's record."""
NO_NUMBERS: Numbers = {}
"""For records that point at nothing new."""


def post(entity: Entity, values: Mapping[str, Value], numbers: Numbers = NO_NUMBERS) -> Request:
    """Create a record: its writable values, without an id, nulls or child arrays, each of which the service refuses."""
    return Request("POST", entity.collection, _body(entity, values, numbers))


def patch(entity: Entity, id: str, edits: Mapping[str, Value | None], numbers: Numbers = NO_NUMBERS) -> Request:
    """Edit a record: only the fields that change, null for a cleared one (RFC 7396)."""
    return Request("PATCH", item(entity, id), _body(entity, edits, numbers))


def delete(entity: Entity, id: str) -> Request:
    """Delete a record."""
    return Request("DELETE", item(entity, id))


def item(entity: Entity, id: str) -> str:
    """Return the path of one record; an id is any text, so it is quoted whole."""
    return f"{entity.collection}/{quote(id, safe='')}"


def _body(entity: Entity, values: Mapping[str, Value | None], numbers: Numbers) -> JsonObject:
    return {
        column.field: _spelt(entity, column.field, values[column.field], numbers)
        for column in entity.writable
        if column.field in values
    }


def _spelt(entity: Entity, name: str, value: Value | None, numbers: Numbers) -> Json:
    return {"@change": numbers[spot(value)]} if isinstance(value, NewRow) else value_to_json(entity, name, value)
