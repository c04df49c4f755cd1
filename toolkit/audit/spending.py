"""What was spent on budgets, month by month, against what was planned for them.

The service tells no planned amount but the shares of employees in a budget. They are taken for the whole term of
the budget and spread evenly over its months; a term without a beginning or an end goes to that of the year.
A share has no currency: it is taken to be in the company's, which is the one that most bookings are in unless it is
told. Spending in other currencies is added up beside it and never converted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Booking:
    """A transaction, or part of one, on a budget: in which month (`yyyy-mm`), and how much was spent.

    `spent` is positive for money that left the account. `whole` tells that the booking names no amount of its own.
    """

    id: str
    budget: str
    transaction: str
    month: str
    currency: str
    spent: Decimal
    whole: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A budget with what is planned for it, from its first to its last month; `None` where it has no such end."""

    budget: str
    planned: Decimal
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for a budget in a month, in the currency that it is held against."""

    budget: str
    currency: str
    month: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One month in one currency.

    `spent` is on all budgets, `against` on those that have a plan in this currency; `planned` is what they have. The
    last two are from the first month on.
    """

    currency: str
    month: str
    spent: Decimal
    against: Decimal
    planned: Decimal
    planned_so_far: Decimal
    against_so_far: Decimal

    @property
    def rest(self) -> Decimal:
        """What is left of the plans by the end of the month."""
        return self.planned_so_far - self.against_so_far


@dataclass(frozen=True, slots=True)
class Deviation:
    """A budget over all months: what was planned and spent. A positive deviation is spending beyond the plan.

    `beside` is what was spent in other currencies, by currency; the deviation knows nothing of it.
    """

    budget: str
    currency: str
    planned: Decimal
    spent: Decimal
    beside: tuple[tuple[str, Decimal], ...] = ()

    @property
    def amount(self) -> Decimal:
        """How far the spending is above the plan."""
        return self.spent - self.planned


def months(first: str, last: str) -> tuple[str, ...]:
    """Return the months from the first to the last, both included."""
    start, end = _number(first), _number(last)
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1))


def window(first: date, last: date) -> tuple[str, ...]:
    """Return the months to look at for a period: from the beginning of its last year, or earlier where it begins so."""
    return months(min(f"{first:%Y-%m}", f"{last.year:04}-01"), f"{last:%Y-%m}")


def spread(term: Term, year: str) -> Iterator[tuple[str, Decimal]]:
    """Yield what is planned for each month; to the cent, and exactly the whole in the end."""
    span = months(term.first or f"{year}-01", term.last or f"{year}-12")
    before = Decimal(0)
    for number, month in enumerate(span, 1):
        so_far = (term.planned * number / len(span)).quantize(_CENT, ROUND_HALF_EVEN)
        yield month, so_far - before
        before = so_far


def main_currency(bookings: Iterable[Booking]) -> str:
    """Return the currency that most bookings are in; of two alike, the first by its letters."""
    counts = Counter(each.currency for each in bookings)
    return min(counts, key=lambda code: (-counts[code], code), default="")


def plans(terms: Iterable[Term], currency: str, looked_at: Sequence[str]) -> tuple[Planned, ...]:
    """Return what is planned for each budget in each of the months that are looked at, by budget and month."""
    year = looked_at[-1][:4]
    made = (
        Planned(term.budget, currency, month, amount)
        for term in terms
        for month, amount in spread(term, year)
        if month in looked_at and amount
    )
    return tuple(sorted(made, key=lambda each: (each.budget, each.month)))


def with_plan(planned: Iterable[Planned]) -> frozenset[tuple[str, str]]:
    """Return the budgets that have a plan, each with its currency."""
    return frozenset((each.budget, each.currency) for each in planned)


def lines(bookings: Iterable[Booking], planned: Sequence[Planned], looked_at: Sequence[str]) -> tuple[Line, ...]:
    """Return a line for each currency and month; what has no currency comes last."""
    sums = _Sums(defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal))
    known = with_plan(planned)
    for booking in bookings:
        sums.spent[booking.currency, booking.month] += booking.spent
        if (booking.budget, booking.currency) in known:
            sums.against[booking.currency, booking.month] += booking.spent
    for each in planned:
        sums.planned[each.currency, each.month] += each.amount
    codes = {code for code, _month in (*sums.spent, *sums.planned)}
    in_order = sorted(codes, key=lambda code: (not code, code))
    return tuple(line for code in in_order for line in sums.lines(code, looked_at))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums by currency and month."""

    spent: defaultdict[tuple[str, str], Decimal]
    against: defaultdict[tuple[str, str], Decimal]
    planned: defaultdict[tuple[str, str], Decimal]

    def lines(self, currency: str, looked_at: Sequence[str]) -> Iterator[Line]:
        against_so_far = planned_so_far = Decimal(0)
        for month in looked_at:
            key = currency, month
            against_so_far += self.against[key]
            planned_so_far += self.planned[key]
            yield Line(*key, self.spent[key], self.against[key], self.planned[key], planned_so_far, against_so_far)


def deviations(bookings: Iterable[Booking], planned: Iterable[Planned]) -> tuple[Deviation, ...]:
    """Return every budget that has a plan, the farthest from it first."""
    budgeted: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in planned:
        budgeted[each.budget, each.currency] += each.amount
    spent: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for booking in bookings:
        spent[booking.budget, booking.currency] += booking.spent
    made = [_deviation(*key, amount, spent) for key, amount in budgeted.items()]
    return tuple(sorted(made, key=lambda each: (-abs(each.amount), each.budget)))


def _deviation(budget: str, currency: str, planned: Decimal, spent: Mapping[tuple[str, str], Decimal]) -> Deviation:
    others = ((code, sum_) for (of, code), sum_ in spent.items() if of == budget and code != currency)
    return Deviation(budget, currency, planned, spent.get((budget, currency), Decimal(0)), tuple(sorted(others)))


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
