"""What money is planned for: groups, budgets, and what counts towards them."""

from collections.abc import Iterable, Iterator

from toolkit.sandbox.seed.books import Pattern
from toolkit.sandbox.store import Row

GROUPS: tuple[Row, ...] = (
    {"id": "emarketing", "name": "E-marketing"},
    {"id": "bgr_0002", "name": "Drift"},
    {"id": "bgr_0003", "name": "Personal"},
    {"id": "bgr_0004", "name": "Produkt"},
)

_BUDGETS = (
    ("Sökannonser 2026", "global", "month", "emarketing", '["auto-freeze", "spend_alerts"]'),
    ("Sociala medier 2026", "global", "month", "emarketing", '["spend_alerts"]'),
    ("Formgivning 2026", "global", "quarter", "emarketing", "[]"),
    ("Mässor Norden", "global", "quarter", "emarketing", "[]"),
    ("Kontor Stockholm", "global", "month", "bgr_0002", '["spend_alerts"]'),
    ("Förbrukning", "global", "month", "bgr_0002", "[]"),
    ("Servrar", "global", "month", "bgr_0004", '["auto-freeze"]'),
    ("Kompetensutveckling", "employee", "quarter", "bgr_0003", "[]"),
    ("Resor", "employee", "month", "bgr_0003", '["spend_alerts"]'),
    ("Friskvård", "employee", "quarter", "bgr_0003", "[]"),
    ("Licencje i narzędzia", "global", "month", "bgr_0004", "[]"),
    ("Reserv", "global", "quarter", None, "[]"),
)

_OPEN_ENDED = frozenset({"Reserv", "Servrar"})


def budgets() -> Iterator[Row]:
    """Return twelve budgets over 2026; two have no end."""
    for n, (name, kind, granularity, group, config) in enumerate(_BUDGETS, start=1):
        yield {
            "id": f"bgt_{n:04}",
            "name": name,
            "type": kind,
            "granularity": granularity,
            "budgetGroup": group,
            "dateFrom": "2026-01-01T00:00:00",
            "dateTo": None if name in _OPEN_ENDED else "2026-12-31T00:00:00",
            "config": config,
        }


def budget_employees() -> Iterator[Row]:
    """Return the shares of employees in the budgets that are per employee."""
    shares = (("bgt_0008", 12000), ("bgt_0009", 20000), ("bgt_0010", 5000))
    pairs = [(budget, employee, amount) for budget, amount in shares for employee in range(770, 780, 3)]
    for n, (budget, employee, amount) in enumerate(pairs, start=1):
        yield {"id": f"bem_{n:04}", "budget": budget, "employee": f"emp_{employee}", "amount": amount}


def budget_contractors() -> tuple[Row, ...]:
    """Return the contractors all of whose transactions count towards a budget."""
    return _numbered("bco", "contractor", (("bgt_0002", "con_05"), ("bgt_0003", "con_01"), ("bgt_0003", "con_02")))


def budget_projects() -> tuple[Row, ...]:
    """Return the projects whose costs count towards a budget."""
    return _numbered("bpr", "project", (("bgt_0001", "prj_03"), ("bgt_0007", "prj_07"), ("bgt_0011", "prj_08")))


def budget_invoices() -> tuple[Row, ...]:
    """Return the invoices that count towards a budget."""
    pairs = (("bgt_0001", 3), ("bgt_0004", 7), ("bgt_0012", 11))
    return tuple({"id": f"bin_{n:04}", "budget": b, "invoice": i} for n, (b, i) in enumerate(pairs, start=1))


def budget_transactions(booked: Iterable[tuple[Row, Pattern]]) -> Iterator[Row]:
    """Book the costs of 2026 on their budgets; every fifth waits to be booked, every third goes in full."""
    wanted = [(row, pattern) for row, pattern in booked if pattern.budget and str(row["execDate"]) >= "2026"]
    kept = [pair for n, pair in enumerate(wanted) if n % 5]
    for n, (row, pattern) in enumerate(kept, start=1):
        yield {
            "id": f"btr_{n:04}",
            "budget": pattern.budget,
            "transaction": row["id"],
            "employee": row["employeeOwner"] if pattern.budget == "bgt_0009" else None,
            "amount": _whole(row) if n % 3 else None,
        }


def project_transactions(booked: Iterable[tuple[Row, Pattern]]) -> Iterator[Row]:
    """Book the costs of projects."""
    wanted = [(row, pattern) for row, pattern in booked if pattern.project and pattern.cost]
    for n, (row, pattern) in enumerate(wanted, start=1):
        yield {"id": f"ptr_{n:04}", "project": pattern.project, "transaction": row["id"], "amount": _whole(row)}


def _whole(row: Row) -> int:
    return round(abs(float(row["amount"] or 0)))


def _numbered(prefix: str, field: str, pairs: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    return tuple(
        {"id": f"{prefix}_{n:04}", "budget": budget, field: other} for n, (budget, other) in enumerate(pairs, start=1)
    )
