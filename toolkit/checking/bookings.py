"""Bookings that look like a slip: one budget twice in a transaction, and money that goes out booked on an invoice."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.checking.issues import Issue, Severity
from toolkit.checking.row_issues import at, seen_from
from toolkit.entities.answers import Booking, Split, said
from toolkit.entities.labels import Labels, Live
from toolkit.entities.natural_keys import full_key
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.transactions import INCOME_TRANSACTIONS, TRANSACTIONS
from toolkit.entities.worklists import OPEN_TRANSACTIONS
from toolkit.language import _

_NONE: Mapping[str, Record] = {}


def booked_twice(split: Split, labels: Labels) -> Iterator[Issue]:
    """Report a booking of what another row books, or what is booked already: the service keeps one of each."""
    first: dict[tuple[object, ...], Booking] = {}
    there = {full_key(split.typed[0].entity, record.values): record for record in split.known}
    for booking in split.typed:
        if not booking.answers and booking.key not in first:
            continue
        name = labels.of(booking.entity.column(split.field).target or "", str(booking.values.get(split.field)))
        other = first.setdefault(booking.key, booking)
        known = there.get(full_key(booking.entity, booking.values))
        if other is not booking:
            told = _("{cell} books the same transaction on {name} already. Add the amounts up in one row.")
            cell = seen_from(booking.mine, other.mine, split.field)
            yield at(booking.mine, split.field, "booked-twice", told.format(cell=cell, name=name))
        elif known is not None and booking not in split.done:
            told = _(
                "The transaction is booked on {name} already (Id {id}). Name another, or change the amount of that one "
                "on the sheet {sheet}."
            )
            message = told.format(name=name, id=known.id, sheet=booking.entity.title)
            yield at(booking.mine, split.field, "booked-twice", message)


def outgoing_on_invoices(rows: Sequence[Mine], base: Live, live: Live) -> Iterator[Issue]:
    """Warn where money that goes out is booked on an invoice, which money coming in pays."""
    outgoing = {record.iri: record for record in live.get(TRANSACTIONS.path, _NONE).values() if _amount(record) < 0}
    for mine in rows if outgoing else ():
        record = _booked_on_an_invoice(mine, base, live)
        if record is not None and record.iri in outgoing:
            told = _(
                "The transaction is {amount}, money that goes out, and an invoice is paid by money that comes in. "
                "Look again which of the two is meant."
            )
            message = told.format(amount=f"{_amount(record):,.2f}")
            yield at(mine, "invoice", "outgoing-on-invoice", message, Severity.WARNING)


def _booked_on_an_invoice(mine: Mine, base: Live, live: Live) -> Record | None:
    """Return the transaction that a row books on an invoice; `None` where it books none, and for an untouched row."""
    if mine.command in {Command.IGNORE, Command.DELETE} or said(mine, "invoice") is None:
        return None
    transactions = live.get(TRANSACTIONS.path, _NONE)
    if mine.entity is OPEN_TRANSACTIONS:
        return transactions.get(mine.id or "")
    if mine.entity is not INCOME_TRANSACTIONS:
        return None
    then = base.get(mine.entity.path, _NONE).get(mine.id or "")
    if then is not None and all(then.values.get(name) == mine.values.get(name) for name in ("invoice", "transaction")):
        return None
    iri = said(mine, "transaction") or (then.values.get("transaction") if then is not None else None)
    return next((record for record in transactions.values() if record.iri == iri), None)


def _amount(record: Record) -> Decimal:
    found = record.values.get("amount")
    return Decimal(found) if isinstance(found, int | Decimal) else Decimal(0)
