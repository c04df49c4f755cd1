"""Documentation: which fields a service says its records have, from its OpenAPI or its Hydra document. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.typed_json import array_of, object_of

Fields = Mapping[str, frozenset[str]]
"""The fields of a record, each with the JSON types that it may have; none where the document does not tell."""

_NOTHING: JsonObject = {}
_DEEPEST = 8
"""Schemas within schemas that are followed; those of a service lead in circles."""
_RANGES = {
    "string": "string",
    "dateTime": "string",
    "date": "string",
    "integer": "integer",
    "int": "integer",
    "decimal": "number",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
}
"""The JSON types of XML Schema's, which Hydra tells."""


@dataclass(frozen=True, slots=True)
class Documentation:
    """A document of a service about itself, in OpenAPI 3, Swagger 2 or Hydra."""

    document: JsonObject

    def fields(self, entity: Entity, type: str | None) -> Fields | None:
        """Return what it says of an entity's records, `None` where it says nothing; `type` is their `@type`."""
        paths = self.document.get("paths")
        found = self._of_paths(entity, paths) if isinstance(paths, Mapping) else self._of_class(type)
        return {name: types for name, types in found.items() if name != "id" and name[:1] != "@"} or None

    def _of_paths(self, entity: Entity, paths: JsonObject) -> dict[str, frozenset[str]]:
        """Read the schema of the answer with one record, at the path with whatever prefix it has."""
        for ending, method in ((f"{entity.collection}/{{id}}", "get"), (entity.collection, "post")):
            for path, operations in paths.items():
                if path.endswith(ending):
                    fields = dict(self._properties(_schema(object_of(object_of(operations).get(method))), _DEEPEST))
                    if fields:
                        return fields
        return {}

    def _properties(self, schema: JsonObject, depth: int) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the properties of a schema and of those that it is made of."""
        if not depth:
            return
        for part in (self._target(schema), *_parts(schema, "allOf")):
            yield from self._properties(part, depth - 1)
        for name, described in object_of(schema.get("properties")).items():
            yield name, frozenset(self._types(object_of(described), depth))

    def _types(self, schema: JsonObject, depth: int) -> Iterator[str]:
        told = schema.get("type")
        for each in [told] if isinstance(told, str) else array_of(told):
            if each != "null":
                yield str(each)
        if "$ref" in schema:
            yield "object"
        for part in (*_parts(schema, "anyOf"), *_parts(schema, "oneOf"), *_parts(schema, "allOf")):
            if depth:
                yield from self._types(part, depth - 1)

    def _target(self, schema: JsonObject) -> JsonObject:
        """Follow a reference within the document: `#/components/schemas/Budget`."""
        place = schema.get("$ref")
        found: Json = self.document if isinstance(place, str) and place.startswith("#/") else _NOTHING
        for step in str(place).removeprefix("#/").split("/") if found else ():
            found = object_of(found).get(step.replace("~1", "/").replace("~0", "~"))
        return object_of(found)

    def _of_class(self, type: str | None) -> dict[str, frozenset[str]]:
        """Read the properties of the supported class of the type's name."""
        for each in map(object_of, array_of(_named(self.document, "supportedClass"))):
            if type is not None and type in {_named(each, "title"), str(each.get("@id")).rpartition("#")[2]}:
                described = map(object_of, array_of(_named(each, "supportedProperty")))
                return {str(_named(one, "title")): _range(object_of(_named(one, "property"))) for one in described}
        return {}


def _schema(operation: JsonObject) -> JsonObject:
    """Return the schema of an operation's success: by content type in OpenAPI 3, at once in Swagger 2."""
    responses = object_of(operation.get("responses"))
    success = object_of(responses.get("200") or responses.get("201"))
    content = object_of(success.get("content"))
    answers = [content[media] for media in sorted(content, key=lambda media: "ld+json" not in media)]
    return object_of(next((object_of(each).get("schema") for each in answers), success.get("schema")))


def _range(described: JsonObject) -> frozenset[str]:
    """Return the JSON type of a property's range; another class is an IRI or an object."""
    told = described.get("range", described.get("rdfs:range"))
    if not isinstance(told, str):
        return frozenset()
    known = _RANGES.get(re.split("[#:]", told)[-1])
    if known is None:
        return frozenset({"string", "object"} if told.startswith("#") else ())
    return frozenset({known})


def _parts(schema: JsonObject, name: str) -> Iterator[JsonObject]:
    return map(object_of, array_of(schema.get(name)))


def _named(body: JsonObject, name: str) -> Json:
    return body.get(name, body.get(f"hydra:{name}"))
