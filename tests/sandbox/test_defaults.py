"""What a new record has without anybody sending it."""

import httpx
import pytest

from tests.sandbox.support import LD, create, minimal
from toolkit.entities import find

MINIMAL = {**minimal(find("transactions")), "description": "left out"}
OF_TRANSACTIONS = {"connectedMonth": "", "statementNumber": 0, "endingBalance": 0, "ignored": 0}
OF_INVOICES = {"internalComment": "", "tinType": "", "amount": 0, "amountNet": 0, "invoiceRows": []}


def test_fields_left_out_come_back_as_the_default_of_their_type(client: httpx.Client) -> None:
    made = create(client, "/transactions", MINIMAL).json()
    assert {field: made[field] for field in OF_TRANSACTIONS} == OF_TRANSACTIONS
    assert client.get(made["@id"]).json() == made
    invoice = create(client, "/invoices", minimal(find("invoices"))).json()
    assert {field: invoice[field] for field in OF_INVOICES} == OF_INVOICES
    assert create(client, "/budgets", minimal(find("budgets"))).json()["config"] == []


def test_fields_that_may_be_null_are_left_out_of_the_answer(client: httpx.Client) -> None:
    made = create(client, "/transactions", MINIMAL).json()
    assert not {"note", "cost", "operationNumber", "relatedDate"} & made.keys()


@pytest.mark.parametrize("number", [0, 7])
def test_what_was_sent_is_kept(client: httpx.Client, number: int) -> None:
    sent = {**MINIMAL, "connectedMonth": "2026-05", "statementNumber": number}
    made = create(client, "/transactions", sent).json()
    assert (made["connectedMonth"], made["statementNumber"]) == ("2026-05", number)


def test_an_uploaded_statement_leaves_the_month_to_its_default(client: httpx.Client) -> None:
    opening = ":20:X\n:25:SE4550000000058398257466\n:28C:9\n:60F:C260101SEK1,00\n"
    text = f"{opening}:61:2601020102C1,NTRFA//B\n:86:up\n:62F:C260102SEK2,\n-"
    token = client.headers["Authorization"]
    made = client.post("/transactions/import", files={"file": ("a.sta", text)}, headers={"Authorization": token})
    assert made.json()["member"][0]["connectedMonth"] == ""


def test_a_month_of_nothing_waits_for_the_monthly_close(client: httpx.Client) -> None:
    made = client.post(
        "/transactions", json={**MINIMAL, "counterparty": "/api/counterparties/cpy_01"}, headers=LD
    ).json()
    waiting = client.get("/transactions/with-problems", params={"id": made["id"]}).json()["member"]
    assert [each["id"] for each in waiting] == [made["id"]]
    offers = client.get(f"/transactions/{made['id']}/suggestions").json()["member"]
    assert [each["value"] for each in offers if each["field"] == "connectedMonth"] == ["2026-05"]
