"""Statements made of live transactions, for services that give none or a broken one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from toolkit.bank.details import Details, Dialect, write_details
from toolkit.bank.prove import Period
from toolkit.bank.reconcile import amount_of, day_of, reference_of
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.entities.record import Record
from toolkit.errors import BrokenChain
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account of the service: what it is called in a statement, and its currency."""

    number: str
    currency: str


def statements_of(
    records: Sequence[Record], account: Account, period: Period, names: Mapping[str, str], dialect: Dialect
) -> tuple[Statement, ...]:
    """Make the statements of an account within a period, one for each statement number that follows another.

    `records` are all transactions of the account, `names` the names of counterparties by IRI. The balances are those
    that the service keeps with each transaction. Raises `BrokenChain` where they do not follow each other: a statement
    over a gap would not be true.
    """
    chain = _in_order(records, account)
    within = [record for record in chain if day_of(record) in period]
    if not within:
        return (_empty(chain, account, period),)
    made: list[Statement] = []
    balance = _before(within[0], account)
    for number, group in groupby(within, key=lambda record: record.values.get("statementNumber")):
        movements = tuple(_movement(record, names, dialect) for record in group)
        opened = made[-1].closing.day if made and made[-1].closing else period.first
        closing = balance + sum(movement.amount for movement in movements)
        day = max(movement.value_date for movement in movements)
        made.append(
            Statement(
                account=account.number,
                number=number if isinstance(number, int) else len(made) + 1,
                sequence=1,
                opening=Balance(opened, account.currency, balance),
                movements=movements,
                closing=Balance(day, account.currency, closing),
                reference=f"FLOWTLY{opened:%y%m%d}",
            )
        )
        balance = closing
    return tuple(made)


def _empty(chain: Sequence[Record], account: Account, period: Period) -> Statement:
    """Make a statement without movements, which stands at what the account held before the period."""
    before = [record for record in chain if (day := day_of(record)) is not None and day < period.first]
    amount = _after(before[-1], account) if before else Decimal(0)
    opening, closing = (Balance(day, account.currency, amount) for day in (period.first, period.last))
    return Statement(account.number, 1, 1, opening, (), closing, f"FLOWTLY{period.first:%y%m%d}")


def _in_order(records: Sequence[Record], account: Account) -> list[Record]:
    """Return the transactions day by day, those of one day in the order that their balances tell."""
    by_day = groupby(sorted(records, key=lambda record: str(day_of(record))), key=day_of)
    days = [list(group) for _, group in by_day]
    balance = _opening(days, account)
    ordered: list[Record] = []
    for of_day in days:
        trail = _trail(of_day, balance, account)
        ordered += trail if len(trail) == len(of_day) else of_day
        balance = _after(ordered[-1], account)
    for before, after in pairwise(ordered):
        if not _follows(before, after, account):
            raise BrokenChain(account.number, _gap(before, after, account))
    return ordered


def _opening(days: Sequence[Sequence[Record]], account: Account) -> Decimal:
    """Return the balance that the first day begins with: the one that no transaction of that day leads to.

    A day that ends where it began has none. Then it is that of the next day; where all days are so, it is a balance
    that each of them passes.
    """
    for of_day in days:
        led_to = Counter(_after(record, account) for record in of_day)
        led_to.subtract(_before(record, account) for record in of_day)
        start = next((balance for balance, count in led_to.items() if count < 0), None)
        if start is not None:
            return start
    passed = [{_before(record, account) for record in of_day} for of_day in days]
    return next(iter(set.intersection(*passed)), Decimal(0)) if passed else Decimal(0)


def _trail(records: Sequence[Record], start: Decimal, account: Account) -> list[Record]:
    """Return an order in which each transaction begins with the balance that the one before it leaves.

    Balances are places and transactions the ways between them, so that this is a trail over every way once
    (Hierholzer); the service's own order decides where several are possible.
    """
    leaving: defaultdict[Decimal, list[Record]] = defaultdict(list)
    for record in reversed(records):
        leaving[_before(record, account)].append(record)
    walked: list[tuple[Decimal, Record | None]] = [(start, None)]
    trail: list[Record] = []
    while walked:
        balance, by = walked[-1]
        if leaving.get(balance):
            record = leaving[balance].pop()
            walked.append((_after(record, account), record))
        else:
            walked.pop()
            trail += [by] if by else []
    return trail[::-1]


def _before(record: Record, account: Account) -> Decimal:
    return _after(record, account) - amount_of(record)


def _follows(before: Record, after: Record, account: Account) -> bool:
    return _after(before, account) + amount_of(after) == _after(after, account)


def _after(record: Record, account: Account) -> Decimal:
    balance = record.values.get("endingBalance")
    if not isinstance(balance, Decimal):
        raise BrokenChain(account.number, _("transaction {id} has no balance after it").format(id=record.id))
    return balance


def _gap(before: Record, after: Record, account: Account) -> str:
    expected = _after(before, account) + amount_of(after)
    return _(
        "after {before} the balance is {balance:,f}, and {after} of {amount:,f} would make it "
        "{expected:,f}, not {told:,f}"
    ).format(
        before=before.id,
        balance=_after(before, account),
        after=after.id,
        amount=amount_of(after),
        expected=expected,
        told=_after(after, account),
    )


def _movement(record: Record, names: Mapping[str, str], dialect: Dialect) -> Movement:
    day = day_of(record)
    if day is None:
        raise BrokenChain(record.id, _("transaction {id} has no date").format(id=record.id))
    ordered = record.values.get("orderDate")
    name = names.get(str(record.values.get("counterparty")), "")
    details = Details(purpose=str(record.values.get("description") or ""), name=name)
    amount = amount_of(record)
    return Movement(
        value_date=day,
        entry_date=ordered if isinstance(ordered, type(day)) else None,
        amount=amount,
        code="NTRF",
        bank_reference=reference_of(record),
        text=write_details(details, dialect, credit=amount >= 0),
    )


def movements_of(statements: Sequence[Statement]) -> Iterator[Movement]:
    """Yield every movement of some statements."""
    for statement in statements:
        yield from statement.movements
