"""Fill an empty store with the company. Deterministic: every fresh sandbox holds the same."""

from collections.abc import Iterable, Mapping

from toolkit.entities import find
from toolkit.sandbox.naming import has_integer_ids
from toolkit.sandbox.seed import books, company, documents, invoices, plans
from toolkit.sandbox.store import Row, Store


def plant(store: Store) -> None:
    """Insert every record and every document, and let the sequences of ids go on behind them."""
    for path, rows in records().items():
        last = 0
        for n, row in enumerate(rows, start=1):
            last = max(n, _number(path, row))
            store.insert(find(path), row)
        store.start_after(path, last)
    for row, content in documents.documents(books.transactions()):
        store.insert(find("transaction-attachments"), row)
        store.add_document(str(row["id"]), content)
        store.start_after("transaction-attachments", _number("transaction-attachments", row))
    store.start_after("InvoiceRow", invoices.row_count())


def records() -> Mapping[str, Iterable[Row]]:
    """Return the rows of every entity but attachments, parents before children."""
    booked = tuple(books.transactions())
    return {
        "currencies": company.CURRENCIES,
        "bank-accounts": company.BANK_ACCOUNTS,
        "employees": company.named(company.EMPLOYEES),
        "clients": company.CLIENTS,
        "projects": company.PROJECTS,
        "contractors": company.named(company.CONTRACTORS),
        "costs": company.named(company.COSTS),
        "counterparties": company.named(company.COUNTERPARTIES),
        "budget-groups": plans.GROUPS,
        "budgets": plans.budgets(),
        "transactions": (row for row, _ in booked),
        "invoices": invoices.invoices(),
        "budget-contractors": plans.budget_contractors(),
        "budget-employees": plans.budget_employees(),
        "budget-invoices": plans.budget_invoices(),
        "budget-projects": plans.budget_projects(),
        "budget-transactions": plans.budget_transactions(booked),
        "income-transactions": invoices.income_transactions(booked),
        "project-transactions": plans.project_transactions(booked),
    }


def _number(path: str, row: Row) -> int:
    """Return the number at the end of an id; 0 where it has none."""
    if has_integer_ids(path):
        return int(row["id"] or 0)
    tail = str(row["id"]).rpartition("_")[2]
    return int(tail) if tail.isdecimal() else 0
