"""The description of the service in OpenAPI 3.1, derived from the entity declarations."""

from collections.abc import Iterable, Mapping
from functools import cache

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.columns import Column
from toolkit.entities.entity import Endpoint, Entity
from toolkit.entities.kinds import Day, Flags, Integer, Kind, Moment, Month, Number, Reference, Structure, YesNo
from toolkit.sandbox import filters
from toolkit.sandbox.calls import Call, Reply
from toolkit.sandbox.links import stored_columns
from toolkit.sandbox.naming import CURRENCIES, PREFIX, class_name, has_integer_ids
from toolkit.sandbox.negotiation import FORMATS, PATCH_TYPES, Format, types
from toolkit.sandbox.switches import Currencies
from toolkit.sandbox.wire import Wire, WireObject, encode

PATH = "/docs.jsonopenapi"
MEDIA_TYPE = "application/vnd.openapi+json"

_RECORDS = Currencies.RECORDS
_LD, _JSON = Format.LD.value, Format.JSON.value
_PROBLEM = "application/problem+json"
_FILES: Mapping[str, str] = {
    "/transactions/export/mt940": "text/plain",
    "/transactions/attachments/zip": "application/zip",
}
_FORMS = frozenset({"/transaction-attachments/create"})
_FORM_OR_JSON = frozenset({"/transactions/import"})
_NO_BODY = ("apply", "detach", "apply-suggestion", "apply-supplier-suggestion", "/{id}/send")
_REFUSALS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "400": ("The request cannot be read", (_PROBLEM,)),
    "401": ("The token is missing or bad", (_JSON,)),
    "404": ("Nothing is there", (_PROBLEM, _LD, _JSON, "text/html")),
    "405": ("The path has other methods", (_LD, _JSON, "text/html")),
    "406": ("No format of ours is accepted", (_PROBLEM,)),
    "415": ("The body is of another type", (_PROBLEM,)),
    "422": ("Values break rules", (_PROBLEM,)),
}
_ANY_ANSWER: WireObject = {"type": ["object", "array"]}


def docs(call: Call) -> Reply:
    """Answer with the document, to anybody."""
    return Reply(200, encode(document(call.switches.currencies)), f"{MEDIA_TYPE}; charset=utf-8")


@cache
def document(currencies: Currencies = Currencies.RECORDS) -> WireObject:
    """Return the OpenAPI document of every operation."""
    paths: dict[str, dict[str, Wire]] = {}
    entities = [each for each in (*ENTITIES, *DIRECTORIES) if each.path != CURRENCIES or currencies is _RECORDS]
    for entity in entities:
        for end in entity.endpoints:
            paths.setdefault(f"{PREFIX}{end.path}", {})[end.method.lower()] = _operation(entity, end)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Flowtly sandbox", "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for entity in entities for name, schema in _schemas(entity).items()},
            "securitySchemes": {"JWT": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"JWT": []}],
    }


def _operation(entity: Entity, end: Endpoint) -> WireObject:
    name = class_name(entity.path)
    described: dict[str, Wire] = {
        "operationId": f"{end.method.lower()}{end.path.replace('/', '_').replace('{', '').replace('}', '')}",
        "tags": [name],
        "parameters": [*_path_parameters(entity, end), *_query_parameters(entity, end)],
        "responses": {**_success(entity, end), **{status: _refusal(*told) for status, told in _REFUSALS.items()}},
    }
    if body := _body(entity, end):
        described["requestBody"] = {"content": body, "required": True}
    return described


def _path_parameters(entity: Entity, end: Endpoint) -> Iterable[WireObject]:
    for part in end.path.split("/"):
        if not part.startswith("{"):
            continue
        name = part.strip("{}")
        schema: WireObject = {"type": "string"}
        if name == "id" and has_integer_ids(entity.path):
            schema = {"type": "integer"}
        elif name == "date":
            schema = {"type": "string", "format": "date"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(entity: Entity, end: Endpoint) -> Iterable[WireObject]:
    if not _is_collection(entity, end):
        return
    yield {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}}
    yield {"name": "itemsPerPage", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 30}}
    for each in filters.available(entity):
        yield {"name": each.variable, "in": "query", "schema": {"type": "string"}}
    for field in filters.sortable(entity):
        yield {"name": f"order[{field}]", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}}


