"""The summary of a CAMT statement: its counts and sums held against the entries."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.bank.camt_values import CREDIT, plain_amount
from toolkit.bank.findings import Finding, error
from toolkit.bank.xml import Node
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Counted:
    """An entry as a summary counts it: its signed amount, and whether it is booked."""

    amount: Decimal
    booked: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """The entries that one part of the summary counts."""

    path: str
    counts: Callable[[Counted], bool]


_GROUPS = (
    _Group("TtlNtries", lambda _each: True),
    _Group("TtlCdtNtries", lambda each: each.amount >= 0),
    _Group("TtlDbtNtries", lambda each: each.amount < 0),
)


def summary_findings(node: Node, entries: Sequence[Counted]) -> Iterator[Finding]:
    """Yield an error for each count and sum of the summary that the entries do not make.

    Banks count entries that are not booked yet, or leave them out: a figure that fits either way is right.
    """
    booked = [each for each in entries if each.booked]
    for group in _GROUPS:
        for summary in node.all(f"TxsSummry/{group.path}"):
            ways = [[each.amount for each in some if group.counts(each)] for some in (booked, entries)]
            yield from _count(summary, [len(amounts) for amounts in ways])
            yield from _sum(summary, [sum(map(abs, amounts), Decimal(0)) for amounts in ways])
            yield from _net(summary, [sum(amounts, Decimal(0)) for amounts in ways])


def _count(summary: Node, found: Sequence[int]) -> Iterator[Finding]:
    stated = summary.find("NbOfNtries")
    if stated and not (stated.isascii() and stated.isdigit() and Decimal(stated) in found):
        yield error(
            summary.line,
            "count",
            _("{name}: the statement tells {told} entries, and has {count:,}.").format(
                name=summary.name, told=stated[:20], count=found[0]
            ),
        )


def _sum(summary: Node, found: Sequence[Decimal]) -> Iterator[Finding]:
    stated = summary.find("Sum")
    if stated and plain_amount(stated) not in found:
        yield _other_sum(summary, stated, found[0])


def _net(summary: Node, found: Sequence[Decimal]) -> Iterator[Finding]:
    """Compare the net of all entries, which versions up to 02 spell beside its indicator and later ones around it."""
    for holder, amount in ((summary, "TtlNetNtryAmt"), (next(summary.all("TtlNetNtry"), summary), "Amt")):
        stated = holder.find(amount)
        if not stated:
            continue
        number, way = plain_amount(stated), holder.find("CdtDbtInd")
        signed = None if number is None else number if way == CREDIT else -number
        if signed not in found:
            yield _other_sum(summary, f"{stated} {way}", found[0])


def _other_sum(summary: Node, stated: str, found: Decimal) -> Finding:
    return error(
        summary.line,
        "sum",
        _("{name}: the statement tells a sum of {told}, and its entries make {sum:,f}.").format(
            name=summary.name, told=stated[:40], sum=found
        ),
    )
