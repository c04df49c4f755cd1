"""Invoices beyond their records: drafts, the next number, whether they add up, and sending them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from toolkit.api import assumed
from toolkit.api.operations import Operations
from toolkit.applying.earlier import Earlier, earlier
from toolkit.applying.journal import Journal
from toolkit.entities.billing import Gap, gaps
from toolkit.entities.canonical import Json
from toolkit.entities.entity import Endpoint
from toolkit.entities.invoices import INVOICES
from toolkit.entities.labels import Labels, Live
from toolkit.entities.natural_keys import folded
from toolkit.entities.record import Record
from toolkit.errors import NextNameTaken, NoNextName
from toolkit.language import _
from toolkit.loop.inspect import Inspection
from toolkit.loop.invoice_choice import Choice, Named, marked
from toolkit.loop.plan import planned
from toolkit.loop.reach import Reached, with_targets
from toolkit.planning.changes import Create, Refusal, Request
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.requests import SEND, send
from toolkit.planning.sending import Sendings, Wish, sending_plan
from toolkit.service_names import SendWay, ServiceNames

_NEXT = Endpoint("GET", "/invoices/name/{date}")
_MANY = "/invoices/send"


@dataclass(frozen=True, slots=True)
class Listed:
    """Invoices, and the names of what they refer to."""

    records: tuple[Record, ...]
    labels: Labels


@dataclass(frozen=True, slots=True)
class Unequal:
    """An invoice whose rows do not come to what it says."""

    record: Record
    gaps: tuple[Gap, ...]


def drafts(reached: Reached) -> Listed:
    """Return the invoices that the service lists as drafts."""
    records = tuple(reached.client.records(INVOICES, view="draft"))
    live = reached.client.snapshot(entity for entity in with_targets((INVOICES,)) if entity is not INVOICES)
    return Listed(records, Labels({**live, INVOICES.path: {record.id: record for record in records}}))


def next_name(reached: Reached, day: date) -> str:
    """Return the number that the service would give the next invoice of a day, which no live invoice has.

    Raises `NoNextName`, and `NextNameTaken` where one has it, in whatever spelling.
    """
    operations = Operations(reached.client.session, reached.profile.service)
    reply = operations.call(INVOICES, _NEXT, {"date": day.isoformat()})
    found = name_in(reply.json)
    if found is None:
        raise NoNextName(reached.profile.service, str(day))
    for record in reached.client.records(INVOICES):
        taken = str(record.values.get("name", ""))
        if folded(taken) == folded(found):
            raise NextNameTaken(found, taken, record.id)
    return found


def unequal(reached: Reached) -> tuple[Unequal, ...]:
    """Return the live invoices whose rows do not come to their net or gross amount, to the cent."""
    records = reached.client.records(INVOICES)
    return tuple(Unequal(record, found) for record in records if (found := gaps(record.values)))


def plan_sending(reached: Reached, journal: Journal, choice: Choice, *, unequal: bool) -> Plan:
    """Plan the sending of the chosen invoices; `unequal` lets those go out that do not add up."""
    live = reached.client.snapshot(with_targets((INVOICES,)))
    return _plan(reached, journal, choice, live, unequal=unequal)


def plan_marked(reached: Reached, journal: Journal, inspection: Inspection, title: str, *, unequal: bool) -> Plan:
    """Plan the sending of the invoices that a workbook without errors marks in a note column.

    A row that asks for something else as well is refused: what would go out is not what it shows. Raises
    `NoSuchColumn`.
    """
    workbook = inspection.workbook
    choice = marked(workbook.path, workbook.sha256, inspection.recognised, title)
    waiting = _waiting(planned(inspection, reached.profile))
    named = [_unless_waiting(each, waiting) for each in choice.named]
    chosen = Choice(named, choice.source, choice.sha256)
    return _plan(reached, journal, chosen, inspection.live, unequal=unequal)


def _waiting(plan: Plan) -> frozenset[str]:
    """Return the ids of invoices that a workbook wants changed, or is at odds with the service about."""
    changed = (
        change.before.id for change in plan.changes if not isinstance(change, Create) and change.entity is INVOICES
    )
    odd = (each.id for each in plan.conflicts if each.entity is INVOICES and each.id)
    return frozenset((*changed, *odd))


def _unless_waiting(named: Named, waiting: frozenset[str]) -> Named:
    if named.reason or named.text not in waiting:
        return named
    told = _("The workbook asks for other changes of this invoice. Apply them first, then send.")
    return Named(named.text, named.place, told)


def _plan(reached: Reached, journal: Journal, choice: Choice, live: Live, *, unequal: bool) -> Plan:
    profile, labels = reached.profile, Labels(live)
    before = earlier(journal, profile.service, INVOICES, SEND)
    found = [_with_earlier(each, before) for each in _found(choice.named, live, profile.names)]
    sendings = Sendings(
        wishes=[each for each in found if isinstance(each, Wish)],
        refusals=[each for each in found if isinstance(each, Refusal)],
        unsent=frozenset(word.strip() for word in profile.names.send_from.split(",")),
        sent=profile.names.send_status,
        unequal=unequal,
    )
    origin = Origin(
        workbook=choice.source,
        workbook_sha256=choice.sha256,
        service=profile.service,
        profile=profile.name,
        user=profile.user,
        planned_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return sending_plan(origin, sendings, live, labels, profile.thresholds)


def _found(named: Sequence[Named], live: Live, names: ServiceNames) -> Iterator[Wish | Refusal]:
    records = live.get(INVOICES.path, {})
    by_name: dict[str, list[Record]] = {}
    for record in records.values():
        by_name.setdefault(folded(str(record.values.get("name", ""))), []).append(record)
        by_name.setdefault(record.iri, []).append(record)
    for each in named:
        alike = by_name.get(each.text, by_name.get(folded(each.text), []))
        exact = [record for record in alike if record.values.get("name") == each.text] or alike
        known = [records[each.text]] if each.text in records else exact
        reason = each.reason or _unclear(each.text, known)
        if reason:
            yield Refusal(INVOICES, each.place.sheet, each.place.row, reason)
        else:
            yield Wish(known[0], each.place, _request(known[0], names))


def _with_earlier(found: Wish | Refusal, before: Mapping[str, Earlier]) -> Wish | Refusal:
    """Note what the journal knows: an invoice that may be on its way is not sent again, nor one as it was sent."""
    last = before.get(found.record.id) if isinstance(found, Wish) else None
    if last is None or isinstance(found, Refusal):
        return found
    if not last.known:
        told = _("Run {run} sent it, and nobody knows whether it went out: flowtly resume {run} settles that.")
        return replace(found, before=told.format(run=last.run))
    if last.digest == found.record.digest(INVOICES):
        told = _("Run {run} sent it as it is now, though the service does not show it. It is not sent twice.")
        return replace(found, before=told.format(run=last.run))
    return found


def _unclear(text: str, known: Sequence[Record]) -> str:
    if len(known) == 1:
        return ""
    if not known:
        return _('The service has no invoice "{text}".').format(text=text)
    ids = ", ".join(record.id for record in known)
    return _('Several invoices are called "{text}". Give the id of the one that you mean: {ids}.').format(
        text=text, ids=ids
    )


def _request(record: Record, names: ServiceNames) -> Request:
    """Return the request that sends one invoice, by whichever operation the profile says."""
    if names.send_way is SendWay.ONE:
        return send(INVOICES, record.id)
    body = assumed.sending((record.iri,), names).body
    return Request("POST", _MANY, body if isinstance(body, Mapping) else {})


def name_in(json: Json) -> str | None:
    """Return the first name in an answer of any shape: a text, an object with a name, a collection of such."""
    return next(_names(json), None)


def _names(json: Json) -> Iterator[str]:
    if isinstance(json, str) and json:
        yield json
    elif isinstance(json, Mapping):
        told = json.get("name")
        if isinstance(told, str) and told:
            yield told
        else:
            yield from (
                name
                for key, value in json.items()
                if not key.startswith("@") and not isinstance(value, str)
                for name in _names(value)
            )
    elif isinstance(json, Sequence):
        yield from (name for each in json for name in _names(each))
