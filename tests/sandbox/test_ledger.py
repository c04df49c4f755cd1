"""What waits for attention among transactions, and what is suggested."""

import httpx

from tests.sandbox.support import Serve, create, minimal
from toolkit.entities import find
from toolkit.sandbox.ledger import likeness
from toolkit.sandbox.switches import Switches


def _ids(client: httpx.Client, place: str) -> set[str]:
    found: set[str] = set()
    path = f"{place}?itemsPerPage=100"
    while path:
        page = client.get(path).json()
        assert page["@id"] == f"/api{place}"
        found |= {member["id"] for member in page["member"]}
        path = page["view"].get("next", "")
    return found


def test_what_is_booked_or_ignored_is_not_unassigned(client: httpx.Client) -> None:
    made = create(client, "/transactions", minimal(find("transactions"))).json()
    assert made["id"] in _ids(client, "/transactions/unassigned")
    create(client, "/budget-transactions", {**minimal(find("budget-transactions")), "transaction": made["@id"]})
    assert made["id"] not in _ids(client, "/transactions/unassigned")
    ignored = create(client, "/transactions", {**minimal(find("transactions")), "ignored": 1}).json()["id"]
    assert ignored not in _ids(client, "/transactions/unassigned") | _ids(client, "/transactions/with-problems")


def test_problems_are_a_missing_counterparty_or_month(client: httpx.Client) -> None:
    whole = {"counterparty": "/api/counterparties/cpy_01", "connectedMonth": "2026-05"}
    for lacking in ("", "counterparty", "connectedMonth"):
        kept = {name: value for name, value in whole.items() if name != lacking}
        made = create(client, "/transactions", {**minimal(find("transactions")), **kept}).json()["id"]
        assert (made in _ids(client, "/transactions/with-problems")) == bool(lacking)


def test_named_collections_take_the_filters_of_their_entity(client: httpx.Client) -> None:
    page = client.get("/transactions/with-problems?bankAccount=bac_0003&itemsPerPage=100").json()
    assert {member["bankAccount"] for member in page["member"]} == {"/api/bank-accounts/bac_0003"}
    assert page["search"]["template"].startswith("/api/transactions/with-problems{?")


def test_a_transaction_is_suggested_what_it_lacks(client: httpx.Client) -> None:
    body = {**minimal(find("transactions")), "description": "Betalning Espresso House 17", "execDate": "2026-03-09"}
    place = create(client, "/transactions", body).headers["location"]
    offers = {each["field"]: each for each in client.get(f"{place}/suggestions").json()["member"]}
    assert offers["connectedMonth"]["value"] == "2026-03"
    assert offers["counterparty"]["label"] == offers["cost"]["label"] == "Espresso House"
    for field in ("connectedMonth", "counterparty"):
        answer = client.post(f"{place}/suggestions/{offers[field]['id']}/apply", json={})
        assert answer.status_code == 201
    shown = client.get(place).json()
    assert (shown["connectedMonth"], shown["counterparty"]["name"]) == ("2026-03", "Espresso House")
    left = [each["field"] for each in client.get(f"{place}/suggestions").json()["member"]]
    assert left == ["cost"]


def test_an_unknown_suggestion_or_transaction_is_404(serve: Serve) -> None:
    client = serve(Switches())
    assert client.post("/transactions/txn_904/suggestions/nope/apply").status_code == 404
    assert client.get("/transactions/nope/suggestions").status_code == 404


def test_likeness_is_the_share_of_words_found() -> None:
    assert likeness("Telia Sverige AB", "TELIA SVERIGE faktura") == 1
    assert likeness("Nowak Design", "Nowak grafika") == 0.5
    assert likeness("AB", "AB") == 0
