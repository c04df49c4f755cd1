"""A plan and a run that have one of everything a report can show."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.entities import Entity, find
from toolkit.entities.kinds import NewRow
from toolkit.entities.record import Record
from toolkit.planning.changes import Conflict, Create, Delete, Patch, Place, Refusal, Replace, Request
from toolkit.planning.plan import Guard, Origin, Plan

BUDGETS, TRANSACTIONS = find("budgets"), find("transactions")
SHARES, BOOKINGS = find("budget-employees"), find("budget-transactions")

SHARE = Record(
    "be-3", "/api/budget-employees/be-3", {"budget": "/api/budgets/b-1", "employee": "/api/employees/9", "amount": 1200}
)
RENT = Record(
    "904",
    "/api/transactions/904",
    {
        "amount": Decimal(-1250),
        "endingBalance": Decimal("99000.5"),
        "description": "Rent of January",
        "execDate": date(2024, 1, 3),
        "note": "See the mail",
    },
)


def place(entity: Entity, row: int) -> Place:
    return Place(entity.title, row, {column.field: chr(ord("C") + at) for at, column in enumerate(entity.writable)})


@pytest.fixture
def origin() -> Origin:
    return Origin(
        workbook="year.xlsx",
        workbook_sha256="ab" * 32,
        service="https://api.flowtly.test",
        profile="acme",
        user="anna@acme.test",
        planned_at="2024-01-31T10:00:00Z",
    )


@pytest.fixture
def empty(origin: Origin) -> Plan:
    return Plan(origin, changes=(), conflicts=(), refusals=(), unchanged=120, relied_on={})


@pytest.fixture
def plan(origin: Origin) -> Plan:
    return Plan(
        origin,
        changes=(
            Create(
                1,
                BUDGETS,
                place(BUDGETS, 5),
                "Travel",
                {"name": "Travel", "type": "global", "dateFrom": date(2025, 1, 1), "config": ("alerts", "freeze")},
                (Request("POST", "/budgets", {"name": "Travel"}),),
            ),
            Create(
                2,
                BOOKINGS,
                place(BOOKINGS, 6),
                "Travel · Rent",
                {"budget": NewRow("budgets", "Budgets", 5), "transaction": RENT.iri, "amount": -1250},
                (Request("POST", "/budget-transactions", {}),),
                needs=(1,),
            ),
            Patch(
                3,
                TRANSACTIONS,
                place(TRANSACTIONS, 12),
                "2024-01-03 · Rent",
                RENT,
                {"amount": Decimal("-12500.5"), "endingBalance": Decimal("87749.5"), "ignored": True, "note": None},
                (Request("PATCH", "/transactions/904", {}),),
            ),
            Replace(
                4,
                SHARES,
                place(SHARES, 7),
                "Travel · Anna",
                SHARE,
                {"amount": 1500},
                {**SHARE.values, "amount": 1500},
                (Request("POST", "/budget-employees", {}), Request("DELETE", "/budget-employees/be-3")),
            ),
            Delete(
                5, SHARES, place(SHARES, 8), "Travel · Piotr", SHARE, (Request("DELETE", "/budget-employees/be-3"),)
            ),
        ),
        conflicts=(
            Conflict(BUDGETS, "Budgets", 9, "E9", "granularity", "month", "quarter", None),
            Conflict(TRANSACTIONS, "Transactions", 19, "K19", "amount", Decimal(10), Decimal("12.5"), Decimal(-13)),
            Conflict(BUDGETS, "Budgets", 11, "", "name", "Food", "Food", None, "the record is gone"),
        ),
        refusals=(Refusal(TRANSACTIONS, "Transactions", 22, "The service cannot delete a transaction."),),
        unchanged=1120,
        relied_on={"transactions/904": "cd" * 32},
        unbased=("Budgets",),
        notes=("Only the service can decide.",),
        guards=(Guard("sign", "The sign turns."), Guard("production", "It writes to the real thing.")),
    )


def receipts() -> tuple[Receipt, ...]:
    return (
        Receipt(1, "budgets", "Budgets", 5, "create", "b-100", Status.DONE),
        Receipt(
            2,
            "transactions",
            "Transactions",
            12,
            "patch",
            "904",
            Status.FAILED,
            "The service refused with 422: amount.",
            {"K12": "Must be positive.", "L12": "422"},
        ),
        Receipt(3, "budget-employees", "Budget employees", 7, "replace", None, Status.UNKNOWN, "No answer came."),
        Receipt(4, "budget-employees", "Budget employees", 8, "delete", "be-3", Status.SKIPPED, "Not sent."),
    )


@pytest.fixture
def run(origin: Origin) -> Run:
    return Run("r7k2m", "ef" * 32, origin, "2024-01-31T10:00:00Z", "2024-01-31T10:00:05Z", None, receipts())
