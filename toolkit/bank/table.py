"""A bank's table, from a spreadsheet or a CSV file, as a statement: its columns are recognised by their titles."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from toolkit.bank.findings import Finding, Reading, error, note
from toolkit.bank.spelt import Ambiguous, decimal_mark, month_first, read_amount, read_date
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.bank.text import decode
from toolkit.bank.titles import Content, Line, columns_of
from toolkit.errors import NoCurrency, NotAStatement
from toolkit.language import _

FORMAT = "table"
Decided = TypeVar("Decided")
SEARCHED = 40
"""Rows from the top in which the titles are looked for: banks put the account and the period above."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of a table that does not say it itself."""

    account: str = ""
    currency: str = ""
    opening: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Booking:
    movement: Movement
    account: str
    currency: str
    balance: Decimal | None


@dataclass(slots=True)
class _Table:
    """The columns of a table by what they hold, and how their texts are to be read."""

    columns: Mapping[str, int]
    lines: Sequence[Line]
    findings: list[Finding] = field(default_factory=list)
    mark: str = ","
    us_order: bool = False

    def bookings(self) -> list[_Booking]:
        """Read every line that has a date and an amount; the others are told."""
        amounts = [name for name in ("amount", "debit", "credit", "balance") if name in self.columns]
        self.mark = self._decide(decimal_mark, amounts, "amounts", ",")
        self.us_order = self._decide(month_first, ["booked", "value"], "dates", other=False)
        return [found for line in self.lines if (found := self._booking(line)) is not None]

    def _decide(
        self, decide: Callable[[Iterable[str]], Decided], names: Sequence[str], what: str, other: Decided
    ) -> Decided:
        texts = [text for line in self.lines for name in names if isinstance(text := self.cell(line, name), str)]
        try:
            return decide(text for text in texts if any(map(str.isdigit, text)))
        except Ambiguous as reason:
            self.findings.append(
                error(
                    0,
                    "ambiguous",
                    _("The {what} of the table cannot be told: {reason}.").format(what=what, reason=reason),
                )
            )
            return other

    def cell(self, line: Line, name: str) -> Content | None:
        """Return what a line has in the column of a name."""
        return line.cells.get(self.columns[name]) if name in self.columns else None

    def _booking(self, line: Line) -> _Booking | None:
        try:
            booked, value = (self._date(line, name) for name in ("booked", "value"))
            amount = self._amount(line)
            balance = self._number(line, "balance")
        except ValueError as reason:
            self.findings.append(
                error(
                    line.number,
                    "unreadable",
                    _('Row {line}: "{reason}" cannot be read.').format(line=line.number, reason=reason),
                )
            )
            return None
        day = value or booked
        if day is None or amount is None:
            self.findings.append(
                note(
                    line.number,
                    "row",
                    _("Row {line} has no date and amount; it was left out.").format(line=line.number),
                )
            )
            return None
        text = "\n".join(filter(None, (self._text(line, "text"), self._text(line, "name"))))
        movement = Movement(
            value_date=day,
            entry_date=booked,
            amount=amount,
            bank_reference=self._text(line, "reference"),
            text=text,
            line=line.number,
        )
        return _Booking(movement, self._text(line, "account"), self._text(line, "currency").upper(), balance)

    def _date(self, line: Line, name: str) -> date | None:
        found = self.cell(line, name)
        if isinstance(found, str):
            return read_date(found, us_order=self.us_order)
        return found if isinstance(found, date) else None

    def _amount(self, line: Line) -> Decimal | None:
        """Return the signed amount: of one column, or of one for each way."""
        whole = self._number(line, "amount")
        if whole is not None or "amount" in self.columns:
            return whole
        debit, credit = self._number(line, "debit"), self._number(line, "credit")
        if debit is None and credit is None:
            return None
        return (credit or Decimal(0)) - abs(debit or Decimal(0))

    def _number(self, line: Line, name: str) -> Decimal | None:
        found = self.cell(line, name)
        if isinstance(found, str):
            return read_amount(found, self.mark) if found.strip() else None
        return found if isinstance(found, Decimal) else None

    def _text(self, line: Line, name: str) -> str:
        found = self.cell(line, name)
        return "" if found is None else f"{found}".strip()


