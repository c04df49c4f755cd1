"""Small things that the sandbox's tests share."""

from collections.abc import Callable

import httpx

from toolkit.entities.entity import Entity
from toolkit.sandbox.switches import Switches

Serve = Callable[[Switches], httpx.Client]
"""Starts a server with switches and gives a logged-in client of it."""

LD = {"Content-Type": "application/ld+json"}
MERGE = {"Content-Type": "application/merge-patch+json"}

_SEEDED = {
    "bank-accounts": "/api/bank-accounts/bac_0001",
    "budgets": "/api/budgets/bgt_0012",
    "clients": "/api/clients/cli_01",
    "contractors": "/api/contractors/con_03",
    "employees": "/api/employees/emp_777",
    "invoices": "/api/invoices/1",
    "projects": "/api/projects/prj_01",
    "transactions": "/api/transactions/txn_904",
}
_BY_WORD: dict[str, object] = {"amount": -12.5, "number": 2, "date": "2026-05-01T00:00:00+00:00"}


def minimal(entity: Entity) -> dict[str, object]:
    """Return the smallest valid body of an entity, pointing at records of the seed."""
    body: dict[str, object] = {}
    for column in entity.columns:
        if column.required and column.target:
            body[column.field] = _SEEDED[column.target]
        elif column.required:
            choices = getattr(column.kind, "choices", ())
            body[column.field] = choices[0] if choices else _BY_WORD.get(column.kind.word, "x")
    return body


def create(client: httpx.Client, path: str, body: dict[str, object]) -> httpx.Response:
    """Send a POST as the API document does."""
    return client.post(path, json=body, headers=LD)


def change(client: httpx.Client, path: str, body: object) -> httpx.Response:
    """Send a merge patch."""
    return client.patch(path, json=body, headers=MERGE)


def detail(answer: httpx.Response) -> str:
    """Return what a refusal says, having checked that its own status is the answer's."""
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    return str(problem["detail"])
