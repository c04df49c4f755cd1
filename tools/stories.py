"""What people type in the stories of samples/, by sheet and header."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

Typed = str | int | float | date | None
Rows = Mapping[str, Sequence[Mapping[str, Typed]]]

FIRST_BUDGET: Final[Rows] = {
    "Budgets": [
        {
            "Name": "EMEA Marketing FY25",
            "Type": "global",
            "Granularity": "month",
            "Group": "emarketing",
            "From": date(2024, 1, 1),
            "To": date(2024, 12, 31),
            "Flags": "spend_alerts, auto-freeze",
        }
    ],
    "Budget transactions": [
        {"Budget": "EMEA Marketing FY25", "Transaction": "txn_904", "Employee": "emp_777", "Amount": 125000}
    ],
}
"""The example of the API document: a budget, and the transaction that is booked on it."""

_PLANNED = (
    ("Mässor 2027", "Events", "global", "quarter", date(2027, 1, 1), date(2027, 12, 31)),
    ("Partnerdagar 2027", "Events", "global", "month", date(2027, 3, 1), date(2027, 6, 30)),
    ("Utbildning 2027", "People", "employee", "quarter", date(2027, 1, 1), date(2027, 12, 31)),
    ("Sökannonser 2027", "E-marketing", "global", "month", date(2027, 1, 1), date(2027, 12, 31)),
)

A_YEAR: Final[Rows] = {
    "Budget groups": [{"Name": "Events"}, {"Name": "People"}],
    "Budgets": [
        {"Name": name, "Group": group, "Type": type_, "Granularity": granularity, "From": first, "To": last}
        for name, group, type_, granularity, first, last in _PLANNED
    ],
    "Budget employees": [
        {"Budget": "Utbildning 2027", "Employee": "Johan Wikström", "Amount": 15000},
        {"Budget": "Utbildning 2027", "Employee": "Zofia Dąbrowska", "Amount": 15000},
        {"Budget": "Utbildning 2027", "Employee": "emp_770", "Amount": 18000},
    ],
    "Budget projects": [
        {"Budget": "Sökannonser 2027", "Project": "Kampanjmätning"},
        {"Budget": "Mässor 2027", "Project": "Hamnflöde"},
    ],
}
"""Next year's budgets: new groups, new budgets in them, and links to those; every row refers by name."""

MINE: Final[Mapping[str, Mapping[str, Typed]]] = {
    "Sökannonser 2026": {"Granularity": "quarter", "To": date(2026, 11, 30)},
    "Sociala medier 2026": {"Flags": "spend_alerts, auto-freeze"},
    "Mässor Norden": {"Command": "DELETE"},
    "Kontor Stockholm": {"Group": None},
}
"""What was typed into the pulled budgets."""

THEIRS: Final[Mapping[str, Mapping[str, str]]] = {
    "/budgets/bgt_0001": {"dateTo": "2026-10-31T00:00:00+00:00"},
    "/budgets/bgt_0002": {"granularity": "quarter"},
    "/budgets/bgt_0004": {"name": "Mässor Norden och Baltikum"},
}
"""What a colleague did in the service meanwhile: the first and the last collide, the second does not."""

ANSWERS: Final[Rows] = {
    "txn_784": [{"Budget": "Servrar"}],
    "txn_787": [{"Project": "Elnätsprognos"}],
    "txn_790": [
        {"Budget": "Reserv", "Amount": 50_000, "Note": "Split by head count"},
        {"Budget": "Resor", "Amount": 45_700},
    ],
    "txn_792": [{"Accept": "yes", "Project": "Śledzenie ładunków"}, {"Accept": "yes"}],
    "txn_793": [{"Budget": "Kontor Stockholm"}],
    "txn_797": [{"Budget": "Resor", "Employee": "Zofia Dąbrowska", "Amount": 600}],
    "txn_798": [{"Budget": "Reserv"}],
}
"""What was answered about the transactions of March that were booked nowhere."""

BOOKED: Final[Mapping[str, Mapping[str, str]]] = {
    "/budget-transactions": {"budget": "/api/budgets/bgt_0006", "transaction": "/api/transactions/txn_793"},
}
"""What a colleague booked meanwhile."""

MISTAKES: Final[Rows] = {
    "Budgets": [
        {"Name": "Good", "Type": "global", "Granularity": "month", "From": date(2027, 1, 1), "To": date(2027, 12, 31)},
        {"Name": 904, "Type": "global", "Granularity": "month"},
        {"Type": "global", "Granularity": "month", "From": date(2027, 1, 1)},
        {
            "Name": "Backwards",
            "Type": "global",
            "Granularity": "month",
            "From": date(2027, 9, 1),
            "To": date(2027, 2, 1),
        },
        {"Name": "Weekly", "Type": "global", "Granularity": "week", "Group": "E-marketting"},
        {"Name": "Good", "Type": "global", "Granularity": "month", "From": "01/02/2027"},
        {"Command": "CHANGE", "Name": "Odd command", "Type": "global", "Granularity": "month"},
        {"Name": "Merged", "Type": "global", "Granularity": "month", "From": date(2027, 1, 1)},
        {"Name": "=A1&B1", "Type": "#N/A", "Granularity": "month"},
        {"Command": "DELETE", "Name": "Which one"},
    ],
    "Budget transactions": [
        {"Budget": "Good", "Transaction": "txn_904", "Employee": "Anna Lindström", "Amount": 1250.5},
        {"Budget": "No such budget", "Transaction": "txn_905", "Amount": "1 250"},
    ],
}
"""One mistake of each kind, as people make them."""