def read_csv(content: bytes, told: Told, encoding: str | None = None) -> Reading:
    """Read a CSV file of a bank. Raises `NotAStatement`, `NoCurrency`, `UnknownEncoding`."""
    decoded = decode(content, encoding)
    delimiter = max(";\t,|", key=lambda sign: sum(line.count(sign) for line in decoded.text.splitlines()[:SEARCHED]))
    rows = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter)
    try:
        lines = [Line(number, _filled(row)) for number, row in enumerate(rows, 1)]
    except csv.Error as error:
        raise NotAStatement(_("it is no table ({error})").format(error=error)) from None
    return read_table(lines, told, decoded.encoding)


def _filled(row: Sequence[str]) -> Mapping[int, Content]:
    return {index: text.strip() for index, text in enumerate(row) if text.strip()}


def read_table(lines: Sequence[Line], told: Told, encoding: str) -> Reading:
    """Read rows below recognised titles as one statement for each account. Raises `NotAStatement`, `NoCurrency`."""
    table = _recognise(lines)
    groups: defaultdict[tuple[str, str], list[_Booking]] = defaultdict(list)
    for booking in table.bookings():
        groups[booking.account or told.account, booking.currency or told.currency].append(booking)
    statements: list[Statement] = []
    for (account, currency), bookings in groups.items():
        if not currency:
            raise NoCurrency(account or _("the table's account"))
        statements.append(_statement(account, currency, bookings, told, table.findings))
    if not statements:
        raise NotAStatement(_("its table has no row with a date and an amount"))
    return Reading(FORMAT, encoding, tuple(statements), tuple(table.findings))


def _recognise(lines: Sequence[Line]) -> _Table:
    """Find the row of titles: the first that has a date and an amount, or an amount for each way."""
    for at, line in enumerate(lines[:SEARCHED]):
        columns = columns_of(line, lines[at + 1 :])
        if {"booked", "value"} & columns.keys() and (
            {"amount"} <= columns.keys() or {"debit", "credit"} <= columns.keys()
        ):
            return _Table(columns, lines[at + 1 :])
    raise NotAStatement(
        _("none of its first {searched} rows has titles such as date, amount and text").format(searched=SEARCHED)
    )


def _statement(
    account: str, currency: str, bookings: Sequence[_Booking], told: Told, findings: list[Finding]
) -> Statement:
    ordered = _oldest_first(bookings)
    opening, closing = _balances(ordered, told)
    findings += (
        []
        if opening is not None
        else [
            error(
                0,
                "missing",
                _("The table of {account} has no balances; say the first with --opening.").format(
                    account=account or _("the account")
                ),
            )
        ]
    )
    findings += [
        error(
            after.movement.line,
            "balance",
            _("Row {line}: the balance is {balance:,f}, and {before:,f} with {amount:+,f} makes another.").format(
                line=after.movement.line, balance=after.balance, before=before.balance, amount=after.movement.amount
            ),
        )
        for before, after in pairwise(ordered)
        if before.balance is not None
        and after.balance is not None
        and before.balance + after.movement.amount != after.balance
    ]
    first, last = ordered[0].movement.value_date, ordered[-1].movement.value_date
    return Statement(
        account=account,
        number=1,
        sequence=1,
        opening=None if opening is None else Balance(first, currency, opening),
        movements=tuple(booking.movement for booking in ordered),
        closing=None if closing is None else Balance(last, currency, closing),
        line=ordered[0].movement.line,
    )


def _balances(ordered: Sequence[_Booking], told: Told) -> tuple[Decimal | None, Decimal | None]:
    first, last = ordered[0].balance, ordered[-1].balance
    if first is not None and last is not None:
        return first - ordered[0].movement.amount, last
    if told.opening is None:
        return None, None
    return told.opening, told.opening + sum(booking.movement.amount for booking in ordered)


def _oldest_first(bookings: Sequence[_Booking]) -> Sequence[_Booking]:
    """Turn a table round that has the newest row on top, as its balances or else its dates show."""
    turned = bookings[::-1]
    breaks, turned_breaks = _breaks(bookings), _breaks(turned)
    if breaks != turned_breaks:
        return turned if turned_breaks < breaks else bookings
    return turned if bookings[0].movement.value_date > bookings[-1].movement.value_date else bookings


def _breaks(bookings: Sequence[_Booking]) -> int:
    return sum(
        before.balance + after.movement.amount != after.balance
        for before, after in pairwise(bookings)
        if before.balance is not None and after.balance is not None
    )
