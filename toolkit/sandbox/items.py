"""The five operations that every entity may have, derived from its declaration."""

import json

from toolkit.entities.entity import Entity, Operation
from toolkit.sandbox import wire
from toolkit.sandbox.calls import Call, Reply, answer
from toolkit.sandbox.cascade import cascade
from toolkit.sandbox.defaults import complete
from toolkit.sandbox.denormalize import denormalize
from toolkit.sandbox.links import CHILDREN
from toolkit.sandbox.naming import Key, iri
from toolkit.sandbox.negotiation import PATCH_TYPES, Format, media_type, supported, types
from toolkit.sandbox.problems import Problem, missing
from toolkit.sandbox.rendering import item
from toolkit.sandbox.store import Row
from toolkit.sandbox.switches import Deletion
from toolkit.sandbox.validation import validate
from toolkit.sandbox.wire import Wire, WireObject

_SUFFIXES = {Format.LD: "jsonld", Format.JSON: "json"}


def read(entity: Entity, call: Call) -> Reply:
    """Answer with one record."""
    row = stored(call, entity, call.id(entity.path))
    return answer(call, item(call, entity, row), 200, patchable(entity))


def not_exposed(_call: Call) -> Reply:
    """Refuse the GET that an entity without one still has a route for: its IRI has to exist."""
    raise Problem(404, "This route does not aim to be called.")


def create(entity: Entity, call: Call) -> Reply:
    """Make a record of the body."""
    document = body_object(body_document(call, types(call.formats)))
    own_id = "@id" if media_type(call.content_type or "") == Format.LD.value else "id"
    if own_id in document:
        raise Problem(400, "Update is not allowed for this operation.")
    row = complete(entity, denormalize(call, entity, document))
    validate(entity, row)
    return shown(call, entity, call.store.insert(entity, row), 201)


def change(entity: Entity, call: Call) -> Reply:
    """Change the fields that a merge patch names (RFC 7396): null clears, an array replaces."""
    document = body_document(call, PATCH_TYPES)
    own = call.id(entity.path)
    row = stored(call, entity, own)
    values = denormalize(call, entity, body_object(document))
    replaced = {field: len(json.loads(str(row[field]))) for field in values if (entity.path, field) in CHILDREN}
    validate(entity, {**row, **values}, replaced)
    call.store.update(entity, own, values)
    return shown(call, entity, own, 200)


def remove(entity: Entity, call: Call) -> Reply:
    """Remove a record; where others point at it the database refuses, or takes them along."""
    own = call.id(entity.path)
    stored(call, entity, own)
    if call.switches.deletion is Deletion.CASCADE:
        cascade(call.store, entity, own)
    call.store.delete(entity, own)
    return Reply(204, b"", "", patchable(entity))


def stored(call: Call, entity: Entity, id: Key) -> Row:
    """Return a record, or raise the 404."""
    row = call.store.get(entity, id)
    if row is None:
        raise missing()
    return row


def shown(call: Call, entity: Entity, id: Key, status: int) -> Reply:
    """Answer a write with the record as it is stored now, and where it is."""
    place = iri(entity.path, id)
    headers = {**patchable(entity), "Content-Location": f"{place}.{_SUFFIXES[call.format]}"}
    if status == 201:
        headers["Location"] = place
    return answer(call, item(call, entity, stored(call, entity, id)), status, headers)


def patchable(entity: Entity) -> dict[str, str]:
    """Return the header that announces PATCH, where there is one."""
    return {"Accept-Patch": PATCH_TYPES[0]} if entity.can(Operation.PATCH) else {}


def body_document(call: Call, taken: tuple[str, ...]) -> Wire:
    """Read the body as JSON. Raises 415 for its type and 400 for its text."""
    if call.content_type is None:
        raise Problem(415, 'The "Content-Type" header must exist.')
    given = media_type(call.content_type)
    if given not in taken:
        raise Problem(415, f'The content-type "{given}" is not supported. {supported(taken)}')
    try:
        return wire.decode(call.body)
    except ValueError:
        raise Problem(400, "Syntax error") from None


def body_object(document: Wire) -> WireObject:
    """Return the object of a body. PHP knows no difference between `[]` and `{}`; a string is taken for an IRI."""
    if isinstance(document, dict):
        return document
    if isinstance(document, list):
        return {}
    if isinstance(document, str):
        raise Problem(400, f'Invalid IRI "{document}".')
    detail = 'The type of the resource must be "array" (nested document) or "string" (IRI), "{}" given.'
    raise Problem(400, detail.format(wire.php_type(document)))
