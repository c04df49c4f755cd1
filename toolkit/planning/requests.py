"""The exact requests of a change: method, path and body, as the service's type check wants them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, RawValue, Rows, Value
from toolkit.entities.offers import accept_path
from toolkit.planning.changes import Request
from toolkit.planning.drafts import Spot, spot

ACCEPT = "accept"
"""The verb of accepting a suggestion."""

SEND = "send"
"""The verb of sending an invoice to its client."""

Numbers = Mapping[Spot, int]
"""The number of the change that creates a row's record."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a body depends on beside its values: the changes that new rows are, and the fields spelt otherwise."""

    numbers: Numbers = field(default_factory=dict)
    otherwise: frozenset[str] = frozenset()


AS_DECLARED = Wording()
"""For records that point at nothing new, and a service that keeps every field as it is declared."""


def post(entity: Entity, values: Mapping[str, Value], wording: Wording = AS_DECLARED) -> Request:
    """Create a record: its writable values, without an id, nulls or child arrays, each of which the service refuses."""
    return Request("POST", entity.collection, _body(entity, values, wording))


def patch(entity: Entity, id: str, edits: Mapping[str, Value | None], wording: Wording = AS_DECLARED) -> Request:
    """Edit a record: only the fields that change, null for a cleared one (RFC 7396)."""
    return Request("PATCH", item(entity, id), _body(entity, edits, wording))


def delete(entity: Entity, id: str) -> Request:
    """Delete a record."""
    return Request("DELETE", item(entity, id))


def accept(entity: Entity, id: str, offer: str) -> Request:
    """Accept a suggestion for a record."""
    return act(accept_path(entity, id, offer))


def send(entity: Entity, id: str) -> Request:
    """Send one invoice to its client, by its own operation."""
    return act(f"{item(entity, id)}/send")


def send_listed(entity: Entity, name: str, iri: str) -> Request:
    """Send one invoice by the operation of many, given a list of one under a name."""
    return Request("POST", f"{entity.collection}/send", {name: [iri]})


def act(path: str) -> Request:
    """Ask for an operation that takes nothing; its body is an empty object, as the service refuses an empty one."""
    return Request("POST", path, {})


def item(entity: Entity, id: str) -> str:
    """Return the path of one record; an id is any text, so it is quoted whole."""
    return f"{entity.collection}/{quote(id, safe='')}"


def _body(entity: Entity, values: Mapping[str, Value | None], wording: Wording) -> JsonObject:
    return {
        column.field: _spelt(column, values[column.field], wording) for column in entity.sent if column.field in values
    }


def _spelt(column: Column, value: Value | None, wording: Wording) -> Json:
    if value is None:
        return [] if isinstance(column.kind, Rows) else None
    if isinstance(value, RawValue):
        raise TypeError(f"{column.field} holds a value that is never sent")
    if isinstance(value, NewRow):
        return {"@change": wording.numbers[spot(value)]}
    return column.kind.to_other(value) if column.field in wording.otherwise else column.kind.to_json(value)
