"""Currencies as records with a list, as plain codes without one, and accounts that tell none."""

import httpx

from tests.sandbox.support import Serve, change, create, minimal
from toolkit.entities import find
from toolkit.sandbox.switches import Currencies, Switches

CODES = Switches(currencies=Currencies.CODES)
INVOICE = minimal(find("invoices"))


def test_a_currency_is_a_record_as_a_rule(client: httpx.Client) -> None:
    assert client.get("/bank-accounts/bac_0001").json()["currency"] == "/api/currencies/SEK"
    assert client.get("/currencies").json()["totalItems"] == 3


def test_a_currency_may_be_a_plain_code_of_which_there_is_no_list(serve: Serve) -> None:
    client = serve(CODES)
    assert client.get("/bank-accounts/bac_0001").json()["currency"] == "SEK"
    assert client.get("/invoices/1").json()["currency"] == "SEK"
    assert client.get("/currencies").status_code == 404
    assert client.get("/currencies/SEK").status_code == 404
    assert "currencies" not in client.get("/").json()
    paths = client.get("/docs.jsonopenapi").json()["paths"]
    assert not [path for path in paths if "currencies" in path]


def test_a_plain_code_is_written_as_it_is_and_nothing_else(serve: Serve) -> None:
    client = serve(CODES)
    made = create(client, "/invoices", {**INVOICE, "currency": "EUR"})
    assert (made.status_code, made.json()["currency"]) == (201, "EUR")
    for wrong in ("/api/currencies/EUR", "euro", ""):
        refused = change(client, made.json()["@id"], {"currency": wrong})
        assert refused.status_code == 422
        violation = refused.json()["violations"][0]
        assert (violation["propertyPath"], violation["message"]) == ("currency", "This value is not a valid currency.")
    assert change(client, made.json()["@id"], {"currency": 7}).status_code == 400
    assert "currency" not in change(client, made.json()["@id"], {"currency": None}).json()


def test_accounts_may_tell_no_currency(serve: Serve) -> None:
    client = serve(Switches(account_currencies=False, nulls=True))
    accounts = client.get("/bank-accounts").json()["member"]
    assert [account["currency"] for account in accounts] == [None] * 3
    assert client.get("/invoices/1").json()["currency"] == "/api/currencies/SEK"
