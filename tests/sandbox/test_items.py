"""Reading, making, changing and removing records."""

import httpx
import pytest

from tests.sandbox.support import LD, MERGE, change, create, detail, minimal
from toolkit.entities import ENTITIES, find
from toolkit.entities.entity import Entity, Operation

WITH_PATCH = [entity for entity in ENTITIES if entity.can(Operation.PATCH)]
WITH_DELETE = [entity for entity in ENTITIES if entity.can(Operation.DELETE)]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_new_record_is_answered_whole_with_its_place(client: httpx.Client, entity: Entity) -> None:
    body = minimal(entity)
    made = create(client, entity.collection, body)
    record = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == record["@id"] == f"/api/{entity.path}/{record['id']}"
    assert made.headers["content-location"] == f"{record['@id']}.jsonld"
    assert isinstance(record["id"], int) == (entity.path == "invoices")
    for name, sent in body.items():
        shown = record[name]
        assert (shown["@id"] if isinstance(shown, dict) else shown) == sent


@pytest.mark.parametrize("entity", WITH_PATCH, ids=lambda entity: entity.path)
def test_an_empty_patch_changes_nothing(client: httpx.Client, entity: Entity) -> None:
    made = create(client, entity.collection, minimal(entity)).json()
    answer = change(client, made["@id"], {})
    assert answer.status_code == 200
    assert answer.headers["accept-patch"] == "application/merge-patch+json"
    assert answer.json() == made


@pytest.mark.parametrize("entity", WITH_DELETE, ids=lambda entity: entity.path)
def test_a_removed_record_is_gone_at_the_second_try(client: httpx.Client, entity: Entity) -> None:
    place = create(client, entity.collection, minimal(entity)).headers["location"]
    removed = client.delete(place)
    assert (removed.status_code, removed.content) == (204, b"")
    again = client.delete(place)
    assert again.status_code == 404
    assert detail(again) == "Not Found"


def test_the_example_of_the_api_document_works(client: httpx.Client) -> None:
    body: dict[str, object] = {
        "name": "EMEA Marketing FY25",
        "type": "global",
        "granularity": "month",
        "dateFrom": "2024-01-01T00:00:00+00:00",
        "dateTo": "2024-12-31T00:00:00+00:00",
        "budgetGroup": "/api/budget-groups/emarketing",
        "config": ["spend_alerts", "auto-freeze"],
    }
    record = create(client, "/budgets", body).json()
    identity = {"@context": "/api/contexts/Budget", "@id": record["@id"], "@type": "Budget", "id": record["id"]}
    assert record == {**identity, **body, "budgetEmployees": []}
    assert client.get(record["@id"]).json() == record


def test_nulls_are_left_out(client: httpx.Client) -> None:
    assert "dateTo" not in client.get("/budgets/bgt_0007").json()


def test_null_clears_an_array_replaces_and_the_rest_stays(client: httpx.Client) -> None:
    body = {**minimal(find("budgets")), "dateFrom": "2026-01-01", "config": ["a", "b"]}
    place = create(client, "/budgets", body).headers["location"]
    changed = change(client, place, {"dateFrom": None, "config": ["c"]}).json()
    assert "dateFrom" not in changed
    assert changed["config"] == ["c"]
    assert changed["name"] == body["name"]


def test_read_only_and_unknown_fields_and_a_foreign_id_are_ignored(client: httpx.Client) -> None:
    made = create(client, "/budgets", {**minimal(find("budgets")), "colour": "red", "id": "mine"})
    assert made.status_code == 201
    assert "colour" not in made.json()
    patch = {"id": "other", "@id": "/api/budgets/bgt_0001", "budgetEmployees": [], "name": "y"}
    changed = change(client, made.headers["location"], patch).json()
    assert changed["id"] == made.json()["id"] != "mine"
    assert changed["name"] == "y"


def test_whole_floats_print_as_integers_and_others_exactly(client: httpx.Client) -> None:
    body = minimal(find("transactions"))
    assert '"amount":375,' in create(client, "/transactions", {**body, "amount": 375.0}).text
    assert '"amount":-208.1,' in create(client, "/transactions", {**body, "amount": -208.10}).text


def test_dates_lose_their_offset_and_their_fraction(client: httpx.Client) -> None:
    dates = {"dateFrom": "2024-01-01T00:00:00+02:00", "dateTo": "2024-12-31T23:59:59.123456Z"}
    record = create(client, "/budgets", {**minimal(find("budgets")), **dates}).json()
    assert record["dateFrom"] == "2024-01-01T00:00:00+00:00"
    assert record["dateTo"] == "2024-12-31T23:59:59+00:00"


