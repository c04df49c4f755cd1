"""The balances of a CAMT statement: which of them open and close it, and whether each day's follow each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.bank.camt_values import currency_of, day_of, signed_amount
from toolkit.bank.findings import Finding, error, note
from toolkit.bank.statement import Balance, Movement
from toolkit.bank.xml import Node
from toolkit.language import _

OPENS, PREVIOUS, CLOSES, INTERIM = "OPBD", "PRCD", "CLBD", "ITBD"
AVAILABLE, FORWARD = "CLAV", "FWAV"
_BOOKED = frozenset({OPENS, PREVIOUS, CLOSES, INTERIM})
_READ = _BOOKED | {AVAILABLE, FORWARD}


@dataclass(frozen=True, slots=True)
class Stated:
    """A balance that a statement states, and the code of its kind."""

    kind: str
    balance: Balance


@dataclass(frozen=True, slots=True)
class Balances:
    """Every balance of a statement, in its order, and the two booked ones that it is proved by."""

    stated: tuple[Stated, ...]
    opening: Balance | None
    closing: Balance | None

    def of(self, kind: str) -> tuple[Balance, ...]:
        """Return the balances of a kind."""
        return tuple(each.balance for each in self.stated if each.kind == kind)


def read_balances(node: Node, findings: list[Finding]) -> Balances:
    """Read the balances of a statement; those of kinds that no proof rests on are told."""
    stated = tuple(_stated(node, findings))
    opening = _opening(stated)
    closing = _closing(stated, opening)
    unread = sorted({each.kind or "?" for each in stated} - _READ)
    if unread:
        findings.append(
            note(
                node.line,
                "balance",
                _("Balances of the kinds {kinds} prove nothing of what is booked, and were left out.").format(
                    kinds=", ".join(unread)
                ),
            )
        )
    return Balances(stated, opening, closing)


def _stated(node: Node, findings: list[Finding]) -> Iterator[Stated]:
    for each in node.all("Bal"):
        kind = each.find("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
        amount = signed_amount(each, findings)
        day = day_of(each, findings, "Dt")
        if amount is not None and day is not None:
            yield Stated(kind, Balance(day, currency_of(each), amount, final=kind != INTERIM, line=each.line))


def _opening(stated: Sequence[Stated]) -> Balance | None:
    """Return the earliest opening balance; on a later page it is the first of the interim ones."""
    for kind in (OPENS, PREVIOUS):
        named = [each.balance for each in stated if each.kind == kind]
        if named:
            return min(named, key=lambda balance: balance.day)
    interim = [each.balance for each in stated if each.kind == INTERIM]
    closes = any(each.kind == CLOSES for each in stated)
    # One interim balance alone does not both open and close a statement.
    return interim[0] if interim and (closes or len(interim) > 1) else None


def _closing(stated: Sequence[Stated], opening: Balance | None) -> Balance | None:
    named = [each.balance for each in stated if each.kind == CLOSES]
    if named:
        return max(named, key=lambda balance: balance.day)
    interim = [each.balance for each in stated if each.kind == INTERIM and each.balance is not opening]
    return interim[-1] if opening is not None and interim else None


def missing_balances(node: Node, balances: Balances, why: str) -> Iterator[Finding]:
    """Yield an error for each booked balance that the statement does not state; `why` is a sentence on its kind."""
    others = ", ".join(sorted({each.kind or "?" for each in balances.stated} - _BOOKED)) or _("none")
    for balance, name in (
        (balances.opening, _("opening balance (OPBD or PRCD)")),
        (balances.closing, _("closing balance (CLBD)")),
    ):
        if balance is None:
            yield error(
                node.line,
                "missing",
                _("{why} It states no booked {name}, so that nothing proves it. Other balances: {others}.")
                .format(why=why, name=name, others=others)
                .strip(),
            )


def contradictions(balances: Balances, movements: Sequence[Movement]) -> Iterator[Finding]:
    """Yield an error for each further booked balance that the movements up to its day do not lead to."""
    opening = balances.opening
    if opening is None or balances.closing is None:
        return
    for each in balances.stated:
        balance = each.balance
        if each.kind not in {OPENS, PREVIOUS, CLOSES} or balance is opening or balance is balances.closing:
            continue
        if balance.currency != opening.currency:
            yield error(
                balance.line,
                "C27",
                _("A balance is in {odd}, the others in {currency}.").format(
                    odd=balance.currency or _("no currency"), currency=opening.currency
                ),
            )
        elif balance.amount not in (expected := _expected(each, opening, movements)):
            yield error(
                balance.line,
                "balance",
                _(
                    "The balance {kind} of {day} is {amount:,f}, and the movements up to that day make {expected:,f}: "
                    "{difference:+,f} is missing."
                ).format(
                    kind=each.kind,
                    day=balance.day,
                    amount=balance.amount,
                    expected=expected[0],
                    difference=balance.amount - expected[0],
                ),
            )


def _expected(each: Stated, opening: Balance, movements: Sequence[Movement]) -> tuple[Decimal, ...]:
    """Return what a balance may be: a day's closing balance counts that day, an opening one does not.

    The date of PRCD is the day that closed with it for some banks, and the day that it opened for others.
    """
    before = opening.amount + _booked(movements, each.balance.day, closes=False)
    after = opening.amount + _booked(movements, each.balance.day, closes=True)
    match each.kind:
        case "CLBD":
            return (after,)
        case "OPBD":
            return (before,)
        case _:
            return (before, after)


def _booked(movements: Sequence[Movement], day: date, *, closes: bool) -> Decimal:
    counted = (each.amount for each in movements if each.booking_day < day or (closes and each.booking_day == day))
    return sum(counted, Decimal(0))
