"""Rows of work lists, and the records that they are about, in a line each."""

from collections.abc import Mapping
from decimal import Decimal

from toolkit.entities import WORKLISTS
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Header, Mine, Record

OPEN, AWAITING = WORKLISTS

_NAMES: Mapping[str, Mapping[str, str]] = {
    "budgets": {"b1": "Office", "b2": "Travel"},
    "projects": {"p1": "Grid"},
    "invoices": {"7": "INV/7"},
    "employees": {"e1": "Björn Ågren"},
    "contractors": {"k1": "Nowak Design"},
    "costs": {"s1": "nowak design"},
    "counterparties": {"c1": "Nowak Design", "c2": "Fortum"},
}


def iri(path: str, id: str) -> str:
    """Return the IRI of a record."""
    return f"/api/{path}/{id}"


def transaction(amount: str = "-100.50", id: str = "t1", **values: Value | None) -> Record:
    """Return a transaction that is ready for the monthly close but for what is given."""
    ready: dict[str, Value] = {
        "description": f"Movement {id}",
        "amount": Decimal(amount),
        "counterparty": iri("counterparties", "c2"),
        "connectedMonth": "2026-10",
    }
    return Record(id, iri("transactions", id), {**ready, **_filled(values)})


def booking(path: str, id: str, of: str = "t1", **values: Value | None) -> Record:
    """Return what is booked on a transaction."""
    return Record(id, iri(path, id), {"transaction": iri("transactions", of), **_filled(values)})


def _filled(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def live_of(*transactions: Record, **more: tuple[Record, ...]) -> Live:
    """Return transactions and everything that answers may name; `more` has records by path, `_` for `-`."""
    named = {
        path: {own: Record(own, iri(path, own), {"name": name}) for own, name in names.items()}
        for path, names in _NAMES.items()
    }
    booked = {
        path: {record.id: record for record in more.get(path.replace("-", "_"), ())}
        for path in ("budget-transactions", "project-transactions", "income-transactions", "budget-contractors")
    }
    return {**named, **booked, "transactions": {record.id: record for record in transactions}}


def answer(
    row: int = 2, id: str | None = "t1", command: Command = Command.AUTO, **values: Value | Clear | None
) -> Mine:
    """Return a row of open transactions."""
    return _row(OPEN, row, id, command, values)


def document(row: int = 2, id: str | None = "d1", **values: Value | Clear | None) -> Mine:
    """Return a row of awaiting documents."""
    return _row(AWAITING, row, id, Command.AUTO, values)


def _row(
    entity: Entity, row: int, id: str | None, command: Command, values: Mapping[str, Value | Clear | None]
) -> Mine:
    names = ["Command", "Id", *(column.field for column in entity.columns), "Status", "Detail"]
    letters = dict(zip(names, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))
    blank: dict[str, Value | Clear | None] = {column.field: None for column in entity.columns}
    return Mine(Header(entity, entity.title, 1, letters), row, command, id, {**blank, **values})
