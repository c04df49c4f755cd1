"""Documents: uploads, suggestions, archives."""

import io
import zipfile

import httpx
import pytest

from tests.sandbox.support import Serve, create, detail, minimal
from toolkit.entities import find
from toolkit.sandbox.switches import Switches

PLACE = "/transaction-attachments"
ZIP = "/transactions/attachments/zip"
TELIA = f"{PLACE}/tat_0015"
"""Awaits a transaction, and names txn_862 by its invoice number."""


def _upload(client: httpx.Client, name: str, content: bytes, **fields: str) -> httpx.Response:
    return client.post(f"{PLACE}/create", files={"file": (name, content, "text/plain")}, data=fields)


def test_an_upload_keeps_name_type_and_size(client: httpx.Client) -> None:
    made = _upload(client, "kvitto åäö.txt", b"abc", transaction="/api/transactions/txn_904")
    assert made.status_code == 201
    record = made.json()
    assert made.headers["location"] == record["@id"]
    assert (record["name"], record["mimeType"], record["size"]) == ("kvitto åäö.txt", "text/plain", 3)
    assert record["transaction"] == "/api/transactions/txn_904"
    assert record["@id"] in client.get("/transactions/txn_904").json()["transactionAttachments"]


def test_an_upload_may_await_its_transaction(client: httpx.Client) -> None:
    assert "transaction" not in _upload(client, "a.txt", b"").json()


def test_an_upload_needs_a_file_and_a_transaction_that_there_is(client: httpx.Client) -> None:
    for refused in (
        client.post(f"{PLACE}/create", files={"x": b"y"}),
        create(client, f"{PLACE}/create", {"file": "x"}),
    ):
        assert (refused.status_code, detail(refused)) == (400, '"file" is required')
    refused = _upload(client, "a.txt", b"", transaction="/api/transactions/nope")
    assert detail(refused) == 'Item not found for "/api/transactions/nope".'


def test_an_archive_has_the_stored_bytes_in_a_folder_for_each_transaction(client: httpx.Client) -> None:
    transaction = create(client, "/transactions", minimal(find("transactions"))).json()
    made = _upload(client, "../a/b.txt", b"abc", transaction=transaction["@id"]).json()
    answer = create(client, ZIP, {"transactions": [transaction["@id"], "txn_701"]})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    own, seeded = sorted(content, key=lambda name: name.startswith("txn_701"))
    assert own.startswith(f"{transaction['id']}/{made['id']}-")
    assert own.count("/") == 1
    assert content[own] == b"abc"
    assert seeded == "txn_701/tat_0001-Kvitto Hyra kontor Kungsholmen 20701.pdf"
    assert content[seeded].startswith(b"%PDF-1.4")
    size = client.get(f"{PLACE}/tat_0001").json()["size"]
    assert len(content[seeded]) == size


def test_equal_documents_make_an_equal_archive(client: httpx.Client) -> None:
    one, two = (create(client, ZIP, {"transactions": ["/api/transactions/txn_701"]}).content for _ in range(2))
    assert one == two


@pytest.mark.parametrize("body", [{}, {"transactions": []}, {"transactions": ["txn_nope"]}, {"transactions": "x"}])
def test_an_archive_of_nothing_is_404(client: httpx.Client, body: dict[str, object]) -> None:
    refused = create(client, ZIP, body)
    assert (refused.status_code, detail(refused)) == (404, "No attachments")


def test_a_record_without_bytes_is_no_document(client: httpx.Client) -> None:
    transaction = create(client, "/transactions", minimal(find("transactions"))).headers["location"]
    create(client, PLACE, {"name": "empty", "transaction": transaction})
    assert create(client, ZIP, {"transactions": [transaction]}).status_code == 404


def test_a_removed_attachment_takes_its_bytes_along(client: httpx.Client) -> None:
    transaction = create(client, "/transactions", minimal(find("transactions"))).headers["location"]
    place = _upload(client, "a.txt", b"abc", transaction=transaction).headers["location"]
    assert client.delete(place).status_code == 204
    assert create(client, ZIP, {"transactions": [transaction]}).status_code == 404


