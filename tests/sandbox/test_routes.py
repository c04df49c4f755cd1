"""Every operation answers, and what is no operation is answered by Symfony."""

import re

import httpx
import pytest

from tests.sandbox.support import LD, MERGE, Serve, create, minimal
from toolkit.entities import DIRECTORIES, ENTITIES, find
from toolkit.entities.entity import Endpoint, Entity
from toolkit.sandbox.switches import Switches

EVERY = [(entity, end) for entity in (*ENTITIES, *DIRECTORIES) for end in entity.endpoints]
FORM_POSTS = {"/transaction-attachments/create", "/transactions/import"}
BODIES: dict[str, dict[str, object]] = {
    "/transactions/attachments/zip": {"transactions": ["/api/transactions/txn_701"]},
    "/invoices/send": {"invoices": ["/api/invoices/16"]},
}
STATEMENT = (
    b":20:X\r\n:25:SE4550000000058398257466\r\n:60F:C260101SEK1,00\r\n:61:260102D1,00NTRFX\r\n:62F:C260102SEK0,00\r\n"
)


def _path(client: httpx.Client, entity: Entity, end: Endpoint) -> str:
    """Fill in a template: with the id of the first record, and of its first suggestion."""
    if end.method == "DELETE":
        return create(client, entity.collection, minimal(entity)).headers["location"]
    record = "tat_0015" if entity.path == "transaction-attachments" else _first(client, entity)
    if end.path.endswith("/apply-supplier-suggestion"):
        client.post(f"/transaction-attachments/{record}/apply-suggestion").raise_for_status()
    if "{suggestionId}" in end.path and entity.path == "transactions":
        record = "txn_704"
    path = end.path.replace("{id}", record).replace("{date}", "2026-05-01")
    if "{suggestionId}" not in path:
        return path
    offers = client.get(re.sub(r"/\{suggestionId\}.*", "", path)).json()["member"]
    return path.replace("{suggestionId}", offers[0]["id"])


def _first(client: httpx.Client, entity: Entity) -> str:
    return str(client.get(entity.collection).json()["member"][0]["id"])


@pytest.mark.parametrize(("entity", "end"), EVERY, ids=lambda each: getattr(each, "path", None))
def test_every_declared_operation_answers(serve: Serve, entity: Entity, end: Endpoint) -> None:
    client = serve(Switches())
    path = _path(client, entity, end)
    if end.path in FORM_POSTS:
        answer = client.post(path, files={"file": ("x.sta", STATEMENT, "text/plain")})
    elif end.method == "POST" and end.path == entity.collection:
        answer = create(client, path, minimal(entity))
    elif end.method == "POST":
        answer = create(client, path, BODIES.get(end.path, {}))
    else:
        answer = client.request(end.method, path, content=b"{}" if end.method == "PATCH" else None, headers=MERGE)
    awaited = {"GET": {200}, "POST": {200, 201}, "PATCH": {200}, "DELETE": {204}}
    assert answer.status_code in awaited[end.method], answer.text


@pytest.mark.parametrize(
    "path", ["/nonsense", "/budgets/a/b", "/budgets/a%2Fb", "/employees/emp_777/x", "/api/api/budgets"]
)
def test_an_unknown_path_is_a_page_unless_json_is_named(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'The server returned a "404 Not Found".' in page.text
    for named in ("application/json", "application/ld+json"):
        lost = client.get(path, headers={"Accept": f"text/html;q=0.1, {named}"})
        assert lost.headers["content-type"] == named
        assert lost.json() == {
            "type": "https://tools.ietf.org/html/rfc2616#section-10",
            "title": "An error occurred",
            "status": 404,
            "detail": "Not Found",
        }


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PATCH", "/budget-employees/bem_0001", "GET, DELETE"),
        ("DELETE", "/transactions/txn_904", "GET, PATCH"),
        ("PUT", "/budgets/bgt_0001", "GET, PATCH, DELETE"),
        ("OPTIONS", "/budgets/bgt_0001", "GET, PATCH, DELETE"),
        ("PUT", "/project-transactions/ptr_0001", "GET, PATCH, DELETE"),
        ("DELETE", "/budgets", "GET, POST"),
        ("POST", "/employees", "GET"),
        ("GET", "/login", "POST"),
        ("GET", "/transactions/import/x", None),
    ],
)
def test_a_wrong_method_is_told_which_are_right(
    client: httpx.Client, method: str, path: str, allow: str | None
) -> None:
    lost = client.request(method, path, headers={"Accept": "application/json"})
    assert lost.status_code == (405 if allow else 404)
    assert lost.headers.get("allow") == allow
    assert lost.json()["detail"] == ("Method Not Allowed" if allow else "Not Found")


def test_routes_are_looked_for_before_tokens(client: httpx.Client) -> None:
    without = {"Authorization": ""}
    assert client.get("/nonsense", headers=without).status_code == 404
    assert client.delete("/budgets", headers=without).status_code == 405
    assert client.get("/budgets/nope", headers=without).status_code == 401


def test_a_trailing_slash_is_sent_away(client: httpx.Client) -> None:
    moved = client.get("/api/budgets/")
    assert moved.status_code == 301
    assert moved.headers["location"] == f"{str(client.base_url).rstrip('/')}/api/budgets"


def test_a_literal_path_wins_over_a_named_part(client: httpx.Client) -> None:
    assert client.get("/transactions/unassigned").json()["@type"] == "Collection"
    assert client.patch("/transactions/unassigned", content=b"{}", headers=MERGE).status_code == 404


def test_ids_are_decoded(client: httpx.Client) -> None:
    assert client.get("/budgets/bgt%5F0001").json()["id"] == "bgt_0001"


@pytest.mark.parametrize("path", ["/api", "/api/", "/"])
def test_the_entry_point_lists_every_collection(client: httpx.Client, path: str) -> None:
    listed = client.get(path, follow_redirects=True).json()
    assert listed["@type"] == "Entrypoint"
    assert listed["budgetGroup"] == "/api/budget-groups"
    assert listed["counterparty"] == "/api/counterparties"
    assert len(listed) == 3 + len(ENTITIES) + len(DIRECTORIES)
    assert "@id" not in client.get("/api", headers={"Accept": "application/json"}).json()


def test_a_context_says_what_properties_mean(client: httpx.Client) -> None:
    place = client.get("/budgets/bgt_0001").json()["@context"]
    words = client.get(place).json()["@context"]
    assert words["name"] == "Budget/name"
    assert words["budgetGroup"] == {"@id": "Budget/budgetGroup", "@type": "@id"}
    assert client.get("/contexts/Nonsense").status_code == 404


def test_actions_take_any_body_or_none(client: httpx.Client) -> None:
    attachment = create(client, "/transaction-attachments", minimal(find("transaction-attachments"))).headers[
        "location"
    ]
    for headers in ({}, LD, {"Content-Type": "text/plain"}):
        assert client.post(f"{attachment}/detach", headers=headers).status_code == 201
