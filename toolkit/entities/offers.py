"""Offers: what the service suggests for a record, whatever shape it tells that in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote, unquote

from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.entities.entity import Endpoint, Entity
from toolkit.entities.kinds import Unreadable, Value

_ACCEPT = "/suggestions/{suggestionId}/apply"
_BLANK = "\0"
"""Stands in a path where an id goes: no id holds it."""

_NAMES = ("label", "name", "title", "description", "value")


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion: its id, what it says, how sure the service is, and the fields it sets as far as it tells them.

    No schema of a suggestion is published: only its id is needed to accept it.
    """

    id: str
    says: str
    score: Decimal | None = None
    expected: Mapping[str, Value] = field(default_factory=dict)


def read_offer(entity: Entity, member: JsonObject) -> Offer | None:
    """Read one member of `GET …/suggestions`, `None` where nothing names it."""
    iri, identifier = member.get("@id"), member.get("id")
    if identifier is None and isinstance(iri, str):
        identifier = unquote(iri.rsplit("/", 1)[-1])
    if identifier is None:
        return None
    expected = _expected(entity, member.get("field"), member.get("value"))
    score = member.get("score")
    sure = Decimal(score) if isinstance(score, int | Decimal) and not isinstance(score, bool) else None
    return Offer(str(identifier), _says(entity, member, expected), sure, expected)


def _expected(entity: Entity, name: Json, value: Json) -> Mapping[str, Value]:
    if not isinstance(name, str) or value is None:
        return {}
    column = entity.by_field.get(name)
    if column is None or not column.writable:
        return {}
    try:
        return {name: column.kind.from_json(value)}
    except Unreadable:
        return {}


def _says(entity: Entity, member: JsonObject, expected: Mapping[str, Value]) -> str:
    plain = {name: value for name, value in member.items() if name[:1] != "@" and name != "id"}
    named = next((value for name in _NAMES if isinstance(value := plain.get(name), str) and value), None)
    told = named or (canonical(plain) if plain else str(member.get("id", "")))
    # In English whatever is spoken: a workbook that was pulled in another language is held against these words.
    return ": ".join([*(entity.by_field[name].english_title for name in expected), told])


def suggestions_of(entity: Entity) -> Endpoint | None:
    """Return the operation that lists what is suggested for a record, `None` where there is none."""
    return next((end for end in entity.extras if end.method == "GET" and end.path.endswith("/{id}/suggestions")), None)


def offer_in(entity: Entity, id: str, path: str) -> str | None:
    """Return the id of the suggestion that a path accepts for a record; `None` for a path that does no such thing."""
    if not any(end.path.endswith(_ACCEPT) for end in entity.extras):
        return None
    before, blank, after = accept_path(entity, id, _BLANK).rpartition(quote(_BLANK, safe=""))
    middle = path.removeprefix(before).removesuffix(after)
    return unquote(middle) if blank and path == f"{before}{middle}{after}" and "/" not in middle else None


def accept_path(entity: Entity, id: str, offer: str) -> str:
    """Return the path of the operation that accepts a suggestion, filled in."""
    end = next(end for end in entity.extras if end.path.endswith(_ACCEPT))
    return end.fill({"id": id, "suggestionId": offer})
