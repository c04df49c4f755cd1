"""Eighteen invoices: paid, sent, overdue, created, and one that corrects another."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from toolkit.sandbox.seed.books import Pattern
from toolkit.sandbox.seed.company import CLIENTS, EURO, MAIN
from toolkit.sandbox.store import Row
from toolkit.sandbox.wire import number

_COUNT = 18
_CORRECTION, _CORRECTED = 14, 9
_STATUSES = {12: "overdue", 13: "sent", 14: "sent", 15: "sent", 16: "created", 17: "created", 18: "edited"}
_SERVICES = ("Analys", "Datamodell", "Prognos", "Utbildning", "Wdrożenie systemu", "Förvaltning")
_RATE = 11.35


def invoices() -> Iterator[Row]:
    """Return the invoices; amounts are the sums of their rows."""
    row_id = 0
    for n in range(1, _COUNT + 1):
        rows = _rows(n, row_id)
        row_id += len(rows)
        yield _invoice(n, rows)


def row_count() -> int:
    """Return how many rows the invoices have together."""
    return sum(len(_rows(n, 0)) for n in range(1, _COUNT + 1))


def income_transactions(booked: Iterable[tuple[Row, Pattern]]) -> Iterator[Row]:
    """Tie the payments of clients to the paid invoices, and leave two payments without an invoice."""
    paid = [str(n) for n in range(1, _COUNT + 1) if _status(n) == "paid"]
    incoming = [row for row, pattern in booked if not pattern.cost and float(row["amount"] or 0) > 0]
    payments = [row for row in incoming if not row["ignored"]][: len(paid) + 2]
    for n, row in enumerate(payments, start=1):
        yield {
            "id": f"itr_{n:04}",
            "transaction": row["id"],
            "invoice": int(paid[n - 1]) if n <= len(paid) else None,
            "amount": round(float(row["amount"] or 0)),
        }


def _invoice(n: int, rows: list[dict[str, str | int | float]]) -> Row:
    client = CLIENTS[(n - 1) % len(CLIENTS)] if n != _CORRECTION else CLIENTS[(_CORRECTED - 1) % len(CLIENTS)]
    swedish = client["country"] == "SE"
    net = sum((Decimal(str(row["quantity"])) * Decimal(str(row["priceNet"])) for row in rows), Decimal(0))
    gross = (net * (Decimal("1.25") if swedish else 1)).quantize(Decimal("0.01"))
    issued = date(2026, 1 + (n - 1) // 2, 3 + 5 * (n % 5))
    created = _status(n) in {"created", "edited"}
    return {
        "id": n,
        "name": f"F/{issued:%Y/%m}/{(n - 1) % 2 + 1:03}",
        "type": "correction" if n == _CORRECTION else "vat",
        "parent": _CORRECTED if n == _CORRECTION else None,
        "client": client["id"],
        "tinType": "vat",
        "tinCountry": client["country"],
        "tin": f"{client['country']}55{60000 + 137 * n}01",
        "bankAccount": MAIN if swedish else EURO,
        "amountNet": float(net),
        "amount": float(gross),
        "currency": "SEK" if swedish else "EUR",
        "conversionRate": None if swedish else _RATE,
        "issueDate": f"{issued}T00:00:00",
        "saleDate": f"{issued}T00:00:00",
        "dueDate": f"{issued + timedelta(days=30)}T00:00:00",
        "targetAmount": None if swedish else float((gross * Decimal(str(_RATE))).quantize(Decimal("0.01"))),
        "targetAmountNet": None if swedish else float((net * Decimal(str(_RATE))).quantize(Decimal("0.01"))),
        "paymentMethod": "transfer",
        "notes": "Tack för samarbetet!" if swedish else "Dziękujemy za współpracę!",
        "internalComment": "",
        "status": _status(n),
        "generatedPdfExternalId": None if created else f"pdf-{n:05}",
        "eInvoicing": None if created else json.dumps({"status": "accepted", "number": str(n)}),
        "invoiceRows": json.dumps(rows, ensure_ascii=False),
    }


def _status(n: int) -> str:
    return _STATUSES.get(n, "paid")


def _rows(n: int, before: int) -> list[dict[str, str | int | float]]:
    sign = -1 if n == _CORRECTION else 1
    return [
        {
            "id": before + place + 1,
            "name": f"{_SERVICES[(n + place) % len(_SERVICES)]} {2026}",
            "quantity": 8 + (n * 3 + place * 5) % 32,
            "priceNet": number(sign * (850 + 12.5 * ((n + place) % 9))),
            "vatRate": "25" if CLIENTS[(n - 1) % len(CLIENTS)]["country"] == "SE" else "0",
        }
        for place in range(1 + n % 3)
    ]
