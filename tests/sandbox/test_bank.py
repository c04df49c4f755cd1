"""Statements from transactions, and transactions from statements."""

from decimal import Decimal
from itertools import groupby, pairwise

import httpx
import pytest

from tests.sandbox.support import Serve, create, detail, minimal
from toolkit.entities import find
from toolkit.sandbox import statement
from toolkit.sandbox.switches import Switches

MAIN = "/api/bank-accounts/bac_0001"
EXPORT = "/transactions/export/mt940"
FILE = (
    b":20:X\r\n:25:SE7280000810340009783242\r\n:28C:77/1\r\n:60F:C260101SEK100,00\r\n"
    b":61:2601020101D20,50NTRFNONREF//REF1\r\n:86:Fika\r\n:61:260103C5,NTRFNONREF//REF2\r\n:86:Ater\r\n"
    b":62F:C260103SEK84,50\r\n-\r\n"
)


def _export(client: httpx.Client, **query: str) -> tuple[statement.Statement, ...]:
    answer = client.get(EXPORT, params=query)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return statement.read(answer.content)


def test_statements_of_an_account_join_month_by_month(serve: Serve) -> None:
    made = _export(serve(Switches()), bankAccount=MAIN, dateTo="2026-10-31")
    assert {each.account for each in made} == {"SE4550000000058398257466"}
    assert [each.number for each in made] == [11, 12, *range(1, 11)]
    assert all(one.closing == two.opening for one, two in pairwise(made))


def test_balances_are_those_of_the_transactions(client: httpx.Client) -> None:
    (may,) = _export(client, bankAccount="bac_0003", dateFrom="2026-05-01", dateTo="2026-05-31")
    query = "bankAccount=bac_0003&execDate[after]=2026-05-01&execDate[before]=2026-05-31&order[execDate]=asc"
    rows = client.get(f"/transactions?{query}").json()["member"]
    assert may.currency == "EUR"
    assert may.closing == Decimal(str(rows[-1]["endingBalance"]))
    assert [each.amount for each in may.movements] == [Decimal(str(row["amount"])) for row in rows]
    assert [each.reference for each in may.movements] == [row["operationNumber"] for row in rows]


def test_a_period_within_a_month_opens_with_what_went_before(client: httpx.Client) -> None:
    (whole,) = _export(client, bankAccount=MAIN, dateFrom="2026-06-01", dateTo="2026-06-30")
    (part,) = _export(client, bankAccount=MAIN, dateFrom="2026-06-10", dateTo="2026-06-30T00:00:00+00:00")
    assert part.closing == whole.closing
    assert 0 < len(part.movements) < len(whole.movements)
    assert (part.opened.day, whole.opened.day) == (10, 1)


def test_every_account_is_exported_unless_one_is_asked_for(client: httpx.Client) -> None:
    made = _export(client, dateFrom="2026-02-01", dateTo="2026-02-28")
    assert len([account for account, _ in groupby(each.account for each in made)]) == 3


def test_nothing_booked_is_an_empty_file(client: httpx.Client) -> None:
    assert client.get(EXPORT, params={"dateTo": "2001-01-01"}).content == b""
    assert client.get(EXPORT, params={"bankAccount": "nope"}).content == b""


def test_the_export_is_text_but_text_cannot_be_asked_for(client: httpx.Client) -> None:
    answer = client.get(EXPORT, headers={"Accept": "application/json"})
    assert answer.headers["content-disposition"] == 'attachment; filename="export.mt940"'
    assert answer.content.startswith(b":20:")
    assert client.get(EXPORT, headers={"Accept": "text/plain"}).status_code == 406


def test_dates_of_a_period_are_dates(client: httpx.Client) -> None:
    refused = client.get(EXPORT, params={"dateFrom": "yesterday"})
    assert (refused.status_code, detail(refused)) == (400, "dateFrom and dateTo are dates: 2026-01-31.")


def test_an_account_that_starts_without_a_balance_opens_with_nothing(serve: Serve) -> None:
    client = serve(Switches())
    early = {**minimal(find("transactions")), "execDate": "2020-01-01", "orderDate": "2020-01-01", "amount": -1}
    create(client, "/transactions", early)
    first = _export(client, bankAccount=MAIN, dateTo="2020-12-31")[0]
    assert (first.opening, first.closing) == (Decimal(0), Decimal(-1))


