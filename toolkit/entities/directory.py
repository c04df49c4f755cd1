"""Entities that are only looked up, so that a workbook can call their records by name."""

from toolkit.entities.columns import Column, assumed, read_only, reference, text
from toolkit.entities.entity import DIRECTORY, Entity


def _directory(path: str, title: str, singular: str, *more: Column) -> Entity:
    """Declare an entity with a name; its records are read, never written."""
    return Entity(
        path=path,
        english_title=title,
        english_singular=singular,
        english_summary="Looked up for references; not published in the API document.",
        columns=(assumed(read_only(text("name", "Name"))), *more),
        operations=DIRECTORY,
        natural_key=("name",),
        label=("name",),
    )


EMPLOYEES = _directory("employees", "Employees", "employee")
PROJECTS = _directory("projects", "Projects", "project", assumed(read_only(reference("client", "Client", "clients"))))
CLIENTS = _directory("clients", "Clients", "client", assumed(read_only(text("country", "Country"))))
CONTRACTORS = _directory("contractors", "Contractors", "contractor")
COSTS = _directory("costs", "Suppliers", "supplier")
BANK_ACCOUNTS = _directory(
    "bank-accounts",
    "Bank accounts",
    "bank account",
    assumed(read_only(text("number", "Number"))),
    assumed(read_only(reference("currency", "Currency", "currencies"))),
)
CURRENCIES = _directory("currencies", "Currencies", "currency", assumed(read_only(text("code", "Code"))))
COUNTERPARTIES = _directory("counterparties", "Counterparties", "counterparty")
