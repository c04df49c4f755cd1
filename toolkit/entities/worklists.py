"""Work lists: what the service asks, as sheets of their own; their rows stand for answers, not for records.

A row shows a record of the service and leaves room for answers. Rows may be copied, to book parts of one transaction on
several budgets; so an Id may stand in more than one row. Nothing is sent as such a row: its answers become changes of
ordinary entities (`planning/answers.py`).
"""

from collections.abc import Mapping

from toolkit.entities.budgets import BUDGET_CONTRACTORS
from toolkit.entities.columns import (
    Column,
    amount,
    day,
    integer,
    month,
    number,
    read_only,
    reference,
    text,
    yes_no,
)
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.transactions import (
    BUDGET_TRANSACTIONS,
    INCOME_TRANSACTIONS,
    PROJECT_TRANSACTIONS,
    TRANSACTION_ATTACHMENTS,
    TRANSACTIONS,
)

SUGGESTION = (
    read_only(text("suggestion", "Suggestion", "What the service proposes for this record.")),
    read_only(number("score", "Score", "How sure the service is, from 0 to 1.")),
    yes_no("accept", "Accept", "Yes takes the suggestion of this row; the service offers no way back."),
    read_only(text("suggestionId", "Suggestion id", "How the service knows the suggestion.")),
)
"""The columns beside each record in which a suggestion is shown and accepted."""


def _open(path: str, title: str, singular: str, summary: str, *columns: Column) -> Entity:
    return Entity(
        path=path,
        english_title=title,
        english_singular=singular,
        english_summary=summary,
        columns=(*columns, *SUGGESTION),
        operations=Operation(0),
        natural_key=(),
        label=(),
    )


OPEN_TRANSACTIONS = _open(
    "open-transactions",
    "Open transactions",
    "open transaction",
    "Transactions that wait for an answer. Fill in what you know; copy a row to book parts of its transaction.",
    read_only(day("execDate", "Booked")),
    read_only(text("description", "Description")),
    read_only(amount("total", "Total", "What the transaction comes to.")),
    read_only(text("currency", "Currency")),
    read_only(reference("bankAccount", "Account", "bank-accounts")),
    read_only(text("standing", "Booked on", "What the transaction is booked on already.")),
    reference("counterparty", "Counterparty", "counterparties", "Needed for the monthly close."),
    month("connectedMonth", "Month", "The accounting month; needed for the monthly close."),
    reference("budget", "Budget", "budgets", "The budget that the transaction, or this part of it, is booked on."),
    reference("project", "Project", "projects", "The project that the transaction, or this part of it, belongs to."),
    reference("invoice", "Invoice", "invoices", "The invoice that money coming in pays, whole or in part."),
    integer("amount", "Amount", "The part to book, in whole units. Left out, the whole transaction is booked."),
    reference("employee", "Employee", "employees", "Whose share of the budget it is."),
    text("note", "Note", "The transaction's own note."),
)

AWAITING_DOCUMENTS = _open(
    "awaiting-documents",
    "Awaiting documents",
    "awaiting document",
    "Documents that belong to no transaction yet. Name the transaction, or accept a suggestion.",
    read_only(text("name", "Name")),
    read_only(text("mimeType", "File type")),
    read_only(integer("size", "Size", "Bytes.")),
    reference("transaction", "Transaction", "transactions", "The transaction that the document belongs to."),
)

WORKLISTS = (OPEN_TRANSACTIONS, AWAITING_DOCUMENTS)

BOOKINGS: Mapping[str, Entity] = {
    "budget": BUDGET_TRANSACTIONS,
    "project": PROJECT_TRANSACTIONS,
    "invoice": INCOME_TRANSACTIONS,
}
"""What each answer about a transaction makes a record of."""

OWN_FIELDS: Mapping[Entity, tuple[str, ...]] = {
    OPEN_TRANSACTIONS: ("counterparty", "connectedMonth", "note"),
    AWAITING_DOCUMENTS: ("transaction",),
}
"""Answers that are fields of the record itself."""

_STANDS_FOR: Mapping[Entity, tuple[Entity, ...]] = {
    OPEN_TRANSACTIONS: (TRANSACTIONS, *BOOKINGS.values(), BUDGET_CONTRACTORS),
    AWAITING_DOCUMENTS: (TRANSACTION_ATTACHMENTS,),
}


def stands_for(entity: Entity) -> tuple[Entity, ...]:
    """Return the entities that the answers of a work list are about, first that of its rows; else the entity itself."""
    return _STANDS_FOR.get(entity, (entity,))