def _is_collection(entity: Entity, end: Endpoint) -> bool:
    return end.method == "GET" and end.path in {
        entity.collection,
        *(f"{entity.collection}/{view}" for view in entity.views),
    }


def _success(entity: Entity, end: Endpoint) -> dict[str, Wire]:
    if end.method == "DELETE":
        return {"204": {"description": "Removed"}, "500": _refusal("Others point at it", (_PROBLEM,))}
    status = "201" if end.method == "POST" else "200"
    if end.path in _FILES:
        content: WireObject = {_FILES[end.path]: {"schema": {"type": "string"}}}
        return {"200": {"description": "A file", "content": content}}
    item = {"$ref": f"#/components/schemas/{class_name(entity.path)}.jsonld"}
    ours = (entity.collection, f"{entity.collection}/{{id}}")
    if _is_collection(entity, end):
        linked: WireObject = {"type": "object"}
        plain: WireObject = {"type": "array"}
    elif end.path in ours:
        linked, plain = item, {"type": "object"}
    else:
        linked, plain = _ANY_ANSWER, _ANY_ANSWER
    answered: WireObject = {_LD: {"schema": linked}, _JSON: {"schema": plain}}
    return {status: {"description": "Done", "content": answered}}


def _refusal(description: str, media_types: tuple[str, ...]) -> WireObject:
    return {"description": description, "content": {media: {} for media in media_types}}


def _body(entity: Entity, end: Endpoint) -> WireObject:
    """Return what a request may send, by media type; nothing for an action and for what only asks."""
    if end.method not in {"POST", "PATCH"} or end.path.endswith(_NO_BODY):
        return {}
    if end.method == "PATCH":
        return {PATCH_TYPES[0]: {"schema": {"$ref": f"#/components/schemas/{class_name(entity.path)}.change"}}}
    form: WireObject = {"multipart/form-data": {"schema": _FORM_SCHEMA}}
    if end.path in _FORMS:
        return form
    schema: WireObject = {"type": "object"}
    if end.path == entity.collection:
        schema = {"$ref": f"#/components/schemas/{class_name(entity.path)}"}
    plain: WireObject = {media: {"schema": schema} for media in types(FORMATS)}
    return {**plain, **form} if end.path in _FORM_OR_JSON else plain


_FORM_SCHEMA: WireObject = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}


def _schemas(entity: Entity) -> Mapping[str, WireObject]:
    """Return the schemas of a record as it is read, made and changed."""
    name = class_name(entity.path)
    identity: WireObject = {
        "@id": {"type": "string"},
        "@type": {"type": "string"},
        "id": {"type": "integer" if has_integer_ids(entity.path) else "string"},
    }
    read = {column.field: _schema(column, reading=True) for column in entity.columns}
    written = {c.field: _schema(c, reading=False) for c in stored_columns(entity) if c.writable}
    needed = [column.field for column in entity.columns if column.required]
    return {
        f"{name}.jsonld": {
            "type": "object",
            "properties": {**identity, **read},
            "required": ["@id", "@type", "id", *needed],
        },
        name: {"type": "object", "properties": written, "required": needed},
        f"{name}.change": {"type": "object", "properties": written},
    }


def _schema(column: Column, *, reading: bool) -> WireObject:
    """Return the schema of a field, null included where the field may be without a value."""
    schema = _of_kind(column, reading=reading)
    told = schema.get("type")
    return schema if column.required or told is None else {**schema, "type": [str(told), "null"]}


def _of_kind(column: Column, *, reading: bool) -> WireObject:
    kind = column.kind
    if isinstance(kind, Reference):
        embedded: WireObject = {"anyOf": [{"type": ["string", "null"]}, {"type": "object"}]}
        return embedded if reading else {"type": "string", "format": "iri-reference"}
    if isinstance(kind, Structure):
        return {} if reading else {"type": "array", "items": {"type": "object"}}
    return next((schema for kinds, schema in _PLAIN if isinstance(kind, kinds)), {"type": "string"})


_PLAIN: tuple[tuple[tuple[type[Kind], ...], WireObject], ...] = (
    ((Day, Moment), {"type": "string", "format": "date-time"}),
    ((YesNo, Integer), {"type": "integer"}),
    ((Number,), {"type": "number"}),
    ((Flags,), {"type": "array", "items": {"type": "string"}}),
    ((Month,), {"type": "string", "pattern": "^([0-9]{4}-(0[1-9]|1[0-2]))?$"}),
)
