"""Prove statements: that the figures of each add up, and that each begins where the last one ended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from toolkit.bank.chain import Chain, chains
from toolkit.bank.currency import is_currency, is_money
from toolkit.bank.findings import Finding, Reading, Weight, departure, error
from toolkit.bank.gaps import Placed
from toolkit.bank.statement import Statement
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


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was proved of several files: the proof of each, and all statements, those of an account as they follow."""

    files: tuple[Proof, ...]
    statements: tuple[Statement, ...]


def prove(reading: Reading, period: Period | None = None) -> Proof:
    """Prove what was read of one file: what `prove_files` proves of several."""
    return prove_files([("", reading)], period).files[0]


def prove_files(readings: Sequence[tuple[str, Reading]], period: Period | None = None) -> Proofs:
    """Prove what was read of some files, each with its name.

    Of each statement: opening balance + movements = closing balance, exactly; one currency; every date within
    `period`. Of the statements of an account, in whatever order and file they stand: each opens with what the one
    before it closed with, their numbers follow each other, and none stands there twice.
    """
    placed = [Placed(each, file, name) for file, (name, reading) in enumerate(readings) for each in reading.statements]
    found = chains(placed)
    between: defaultdict[int, list[Finding]] = defaultdict(list)
    for file, finding in (each for chain in found for each in chain.findings):
        between[file].append(finding)
    files = tuple(
        _proof(_in_order(reading, file, found), between[file], period) for file, (_, reading) in enumerate(readings)
    )
    return Proofs(files, tuple(each.statement for chain in found for each in chain.order))


def prove_alone(reading: Reading) -> Proof:
    """Prove the statements of a file each by itself, where they need not follow each other."""
    return _proof(reading, (), None)


def _proof(reading: Reading, between: Iterable[Finding], period: Period | None) -> Proof:
    found = [*reading.findings, *between]
    for statement in reading.statements:
        found += [*_figures(statement), *_currencies(statement), *(_outside(statement, period) if period else ())]
    return Proof(reading, tuple(sorted(found, key=lambda finding: finding.line)))


def _in_order(reading: Reading, file: int, found: Iterable[Chain]) -> Reading:
    """Put the statements of each account as they follow each other, into the places that those of the account have."""
    place = {id(each): index for index, each in enumerate(reading.statements)}
    made = list(reading.statements)
    for chain in found:
        own = [each.statement for each in chain.order if each.file == file]
        for index, each in zip(sorted(place[id(each)] for each in own), own, strict=True):
            made[index] = each
    return replace(reading, statements=tuple(made))


def _figures(statement: Statement) -> Iterator[Finding]:
    if odd := next((amount for amount in _amounts(statement) if not is_money(amount)), None):
        yield error(
            statement.line,
            "size",
            _("Statement {statement} has {amount}: no account holds that much, or so small a part.").format(
                statement=statement.name, amount=odd
            ),
        )
        return
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


def _amounts(statement: Statement) -> Iterator[Decimal]:
    balances = (statement.opening, statement.closing, statement.available, *statement.forward)
    yield from (each.amount for each in balances if each is not None)
    yield from (each.amount for each in statement.movements)


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
