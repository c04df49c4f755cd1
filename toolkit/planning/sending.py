"""Sending: a plan that only sends invoices to their clients, each by a request of its own.

There is no way back from a letter, so the plan watches everything that is printed: an invoice that somebody touched
after the plan was made is not sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.entities.billing import GROSS, gaps
from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning import guards
from toolkit.planning.changes import Action, Place, Refusal, Request
from toolkit.planning.names import names_of
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.requests import SEND
from toolkit.thresholds import DEFAULT, Thresholds

STATUS = "status"


@dataclass(frozen=True, slots=True)
class Wish:
    """An invoice that somebody wants sent, where that was asked for, and the request that does it.

    `before` says why an earlier sending forbids this one; it is empty where none does.
    """

    record: Record
    place: Place
    request: Request
    before: str = ""


@dataclass(frozen=True, slots=True)
class Sendings:
    """What is to be sent, and what was refused before.

    `unsent` are the statuses of invoices that were not sent yet, `sent` is that of one that was. `unequal` tells
    whether an invoice goes out that does not add up.
    """

    wishes: Sequence[Wish]
    refusals: Sequence[Refusal]
    unsent: frozenset[str]
    sent: str
    unequal: bool = False


def sending_plan(
    origin: Origin, sendings: Sendings, live: Live, labels: Labels, thresholds: Thresholds = DEFAULT
) -> Plan:
    """Plan the sending of each invoice once, in their order; those that must not be sent are refused by name."""
    wishes, again = _once(sendings.wishes)
    refused = {id(wish): reason for wish in wishes if (reason := _refusal(wish, sendings))}
    kept = [wish for wish in wishes if id(wish) not in refused]
    changes = tuple(_action(n, wish, sendings.sent, labels) for n, wish in enumerate(kept, 1))
    refusals = [_refuse(wish, refused[id(wish)]) for wish in wishes if id(wish) in refused]
    plan = Plan(
        origin=origin,
        changes=changes,
        conflicts=(),
        refusals=(*sendings.refusals, *refusals),
        unchanged=0,
        relied_on={f"{INVOICES.path}/{wish.record.id}": wish.record.digest(INVOICES) for wish in kept},
        notes=(*again, *_unequal(kept)),
    )
    return replace(plan, guards=guards.standing(plan, live, thresholds), names=names_of(plan, labels))


def _once(wishes: Iterable[Wish]) -> tuple[list[Wish], list[str]]:
    """Return each invoice once, and a sentence for each that was named again."""
    first: dict[str, Wish] = {}
    again: dict[str, str] = {}
    for wish in wishes:
        if wish.record.id in first:
            told = _("{name} is named more than once; it is sent once.")
            again[wish.record.id] = told.format(name=_name(wish.record))
        else:
            first[wish.record.id] = wish
    return list(first.values()), list(again.values())


def _refusal(wish: Wish, sendings: Sendings) -> str:
    """Say why an invoice must not be sent; empty where it may be."""
    values = wish.record.values
    status = str(values.get(STATUS, ""))
    if status == sendings.sent:
        return _("{name} was sent already, and is not sent twice.").format(name=_name(wish.record))
    if wish.before:
        return wish.before
    if status not in sendings.unsent:
        told = _('The status of {name} is "{status}". Only what is {unsent} is sent; send_from in the profile says so.')
        return told.format(name=_name(wish.record), status=status, unsent=", ".join(sorted(sendings.unsent)))
    if values.get("client") is None:
        return _("{name} has no client, so nobody could get it.").format(name=_name(wish.record))
    if not sendings.unequal and gaps(values):
        return " ".join((*_gaps(wish.record), _("Mend it, or pass --unequal to send it as it is.")))
    return ""


def _gaps(record: Record) -> Iterable[str]:
    told = _("The rows of {name} come to {expected:,.2f}, and {title} says {stated:,f}.")
    for gap in gaps(record.values):
        title = _(INVOICES.column(gap.field).title)
        yield told.format(name=_name(record), expected=gap.expected, title=title, stated=gap.stated)


def _unequal(wishes: Iterable[Wish]) -> Iterable[str]:
    return (sentence for wish in wishes for sentence in _gaps(wish.record))


def _action(n: int, wish: Wish, sent: str, labels: Labels) -> Action:
    return Action(
        n=n,
        entity=INVOICES,
        place=wish.place,
        label=labels.of_record(INVOICES, wish.record),
        before=wish.record,
        verb=SEND,
        says=_says(wish.record.values, labels),
        expected={STATUS: sent},
        requests=(wish.request,),
        watches=tuple(column.field for column in INVOICES.sent),
    )


def _says(values: Mapping[str, Value], labels: Labels) -> str:
    """Say who gets it, and over how much."""
    client = labels.of("clients", str(values.get("client")))
    currency = labels.of("currencies", str(values["currency"])) if "currency" in values else ""
    gross = values.get(GROSS)
    if not isinstance(gross, int | Decimal):
        return _("The service sends it to {client}").format(client=client)
    amount = f"{gross:,.2f} {currency}".strip()
    return _("The service sends it to {client}: {amount} in all").format(client=client, amount=amount)


def _refuse(wish: Wish, reason: str) -> Refusal:
    return Refusal(INVOICES, wish.place.sheet, wish.place.row, reason)


def _name(record: Record) -> str:
    return str(record.values.get("name") or record.id)