def test_a_transaction_is_embedded_and_its_way_back_is_an_iri(client: httpx.Client) -> None:
    booking = client.get("/budget-transactions/btr_0001").json()
    transaction = booking["transaction"]
    assert transaction["@type"] == "Transaction"
    assert transaction["budgetTransactions"] == ["/api/budget-transactions/btr_0001"]
    assert booking["budget"].startswith("/api/budgets/")


def test_a_counterparty_is_embedded_and_link_arrays_are_iris(client: httpx.Client) -> None:
    transaction = client.get("/transactions/txn_904").json()
    assert transaction["counterparty"]["@type"] == "Counterparty"
    assert transaction["counterparty"]["name"]
    for name in ("transactionAttachments", "budgetTransactions", "projectTransactions"):
        assert all(isinstance(pointer, str) for pointer in transaction[name])


def test_plain_json_embeds_without_iris(client: httpx.Client) -> None:
    booking = client.get("/budget-transactions/btr_0001", headers={"Accept": "application/json"}).json()
    assert "@id" not in booking
    assert "@id" not in booking["transaction"]
    assert booking["transaction"]["id"].startswith("txn_")


def test_a_correction_embeds_its_parent_which_points_back(client: httpx.Client) -> None:
    correction = client.get("/invoices/14").json()
    assert correction["parent"]["id"] == 9
    assert correction["parent"]["childrenInvoices"] == ["/api/invoices/14"]


def test_rows_and_payments_have_new_iris_at_each_request(client: httpx.Client) -> None:
    first, second = (client.get("/invoices/1").json() for _ in range(2))
    for name in ("invoiceRows", "invoiceTransactions"):
        assert first[name][0]["@id"].startswith("/api/.well-known/genid/")
        assert first[name][0]["@id"] != second[name][0]["@id"]
        assert first[name][0]["id"] == second[name][0]["id"]
    plain = client.get("/invoices/1", headers={"Accept": "application/json"}).json()
    assert not [key for row in plain["invoiceRows"] for key in row if key.startswith("@")]


def test_rows_are_replaced_whole_under_new_ids(client: httpx.Client) -> None:
    body = minimal(find("invoices"))
    body["invoiceRows"] = [{"name": "A", "quantity": 1, "priceNet": 10}, {"name": "B", "quantity": 2, "priceNet": 20.5}]
    made = create(client, "/invoices", body).json()
    assert [row["name"] for row in made["invoiceRows"]] == ["A", "B"]
    assert made["invoiceRows"][1]["priceNet"] == 20.5
    old = made["invoiceRows"][0]
    changed = change(client, made["@id"], {"invoiceRows": [{**old, "name": "C", "vatRate": "25"}]}).json()
    assert [(row["name"], row["vatRate"]) for row in changed["invoiceRows"]] == [("C", "25")]
    assert changed["invoiceRows"][0]["id"] > made["invoiceRows"][1]["id"]


def test_a_record_that_others_point_at_stays_and_the_answer_is_a_bare_500(client: httpx.Client) -> None:
    refused = client.delete("/budget-groups/emarketing")
    assert refused.status_code == 500
    assert detail(refused) == "Internal Server Error"
    assert client.get("/budget-groups/emarketing").status_code == 200


def test_an_entity_without_get_by_id_has_iris_that_lead_nowhere(client: httpx.Client) -> None:
    made = create(client, "/project-transactions", minimal(find("project-transactions")))
    lost = client.get(made.headers["location"])
    assert lost.status_code == 404
    assert detail(lost) == "This route does not aim to be called."
    assert change(client, made.headers["location"], {"amount": 42}).json()["amount"] == 42


@pytest.mark.parametrize("path", ["/budgets/nope", "/invoices/abc", "/invoices/99999999999999999999", "/costs/nope"])
def test_an_item_that_is_not_there_is_a_problem(client: httpx.Client, path: str) -> None:
    lost = client.get(path)
    assert lost.status_code == 404
    assert detail(lost) == "Not Found"


def test_a_patch_of_a_missing_item_is_404(client: httpx.Client) -> None:
    assert client.patch("/budgets/nope", content=b"{}", headers=MERGE).status_code == 404


def test_a_stale_if_match_is_ignored(client: httpx.Client) -> None:
    place = create(client, "/budget-groups", {"name": "x"}).headers["location"]
    answer = client.patch(place, json={"name": "y"}, headers={**MERGE, "If-Match": '"stale"'})
    assert (answer.status_code, answer.json()["name"]) == (200, "y")


def test_a_body_read_cannot_be_sent_back(client: httpx.Client) -> None:
    shown = client.get("/budget-transactions/btr_0001").json()
    posted = client.post("/budget-transactions", json=shown, headers=LD)
    assert detail(posted) == "Update is not allowed for this operation."
    patched = change(client, shown["@id"], shown)
    assert detail(patched) == 'Nested documents for attribute "transaction" are not allowed. Use IRIs instead.'
