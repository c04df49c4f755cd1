"""The balances of a bank's table: those that its rows state, and the statement that they open and close."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from toolkit.bank.findings import Finding, error, note
from toolkit.bank.statement import Balance, Statement
from toolkit.bank.table_labels import Label
from toolkit.bank.table_rows import Booking, LabelledRow
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of a table that does not say it itself."""

    account: str = ""
    currency: str = ""
    opening: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedBalances:
    """The opening and closing balance that rows of their own state."""

    opening: LabelledRow | None = None
    closing: LabelledRow | None = None

    @classmethod
    def of(cls, rows: Iterable[LabelledRow]) -> "StatedBalances":
        """Return the first row of each label."""
        found: dict[Label, LabelledRow] = {}
        for row in rows:
            found.setdefault(row.label, row)
        return cls(found.get(Label.OPENING), found.get(Label.CLOSING))


def make_statement(
    account: str,
    currency: str,
    bookings: Sequence[Booking],
    told: Told,
    stated: StatedBalances,
    findings: list[Finding],
) -> Statement:
    """Make the statement of an account from its rows and the balances that are stated or told.

    It is added up, and not proved, unless the table states at least two figures for its balance, one of them behind
    the last row; what the user tells counts like one of them.
    """
    ordered = _oldest_first(bookings, findings)
    opening, derived = _opening(ordered, told, stated, findings)
    closing = None if opening is None else _closing(ordered, opening, stated)
    if opening is None:
        findings.append(
            error(
                0,
                "missing",
                _("The table of {account} has no balances; say the first with --opening.").format(
                    account=account or _("the account")
                ),
            )
        )
    else:
        findings += _breaks_of(ordered, opening)
    first, last = ordered[0].movement.value_date, ordered[-1].movement.value_date
    return Statement(
        account=account,
        number=1,
        sequence=1,
        opening=None if opening is None else Balance(first, currency, opening),
        movements=tuple(booking.movement for booking in ordered),
        closing=None if closing is None else Balance(last, currency, closing),
        line=ordered[0].movement.line,
        added_up=opening is not None and not _is_stated(ordered, stated, derived=derived),
    )


def _is_stated(ordered: Sequence[Booking], stated: StatedBalances, *, derived: bool) -> bool:
    """Return whether figures of the table itself hold the first row and the last, so that they can contradict it."""
    figures = sum(each.balance is not None for each in ordered) + (stated.closing is not None)
    ends = stated.closing is not None or ordered[-1].balance is not None
    begins = not derived or (ordered[0].balance is not None and figures > 1)
    return ends and begins


def _opening(
    ordered: Sequence[Booking], told: Told, stated: StatedBalances, findings: list[Finding]
) -> tuple[Decimal | None, bool]:
    """Return the balance before the first row, and whether it was worked out from the balance after a row."""
    from_row = None if stated.opening is None else _figure(stated.opening)
    if from_row is not None and told.opening is not None and from_row != told.opening:
        findings.append(
            error(
                stated.opening.line if stated.opening else 0,
                "opening",
                _("The table opens with {stated:,f}, and --opening tells {told:,f}.").format(
                    stated=from_row, told=told.opening
                ),
            )
        )
    known = from_row if from_row is not None else told.opening
    if known is not None:
        return known, False
    moved = Decimal(0)
    for booking in ordered:
        moved += booking.movement.amount
        if booking.balance is not None:
            return booking.balance - moved, True
    if stated.closing is not None:
        total = sum((each.movement.amount for each in ordered), Decimal(0))
        return _figure(stated.closing) - total, True
    return None, False


def _closing(ordered: Sequence[Booking], opening: Decimal, stated: StatedBalances) -> Decimal:
    if stated.closing is not None:
        return _figure(stated.closing)
    last = ordered[-1].balance
    return last if last is not None else opening + sum((each.movement.amount for each in ordered), Decimal(0))


def _figure(row: LabelledRow) -> Decimal:
    """Return the balance that a row states: of its own column, else of the amounts."""
    return row.figures.get("balance", next(iter(row.figures.values())))


def _breaks_of(ordered: Sequence[Booking], opening: Decimal) -> Iterator[Finding]:
    """Yield an error for each row whose balance is not the last one that was stated and what came since."""
    before, moved = opening, Decimal(0)
    for booking in ordered:
        moved += booking.movement.amount
        if booking.balance is None:
            continue
        if before + moved != booking.balance:
            yield error(
                booking.movement.line,
                "balance",
                _("Row {line}: the balance is {balance:,f}, and {before:,f} with {amount:+,f} makes another.").format(
                    line=booking.movement.line, balance=booking.balance, before=before, amount=moved
                ),
            )
        before, moved = booking.balance, Decimal(0)


def _oldest_first(bookings: Sequence[Booking], findings: list[Finding]) -> Sequence[Booking]:
    """Turn a table round that has the newest row on top, as its balances or else its dates show, and tell so."""
    turned = bookings[::-1]
    breaks, turned_breaks = _breaks(bookings), _breaks(turned)
    newest_first = (
        turned_breaks < breaks
        if breaks != turned_breaks
        else bookings[0].movement.value_date > bookings[-1].movement.value_date
    )
    if not newest_first:
        return bookings
    line = bookings[0].movement.line
    findings.append(note(line, "order", _("The newest row stands first; the rows were turned round.")))
    return turned


def _breaks(bookings: Sequence[Booking]) -> int:
    return sum(
        before.balance + after.movement.amount != after.balance
        for before, after in pairwise(bookings)
        if before.balance is not None and after.balance is not None
    )
