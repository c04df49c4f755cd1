"""Currencies that people type beside amounts: an amount has none of its own, so two in one column are told."""

from collections.abc import Iterator, Mapping

from toolkit.checking.conversions import Conversion, Rule
from toolkit.checking.decode import Table
from toolkit.checking.issues import Issue, Problem, Severity, quoted
from toolkit.checking.numerals import numeral
from toolkit.language import _

_CODES: Mapping[str, str] = {"€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN", "kr.": "KR"}


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
    problem = Problem("currency-mixed", message, conversion.raw, Severity.WARNING)
    return problem.at(table.header, conversion.row, conversion.field)