def test_a_detached_document_awaits_its_transaction(client: httpx.Client) -> None:
    place = _upload(client, "a.txt", b"", transaction="/api/transactions/txn_904").headers["location"]
    answer = client.post(f"{place}/detach")
    assert answer.status_code == 201
    assert "transaction" not in answer.json()
    assert place not in client.get("/transactions/txn_904").json()["transactionAttachments"]


def test_search_is_a_collection_of_its_own(client: httpx.Client) -> None:
    page = client.get(f"{PLACE}/search?exists[transaction]=false&itemsPerPage=1").json()
    assert page["@id"] == "/api/transaction-attachments/search"
    assert page["view"]["next"].startswith("/api/transaction-attachments/search?")
    assert page["member"][0]["@id"].startswith("/api/transaction-attachments/tat_")


def test_suggestions_are_transactions_that_read_alike_the_best_first(client: httpx.Client) -> None:
    page = client.get(f"{TELIA}/suggestions").json()
    assert page["@id"] == "/api/transaction-attachments/tat_0015/suggestions"
    assert (page["totalItems"], "view" in page) == (3, False)
    best = page["member"][0]
    assert best == {
        "@id": "/api/transaction-attachments/tat_0015/suggestions/txn_862",
        "@type": "Suggestion",
        "id": "txn_862",
        "field": "transaction",
        "value": "/api/transactions/txn_862",
        "label": "Telia Sverige AB faktura 20862",
        "score": 1,
    }
    plain = client.get(f"{TELIA}/suggestions", headers={"Accept": "application/json"}).json()
    assert plain[0] == {name: value for name, value in best.items() if not name.startswith("@")}


def test_the_debug_answer_names_its_own_path(client: httpx.Client) -> None:
    told = client.get(f"{TELIA}/suggestions-debug").json()
    assert told["@id"] == "/api/transaction-attachments/tat_0015/suggestions-debug"
    assert told["words"] == ["20862", "faktura", "pdf", "sverige", "telia"]
    assert told["candidates"]["txn_862"] == 1
    plain = client.get(f"{TELIA}/suggestions-debug", headers={"Accept": "application/json"}).json()
    assert "@id" not in plain


def test_the_best_suggestion_is_applied(serve: Serve) -> None:
    client = serve(Switches())
    answer = client.post(f"{TELIA}/apply-suggestion")
    assert answer.status_code == 201
    assert answer.json()["transaction"] == "/api/transactions/txn_862"
    assert client.get("/transactions/txn_862").json()["transactionAttachments"] == [
        "/api/transaction-attachments/tat_0015"
    ]


def test_a_chosen_suggestion_is_applied_and_an_unknown_one_is_404(serve: Serve) -> None:
    client = serve(Switches())
    second = client.get(f"{TELIA}/suggestions").json()["member"][1]
    assert client.post(f"{TELIA}/suggestions/{second['id']}/apply").json()["transaction"] == second["value"]
    assert client.post(f"{TELIA}/suggestions/nope/apply").status_code == 404


def test_the_supplier_of_a_document_goes_to_its_transaction(client: httpx.Client) -> None:
    transaction = create(client, "/transactions", minimal(find("transactions"))).headers["location"]
    place = _upload(client, "Hetzner Online GmbH.pdf", b"", transaction=transaction).headers["location"]
    assert client.post(f"{place}/apply-supplier-suggestion").status_code == 201
    assert client.get(transaction).json()["cost"] == "/api/costs/cst_05"


def test_where_nothing_reads_alike_there_is_nothing_to_apply(client: httpx.Client) -> None:
    place = _upload(client, "zzz.bin", b"").headers["location"]
    assert client.get(f"{place}/suggestions").json()["member"] == []
    for action in ("apply-suggestion", "apply-supplier-suggestion"):
        assert client.post(f"{place}/{action}").status_code == 404
    awaiting = _upload(client, "Hetzner Online.pdf", b"").headers["location"]
    assert client.post(f"{awaiting}/apply-supplier-suggestion").status_code == 404
