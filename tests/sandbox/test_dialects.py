"""The other spelling, and the other options of a service."""

import httpx
import pytest

from tests.sandbox.support import LD, MERGE, Serve
from toolkit.sandbox.switches import Dialect, Switches


@pytest.fixture
def hydra(serve: Serve) -> httpx.Client:
    return serve(Switches(dialect=Dialect.HYDRA))


def test_collections_carry_the_prefix_but_members_do_not(hydra: httpx.Client) -> None:
    page = hydra.get("/employees?itemsPerPage=4&page=2").json()
    assert list(page) == ["@context", "@id", "@type", "hydra:totalItems", "hydra:member", "hydra:view"]
    assert page["@type"] == "hydra:Collection"
    assert set(page["hydra:member"][0]) == {"@id", "@type", "id", "name"}
    view = page["hydra:view"]
    assert view["@type"] == "hydra:PartialCollectionView"
    assert set(view) == {"@id", "@type", "hydra:first", "hydra:last", "hydra:previous", "hydra:next"}


def test_the_search_carries_it_too_but_its_mapping_does_not(hydra: httpx.Client) -> None:
    search = hydra.get("/budget-groups").json()["hydra:search"]
    assert list(search) == ["@type", "hydra:template", "hydra:variableRepresentation", "hydra:mapping"]
    assert search["@type"] == "hydra:IriTemplate"
    assert search["hydra:mapping"][0]["@type"] == "IriTemplateMapping"


def test_errors_of_both_kinds_carry_it_beside_the_plain_keys(hydra: httpx.Client) -> None:
    missing = hydra.get("/budgets/nope").json()
    assert missing["@type"] == "hydra:Error"
    assert (missing["hydra:title"], missing["hydra:description"]) == ("An error occurred", "Not Found")
    assert missing["detail"] == "Not Found"
    invalid = hydra.post("/budget-groups", json={}, headers=LD).json()
    assert invalid["@type"] == "ConstraintViolationList"
    assert invalid["hydra:description"] == invalid["detail"]
    assert "@context" not in missing.keys() | invalid.keys()


def test_a_lost_route_has_the_prefix_alone(hydra: httpx.Client) -> None:
    base = str(hydra.base_url).rstrip("/")
    lost = hydra.get("/api/nonsense", headers={"Accept": "application/ld+json"}).json()
    assert lost == {
        "@context": "/api/contexts/Error",
        "@type": "hydra:Error",
        "hydra:title": "An error occurred",
        "hydra:description": f'No route found for "GET {base}/api/nonsense"',
    }
    wrong = hydra.delete("/api/budgets", headers={"Accept": "application/ld+json"}).json()
    assert wrong["hydra:description"].endswith('": Method Not Allowed (Allow: GET, POST)')
    plain = hydra.get("/nonsense", headers={"Accept": "application/json"}).json()
    assert plain["detail"] == "Not Found"


def test_lists_made_by_hand_carry_the_prefix(hydra: httpx.Client) -> None:
    assert "hydra:member" in hydra.get("/transactions/txn_904/suggestions").json()


def test_nulls_may_be_sent(serve: Serve) -> None:
    budget = serve(Switches(nulls=True)).get("/budgets/bgt_0012").json()
    assert (budget["dateTo"], budget["budgetGroup"]) == (None, None)


def test_nothing_may_be_embedded(serve: Serve) -> None:
    client = serve(Switches(embedded=False))
    assert client.get("/budget-transactions/btr_0001").json()["transaction"].startswith("/api/transactions/")
    shares = client.get("/budgets/bgt_0008").json()["budgetEmployees"]
    assert shares
    assert all(share.startswith("/api/budget-employees/") for share in shares)


def test_ids_may_all_be_strings(serve: Serve) -> None:
    assert isinstance(serve(Switches()).get("/invoices/1").json()["id"], int)
    assert serve(Switches(text_ids=True)).get("/invoices/1").json()["id"] == "1"


def test_decimals_may_be_strings_and_are_taken_as_nothing_else(serve: Serve) -> None:
    client = serve(Switches(decimals=True))
    usual = client.get("/transactions?itemsPerPage=1").json()["member"][0]
    path = f"/transactions/{usual['id']}"
    assert isinstance(usual["amount"], str)
    assert isinstance(usual["statementNumber"], int)

    refused = client.patch(path, json={"amount": 12.5}, headers=MERGE)
    assert (refused.status_code, refused.json()["detail"]) == (
        400,
        'The type of the "amount" attribute must be "string", "double" given.',
    )
    assert client.patch(path, json={"amount": "12.5"}, headers=MERGE).json()["amount"] == "12.50"
    assert client.patch(path, json={"amount": "12.125"}, headers=MERGE).json()["amount"] == "12.125"
    assert client.patch(path, json={"amount": "much"}, headers=MERGE).status_code == 500


def test_it_may_speak_plain_json_alone(serve: Serve) -> None:
    client = serve(Switches(plain=True))
    linked = client.get("/budgets", headers={"Accept": "application/ld+json"})
    assert (linked.status_code, linked.headers["Content-Type"]) == (406, "application/problem+json; charset=utf-8")
    assert linked.json()["detail"].endswith('Supported MIME types are "application/json".')
    either = client.get("/budgets", headers={"Accept": "application/ld+json, application/json;q=0.9"}).json()
    assert isinstance(either, list)
    assert "@id" not in either[0]
    assert client.get("/budgets.jsonld").status_code == 404
    assert client.post("/budget-groups", json={"name": "x"}, headers=LD).status_code == 415
    assert client.post("/budget-groups", json={"name": "x"}).status_code == 201
