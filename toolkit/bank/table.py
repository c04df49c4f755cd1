"""A bank's table, from a spreadsheet or a CSV file, as a statement: its columns are recognised by their titles."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.bank.findings import Finding, Reading, Weight, error, note
from toolkit.bank.guess import guess_told
from toolkit.bank.statement import Statement
from toolkit.bank.table_balances import StatedBalances, Told, make_statement
from toolkit.bank.table_cells import TableCells
from toolkit.bank.table_labels import Label
from toolkit.bank.table_rows import Booking, LabelledRow, read_rows
from toolkit.bank.text import decode
from toolkit.bank.titles import Content, Line, columns_of, titles_seen
from toolkit.errors import NoCurrency, NotAStatement
from toolkit.language import _

FORMAT = "table"
SEARCHED = 40
"""Rows from the top in which the titles are looked for: banks put the account and the period above."""
_SHOWN = 12


def read_csv(content: bytes, told: Told, encoding: str | None = None) -> Reading:
    """Read a CSV file of a bank. Raises `NotAStatement`, `NoCurrency`, `UnknownEncoding`."""
    decoded = decode(content, encoding)
    delimiter = max(";\t,|", key=lambda sign: sum(line.count(sign) for line in decoded.text.splitlines()[:SEARCHED]))
    # strict: a quote that is not closed would swallow the rows behind it.
    rows = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    try:
        for row in rows:
            lines.append(Line(rows.line_num, _filled(row), len(row)))  # noqa: PERF401 -- the number is the reader's
    except csv.Error as reason:
        raise NotAStatement(
            _("it is no table ({error} in line {line})").format(error=reason, line=rows.line_num)
        ) from None
    reading = read_table(lines, told, decoded.encoding)
    return replace(reading, findings=(*reading.findings, *guess_told(decoded)))


def _filled(row: Sequence[str]) -> Mapping[int, Content]:
    return {index: text.strip() for index, text in enumerate(row) if text.strip()}


def read_table(lines: Sequence[Line], told: Told, encoding: str) -> Reading:
    """Read rows below recognised titles as one statement for each account. Raises `NotAStatement`, `NoCurrency`."""
    at = _titles(lines)
    table = TableCells(columns_of(lines[at], lines[at + 1 :]), lines[at + 1 :])
    groups: defaultdict[tuple[str, str], list[Booking]] = defaultdict(list)
    labelled: list[LabelledRow] = []
    for row in read_rows(table, lines[at]):
        if isinstance(row, Booking):
            currency = row.currency or table.columns.currency or told.currency
            groups[row.account or told.account, currency].append(row)
        else:
            labelled.append(row)
    if not groups:
        wrong = next((each.message for each in table.findings if each.weight is Weight.ERROR), "")
        raise NotAStatement(_("its table has no row with a date and an amount") + (f" ({wrong})" if wrong else ""))
    statements = tuple(_statements(groups, labelled, told, table.findings))
    table.findings += _totals([each for bookings in groups.values() for each in bookings], labelled)
    return Reading(FORMAT, encoding, statements, tuple(table.findings))


def _titles(lines: Sequence[Line]) -> int:
    """Return the row of titles: the first that has a date and an amount, or an amount for each way."""
    for at, line in enumerate(lines[:SEARCHED]):
        if columns_of(line, lines[at + 1 :]).holds_movements:
            return at
    seen = titles_seen(lines[:SEARCHED])
    told = _("none of its first {searched} rows has titles such as date, amount and text").format(searched=SEARCHED)
    if seen:
        told += _("; what looks most like titles is {titles}").format(titles=", ".join(seen[:_SHOWN]))
    raise NotAStatement(told)


def _statements(
    groups: Mapping[tuple[str, str], Sequence[Booking]],
    labelled: Sequence[LabelledRow],
    told: Told,
    findings: list[Finding],
) -> Iterator[Statement]:
    alone = len(groups) == 1
    balances = StatedBalances.of(labelled) if alone else StatedBalances()
    if told.opening is not None and not alone:
        accounts = ", ".join(account or _("no account") for account, _currency in groups)
        findings.append(
            error(
                0, "opening", _("--opening is of one account, and the table has {accounts}.").format(accounts=accounts)
            )
        )
    for (account, currency), bookings in groups.items():
        if not currency:
            raise NoCurrency(account or _("the table's account"), account)
        yield make_statement(account, currency, bookings, told, balances, findings)
    if not alone:
        findings += [
            note(each.line, "row", _("Row {line} states a balance of none of the accounts.").format(line=each.line))
            for each in labelled
            if each.label is not Label.TOTAL
        ]


def _totals(bookings: Sequence[Booking], labelled: Sequence[LabelledRow]) -> Iterator[Finding]:
    """Hold the rows of totals against what they may be the totals of."""
    amounts = [each.movement.amount for each in bookings]
    debits, credits_ = (
        sum((abs(amount) for amount in amounts if (amount < 0) is way), Decimal(0)) for way in (True, False)
    )
    fitting: Mapping[str, set[Decimal]] = {
        "amount": {credits_ - debits, credits_ + debits},
        "debit": {debits, -debits},
        "credit": {credits_},
        "balance": {each.balance for each in bookings if each.balance is not None},
    }
    for row in labelled:
        if row.label is not Label.TOTAL:
            continue
        odd = next((figure for name, figure in row.figures.items() if figure not in fitting[name]), None)
        if odd is None:
            yield note(row.line, "total", _("Row {line} is a total, which the rows make.").format(line=row.line))
        else:
            yield error(
                row.line,
                "total",
                _("Row {line} has no date and a figure of {figure:,f}, which is no total of the rows.").format(
                    line=row.line, figure=odd
                ),
            )
