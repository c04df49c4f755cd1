"""Currencies beside amounts, typed or shown by number formats: two in one column are told.

An amount has no currency of its own. Where the record has a currency, the one beside its amount must be that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from toolkit.checking.conversions import NamedCurrency
from toolkit.checking.decode import Table
from toolkit.checking.issues import Issue, Problem, Severity
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
    issues: Sequence[Issue], named: Sequence[NamedCurrency], rows: Sequence[Mine], currency: Currency
) -> Sequence[Issue]:
    """Add an issue for each amount beside which another currency stands than that of its record.

    Where the record tells, it does not matter what others of the column name.
    """
    by_place = {(mine.header.sheet, mine.row): mine for mine in rows} if named else {}
    known: set[tuple[str, str]] = set()
    wrong: list[Issue] = []
    for each in named:
        mine = by_place.get((each.sheet, each.row))
        code = currency(mine, each.field) if mine is not None else ""
        if mine is None or not code:
            continue
        known.add((each.sheet, each.cell))
        meant = _MEANT.get(each.currency.casefold(), frozenset({each.currency.upper()}))
        if code not in meant:
            wrong.append(_wrong(mine, each, code))
    return [*(each for each in issues if each.rule != _MIXED or (each.sheet, each.cell) not in known), *wrong]


def _wrong(mine: Mine, named: NamedCurrency, code: str) -> Issue:
    if named.in_format:
        said = _(
            "{text}: the number format of the cell names another currency than that of the {what}, {code}. Type the "
            "amount in {code} and format it so, or change the currency of the {what}."
        )
    else:
        said = _(
            "{text} names another currency than that of the {what}, {code}. Type the amount in {code}, or change the "
            "currency of the {what}."
        )
    message = said.format(text=named.shown, what=mine.entity.singular, code=code)
    return Problem("currency-wrong", message, named.raw).at(mine.header, named.row, named.field)


def mixed_currencies(table: Table) -> Iterator[Issue]:
    """Warn where a column's amounts name another currency than the first of them, once for each currency."""
    seen: dict[str, dict[str, NamedCurrency]] = {}
    for named in table.currencies:
        currency = _CODES.get(named.currency.casefold(), named.currency.upper())
        column = seen.setdefault(named.field, {})
        if currency not in column and column:
            yield _warning(table, named, next(iter(column.values())))
        column.setdefault(currency, named)


def _warning(table: Table, named: NamedCurrency, first: NamedCurrency) -> Issue:
    message = _(
        "{text} names another currency than {first} in {cell}. The currency is not sent: "
        "make sure that the record has it."
    ).format(text=named.shown, first=first.shown, cell=first.cell)
    problem = Problem(_MIXED, message, named.raw, Severity.WARNING)
    return problem.at(table.header, named.row, named.field)
