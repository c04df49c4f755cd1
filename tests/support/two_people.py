"""Two people at one company's invoices: values, rows that can be counted, and what one of them has seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.entities.canonical import JsonObject
from toolkit.planning.plan import Plan

NAMES = ("Desk", "Lamp", "Chair")
NUMBERS = (1, 2, 3)
CELLS: Mapping[str, Sequence[str | int]] = {"name": NAMES, "quantity": NUMBERS, "priceNet": NUMBERS}

Tagged = dict[str, tuple[str, JsonObject]]
"""Rows by their tag, which stands in the VAT rate and is never edited: the invoice that each is in, and its fields."""


@dataclass
class Eyes:
    """What the owner of the workbook has been shown of live values, and what anybody wanted gone or made anew.

    `kept` has the fields, by row, for which `live` was chosen when they were shown in conflict.
    """

    shown: set[tuple[str, str, object]] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    kept: dict[str, set[str]] = field(default_factory=dict)


INVOICE: JsonObject = {
    "type": "vat",
    "client": "/api/clients/cli_01",
    "bankAccount": "/api/bank-accounts/bac_0001",
    "currency": "/api/currencies/SEK",
    "issueDate": "2026-01-08",
    "saleDate": "2026-01-08",
    "dueDate": "2026-02-07",
    "paymentMethod": "transfer",
    "status": "created",
}


def turned(name: str, value: object, k: int) -> str | int:
    """Return another value of a cell: the next one, or the one after that."""
    values = CELLS[name]
    at = [plain(each) for each in values].index(plain(value)) if plain(value) in map(plain, values) else 0
    return values[(at + 1 + k // 3 % 2) % len(values)]


def tag(row: JsonObject) -> str:
    """Return what tells a row from all others."""
    return str(row.get("vatRate"))


def plain(value: object) -> str:
    """Return a value as text, alike for a number however it is kept."""
    return "" if value is None else str(value).removesuffix(".0")


def bodies(made: Plan) -> list[JsonObject | None]:
    """Return what a plan sends."""
    return [request.body for change in made.changes for request in change.requests]


def cell_of(value: object) -> str | float | None:
    """Return a value as it is typed into a cell."""
    return value if isinstance(value, str | int | float) or value is None else float(str(value))
