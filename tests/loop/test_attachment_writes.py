"""What a service says it did with a document is read back, whatever it answered."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.api.support import TOKEN, client
from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import Journal, open_journal
from toolkit.attachments.uploads import Fate, Outcome, Rules
from toolkit.entities.canonical import Json
from toolkit.loop.attachment_writes import detach, plan_detach, plan_upload, upload
from toolkit.loop.direct import Asked, send_alone
from toolkit.loop.reach import Reached
from toolkit.sandbox.seed.documents import pdf

CONTENT = pdf("receipt")
TRANSACTION = {"@id": "/api/transactions/txn_1", "@type": "Transaction", "execDate": "2026-10-01", "amount": -5}
SOUND: dict[str, Json] = {
    "@id": "/api/transaction-attachments/tat_1",
    "name": "receipt.pdf",
    "size": len(CONTENT),
    "transaction": "/api/transactions/txn_1",
}


@dataclass
class Service:
    """A service that lists some documents, and answers each write as a test has it."""

    write: Callable[["Service"], httpx.Response]
    documents: list[dict[str, Json]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if request.url.query == b"itemsPerPage=1":
            return httpx.Response(401)
        if request.method == "POST":
            return self.write(self)
        own = request.url.path.endswith("/transaction-attachments")
        members = self.documents if own else [TRANSACTION]
        content = json.dumps({"member": members, "totalItems": len(members)})
        return httpx.Response(200, headers={"Content-Type": "application/ld+json"}, content=content)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as opened:
        yield opened


@pytest.fixture
def receipts(tmp_path: Path) -> Path:
    (tmp_path / "receipts" / "lunch txn_1").mkdir(parents=True)
    (tmp_path / "receipts" / "lunch txn_1" / "receipt.pdf").write_bytes(CONTENT)
    return tmp_path / "receipts"


def unheard(_outcome: Outcome) -> None:
    """Hear of no outcome."""


def uploaded(service: Service, journal: Journal, receipts: Path) -> Outcome:
    """Upload the one receipt, and return what became of it."""
    with client(service) as made:
        reached = Reached(made, TOKEN)
        (outcome,) = upload(reached, journal, plan_upload(reached, journal, receipts, Rules()), unheard)
    return outcome


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        (None, "does not list it"),
        ({**SOUND, "name": "receipt(1).pdf"}, r"called receipt(1).pdf there"),
        ({**SOUND, "size": 3}, "It has 3 bytes there."),
        ({**SOUND, "transaction": None}, "It is not tied to the transaction."),
    ],
)
def test_a_document_that_is_kept_otherwise_than_sent_is_told(
    kept: dict[str, Json] | None, says: str, journal: Journal, receipts: Path
) -> None:
    def write(service: Service) -> httpx.Response:
        service.documents = [] if kept is None else [kept]
        return httpx.Response(201, json=SOUND)

    outcome = uploaded(Service(write), journal, receipts)

    assert (outcome.fate, says in outcome.detail) == (Fate.DIFFERENT, True), outcome


def test_a_document_whose_answer_names_nothing_is_found_by_what_it_is(journal: Journal, receipts: Path) -> None:
    def write(service: Service) -> httpx.Response:
        service.documents = [{**SOUND, "@id": "/api/transaction-attachments/tat_0", "name": "other.pdf"}, SOUND]
        return httpx.Response(201, json={})

    outcome = uploaded(Service(write), journal, receipts)

    assert (outcome.fate, outcome.iri) == (Fate.DONE, SOUND["@id"])


def test_other_requests_of_the_journal_are_nobodys_document(journal: Journal, receipts: Path) -> None:
    """Neither a request without files nor one for something else says that a receipt was sent."""

    def write(service: Service) -> httpx.Response:
        service.documents = [SOUND]
        return httpx.Response(201, json=SOUND)

    with client(Service(lambda _: httpx.Response(201, json={}))) as made:
        send_alone(Reached(made, TOKEN), journal, Asked("POST", "/transaction-attachments/create"))
        send_alone(Reached(made, TOKEN), journal, Asked("POST", "/transactions"))

    assert uploaded(Service(write), journal, receipts).fate is Fate.DONE
    assert len(direct_requests(journal)) == 3


@pytest.mark.parametrize(
    ("left", "answer", "fate", "says"),
    [
        ([{**SOUND, "transaction": None}], 201, Fate.DONE, ""),
        ([], 201, Fate.DIFFERENT, "does not list it any more"),
        ([SOUND], 201, Fate.DIFFERENT, "still tied"),
        ([SOUND], 403, Fate.FAILED, "403"),
        ([SOUND], 503, Fate.UNKNOWN, "503"),
    ],
)
def test_a_detached_document_is_looked_at_again(
    left: list[dict[str, Json]], answer: int, fate: Fate, says: str, journal: Journal
) -> None:
    def write(service: Service) -> httpx.Response:
        service.documents = left
        own_words = {"@type": "Error", "title": "An error occurred", "detail": "Denied.", "status": answer}
        return httpx.Response(answer, json={} if answer == 201 else own_words)

    with client(Service(write, [SOUND])) as made:
        reached = Reached(made, TOKEN)
        (outcome,) = detach(reached, journal, plan_detach(reached, ["tat_1"]), unheard)

    assert (outcome.fate, says in outcome.detail) == (fate, True), outcome
