"""Types are strict, and the first wrong one is the answer."""

import httpx
import pytest

from tests.sandbox.support import LD, change, create, detail, minimal
from toolkit.entities import find

TYPES = [
    ("budget-transactions", "amount", "12", 'must be "int", "string" given.'),
    ("budget-transactions", "amount", 12.5, 'must be "int", "double" given.'),
    ("budget-transactions", "amount", 12.0, 'must be "int", "double" given.'),
    ("budget-transactions", "amount", True, 'must be "int", "boolean" given.'),
    ("budget-transactions", "amount", 2**70, 'must be "int", "double" given.'),
    ("transactions", "amount", "12.50", 'must be "float", "string" given.'),
    ("transactions", "amount", False, 'must be "float", "boolean" given.'),
    ("transactions", "amount", None, 'must be "float", "NULL" given.'),
    ("transactions", "ignored", True, 'must be "int", "boolean" given.'),
    ("transactions", "operationNumber", 904, 'must be "string", "integer" given.'),
    ("transactions", "execDate", None, 'must be "DateTimeInterface", "NULL" given.'),
    ("budgets", "name", None, 'must be "string", "NULL" given.'),
    ("budgets", "name", ["x"], 'must be "string", "array" given.'),
    ("budgets", "config", "spend_alerts", 'must be "array", "string" given.'),
    ("invoices", "invoiceRows", "x", 'must be "array", "string" given.'),
    ("invoices", "invoiceRows", ["x"], 'must be "array", "string" given.'),
    ("budgets", "budgetGroup", 7, 'must be "array" (nested document) or "string" (IRI), "integer" given.'),
]


@pytest.mark.parametrize(("path", "field", "value", "end"), TYPES)
def test_a_wrong_type_is_refused_in_the_words_of_the_service(
    client: httpx.Client, path: str, field: str, value: object, end: str
) -> None:
    refused = create(client, f"/{path}", {**minimal(find(path)), field: value})
    assert refused.status_code == 400
    assert detail(refused) == f'The type of the "{field}" attribute {end}'


def test_words_of_a_list_and_fields_of_a_row_are_typed_too(client: httpx.Client) -> None:
    listed = create(client, "/budgets", {**minimal(find("budgets")), "config": ["a", 1]})
    assert detail(listed) == 'The type of the "config[1]" attribute must be "string", "integer" given.'
    rows = [{"name": "A", "quantity": "1", "priceNet": 1}]
    row = create(client, "/invoices", {**minimal(find("invoices")), "invoiceRows": rows})
    assert detail(row) == 'The type of the "quantity" attribute must be "float", "string" given.'


def test_an_object_is_a_list_to_php(client: httpx.Client) -> None:
    made = create(client, "/budgets", {**minimal(find("budgets")), "config": {"0": "a", "1": "b"}})
    assert made.json()["config"] == ["a", "b"]


def test_only_the_first_wrong_type_is_told_in_the_order_of_the_body(client: httpx.Client) -> None:
    refused = create(client, "/budgets", {"config": 1, "name": 2, "type": 3})
    assert detail(refused).startswith('The type of the "config"')


def test_an_integer_will_do_for_a_float(client: httpx.Client) -> None:
    made = create(client, "/transactions", {**minimal(find("transactions")), "amount": 12})
    assert made.json()["amount"] == 12


@pytest.mark.parametrize("value", ["yesterday-ish", "2024-02-30"])
def test_an_unreadable_date_is_refused(client: httpx.Client, value: str) -> None:
    refused = create(client, "/budgets", {**minimal(find("budgets")), "dateFrom": value})
    assert detail(refused).startswith(f"Failed to parse time string ({value}) at position 0 ({value[0]}): ")