def test_an_uploaded_statement_becomes_transactions(client: httpx.Client) -> None:
    answer = client.post("/transactions/import", files={"file": ("a.sta", FILE)})
    assert answer.status_code == 201
    first, second = answer.json()["member"]
    assert first["bankAccount"] == second["bankAccount"] == "/api/bank-accounts/bac_0002"
    assert (first["amount"], first["endingBalance"], first["statementNumber"]) == (-20.5, 79.5, 77)
    assert (first["execDate"][:10], first["orderDate"][:10]) == ("2026-01-02", "2026-01-01")
    assert (first["description"], first["operationNumber"], first["ignored"]) == ("Fika", "REF1", 0)
    assert (second["amount"], second["endingBalance"]) == (5, 84.5)
    assert client.get(first["@id"]).json()["description"] == "Fika"


def test_the_form_may_name_the_account(client: httpx.Client) -> None:
    answer = client.post("/transactions/import", files={"file": ("a.sta", FILE)}, data={"bankAccount": MAIN})
    assert {each["bankAccount"] for each in answer.json()["member"]} == {MAIN}


def test_what_was_exported_can_be_imported(client: httpx.Client) -> None:
    content = client.get(EXPORT, params={"bankAccount": "bac_0003", "dateFrom": "2026-07-01", "dateTo": "2026-07-31"})
    answer = client.post("/transactions/import", files={"file": ("a.sta", content.content)})
    balances = [each["endingBalance"] for each in answer.json()["member"]]
    query = "bankAccount=bac_0003&execDate[after]=2026-07-01&execDate[before]=2026-07-31&order[id]=asc&itemsPerPage=100"
    rows = client.get(f"/transactions?{query}").json()["member"]
    assert balances == [row["endingBalance"] for row in rows][: len(balances)]


@pytest.mark.parametrize(
    ("parts", "fields", "said"),
    [
        ({"other": ("a.sta", FILE)}, {}, '"file" is required'),
        ({"file": ("a.sta", b"hello")}, {}, "The file is no MT940 statement: it has no :20: field."),
        ({"file": ("a.sta", FILE.replace(b"SE72", b"SE99"))}, {}, "No bank account has the number "),
        ({"file": ("a.sta", FILE)}, {"bankAccount": "bac_0001"}, 'Invalid IRI "bac_0001".'),
        ({"file": ("a.sta", FILE)}, {"bankAccount": "/api/budgets/bgt_0001"}, 'Invalid IRI "/api/budgets/bgt_0001".'),
    ],
)
def test_an_import_that_cannot_be_taken_is_refused(
    client: httpx.Client, parts: dict[str, tuple[str, bytes]], fields: dict[str, str], said: str
) -> None:
    refused = client.post("/transactions/import", files=parts, data=fields)
    assert refused.status_code == 400
    assert detail(refused).startswith(said)


def test_a_broken_form_has_no_file(client: httpx.Client) -> None:
    refused = client.post("/transactions/import", content=b"--x\r\n", headers={"Content-Type": "multipart/form-data"})
    assert detail(refused) == '"file" is required'


def test_rows_of_json_become_transactions_all_or_none(client: httpx.Client) -> None:
    row: dict[str, object] = {"bankAccount": MAIN, "description": "i", "amount": -10.5, "execDate": "2024-05-01"}
    made = create(client, "/transactions/import", {"transactions": [row, {**row, "orderDate": "2024-04-30"}]})
    assert [each["orderDate"][:10] for each in made.json()["member"]] == ["2024-05-01", "2024-04-30"]
    before = client.get("/transactions").json()["totalItems"]
    assert create(client, "/transactions/import", {"transactions": [row, {**row, "amount": "x"}]}).status_code == 400
    assert create(client, "/transactions/import", {"transactions": [row, {}]}).status_code == 422
    assert client.get("/transactions").json()["totalItems"] == before


@pytest.mark.parametrize("body", [{}, {"transactions": []}, {"transactions": "x"}])
def test_rows_are_required(client: httpx.Client, body: dict[str, object]) -> None:
    assert detail(create(client, "/transactions/import", body)) == '"transactions" is required'
