"""Drafts, numbers and sending of invoices."""

import httpx
import pytest

from tests.sandbox.support import create, detail, minimal
from toolkit.entities import find


def _invoice(client: httpx.Client, **values: object) -> str:
    return create(client, "/invoices", {**minimal(find("invoices")), "status": "created", **values}).headers["location"]


def _drafts(client: httpx.Client) -> set[str]:
    return {each["@id"] for each in client.get("/invoices/draft?itemsPerPage=100").json()["member"]}


def test_sending_takes_an_invoice_from_the_drafts(client: httpx.Client) -> None:
    place = _invoice(client)
    assert place in _drafts(client)
    sent = client.post(f"{place}/send", json={})
    assert (sent.status_code, sent.json()["status"], sent.headers["location"]) == (201, "sent", place)
    assert place not in _drafts(client)


def test_a_preview_shows_the_invoice_under_its_own_path_and_sends_nothing(client: httpx.Client) -> None:
    place = _invoice(client)
    shown = client.get(f"{place}/send").json()
    assert shown["@id"] == f"{place}/send"
    assert shown["status"] == client.get(place).json()["status"] == "created"


def test_several_invoices_are_sent_at_once(client: httpx.Client) -> None:
    places = [_invoice(client), _invoice(client)]
    answer = create(client, "/invoices/send", {"invoices": list(places)})
    assert answer.status_code == 201
    assert [(each["@id"], each["status"]) for each in answer.json()["member"]] == [(place, "sent") for place in places]


def test_one_wrong_invoice_keeps_all_from_being_sent(client: httpx.Client) -> None:
    place = _invoice(client)
    refused = create(client, "/invoices/send", {"invoices": [place, "/api/invoices/999999"]})
    assert detail(refused) == 'Item not found for "/api/invoices/999999".'
    assert place in _drafts(client)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, '"invoices" is required'),
        ({"invoices": []}, '"invoices" is required'),
        ({"invoices": [1]}, "Invoices are given by IRI."),
        ({"invoices": ["1"]}, 'Invalid IRI "1".'),
        ({"invoices": ["/api/budgets/bgt_0001"]}, 'Invalid IRI "/api/budgets/bgt_0001".'),
    ],
)
def test_invoices_to_send_are_iris(client: httpx.Client, body: dict[str, object], said: str) -> None:
    refused = create(client, "/invoices/send", body)
    assert (refused.status_code, detail(refused)) == (400, said)


def test_the_next_name_follows_the_last_of_the_month(client: httpx.Client) -> None:
    def name() -> str:
        return str(client.get("/invoices/name/2027-02-10").json()["name"])

    assert name() == "F/2027/02/001"
    _invoice(client, name="F/2027/02/041")
    _invoice(client, name="F/2027/02/x")
    assert name() == "F/2027/02/042"
    plain = client.get("/invoices/name/2026-05-01", headers={"Accept": "application/json"})
    assert plain.json() == {"name": "F/2026/05/003"}


@pytest.mark.parametrize("path", ["/invoices/name/yesterday", "/invoices/999999/send"])
def test_what_is_no_date_or_no_invoice_is_404(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_sending_a_missing_invoice_is_404(client: httpx.Client) -> None:
    assert client.post("/invoices/999999/send").status_code == 404
    assert client.post("/invoices/abc/send").status_code == 404
