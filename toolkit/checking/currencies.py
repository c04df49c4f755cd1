"""Currencies that people type beside amounts: an amount has none of its own, so two in one column are told.

Where the record has a currency, one that is typed must be that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from toolkit.checking.conversions import Conversion, Rule
from toolkit.checking.decode import Table
from toolkit.checking.issues import Issue, Problem, Severity, quoted
from toolkit.checking.numerals import numeral
from toolkit.entities.record import Mine
from toolkit.language import _

_CODES: Mapping[str, str] = {"€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN", "kr.": "KR"}
_MEANT: Mapping[str, frozenset[str]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "zł": frozenset({"PLN"}),
    "zl": frozenset({"PLN"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "kr.": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"}),
    "¥": frozenset({"JPY", "CNY"}),
}
"""The currencies that a sign may mean, as ISO 4217 codes."""

_MIXED = "currency-mixed"

Currency = Callable[[Mine, str], str]
"""Returns the code of the currency that a row's amount in this field is in; empty where nobody can tell."""


def with_wrong_currencies(
    issues: Sequence[Issue], conversions: Sequence[Conversion], rows: Sequence[Mine], currency: Currency
) -> Sequence[Issue]:
    """Add an issue for each amount typed with another currency than that of its record.

    Where the record tells, it does not matter what others of the column name.
    """
    typed = [each for each in conversions if each.rule is Rule.CURRENCY]
    by_place = {(mine.header.sheet, mine.row): mine for mine in rows} if typed else {}
    known: set[tuple[str, str]] = set()
    wrong: list[Issue] = []
    for conversion in typed:
        mine, named = by_place.get((conversion.sheet, conversion.row)), numeral(conversion.raw)
        code = currency(mine, conversion.field) if mine is not None else ""
        if mine is None or named is None or not code:
            continue
        known.add((conversion.sheet, conversion.cell))
        meant = _MEANT.get(named.currency.casefold(), frozenset({named.currency.upper()}))
        if code not in meant:
            wrong.append(_wrong(mine, conversion, code))
    return [*(each for each in issues if each.rule != _MIXED or (each.sheet, each.cell) not in known), *wrong]


def _wrong(mine: Mine, conversion: Conversion, code: str) -> Issue:
    message = _(
        "{text} names another currency than that of the {what}, {code}. Type the amount in {code}, or change the "
        "currency of the {what}."
    ).format(text=quoted(conversion.raw), what=mine.entity.singular, code=code)
    return Problem("currency-wrong", message, conversion.raw).at(mine.header, conversion.row, conversion.field)


def mixed_currencies(table: Table) -> Iterator[Issue]:
    """Warn where a column's amounts name another currency than the first of them, once for each currency."""
    seen: dict[str, dict[str, Conversion]] = {}
    for conversion in table.conversions:
        named = numeral(conversion.raw) if conversion.rule is Rule.CURRENCY else None
        if named is None:
            continue
        currency = _CODES.get(named.currency.casefold(), named.currency.upper())
        column = seen.setdefault(conversion.field, {})
        if currency not in column and column:
            yield _warning(table, conversion, next(iter(column.values())))
        column.setdefault(currency, conversion)


def _warning(table: Table, conversion: Conversion, first: Conversion) -> Issue:
    message = _(
        "{text} names another currency than {first} in {cell}. The currency is not sent: "
        "make sure that the record has it."
    ).format(text=quoted(conversion.raw), first=quoted(first.raw), cell=first.cell)
    problem = Problem(_MIXED, message, conversion.raw, Severity.WARNING)
    return problem.at(table.header, conversion.row, conversion.field)
