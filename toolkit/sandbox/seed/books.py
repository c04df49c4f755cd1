"""Twelve months of bank transactions, November 2025 to October 2026, twenty a month."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from toolkit.sandbox.seed.company import EURO, MAIN, SAVINGS, counterparty
from toolkit.sandbox.sql import Scalar
from toolkit.sandbox.store import Row

FIRST = 701
"""The first transaction is txn_701, so that txn_904 of the API document is one of them."""

_OPENING = {MAIN: Decimal("412000.00"), SAVINGS: Decimal("800000.00"), EURO: Decimal("38500.00")}
_MONTHS = tuple(f"{2025 + n // 12}-{n % 12 + 1:02}" for n in range(10, 22))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A transaction that comes back every month: day, account, other party, text, mean amount, how far it varies.

    `cost` is the supplier, `budget` and `project` what it is booked on; empty means nothing.
    """

    day: int
    account: str
    party: str
    text: str
    mean: int
    spread: int = 0
    cost: str = ""
    budget: str = ""
    project: str = ""


PATTERNS: tuple[Pattern, ...] = (
    Pattern(1, MAIN, "Fastighets AB Kungsholmen", "Hyra kontor Kungsholmen", -42500, 0, "cst_01", "bgt_0005"),
    Pattern(2, MAIN, "Telia Sverige AB", "Telia Sverige AB faktura", -3890, 240, "cst_02", "bgt_0006"),
    Pattern(3, EURO, "Hetzner Online GmbH", "Hetzner servrar", -412, 35, "cst_05", "bgt_0007", "prj_07"),
    Pattern(4, EURO, "Amazon Web Services EMEA", "AWS EMEA drift", -1130, 310, "cst_06", "bgt_0007"),
    Pattern(5, MAIN, "Google Ireland Ltd", "Google Ads kampanj", -18200, 4100, "cst_03", "bgt_0001", "prj_03"),
    Pattern(6, EURO, "Meta Platforms Ireland", "Meta annonser EMEA", -940, 260, "cst_04", "bgt_0002"),
    Pattern(8, MAIN, "Vättern Energi AB", "Inbetalning Vättern Energi AB", 187500, 12000, "", "", "prj_01"),
    Pattern(10, EURO, "Nordlicht Handels GmbH", "Zahlung Nordlicht Handels GmbH", 7400, 900, "", "", "prj_05"),
    Pattern(11, MAIN, "SJ AB", "SJ tågresor Göteborg", -2140, 760, "cst_07", "bgt_0009", "prj_02"),
    Pattern(12, MAIN, "Skatteverket", "Skattekonto arbetsgivaravgifter", -96400, 2100, "cst_16"),
    Pattern(13, EURO, "LOT Polish Airlines", "LOT lot Gdańsk–Sztokholm", -286, 90, "cst_08", "bgt_0009"),
    Pattern(15, EURO, "Bałtyk Logistyka Sp. z o.o.", "Wpłata Bałtyk Logistyka", 5200, 640, "", "", "prj_04"),
    Pattern(16, MAIN, "Fortum Markets AB", "Fortum el", -1980, 520, "cst_09", "bgt_0006"),
    Pattern(18, MAIN, "Göteborgs Hamnlogistik AB", "Inbetalning Göteborgs Hamnlogistik AB", 142000, 8800),
    Pattern(19, MAIN, "Nowak Design", "Nowak Design grafika", -14600, 1900, "cst_12", "bgt_0003"),
    Pattern(20, MAIN, "Kontorsgruppen i Örebro AB", "Kontorsmaterial Örebro", -1320, 410, "cst_10", "bgt_0006"),
    Pattern(22, MAIN, "Espresso House", "Espresso House möte", -486, 130, "cst_15"),
    Pattern(25, MAIN, "", "Löner månad", -118400, 0),
    Pattern(26, MAIN, "Norrsken Analys AB", "Överföring till sparkonto", -15000),
    Pattern(26, SAVINGS, "Norrsken Analys AB", "Överföring från företagskonto", 15000),
)


def transactions() -> Iterator[tuple[Row, Pattern]]:
    """Return every transaction in the order of its booking, with the pattern behind it."""
    balances = dict(_OPENING)
    number = FIRST
    for month, name in enumerate(_MONTHS):
        for place, pattern in enumerate(PATTERNS):
            amount = _amount(pattern, month, place)
            balances[pattern.account] += amount
            yield _row(number, name, pattern, amount, balances[pattern.account]), pattern
            number += 1


def _row(number: int, month: str, pattern: Pattern, amount: Decimal, balance: Decimal) -> Row:
    booked = f"{month}-{pattern.day:02}T00:00:00"
    # Every ninth waits for its counterparty and every eleventh for its month, as in any month that is not closed yet.
    party: Scalar = counterparty(pattern.party) if pattern.party and number % 9 else None
    return {
        "id": f"txn_{number}",
        "bankAccount": pattern.account,
        "employeeOwner": f"emp_{770 + number % 10}" if pattern.account == MAIN and number % 4 == 0 else None,
        "cost": pattern.cost if pattern.cost and number % 7 else None,
        "counterparty": party,
        "counterpartyRole": "supplier" if amount < 0 else "client",
        "statementNumber": int(month[5:]),
        "operationNumber": f"{month[2:4]}{month[5:]}{pattern.day:02}{number:06}",
        "description": _text(pattern, month, number),
        "amount": float(amount),
        "endingBalance": float(balance),
        "orderDate": f"{month}-{max(1, pattern.day - 1):02}T00:00:00",
        "execDate": booked,
        "relatedDate": f"{month}-01T00:00:00" if pattern.text.startswith("Hyra") else None,
        "ignored": 1 if pattern.text.startswith("Överföring") else 0,
        "note": "Delas med Gdańsk" if number % 23 == 0 else None,
        "connectedMonth": month if number % 11 else "",
    }


def _amount(pattern: Pattern, month: int, place: int) -> Decimal:
    """Return the mean and a deviation that looks like chance and never changes."""
    turn = (month * 37 + place * 101 + month * place * 13) % 199
    deviation = Decimal(turn - 99) / 99 * pattern.spread
    return (Decimal(pattern.mean) + deviation).quantize(Decimal("0.01"))


def _text(pattern: Pattern, month: str, number: int) -> str:
    return f"{pattern.text} {20000 + number}" if pattern.cost else f"{pattern.text} {month}"
