"""The export of a service is taken however it comes, and what is no statement is never saved as one."""

import json
from datetime import date
from pathlib import Path

import httpx
import pytest
from bank_files import STRICT

from tests.api.support import TOKEN, client, linked
from toolkit.bank.local import Account
from toolkit.bank.prove import Period
from toolkit.entities.record import Record
from toolkit.errors import ServiceError
from toolkit.loop.accounts import Held
from toolkit.loop.export import Exported, export_statement
from toolkit.loop.reach import Reached

HELD = Held(Record("1", "/api/bank-accounts/1", {}), Account("SE4550000000058398257466", "SEK"))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
MEMBERS = [
    {
        "@id": f"/api/transactions/{day}",
        "id": f"{day}",
        "bankAccount": "/api/bank-accounts/1",
        "execDate": f"2026-10-{day:02}T00:00:00+00:00",
        "amount": amount,
        "operationNumber": reference,
    }
    for day, amount, reference in ((1, -250.5, "BANK0001"), (15, 1200, "BANK0002"), (31, -0.5, None))
]
LIST = json.dumps({"@id": "/api/transactions", "member": MEMBERS, "totalItems": len(MEMBERS)})


def export(answer: httpx.Response, path: Path, link: httpx.Response | None = None) -> Exported:
    """Export from a service that answers so."""
    asked: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path.endswith("/export/mt940"):
            return answer
        if request.url.path == "/files/october":
            assert link is not None
            return link
        return linked(LIST)

    with client(service) as made:
        found = export_statement(Reached(made, TOKEN), HELD, OCTOBER, {"format": "old"}, path)
    query = next(request.url.params for request in asked if request.url.path.endswith("/export/mt940"))
    assert dict(query) == {
        "bankAccount": "/api/bank-accounts/1",
        "dateFrom": "2026-10-01",
        "dateTo": "2026-10-31",
        "format": "old",
    }
    return found


def file(content: str, kind: str, status: int = 200) -> httpx.Response:
    return httpx.Response(status, headers={"Content-Type": kind}, content=content.encode())


@pytest.mark.parametrize(
    ("answer", "link", "came_as"),
    [
        (file(STRICT, "text/plain"), None, "a file, text/plain"),
        (file(STRICT, "application/octet-stream"), None, "a file, application/octet-stream"),
        (linked(json.dumps({"@id": "/api/x", "content": STRICT})), None, "a field of application/ld+json"),
        (linked(json.dumps({"files": [{"url": "/files/october"}]})), file(STRICT, "text/plain"), "a file, text/plain"),
    ],
)
def test_a_statement_is_taken_however_it_comes_and_kept_as_it_was(
    tmp_path: Path, answer: httpx.Response, link: httpx.Response | None, came_as: str
) -> None:
    found = export(answer, tmp_path / "o.sta", link)

    assert (tmp_path / "o.sta").read_bytes() == STRICT.encode()
    assert found.came_as.startswith(came_as)
    assert found.holds
    assert found.reconciliation.matched == 3


@pytest.mark.parametrize(
    "answer",
    [
        file("<html>Sign in</html>", "text/html"),
        file("", "text/plain"),
        linked(json.dumps({"@id": "/api/x", "message": "later"})),
        linked("{}"),
        linked(json.dumps({"url": "/files/october"})),
        file("{}", "application/json", 404),
    ],
)
def test_what_is_no_statement_leaves_no_file(tmp_path: Path, answer: httpx.Response) -> None:
    with pytest.raises(ServiceError):
        export(answer, tmp_path / "o.sta", linked(json.dumps({"url": "/files/october"})))

    assert list(tmp_path.iterdir()) == []


def test_half_a_file_does_not_prove(tmp_path: Path) -> None:
    """The balance at the end is missing, and so are the movements before it."""
    found = export(file(STRICT[: len(STRICT) // 2], "text/plain"), tmp_path / "o.sta")

    assert not found.proof.holds
    assert [record.id for record in found.reconciliation.only_service] == ["15", "31"]
