"""What records show of each other: embedded objects, and arrays that other entities own."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.entities import ENTITIES
from toolkit.entities.columns import Column
from toolkit.entities.entity import Children as Declared
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Structure
from toolkit.sandbox.naming import class_name

Place = tuple[str, str]
"""The path of an entity and one of its fields."""


@dataclass(frozen=True, slots=True)
class Link:
    """An array of the records of another entity whose `field` points here.

    It is shown as IRIs, as whole objects (`embedded`), or as objects of the class `genid`, which have no lasting IRI.
    """

    path: str
    field: str
    embedded: bool = False
    genid: str = ""


@dataclass(frozen=True, slots=True)
class Children:
    """An array of objects that belong to a record, are replaced whole, and are no resource of their own."""

    name: str
    columns: tuple[Column, ...]


EMBEDDED: frozenset[Place] = frozenset(
    {
        ("budget-transactions", "transaction"),
        ("income-transactions", "transaction"),
        ("transactions", "counterparty"),
        ("invoices", "parent"),
    }
)
"""References that are answered with the whole record, and written as an IRI."""

LINKS: Mapping[Place, Link] = {
    ("budgets", "budgetEmployees"): Link("budget-employees", "budget", embedded=True),
    ("transactions", "transactionAttachments"): Link("transaction-attachments", "transaction"),
    ("transactions", "budgetTransactions"): Link("budget-transactions", "transaction"),
    ("transactions", "projectTransactions"): Link("project-transactions", "transaction"),
    ("invoices", "childrenInvoices"): Link("invoices", "parent"),
    ("invoices", "invoiceTransactions"): Link("income-transactions", "invoice", genid="InvoiceTransaction"),
}


def _children(children: Declared) -> Children:
    columns = tuple(column for column in children.entity.columns if column.field != children.parent)
    return Children(class_name(children.entity.path), columns)


CHILDREN: Mapping[Place, Children] = {
    (entity.path, children.field): _children(children) for entity in ENTITIES for children in entity.children
}


def stored_columns(entity: Entity) -> tuple[Column, ...]:
    """Return the columns that a record keeps itself, as opposed to those that other records make."""
    return tuple(column for column in entity.columns if (entity.path, column.field) not in LINKS)


def is_json(column: Column) -> bool:
    """Tell whether a column is kept as JSON text."""
    return isinstance(column.kind, Structure) or column.kind.word == "flags"
