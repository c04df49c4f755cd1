"""A record is the same whether a workbook or the service spells it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.canonical import Json, parse
from toolkit.entities.kinds import NewRow, RawValue, Text, Value
from toolkit.entities.record import (
    Clear,
    Command,
    Header,
    Mine,
    Record,
    read_member,
    value_to_json,
    values_from_json,
    values_to_json,
)
from toolkit.errors import UnexpectedAnswer

BUDGETS = find("budgets")
TRANSACTIONS = find("transactions")


def test_a_member_of_the_service_becomes_a_record() -> None:
    member = parse(
        """{
        "@id": "/api/transactions/904", "@type": "Transaction", "id": 904, "@context": "/api/contexts/Transaction",
        "bankAccount": {"@id": "/api/bank-accounts/1", "@type": "BankAccount", "name": "Main"},
        "counterparty": "/api/counterparties/7",
        "amount": -1250.5, "execDate": "2024-01-31T00:00:00+00:00", "ignored": 0, "statementNumber": 12,
        "note": null, "budgetTransactions": [], "colour": "green", "@whatever": 1
        }"""
    )
    assert isinstance(member, dict)

    record = read_member(TRANSACTIONS, member)

    assert record == Record(
        id="904",
        iri="/api/transactions/904",
        values={
            "bankAccount": "/api/bank-accounts/1",
            "counterparty": "/api/counterparties/7",
            "amount": Decimal("-1250.5"),
            "execDate": date(2024, 1, 31),
            "ignored": False,
            "statementNumber": 12,
            "budgetTransactions": "[]",
        },
        extra={"colour": "green"},
    )


def test_an_absent_field_and_a_null_are_the_same() -> None:
    with_null = read_member(BUDGETS, {"@id": "/api/budgets/1", "name": "Travel", "budgetGroup": None})

    assert with_null == read_member(BUDGETS, {"@id": "/api/budgets/1", "name": "Travel"})


@pytest.mark.parametrize("field", [column.field for column in TRANSACTIONS.columns])
def test_an_empty_text_is_a_value_of_texts_and_nothing_elsewhere(field: str) -> None:
    read = read_member(TRANSACTIONS, {"@id": "/api/transactions/1", field: ""})

    assert read.values == ({field: ""} if isinstance(TRANSACTIONS.by_field[field].kind, Text) else {})


@pytest.mark.parametrize(
    ("member", "id", "iri"),
    [
        ({"@id": "/api/budgets/b-1"}, "b-1", "/api/budgets/b-1"),
        ({"@id": "/flow/api/budgets/b-1", "id": "b-1"}, "b-1", "/flow/api/budgets/b-1"),
        ({"@id": "/api/budgets/a%2Fb"}, "a/b", "/api/budgets/a%2Fb"),
        ({"@id": "/api/budgets/00123", "id": "00123"}, "00123", "/api/budgets/00123"),
        ({"id": 7}, "7", "/api/budgets/7"),
        ({"id": "a/b"}, "a/b", "/api/budgets/a%2Fb"),
    ],
)
def test_ids_are_text_and_iris_stay_as_received(member: dict[str, Json], id: str, iri: str) -> None:
    record = read_member(BUDGETS, member)

    assert (record.id, record.iri) == (id, iri)


@pytest.mark.parametrize(
    ("json", "iri"),
    [
        ({"id": 3, "name": "Main"}, "/v2/bank-accounts/3"),
        ({"id": "a/b"}, "/v2/bank-accounts/a%2Fb"),
        ({"@id": "/x/bank-accounts/3", "id": 3}, "/x/bank-accounts/3"),
        ("/x/bank-accounts/3", "/x/bank-accounts/3"),
    ],
)
def test_plain_json_shows_ids_and_the_prefix_makes_them_iris(json: Json, iri: str) -> None:
    record = read_member(TRANSACTIONS, {"id": 904, "bankAccount": json}, "/v2")

    assert (record.iri, record.values) == ("/v2/transactions/904", {"bankAccount": iri})


def test_without_a_prefix_an_embedded_id_has_the_usual_one() -> None:
    record = read_member(TRANSACTIONS, {"id": 904, "bankAccount": {"id": 3}})

    assert record.values == {"bankAccount": "/api/bank-accounts/3"}


def test_a_record_knows_what_was_spelt_otherwise() -> None:
    sent: dict[str, Json] = {"amount": "12.50", "statementNumber": 7, "ignored": True, "operationNumber": 904}

    record = read_member(TRANSACTIONS, {"id": 1, **sent})

    assert record.otherwise == {"amount", "ignored", "operationNumber"}
    assert record.values["amount"] == Decimal("12.5")


def test_a_member_without_any_id_is_not_expected() -> None:
    with pytest.raises(UnexpectedAnswer, match="for id of budgets"):
        read_member(BUDGETS, {"name": "Travel"})


@pytest.mark.parametrize(
    ("field", "json", "shown"),
    [
        ("amount", "a lot", "a lot"),
        ("execDate", 20240131, "20240131"),
        ("bankAccount", {"name": "Main"}, '{"name":"Main"}'),
        ("bankAccount", {"id": True}, '{"id":true}'),
        ("bankAccount", {"id": ""}, '{"id":""}'),
        ("bankAccount", 3, "3"),
        ("execDate", "yesterday", "yesterday"),
        ("ignored", "no", "no"),
        ("connectedMonth", "  ", '" "'),
        ("note", ["a\u202eb", "x" * 99], f'["a b","{"x" * 51}…'),
    ],
)
def test_a_value_that_cannot_be_read_is_kept_raw_and_hinders_no_other(field: str, json: Json, shown: str) -> None:
    record = read_member(TRANSACTIONS, {"@id": "/api/transactions/904", "operationNumber": "7", field: json})

    value = record.values[field]
    assert isinstance(value, RawValue)
    assert (value.json, str(value)) == (json, shown)
    assert record.values["operationNumber"] == "7"
    assert values_from_json(TRANSACTIONS, record.to_json(TRANSACTIONS)) == record.values


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_an_empty_text_is_nothing_where_no_text_is_kept(entity: Entity) -> None:
    empty = {column.field: "" for column in entity.columns}

    record = read_member(entity, {"@id": f"/api/{entity.path}/1", **empty})

    assert record.values == {column.field: "" for column in entity.columns if isinstance(column.kind, Text)}


def test_an_empty_text_in_a_part_is_nothing_where_no_text_is_kept() -> None:
    part: dict[str, Json] = {"name": "Advice", "quantity": "", "priceNet": 10}
    invoices = find("invoices")

    with_text = read_member(invoices, {"@id": "/api/invoices/1", "invoiceRows": [part]})

    del part["quantity"]
    assert with_text == read_member(invoices, {"@id": "/api/invoices/1", "invoiceRows": [part]})


def test_values_survive_their_spelling() -> None:
    values: Mapping[str, Value] = {
        "name": "Travel",
        "dateFrom": date(2024, 1, 1),
        "config": ("a", "b"),
        "budgetGroup": "/api/budget-groups/1",
    }

    assert values_from_json(BUDGETS, values_to_json(BUDGETS, values)) == values
    assert Record("1", "/api/budgets/1", values).to_json(BUDGETS) == values_to_json(BUDGETS, values)


def test_what_no_declaration_knows_falls_away_when_values_are_read_back() -> None:
    assert values_from_json(BUDGETS, {"name": "Travel", "type": None, "colour": "green"}) == {"name": "Travel"}


def test_a_reference_to_a_new_row_is_spelt_as_one() -> None:
    assert value_to_json(BUDGETS, "budgetGroup", NewRow("budget-groups", "Budget groups", 5)) == {
        "@row": "Budget groups!5"
    }


def test_no_value_is_null() -> None:
    assert value_to_json(BUDGETS, "name", None) is None


def digest(fields: Mapping[str, Json]) -> str:
    return read_member(BUDGETS, {"@id": "/api/budgets/1", "name": "Travel", **fields}).digest(BUDGETS)


def test_the_digest_ignores_what_cannot_be_written() -> None:
    same = digest({"dateFrom": "2024-01-01T00:00:00+00:00"})

    assert same == digest({"dateFrom": "2024-01-01", "budgetEmployees": [{"@id": "/api/.well-known/genid/7"}]})
    assert same == digest({"dateFrom": "2024-01-01", "colour": "green"})


def test_the_digest_changes_with_each_writable_field_and_with_the_id() -> None:
    assert digest({}) != digest({"granularity": "month"})
    assert digest({}) != read_member(BUDGETS, {"@id": "/api/budgets/2", "name": "Travel"}).digest(BUDGETS)


def test_a_header_gives_addresses() -> None:
    header = Header(BUDGETS, "Budgets", 3, {"name": "C", "Command": "A"})

    assert header.address(7, "name") == "C7"
    assert header.address(7, "type") == "A7"


def test_a_row_belongs_to_the_entity_of_its_sheet() -> None:
    row = Mine(Header(BUDGETS, "Budgets", 1, {}), 2, Command.AUTO, None, {"name": Clear.CLEAR, "type": None})

    assert row.entity is BUDGETS
    assert Command("DELETE") is Command.DELETE
