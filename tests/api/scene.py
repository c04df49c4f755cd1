"""Made-up requests for every operation: what each needs to exist, to be told, and to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from toolkit.api import assumed
from toolkit.api.client import Client
from toolkit.api.forms import Upload
from toolkit.api.operations import Sent
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.invoices import INVOICES
from toolkit.entities.operations import Declared
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS

STATEMENT = (
    b":20:X\r\n:25:SE7280000810340009783242\r\n:28C:77/1\r\n:60F:C260101SEK100,00\r\n"
    b":61:2601020101D20,50NTRFNONREF//REF1\r\n:86:Fika\r\n:62F:C260102SEK79,50\r\n-\r\n"
)


@dataclass(frozen=True)
class Request:
    """What one call is made with."""

    ids: Mapping[str, str] = field(default_factory=dict)
    sent: Sent = field(default_factory=Sent)


def copy_of(entity: Entity, record: Record) -> JsonObject:
    """Return what makes another record like this one."""
    return {name: value for name, value in record.to_json(entity).items() if entity.column(name).writable}


def first(client: Client, entity: Entity) -> Record:
    """Return some record of an entity."""
    return next(iter(client.records(entity)))


def made(client: Client, entity: Entity, **values: str) -> str:
    """Make a record of the test's own, like one that is there, and return its id."""
    answer = client.send("POST", entity.collection, {**copy_of(entity, first(client, entity)), **values})
    assert answer is not None
    return str(answer["id"])


def request(client: Client, operation: Declared) -> Request:
    """Return a request for an operation that the sandbox accepts, having made what it is about."""
    if operation.standard is None:
        return _EXTRAS[operation.name](client)
    entity = operation.entity
    body = Sent(body=copy_of(entity, first(client, entity)))
    match operation.standard:
        case Operation.LIST:
            return Request()
        case Operation.POST:
            return Request(sent=body)
        case Operation.PATCH:
            return Request({"id": made(client, entity)}, body)
        case _:
            return Request({"id": made(client, entity)})


def _of_transaction(client: Client) -> Request:
    return Request({"id": made(client, TRANSACTIONS)})


def _suggested_transaction(client: Client) -> Request:
    body = copy_of(TRANSACTIONS, first(client, TRANSACTIONS))
    bare = {name: value for name, value in body.items() if name != "connectedMonth"}
    answer = client.send("POST", "/transactions", bare)
    assert answer is not None
    return Request({"id": str(answer["id"]), "suggestionId": "month"})


def _archive(client: Client) -> Request:
    tied = next(record for record in client.records(TRANSACTION_ATTACHMENTS) if "transaction" in record.values)
    return Request(sent=assumed.archive([str(tied.values["transaction"])]))


def _import(client: Client) -> Request:
    account = str(first(client, TRANSACTIONS).values["bankAccount"])
    file = Upload("statement.sta", STATEMENT, "text/plain")
    return Request(sent=assumed.statement(file, account))


def _upload(_client: Client) -> Request:
    return Request(sent=assumed.document(Upload('kvitto "åäö".txt', b"abc", "text/plain")))


def _document(client: Client) -> Request:
    """Make a document whose name suggests both a transaction without one and a supplier."""
    transaction = made(client, TRANSACTIONS, description="Hetzner Online GmbH servers")
    iri = f"{client.prefix}/transactions/{transaction}"
    return Request({"id": made(client, TRANSACTION_ATTACHMENTS, name="Hetzner Online GmbH.pdf", transaction=iri)})


def _suggested_document(client: Client) -> Request:
    transaction = made(client, TRANSACTIONS, description="Only this one says Kvarnholmen")
    answer = client.send("POST", "/transaction-attachments", {"name": "Kvarnholmen.pdf"})
    assert answer is not None
    return Request({"id": str(answer["id"]), "suggestionId": transaction})


def _of_invoice(client: Client) -> Request:
    return Request({"id": made(client, INVOICES)})


def _invoices(client: Client) -> Request:
    return Request(sent=assumed.sending([f"{client.prefix}/invoices/{made(client, INVOICES)}"]))


_EXTRAS: Mapping[str, Callable[[Client], Request]] = {
    "POST /transactions/attachments/zip": _archive,
    "GET /transactions/export/mt940": lambda _: Request(sent=Sent({"dateTo": "2026-06-30"})),
    "POST /transactions/import": _import,
    "GET /transactions/unassigned": lambda _: Request(),
    "GET /transactions/with-problems": lambda _: Request(),
    "GET /transactions/{id}/suggestions": _of_transaction,
    "POST /transactions/{id}/suggestions/{suggestionId}/apply": _suggested_transaction,
    "POST /transaction-attachments/create": _upload,
    "GET /transaction-attachments/search": lambda _: Request(sent=Sent({"itemsPerPage": "5"})),
    "POST /transaction-attachments/{id}/apply-suggestion": _suggested_document,
    "POST /transaction-attachments/{id}/apply-supplier-suggestion": _document,
    "POST /transaction-attachments/{id}/detach": _document,
    "GET /transaction-attachments/{id}/suggestions": _document,
    "GET /transaction-attachments/{id}/suggestions-debug": _document,
    "POST /transaction-attachments/{id}/suggestions/{suggestionId}/apply": _suggested_document,
    "GET /invoices/draft": lambda _: Request(),
    "GET /invoices/name/{date}": lambda _: Request({"date": "2026-05-04"}),
    "POST /invoices/send": _invoices,
    "GET /invoices/{id}/send": _of_invoice,
    "POST /invoices/{id}/send": _of_invoice,
}
