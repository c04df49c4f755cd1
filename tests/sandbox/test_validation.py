"""Rules: all violations at once, with stable codes."""

import httpx
import pytest

from tests.sandbox.support import change, create, minimal
from toolkit.entities import ENTITIES, find
from toolkit.entities.entity import Entity

BLANK = {"message": "This value should not be blank.", "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"}
NULL = {"message": "This value should not be null.", "code": "ad32d13f-c3d4-423b-909a-857b961eb720"}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_every_required_field_is_missed_at_once(client: httpx.Client, entity: Entity) -> None:
    refused = create(client, entity.collection, {})
    assert refused.status_code == 422
    missing = [each["propertyPath"] for each in refused.json()["violations"]]
    assert missing == [column.field for column in entity.columns if column.required]


def test_a_422_says_what_and_where_in_every_way(client: httpx.Client) -> None:
    refused = create(client, "/budget-groups", {"name": ""})
    code = BLANK["code"]
    assert refused.json() == {
        "@context": "/api/contexts/ConstraintViolation",
        "@id": f"/api/validation_errors/{code}",
        "@type": "ConstraintViolation",
        "status": 422,
        "violations": [{"propertyPath": "name", **BLANK}],
        "detail": "name: This value should not be blank.",
        "description": "name: This value should not be blank.",
        "type": f"/validation_errors/{code}",
        "title": "An error occurred",
    }


def test_a_422_in_plain_json_has_no_context(client: httpx.Client) -> None:
    refused = client.post("/budget-groups", json={"name": ""}, headers={"Accept": "application/json"})
    assert list(refused.json()) == ["status", "violations", "detail", "type", "title"]
    assert refused.headers["content-type"] == "application/problem+json; charset=utf-8"


def test_several_violations_are_numbered_and_joined(client: httpx.Client) -> None:
    body = {"name": "", "type": "world", "granularity": "week", "dateFrom": "2024-12-31", "dateTo": "2024-01-01"}
    problem = create(client, "/budgets", dict(body)).json()
    assert [each["propertyPath"] for each in problem["violations"]] == ["name", "type", "granularity", "dateTo"]
    assert problem["type"].startswith(f"/validation_errors/0={BLANK['code']};1=8e179f1b-97aa-4560-a02f-2a8b42e49df7;2=")
    assert problem["detail"].splitlines()[-1] == (
        "dateTo: This value should be greater than or equal to Dec 31, 2024, 12:00 AM."
    )


def test_a_missing_reference_is_null_and_not_blank(client: httpx.Client) -> None:
    body = {**minimal(find("budget-transactions")), "budget": None}
    problem = create(client, "/budget-transactions", body).json()
    assert problem["violations"] == [{"propertyPath": "budget", **NULL}]


def test_equal_dates_are_in_order(client: httpx.Client) -> None:
    body = {**minimal(find("budgets")), "dateFrom": "2024-01-01", "dateTo": "2024-01-01"}
    assert create(client, "/budgets", body).status_code == 201


def test_unknown_words_pass_where_the_words_are_unknown(client: httpx.Client) -> None:
    made = create(client, "/invoices", {**minimal(find("invoices")), "status": "anything"})
    assert made.json()["status"] == "anything"


def test_names_have_a_length_and_months_a_form(client: httpx.Client) -> None:
    long = create(client, "/budget-groups", {"name": "å" * 256}).json()
    assert long["detail"] == "name: This value is too long. It should have 255 characters or less."
    assert create(client, "/budget-groups", {"name": "å" * 255}).status_code == 201
    for month in ("May 2026", "2026-05-01", "2026-13"):
        body = {**minimal(find("transactions")), "connectedMonth": month}
        assert create(client, "/transactions", body).json()["detail"] == "connectedMonth: This value is not valid."


def test_rows_are_checked_by_their_place(client: httpx.Client) -> None:
    rows = [{"name": "A", "quantity": 1, "priceNet": 1}, {"name": "", "quantity": 0}]
    problem = create(client, "/invoices", {**minimal(find("invoices")), "invoiceRows": rows}).json()
    found = [(each["propertyPath"], each["message"]) for each in problem["violations"]]
    assert found == [
        ("invoiceRows[1].name", "This value should not be blank."),
        ("invoiceRows[1].quantity", "This value should be positive."),
        ("invoiceRows[1].priceNet", "This value should not be null."),
    ]


def test_a_patch_is_checked_together_with_what_is_stored(client: httpx.Client) -> None:
    body = {**minimal(find("budgets")), "dateTo": "2024-01-31"}
    place = create(client, "/budgets", body).headers["location"]
    refused = change(client, place, {"dateFrom": "2024-02-01T13:05:00"})
    assert refused.json()["detail"] == "dateTo: This value should be greater than or equal to Feb 1, 2024, 1:05 PM."
    assert "dateFrom" not in client.get(place).json()


def test_wrong_types_come_before_rules(client: httpx.Client) -> None:
    assert create(client, "/budgets", {"name": "", "config": 1}).status_code == 400


@pytest.mark.parametrize("live", [0, 1, 3])
def test_rows_that_replace_others_are_numbered_after_the_live_ones(client: httpx.Client, live: int) -> None:
    good = {"name": "A", "quantity": 1, "priceNet": 1}
    place = create(client, "/invoices", {**minimal(find("invoices")), "invoiceRows": [good] * live}).headers["location"]
    problem = change(client, place, {"invoiceRows": [{**good, "quantity": 0}, good, {**good, "name": ""}]}).json()
    assert [each["propertyPath"] for each in problem["violations"]] == [
        f"invoiceRows[{live}].quantity",
        f"invoiceRows[{live + 2}].name",
    ]
    assert len(client.get(place).json()["invoiceRows"]) == live
