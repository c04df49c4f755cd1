"""Chains: the statements of each account in the order in which they follow each other, with what lies between them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from toolkit.bank.accounts import bare
from toolkit.bank.findings import Finding, departure, error
from toolkit.bank.gaps import Placed, between, counts_on, gap
from toolkit.bank.statement import Statement
from toolkit.language import _

TURNED = "turned"
"""The rule of what tells that the statements of a file were put in another order."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The statements of one account and currency as they follow each other, and what was found, by file.

    A statement that stands twice is among them once more, behind the others.
    """

    order: tuple[Placed, ...]
    findings: tuple[tuple[int, Finding], ...]


def chains(placed: Iterable[Placed]) -> tuple[Chain, ...]:
    """Chain the statements of each account, in whatever order and from however many files they come.

    Statements follow each other where one opens with what the other closed with, and by their numbers. The order of
    the files is kept where it chains best, else they are turned round or sorted, and that is told.
    """
    by_account: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
    for each in placed:
        by_account[bare(each.statement.account), each.statement.currency].append(each)
    return tuple(_chain(found) for found in by_account.values())


def _chain(given: Sequence[Placed]) -> Chain:
    once, again = _apart(given)
    order = min(_orders(once), key=_breaks)
    findings = [*_twice(again), *_turned(once, order), *_ends(order)]
    for before, after in pairwise(order):
        findings += [(after.file, each) for each in between(before, after)]
    return Chain((*order, *(each for each, _first in again)), tuple(findings))


def _apart(given: Sequence[Placed]) -> tuple[list[Placed], list[tuple[Placed, Placed]]]:
    """Part the statements from those that stand there again, each with the first of them."""
    first: dict[object, Placed] = {}
    again = []
    for each in given:
        known = first.setdefault(_content(each.statement), each)
        if known is not each:
            again.append((each, known))
    return list(first.values()), again


def _content(each: Statement) -> tuple[object, ...]:
    movements = tuple(replace(movement, line=0) for movement in each.movements)
    balances = tuple(balance and (balance.day, balance.amount) for balance in (each.opening, each.closing))
    return each.number, each.sequence, balances, movements


def _twice(again: Iterable[tuple[Placed, Placed]]) -> Iterator[tuple[int, Finding]]:
    for each, first in again:
        name, line = each.statement.name, each.statement.line
        where = _(", in {file} too").format(file=first.name) if first.file != each.file else ""
        message = _("Statement {after} stands there twice{where}.").format(after=name, where=where)
        # One without movements does no harm.
        tell = error if each.statement.movements else departure
        yield each.file, tell(line, "twice", message)


def _orders(once: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Yield the orders that statements may follow each other in, the one that they stand in first."""
    turned = list(reversed(once))
    yield list(once)
    yield turned
    for key in (_by_number, _by_year, _by_day):
        yield sorted(once, key=key)
        yield sorted(turned, key=key)


_Key = Callable[[Placed], tuple[date, int, int]]


def _by_number(each: Placed) -> tuple[date, int, int]:
    return date.min, each.statement.number, each.statement.sequence


def _by_year(each: Placed) -> tuple[date, int, int]:
    return _day(each).replace(month=1, day=1), each.statement.number, each.statement.sequence


def _by_day(each: Placed) -> tuple[date, int, int]:
    return _day(each), each.statement.number, each.statement.sequence


def _day(each: Placed) -> date:
    known = each.statement.closing or each.statement.opening
    return known.day if known else date.min


def _breaks(order: Sequence[Placed]) -> tuple[int, int, int]:
    """Count the gaps of an order, the steps back in time, and the numbers that do not follow each other."""
    pairs = [(before.statement, after.statement) for before, after in pairwise(order)]
    gaps = sum(gap(*pair) is not None for pair in pairs)
    numbers = sum(1 for pair in pairs if not counts_on(*pair))
    # Number 1 may follow any other, so that numbers alone would not see that a year's first stands behind its third.
    back = sum(1 for before, after in pairwise(order) if _by_day(after) < _by_day(before))
    return gaps, back, numbers


def _turned(once: Sequence[Placed], order: Sequence[Placed]) -> Iterator[tuple[int, Finding]]:
    """Tell of each file whose statements stand in another order than that of the chain."""
    given, chosen = _by_file(once), _by_file(order)
    for file, found in given.items():
        if [id(each) for each in chosen[file]] == [id(each) for each in found]:
            continue
        if chosen[file] == found[::-1]:
            told = _("The statements stand newest first; they were turned round.")
        else:
            told = _("The statements do not stand in their order; they were sorted by their balances and numbers.")
        yield file, departure(found[0].statement.line, TURNED, told)


def _by_file(order: Iterable[Placed]) -> dict[int, list[Placed]]:
    found: defaultdict[int, list[Placed]] = defaultdict(list)
    for each in order:
        found[each.file].append(each)
    return found


def _ends(order: Sequence[Placed]) -> Iterator[tuple[int, Finding]]:
    """Tell of parts of a divided statement without the part before the first, or after the last."""
    first, last = order[0], order[-1]
    if first.statement.opening and not first.statement.opening.final:
        told = _("Statement {name} is only a part of a divided one (:60M:): the part before it is not here.")
        yield first.file, departure(first.statement.line, "part", told.format(name=first.statement.name))
    if last.statement.closing and not last.statement.closing.final:
        told = _("Statement {name} is only a part of a divided one (:62M:): the part after it is not here.")
        yield last.file, departure(last.statement.line, "part", told.format(name=last.statement.name))
