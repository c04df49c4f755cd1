"""Billing: what the rows of an invoice come to, to the cent, and whether the invoice says the same.

Nobody publishes when and how the service rounds, and countries differ: each row, each rate, or the whole; half a cent
up, or to the even cent. An amount is right if one of these ways leads to it, so that a difference that is told is one
under any of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Part, Rows, Value

NET = "amountNet"
GROSS = "amount"
ROWS = "invoiceRows"
FACTORS = ("quantity", "priceNet")
"""The fields of a row whose product is what it charges, without VAT."""

_CENT = Decimal("0.01")
_ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN)
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d+)?)\s*%?")


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows come to: the amounts that are right, first the one without rounding in between.

    `gross` is empty where the VAT rate of a row is no number, `25` or `25 %`: then only the net can be told.
    """

    net: tuple[Decimal, ...]
    gross: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """An amount of an invoice, by its field, that its rows do not come to."""

    field: str
    stated: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class _Line:
    net: Decimal
    rate: Decimal | None


def sums_of(values: Mapping[str, Value | None]) -> Sums | None:
    """Return what the rows of an invoice come to; `None` where it has none, or not all can be read."""
    parts = _parts(values)
    lines = [_line(part.values) for part in parts or ()]
    whole = [line for line in lines if line is not None]
    if not whole or len(whole) < len(lines):
        return None
    ways = [(_net(whole, rounding), _gross(whole, rounding)) for rounding in _ROUNDINGS]
    return Sums(_distinct(net for net, _ in ways), _distinct(gross for _, gross in ways))


def gaps(values: Mapping[str, Value | None]) -> tuple[Gap, ...]:
    """Return the amounts of an invoice that its rows do not come to; an amount that it does not say is none."""
    sums = sums_of(values)
    return () if sums is None else tuple(_gaps(values, {NET: sums.net, GROSS: sums.gross}))


def gaps_after(before: Mapping[str, Value | None], after: Mapping[str, Value | None]) -> tuple[Gap, ...]:
    """Return the same of an invoice that becomes another one: where its last row goes, the rest comes to nothing."""
    if _parts(before) and _parts(after) == []:
        return tuple(_gaps(after, dict.fromkeys((NET, GROSS), (Decimal(0),))))
    return gaps(after)


def net_of(row: Mapping[str, Value | None]) -> Decimal:
    """Return what a row charges without VAT; 0 where its quantity or price is not told."""
    line = _line(row)
    return line.net if line is not None else Decimal(0)


def net_of_rows(values: Mapping[str, Value | None]) -> Decimal | None:
    """Return what the rows of an invoice charge without VAT; `None` where it does not tell which it has."""
    parts = _parts(values)
    return None if parts is None else sum((net_of(part.values) for part in parts), Decimal(0))


def _parts(values: Mapping[str, Value | None]) -> list[Part] | None:
    kind = INVOICES.by_field[ROWS].kind
    return kind.parts(values.get(ROWS)) if isinstance(kind, Rows) else None


def _gaps(values: Mapping[str, Value | None], right: Mapping[str, Sequence[Decimal]]) -> Iterator[Gap]:
    for field, amounts in right.items():
        stated = values.get(field)
        if isinstance(stated, int | Decimal) and amounts and Decimal(stated) not in amounts:
            yield Gap(field, Decimal(stated), amounts[0])


def _line(values: Mapping[str, Value | None]) -> _Line | None:
    quantity, price = (values.get(name) for name in FACTORS)
    if not isinstance(quantity, int | Decimal) or not isinstance(price, int | Decimal):
        return None
    return _Line(Decimal(quantity) * Decimal(price), _rate(values.get("vatRate")))


def _rate(told: Value | None) -> Decimal | None:
    """Return the rate as a share of one; `None` for a word, which only the service understands."""
    found = _RATE.fullmatch(str(told).strip()) if told is not None else None
    return Decimal(found[1].replace(",", ".")) / 100 if found else None


def _net(lines: Sequence[_Line], rounding: str) -> Iterator[Decimal]:
    """Yield the net amount: rounded once, and for each row."""
    yield _cents(sum((line.net for line in lines), Decimal(0)), rounding)
    yield sum((_cents(line.net, rounding) for line in lines), Decimal(0))


def _gross(lines: Sequence[_Line], rounding: str) -> Iterator[Decimal]:
    """Yield the gross amount: rounded once, the VAT rounded for each rate, and all of it for each row."""
    rated = [(line.net, line.rate) for line in lines if line.rate is not None]
    if len(rated) < len(lines):
        return
    yield _cents(sum((net * (1 + rate) for net, rate in rated), Decimal(0)), rounding)
    by_rate: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for net, rate in rated:
        by_rate[rate] += net
    yield sum((_cents(net, rounding) + _cents(net * rate, rounding) for rate, net in by_rate.items()), Decimal(0))
    rounded = [(_cents(net, rounding), rate) for net, rate in rated]
    yield sum((net + _cents(net * rate, rounding) for net, rate in rounded), Decimal(0))
    yield sum((_cents(net * (1 + rate), rounding) for net, rate in rated), Decimal(0))


def _distinct(ways: Iterable[Iterator[Decimal]]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(amount for way in ways for amount in way))


def _cents(amount: Decimal, rounding: str) -> Decimal:
    return amount.quantize(_CENT, rounding)
