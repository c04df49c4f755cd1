"""A 400 is traced to the field that caused it, in the words of every version of the service."""

import httpx
import pytest

from tests.api.support import client, linked, script
from toolkit.api.blame import blamed
from toolkit.entities.canonical import JsonObject
from toolkit.errors import Refused

BODY: JsonObject = {
    "name": "x",
    "amount": "12",
    "budgetGroup": "/api/budget-groups/nope",
    "dateFrom": "yesterday-ish (really)",
    "parent": "",
    "invoiceRows": [{"name": "a"}, {"priceNet": "emarketing"}],
}


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ('The type of the "amount" attribute must be "int", "string" given.', ["amount"]),
        ('The type of the "amount" attribute must be "int|null", "double" given.', ["amount"]),
        ('Nested documents for attribute "budgetGroup" are not allowed. Use IRIs instead.', ["budgetGroup"]),
        (
            (
                'Failed to denormalize attribute "budgetGroup" value for class "App\\Entity\\Budget": '
                'Expected argument of type "?App\\Entity\\BudgetGroup", "App\\Entity\\Budget" given at property path '
                '"budgetGroup".'
            ),
            ["budgetGroup"],
        ),
        ('Extra attributes are not allowed ("colour", "size" are unknown).', ["colour", "size"]),
        ('Extra attributes are not allowed ("id" is unknown).', ["id"]),
        ('Item not found for "/api/budget-groups/nope".', ["budgetGroup"]),
        ('Invalid IRI "emarketing".', ["invoiceRows[1].priceNet"]),
        ('Invalid IRI "".', ["parent"]),
        ("Failed to parse time string (yesterday-ish (really)) at position 9 (-): Unexpected", ["dateFrom"]),
        ('Invalid IRI "somewhere else".', []),
        ("Syntax error", []),
        ("Update is not allowed for this operation.", []),
        ("", []),
    ],
)
def test_the_field_of_a_sentence(sentence: str, fields: list[str]) -> None:
    found = blamed(sentence, BODY)
    assert [violation.path for violation in found] == fields
    assert {violation.message for violation in found} <= {sentence}


def test_a_value_that_stands_twice_is_blamed_on_neither() -> None:
    assert blamed('Invalid IRI "x".', {"budget": "x", "transaction": "x"}) == ()


def test_a_refused_write_tells_the_field_of_a_400() -> None:
    problem = '{"@type":"Error","status":400,"detail":"Item not found for \\\\u0022/api/budgets/9\\\\u0022."}'
    with client(script(linked(problem.replace("\\\\", "\\"), 400))) as opened, pytest.raises(Refused) as refused:
        opened.send("POST", "/budget-projects", {"budget": "/api/budgets/9", "project": "/api/projects/1"})
    assert [violation.path for violation in refused.value.violations] == ["budget"]


def test_a_read_is_blamed_on_nothing() -> None:
    answer = httpx.Response(400, json={"detail": 'Invalid IRI "x".'})
    with client(script(answer)) as opened, pytest.raises(Refused) as refused:
        opened.send("GET", "/budgets")
    assert refused.value.violations == ()
