"""Answers on work lists: whether the parts of a transaction add up, and what still stops the monthly close."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from toolkit.checking.agreement import disagreements
from toolkit.checking.bookings import booked_twice, outgoing_on_invoices
from toolkit.checking.issues import Issue, Severity
from toolkit.checking.row_issues import at, seen_from
from toolkit.entities.answers import Booking, Split, answered, said, splits
from toolkit.entities.labels import Labels, Live
from toolkit.entities.natural_keys import folded
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.entities.worklists import BOOKINGS, OPEN_TRANSACTIONS, OWN_FIELDS, WORKLISTS
from toolkit.language import _, ngettext

_CLOSING = ("counterparty", "connectedMonth")
"""What the monthly close asks of a transaction."""

_NONE: Mapping[str, Record] = {}


def answer_issues(rows: Sequence[Mine], base: Live, live: Live) -> Iterator[Issue]:
    """Yield what is wrong with the answers of work lists, and what their author should know of them.

    `live` are the records to hold them against: those of the service, or of the base where nobody asks the service.
    """
    yield from outgoing_on_invoices(rows, base, live)
    lists = [mine for mine in rows if mine.entity in WORKLISTS and mine.command is not Command.IGNORE]
    if not lists:
        return
    for mine in lists:
        yield from _of_row(mine)
    yield from disagreements(rows, base, live)
    labels = Labels(live)
    for split in splits(rows, base, live):
        yield from booked_twice(split, labels)
        yield from _of_split(split, labels)
        if split.field == "budget":
            yield from _counted_twice(split, live, labels)
    transactions = live.get(TRANSACTIONS.path, _NONE)
    for identifier, found in answered(lists).items():
        before = base.get(TRANSACTIONS.path, _NONE).get(identifier) or transactions.get(identifier)
        if before is not None:
            yield from _not_closed(found, before)


def _of_row(mine: Mine) -> Iterator[Issue]:
    """Look at one row for itself."""
    if mine.command is not Command.AUTO:
        told = _("A row of this sheet holds answers: {command} means nothing here. Leave it blank, or IGNORE the row.")
        yield at(mine, "Command", "command-here", told.format(command=mine.command.value))
    if mine.id is None:
        yield at(mine, "Id", "id-missing", _("Nobody can tell what this row is about. Copy a row with its Id."))
    if said(mine, "accept") is True and said(mine, "suggestionId") is None:
        told = _("There is no suggestion in this row to accept. Empty the cell.")
        yield at(mine, "accept", "nothing-to-accept", told)
    for name, value in mine.values.items():
        if value is Clear.CLEAR:
            told = _("An answer cannot be cleared here: [clear] is ignored.")
            yield at(mine, name, "clear-answer", told, Severity.WARNING)
    if mine.entity is OPEN_TRANSACTIONS:
        yield from _without_target(mine)


def _without_target(mine: Mine) -> Iterator[Issue]:
    if said(mine, "amount") == 0:
        yield at(mine, "amount", "amount-zero", _("An amount of 0 books nothing. Type the part, or empty the cell."))
    elif said(mine, "amount") is not None and all(said(mine, name) is None for name in BOOKINGS):
        told = _("The amount has nothing to be booked on. Name a budget, a project or an invoice.")
        yield at(mine, "amount", "amount-alone", told)
    if said(mine, "employee") is not None and said(mine, "budget") is None:
        told = _("The employee's share is one of a budget. Name the budget, or empty the cell.")
        yield at(mine, "employee", "employee-alone", told)


def _of_split(split: Split, labels: Labels) -> Iterator[Issue]:
    """Hold the parts against the transaction: never more than it is, never the whole beside a part."""
    last = split.typed[-1]
    if len(split.parts) > 1 and None in split.parts:
        yield from _whole_beside_parts(split, labels)
    elif split.mixed:
        told = _("The parts of this transaction, {rows}, have different signs. Give all of them the same.")
        yield at(last.mine, "amount", "split-signs", told.format(rows=_cells(split)))
    elif _turned(split):
        told = _("The transaction is {total}, money coming in: a part of it is not below zero.")
        yield at(last.mine, "amount", "split-signs", told.format(total=_money(split.total)))
    elif split.left < 0:
        told = ngettext(
            "{rows} books {booked} of a transaction of {total}: {over} too much.{standing}",
            "{rows} book {booked} of a transaction of {total}: {over} too much.{standing}",
            len(split.typed),
        )
        yield at(last.mine, "amount", "split-over", _sums(told, split, labels, over=_money(-split.left)))
    elif split.left > 0:
        told = ngettext(
            "{rows} books {booked} of a transaction of {total}: {left} is left over.{standing}",
            "{rows} book {booked} of a transaction of {total}: {left} is left over.{standing}",
            len(split.typed),
        )
        yield at(last.mine, "amount", "split-left", _sums(told, split, labels), Severity.WARNING)


def _sums(text: str, split: Split, labels: Labels, over: str = "") -> str:
    standing = _standing(split, labels)
    return text.format(
        rows=_cells(split),
        booked=_money(split.booked),
        total=_money(split.total),
        left=_money(split.left),
        over=over,
        standing=_(" It is booked on {names} already.").format(names=standing) if standing else "",
    )


def _whole_beside_parts(split: Split, labels: Labels) -> Iterator[Issue]:
    standing = _standing(split, labels)
    for booking in split.typed:
        if booking.amount is None or standing:
            others = [_cell(split, each) for each in split.typed if each is not booking] + (
                [standing] if standing else []
            )
            told = _(
                "Without an amount, the whole transaction of {total} is booked, and {others} books of it as well. "
                "Type an amount in each row."
            )
            yield at(
                booking.mine,
                "amount",
                "split-whole",
                told.format(total=_money(split.total), others=", ".join(others)),
            )


def _turned(split: Split) -> bool:
    """Tell whether parts of money coming in are negative; what goes out may be told with its sign or without."""
    return split.coming_in and any(part is not None and part < 0 for part in split.parts)


def _counted_twice(split: Split, live: Live, labels: Labels) -> Iterator[Issue]:
    """Warn where a budget takes in the transaction by its contractor as well."""
    linked = {
        (record.values.get("budget"), folded(labels.of("contractors", str(record.values.get("contractor")))))
        for record in live.get("budget-contractors", _NONE).values()
    }
    for booking in split.typed:
        for name in _parties(split.transaction, booking.mine, labels):
            if (booking.values["budget"], folded(name)) in linked:
                told = _(
                    "{contractor} is linked to this budget as a contractor, which brings all its transactions into "
                    "it. Booking this one as well would count it twice."
                )
                yield at(booking.mine, "budget", "counted-twice", told.format(contractor=name), Severity.WARNING)


def _parties(transaction: Record, mine: Mine, labels: Labels) -> Sequence[str]:
    """Return the names of those whose money it is: the supplier, and the counterparty as it will be."""
    cost, party = transaction.values.get("cost"), said(mine, "counterparty") or transaction.values.get("counterparty")
    pairs = (("costs", cost), ("counterparties", party))
    named = [labels.of(path, value) for path, value in pairs if isinstance(value, str)]
    return tuple(dict.fromkeys(name.split(" · ")[0] for name in named))


def _not_closed(rows: Sequence[Mine], before: Record) -> Iterator[Issue]:
    """Warn where a transaction is answered, and the monthly close would stop at it all the same."""
    if not any(_answers(mine, before) for mine in rows):
        return
    for name in _CLOSING:
        title = TRANSACTIONS.column(name).title
        accepted = any(
            said(mine, "accept") is True and str(said(mine, "suggestion")).startswith(f"{title}: ") for mine in rows
        )
        if not accepted and before.values.get(name) is None and all(said(mine, name) is None for mine in rows):
            told = _("The transaction has no {title}, so the monthly close will stop at it.")
            yield at(rows[0], name, "not-closed", told.format(title=_(title)), Severity.WARNING)


def _answers(mine: Mine, before: Record) -> bool:
    own = any(said(mine, name) not in {None, before.values.get(name)} for name in OWN_FIELDS[OPEN_TRANSACTIONS])
    return own or said(mine, "accept") is True or any(said(mine, name) is not None for name in BOOKINGS)


def _standing(split: Split, labels: Labels) -> str:
    """Name what the transaction is booked on besides, with the amounts."""
    target = split.typed[0].entity.column(split.field).target or ""
    return ", ".join(
        " ".join(filter(None, [labels.of(target, str(record.values.get(split.field))), _part(record)]))
        for record in split.known
    )


def _part(record: Record) -> str:
    amount = record.values.get("amount")
    return _money(Decimal(amount)) if isinstance(amount, int | Decimal) else _("as a whole")


def _cells(split: Split) -> str:
    return ", ".join(_cell(split, booking) for booking in split.typed)


def _cell(split: Split, booking: Booking) -> str:
    return seen_from(split.typed[0].mine, booking.mine, booking.field)


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