@pytest.mark.parametrize("value", ["", " ", 20240101])
def test_a_date_has_to_be_a_string_with_something_in_it(client: httpx.Client, value: object) -> None:
    refused = create(client, "/budgets", {**minimal(find("budgets")), "dateFrom": value})
    assert detail(refused).startswith("The data is either not an string, an empty string, or null;")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("/api/budget-groups/nope", 'Item not found for "/api/budget-groups/nope".'),
        ("emarketing", 'Invalid IRI "emarketing".'),
        ("/budget-groups/emarketing", 'Invalid IRI "/budget-groups/emarketing".'),
        ("/api/budget-groups", 'Invalid IRI "/api/budget-groups".'),
        ("/api/nonsense/1", 'Invalid IRI "/api/nonsense/1".'),
        ("http://elsewhere.test/api/budget-groups/emarketing", None),
        ("", 'Invalid IRI "".'),
        ({"name": "new"}, 'Nested documents for attribute "budgetGroup" are not allowed. Use IRIs instead.'),
        (
            {"@id": "/api/budget-groups/emarketing"},
            'Nested documents for attribute "budgetGroup" are not allowed. Use IRIs instead.',
        ),
        (
            "/api/budgets/bgt_0001",
            (
                'Failed to denormalize attribute "budgetGroup" value for class "App\\Entity\\Budget": Expected '
                'argument of type "?App\\Entity\\BudgetGroup", "App\\Entity\\Budget" given at property path '
                '"budgetGroup".'
            ),
        ),
    ],
)
def test_a_reference_has_to_be_the_iri_of_a_record(client: httpx.Client, value: object, said: str | None) -> None:
    refused = create(client, "/budgets", {**minimal(find("budgets")), "budgetGroup": value})
    assert refused.status_code == 400
    assert detail(refused) == (said or f'Invalid IRI "{value}".')


def test_a_url_of_this_host_is_an_iri(client: httpx.Client) -> None:
    url = f"{str(client.base_url).rstrip('/')}/api/budget-groups/emarketing"
    made = create(client, "/budgets", {**minimal(find("budgets")), "budgetGroup": url})
    assert made.json()["budgetGroup"] == "/api/budget-groups/emarketing"


def test_a_reference_to_an_invoice_is_by_number(client: httpx.Client) -> None:
    refused = create(client, "/budget-invoices", {**minimal(find("budget-invoices")), "invoice": "/api/invoices/one"})
    assert detail(refused) == 'Item not found for "/api/invoices/one".'


@pytest.mark.parametrize("body", ['{"name": ', "", "nonsense", '{"name": NaN}', "[" * 9999, b'"\xff"', '{"a": 1e999}'])
def test_a_malformed_body_is_a_syntax_error(client: httpx.Client, body: str | bytes) -> None:
    refused = client.post("/budgets", content=body, headers=LD)
    assert refused.status_code == 400
    assert detail(refused) == "Syntax error"


def test_a_lone_surrogate_is_a_syntax_error(client: httpx.Client) -> None:
    assert detail(client.post("/budgets", content=rb'{"name": "\ud800"}', headers=LD)) == "Syntax error"


def test_a_list_counts_as_an_empty_object(client: httpx.Client) -> None:
    assert client.post("/budget-groups", content="[]", headers=LD).status_code == 422


def test_a_string_is_taken_for_an_iri_and_a_number_for_nothing(client: httpx.Client) -> None:
    assert detail(client.post("/budgets", content='"x"', headers=LD)) == 'Invalid IRI "x".'
    assert detail(client.post("/budgets", content="7", headers=LD)).endswith('"integer" given.')


def test_an_id_of_its_own_is_an_update_in_the_format_where_it_counts(client: httpx.Client) -> None:
    said = "Update is not allowed for this operation."
    assert detail(create(client, "/budget-groups", {"@id": "/api/budget-groups/emarketing", "name": "x"})) == said
    assert detail(client.post("/budget-groups", json={"id": "mine", "name": "x"})) == said
    assert client.post("/budget-groups", json={"@id": "/api/x", "name": "x"}).status_code == 201


def test_a_patch_is_as_strict_as_a_post(client: httpx.Client) -> None:
    assert detail(change(client, "/budget-transactions/btr_0002", {"amount": "1"})).endswith('"string" given.')
