"""Prove statements: that the figures of each add up, and that each begins where the last one ended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from toolkit.bank.currency import is_currency
from toolkit.bank.findings import Finding, Reading, Weight, departure, error
from toolkit.bank.statement import Balance, Statement
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        """Tell whether a day is within."""
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of a file: its statements, and everything that was found, in the order of its lines."""

    reading: Reading
    findings: tuple[Finding, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of the file."""
        return self.reading.statements

    @property
    def holds(self) -> bool:
        """Whether no finding breaks the proof."""
        return not self.of(Weight.ERROR)

    @property
    def added_up(self) -> tuple[Statement, ...]:
        """The statements of which the file does not state both balances, so that nothing speaks against their sum."""
        return tuple(each for each in self.statements if each.added_up)

    def of(self, weight: Weight) -> tuple[Finding, ...]:
        """Return the findings of a weight."""
        return tuple(finding for finding in self.findings if finding.weight is weight)


def prove(reading: Reading, period: Period | None = None) -> Proof:
    """Prove what was read.

    Of each statement: opening balance + movements = closing balance, exactly; one currency; every date within
    `period`. Of the statements of an account: each opens with what the one before it closed with, and their numbers
    follow each other.
    """
    found = list(reading.findings)
    for statement in reading.statements:
        found += [*_figures(statement), *_currencies(statement), *(_outside(statement, period) if period else ())]
    found += _chains(reading.statements)
    return Proof(reading, tuple(sorted(found, key=lambda finding: finding.line)))


def _figures(statement: Statement) -> Iterator[Finding]:
    difference = statement.difference
    if difference and statement.opening and statement.closing:
        yield error(
            statement.line,
            "balance",
            _(
                "Statement {statement}: {opening:,f} and movements of {turnover:,f} make {sum:,f}, and "
                "it closes with {closing:,f}: {difference:+,f} is missing."
            ).format(
                statement=statement.name,
                opening=statement.opening.amount,
                turnover=statement.turnover,
                sum=statement.opening.amount + statement.turnover,
                closing=statement.closing.amount,
                difference=difference,
            ),
        )


def _currencies(statement: Statement) -> Iterator[Finding]:
    balances = (statement.opening, statement.closing, statement.available, *statement.forward)
    odd = {balance.currency for balance in balances if balance is not None} - {statement.currency}
    if odd:
        yield error(
            statement.line,
            "C27",
            _("Statement {statement} is in {currency} and has balances in {odd}.").format(
                statement=statement.name, currency=statement.currency, odd=", ".join(sorted(odd))
            ),
        )
    if statement.currency and not is_currency(statement.currency):
        yield error(
            statement.line,
            "currency",
            _('Statement {statement}: "{currency}" is no currency: three letters from A to Z, such as SEK.').format(
                statement=statement.name, currency=statement.currency[:20]
            ),
        )
        return
    for movement in statement.movements:
        if movement.funds and statement.currency and movement.funds != statement.currency[2]:
            yield departure(
                movement.line,
                "funds",
                _('The funds code "{funds}" is not the third letter of {currency}.').format(
                    funds=movement.funds, currency=statement.currency
                ),
            )


def _outside(statement: Statement, period: Period) -> Iterator[Finding]:
    for movement in statement.movements:
        if movement.value_date not in period and movement.entry_date not in period:
            yield error(
                movement.line,
                "period",
                _("A movement of {amount:,f} is dated {value_date}, outside {first} to {last}.").format(
                    amount=movement.amount, value_date=movement.value_date, first=period.first, last=period.last
                ),
            )


def _chains(statements: Iterable[Statement]) -> Iterator[Finding]:
    by_account: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        by_account[statement.account, statement.currency].append(statement)
    for chain in by_account.values():
        yield from _chain(chain)


def _chain(chain: Sequence[Statement]) -> Iterator[Finding]:
    for before, after in pairwise(chain):
        if before.closing is None or after.opening is None:
            continue
        if _same(before, after):
            yield error(after.line, "twice", _("Statement {after} stands in the file twice.").format(after=after.name))
            continue
        gap = after.opening.amount - before.closing.amount
        if gap:
            yield error(
                after.line,
                "chain",
                _(
                    "Statement {after} opens with {opening:,f}, and {before} closed with {closing:,f}: "
                    "{gap:+,f} lies between them."
                ).format(
                    after=after.name,
                    opening=after.opening.amount,
                    before=before.name,
                    closing=before.closing.amount,
                    gap=gap,
                ),
            )
        yield from _numbers(before, after, before.closing)


def _same(before: Statement, after: Statement) -> bool:
    """Tell a statement that stands twice in a file from the next one; one without movements does no harm."""
    return _content(before) == _content(after) and bool(after.movements)


def _content(each: Statement) -> tuple[object, ...]:
    movements = [replace(movement, line=0) for movement in each.movements]
    balances = [balance and (balance.day, balance.amount) for balance in (each.opening, each.closing)]
    return each.number, each.sequence, balances, movements


def _numbers(before: Statement, after: Statement, closing: Balance) -> Iterator[Finding]:
    """Parts of a statement count on; a new statement has the next number, or the first of a year."""
    part = (before.number, before.sequence + 1)
    if not closing.final and (after.number, after.sequence) != part:
        yield departure(
            after.line,
            "number",
            _("{before} is to be continued, and {after} is not its next part.").format(
                before=before.name, after=after.name
            ),
        )
    if closing.final and before.number and after.number not in {before.number + 1, 1}:
        yield departure(
            after.line,
            "number",
            _("Statement {after} follows {before}: a number is missing.").format(after=after.name, before=before.name),
        )
