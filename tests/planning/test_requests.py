"""Requests hold exactly what the service's type check wants."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.entities import Entity, find
from toolkit.entities.canonical import canonical
from toolkit.entities.kinds import NewRow, Value
from toolkit.planning.changes import Request
from toolkit.planning.requests import Wording, delete, item, patch, post


@pytest.mark.parametrize(
    ("entity", "field", "value", "spelt"),
    [
        (find("transactions"), "amount", Decimal("12.5"), '{"amount":12.5}'),
        (find("transactions"), "amount", Decimal(12), '{"amount":12}'),
        (find("transactions"), "statementNumber", 904, '{"statementNumber":904}'),
        (find("transactions"), "operationNumber", "904", '{"operationNumber":"904"}'),
        (find("transactions"), "ignored", True, '{"ignored":1}'),
        (find("transactions"), "execDate", date(2024, 1, 31), '{"execDate":"2024-01-31T00:00:00+00:00"}'),
        (find("transactions"), "connectedMonth", "2024-01", '{"connectedMonth":"2024-01"}'),
        (find("budgets"), "config", ("auto-freeze", "spend_alerts"), '{"config":["auto-freeze","spend_alerts"]}'),
        (find("budgets"), "budgetGroup", "/api/budget-groups/g", '{"budgetGroup":"/api/budget-groups/g"}'),
        (find("budgets"), "budgetGroup", NewRow("budget-groups", "Groups", 5), '{"budgetGroup":{"@change":3}}'),
    ],
)
def test_a_value_is_spelt_as_its_kind_says(entity: Entity, field: str, value: Value, spelt: str) -> None:
    wording = Wording({("Groups", 5): 3})

    assert canonical(post(entity, {field: value}, wording).body) == spelt
    assert canonical(patch(entity, "1", {field: value}, wording).body) == spelt


@pytest.mark.parametrize(
    ("field", "value", "spelt"),
    [
        ("amount", Decimal("12.5"), '{"amount":"12.5"}'),
        ("amount", Decimal("1E-7"), '{"amount":"0.0000001"}'),
        ("statementNumber", 904, '{"statementNumber":"904"}'),
        ("ignored", True, '{"ignored":true}'),
        ("operationNumber", "904", '{"operationNumber":904}'),
        ("operationNumber", "0904", '{"operationNumber":"0904"}'),
        ("operationNumber", "n/a", '{"operationNumber":"n/a"}'),
        ("execDate", date(2024, 1, 31), '{"execDate":"2024-01-31T00:00:00+00:00"}'),
        ("amount", None, '{"amount":null}'),
    ],
)
def test_a_value_is_spelt_as_the_service_keeps_it(field: str, value: Value | None, spelt: str) -> None:
    wording = Wording(otherwise=frozenset({field}))

    assert canonical(patch(find("transactions"), "1", {field: value}, wording).body) == spelt


def test_a_cleared_field_is_null_in_a_patch() -> None:
    assert patch(find("budgets"), "1", {"dateTo": None}).body == {"dateTo": None}


def test_what_cannot_be_written_is_never_sent() -> None:
    """Child arrays would be deleted and created anew by the service."""
    request = post(find("budgets"), {"name": "Ads", "budgetEmployees": "[]"})

    assert request.body == {"name": "Ads"}


@pytest.mark.parametrize(("id", "path"), [("1", "/budgets/1"), ("a/b?c", "/budgets/a%2Fb%3Fc"), ("%", "/budgets/%25")])
def test_an_id_is_quoted_whole(id: str, path: str) -> None:
    assert item(find("budgets"), id) == path
    assert delete(find("budgets"), id) == Request("DELETE", path, None)
