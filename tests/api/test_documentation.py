"""What a service says of its records is read in each of the ways that API Platform says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.api.documentation import Documentation, Fields
from toolkit.entities import DIRECTORIES, ENTITIES, find
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.canonical import Json, JsonObject, parse
from toolkit.sandbox.openapi import document
from toolkit.sandbox.wire import encode

OPENAPI: JsonObject = {
    "paths": {
        "/api/v2/budgets/{id}": {
            "get": {
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Budget"}},
                            "application/ld+json": {"schema": {"$ref": "#/components/schemas/Budget.jsonld"}},
                        }
                    }
                }
            }
        },
    },
    "components": {
        "schemas": {
            "Item": {"properties": {"@id": {"type": "string"}, "@type": {"type": "string"}}},
            "Budget": {"properties": {"plain": {"type": "string"}}},
            "Budget.jsonld": {
                "allOf": [
                    {"$ref": "#/components/schemas/Item"},
                    {
                        "properties": {
                            "id": {"type": "string"},
                            "name": {"type": "string"},
                            "dateTo": {"type": ["string", "null"], "format": "date-time"},
                            "budgetGroup": {"anyOf": [{"$ref": "#/components/schemas/Group"}, {"type": "null"}]},
                            "free": {},
                        }
                    },
                ]
            },
        }
    },
}
SWAGGER: JsonObject = {
    "paths": {"/budgets": {"post": {"responses": {"201": {"schema": {"$ref": "#/definitions/Budget"}}}}}},
    "definitions": {"Budget": {"properties": {"name": {"type": "string"}}}},
}
HYDRA: JsonObject = {
    "hydra:supportedClass": [
        {"@id": "#Other", "hydra:title": "Other", "hydra:supportedProperty": []},
        {
            "@id": "#Budget",
            "hydra:title": "Budget",
            "hydra:supportedProperty": [
                {"hydra:title": "name", "hydra:property": {"range": "xmls:string"}},
                {"hydra:title": "count", "hydra:property": {"range": "http://www.w3.org/2001/XMLSchema#integer"}},
                {"hydra:title": "budgetGroup", "hydra:property": {"range": "#BudgetGroup"}},
                {"hydra:title": "config", "hydra:property": {"range": "https://schema.org/Thing"}},
                {"hydra:title": "parts", "hydra:property": {"range": [{"owl:equivalentClass": {}}]}},
            ],
        },
    ]
}


def types(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        (
            OPENAPI,
            {"name": types("string"), "dateTo": types("string"), "budgetGroup": types("object"), "free": types()},
        ),
        (SWAGGER, {"name": types("string")}),
        (
            HYDRA,
            {
                "name": types("string"),
                "count": types("integer"),
                "budgetGroup": types("string", "object"),
                "config": types(),
                "parts": types(),
            },
        ),
        (
            {"supportedClass": [{"@id": "#Budget", "supportedProperty": [{"title": "a", "property": {}}]}]},
            {"a": types()},
        ),
        ({"paths": {"/invoices/{id}": {}}}, None),
        ({}, None),
    ],
)
def test_the_fields_of_a_record_are_read(told: JsonObject, fields: Fields | None) -> None:
    assert Documentation(told).fields(BUDGETS, "Budget") == fields


def test_without_a_type_hydra_tells_nothing() -> None:
    assert Documentation(HYDRA).fields(BUDGETS, None) is None


def test_a_schema_that_holds_itself_is_read_once() -> None:
    circle: JsonObject = {"allOf": [{"$ref": "#/definitions/Budget"}], "properties": {"name": {"type": "string"}}}
    fields = Documentation({**SWAGGER, "definitions": {"Budget": circle}}).fields(BUDGETS, None)
    assert fields == {"name": types("string")}


@pytest.mark.parametrize("path", [entity.path for entity in (*ENTITIES, *DIRECTORIES)])
def test_the_embedded_service_documents_what_is_declared(path: str) -> None:
    told = parse(encode(document()))
    assert isinstance(told, dict)
    fields = Documentation(told).fields(find(path), None)
    assert fields is not None
    assert fields.keys() == find(path).by_field.keys()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["#/paths", "#", "string", "/budgets/{id}", "Budget"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "paths",
                    "/budgets/{id}",
                    "get",
                    "responses",
                    "200",
                    "schema",
                    "$ref",
                    "allOf",
                    "properties",
                    "type",
                    "content",
                    "a/ld+json",
                    "supportedClass",
                    "title",
                    "supportedProperty",
                    "property",
                    "range",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_document_is_read_or_left(told: Json) -> None:
    if isinstance(told, dict):
        fields = Documentation(told).fields(BUDGETS, "Budget")
        assert fields is None or all(isinstance(types, frozenset) for types in fields.values())
