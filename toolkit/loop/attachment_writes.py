"""Uploads and detachments: planned, journalled before and after each request, and read back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from toolkit.api import assumed
from toolkit.api.forms import Upload
from toolkit.api.operations import Sent
from toolkit.applying.direct import DirectRequest
from toolkit.applying.direct_journal import demand_landed, direct_requests, settle
from toolkit.applying.journal import Journal
from toolkit.applying.states import State
from toolkit.attachments.listed import Listed, listed, target_of
from toolkit.attachments.uploads import Fate, Item, Live, Outcome, Rules, UploadPlan, plan_uploads
from toolkit.entities.canonical import JsonObject
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.errors import (
    NotAuthenticated,
    OutcomeUnknown,
    Refused,
    ServiceError,
    UnknownTransactions,
    Unreachable,
)
from toolkit.language import _
from toolkit.loop.attachment_sources import candidates_of
from toolkit.loop.direct import Asked, Sender, writing_to
from toolkit.loop.reach import Reached, timing_of
from toolkit.planning import direct as guarding
from toolkit.planning.plan import Guard

CREATE = "/transaction-attachments/create"
Step = Callable[[Outcome], None]
_OPEN = frozenset({State.SENDING, State.UNKNOWN})


def plan_upload(reached: Reached, journal: Journal, source: Path, rules: Rules) -> UploadPlan:
    """Decide what of a folder or a workbook is sent where.

    Raises what reading these raises, and `StillInFlight` where something of it was sent before, is not there, and may
    still take effect.
    """
    now = journal.clock()
    live = reached.client.snapshot((TRANSACTION_ATTACHMENTS, TRANSACTIONS))
    transactions = live.get(TRANSACTIONS.path, {})
    documents = listed(live.get(TRANSACTION_ATTACHMENTS.path, {}).values(), transactions.values())
    sent = {
        key: each.detail
        for each in reversed(direct_requests(journal))
        if each.state is State.DONE and (key := _key_of(each, reached)) is not None
    }
    targets = {record.id: target_of(record) for record in transactions.values()}
    candidates = candidates_of(source, targets.keys(), reached.profile.service)
    plan = plan_uploads(candidates, Live(targets, documents, sent), rules)
    demand_landed(_open(reached, journal, plan.items), now, timing_of(reached.profile))
    return plan


def upload_guards(reached: Reached) -> tuple[Guard, ...]:
    """Return what stands before uploads: what is sent can be deleted again, so only where mistakes are expensive."""
    return tuple(guarding.production(guarding.Aim(reached.profile.service, reached.profile.production)))


def upload(reached: Reached, journal: Journal, plan: UploadPlan, step: Step) -> tuple[Outcome, ...]:
    """Send each file of a plan once, journalled before it leaves and after it is answered, and read all back.

    Uploads that were cut off before are settled first: the plan was made of what is there, so what it holds is not.
    Raises `RunInProgress` and `LeaseLost`.
    """
    outcomes = []
    with writing_to(reached, journal) as lease:
        _settle_open(reached, journal, plan.items)
        sender = Sender(reached, journal, lease)
        journal.begun.planned += len(plan.items)
        for item in plan.items:
            outcome = _sent(sender, item)
            outcomes.append(outcome)
            step(outcome)
    live = _listed(reached)
    return tuple(_read_back(*pair, live) for pair in zip(plan.items, outcomes, strict=True))


def settle_found(reached: Reached, journal: Journal, plan: UploadPlan) -> None:
    """Mark uploads without an outcome as done where the plan found them to be there."""
    found = {item.key: iri for item, iri in plan.found}
    for each in direct_requests(journal):
        key = _key_of(each, reached) if each.state in _OPEN else None
        if key is not None and key in found:
            settle(journal, each.number, State.DONE, found[key])


def plan_detach(reached: Reached, ids: Sequence[str]) -> tuple[Listed, ...]:
    """Return the documents of some ids or IRIs. Raises `UnknownTransactions` for those that are not there."""
    found = {each.id: each for each in _listed(reached).values()}
    wanted = dict.fromkeys(each.rsplit("/", 1)[-1] for each in ids)
    if unknown := [each for each in wanted if each not in found]:
        raise UnknownTransactions("document", ", ".join(unknown))
    return tuple(found[each] for each in wanted)


def detach_request(document: Listed) -> Asked:
    """Return the request that takes a document off its transaction."""
    return Asked("POST", f"/transaction-attachments/{document.id}/detach", Sent(body={}))


def detach(reached: Reached, journal: Journal, documents: Sequence[Listed], step: Step) -> tuple[Outcome, ...]:
    """Take documents off their transactions, each journalled, and read back that they await one."""
    outcomes = []
    with writing_to(reached, journal) as lease:
        sender = Sender(reached, journal, lease)
        journal.begun.planned += len(documents)
        for each in documents:
            outcome, _answer = _written(sender, detach_request(each), each.name)
            outcomes.append(outcome)
            step(outcome)
    live = _listed(reached)
    return tuple(_still_tied(*pair, live) for pair in zip(documents, outcomes, strict=True))


def _sent(sender: Sender, item: Item) -> Outcome:
    candidate = item.candidate
    try:
        content = candidate.path.read_bytes()
    except OSError as error:
        return Outcome(candidate.shown, Fate.FAILED, detail=error.strerror or str(error))
    if sha256(content).hexdigest() != candidate.sha256:
        return Outcome(candidate.shown, Fate.FAILED, detail=_("It was altered after it was looked at."))
    file = Upload(candidate.name, content, item.media_type)
    sent = assumed.document(file, item.target.iri if item.target else "", sender.reached.profile.names)
    outcome, answer = _written(sender, Asked("POST", CREATE, sent), candidate.shown)
    iri = answer.get("@id")
    return replace(outcome, iri=iri if isinstance(iri, str) else "")


def _written(sender: Sender, asked: Asked, shown: str) -> tuple[Outcome, JsonObject]:
    try:
        reply = sender.send(asked)
    except (Refused, Unreachable, NotAuthenticated) as error:
        return Outcome(shown, Fate.FAILED, detail=str(error)), {}
    except (OutcomeUnknown, ServiceError) as error:
        return Outcome(shown, Fate.UNKNOWN, detail=str(error)), {}
    return Outcome(shown, Fate.DONE), reply.json if isinstance(reply.json, Mapping) else {}


def _listed(reached: Reached) -> Mapping[str, Listed]:
    live = reached.client.snapshot((TRANSACTION_ATTACHMENTS, TRANSACTIONS))
    found = listed(live.get(TRANSACTION_ATTACHMENTS.path, {}).values(), live.get(TRANSACTIONS.path, {}).values())
    return {each.iri: each for each in found}


def _read_back(item: Item, outcome: Outcome, live: Mapping[str, Listed]) -> Outcome:
    """Compare what is there with what was sent."""
    if outcome.fate is not Fate.DONE:
        return outcome
    found = live.get(outcome.iri) or _alike(item, live)
    if found is None:
        return replace(outcome, fate=Fate.DIFFERENT, detail=_("The service took it, and does not list it."))
    differing = tuple(_differing(item, found))
    if differing:
        return replace(outcome, iri=found.iri, fate=Fate.DIFFERENT, detail=" ".join(differing))
    return replace(outcome, iri=found.iri)


def _alike(item: Item, live: Mapping[str, Listed]) -> Listed | None:
    """Find a document whose answer did not name it."""
    return next((each for each in live.values() if not any(_differing(item, each))), None)


def _differing(item: Item, found: Listed) -> Iterator[str]:
    if found.name != item.candidate.name:
        yield _("It is called {name} there.").format(name=found.name)
    if found.size not in {None, item.candidate.size}:
        yield _("It has {size:,} bytes there.").format(size=found.size)
    if (found.target.iri if found.target else "") != (item.target.iri if item.target else ""):
        yield _("It is not tied to the transaction.") if item.target else _("It is tied to a transaction.")


def _still_tied(document: Listed, outcome: Outcome, live: Mapping[str, Listed]) -> Outcome:
    found = live.get(document.iri)
    if outcome.fate is not Fate.DONE:
        return outcome
    if found is None:
        return replace(
            outcome, iri=document.iri, fate=Fate.DIFFERENT, detail=_("The service does not list it any more.")
        )
    if found.target is not None:
        return replace(outcome, iri=document.iri, fate=Fate.DIFFERENT, detail=_("It is still tied to its transaction."))
    return replace(outcome, iri=document.iri)


def _settle_open(reached: Reached, journal: Journal, items: Sequence[Item]) -> None:
    """Mark uploads without an outcome as failed where the plan, made of what is there, sends them again.

    It was made once none of them could take effect any more.
    """
    for each in _open(reached, journal, items):
        settle(journal, each.number, State.FAILED, _("It was looked for afterwards, and was not there."))


def _open(reached: Reached, journal: Journal, items: Sequence[Item]) -> list[DirectRequest]:
    """Return the uploads of these items that were sent before and not answered."""
    wanted = {item.key for item in items}
    return [each for each in direct_requests(journal) if each.state in _OPEN and _key_of(each, reached) in wanted]


def _key_of(request: DirectRequest, reached: Reached) -> tuple[str, str] | None:
    """Return what was uploaded to which transaction by a request of the journal; `None` for any other request."""
    direct = request.direct
    if direct.service != reached.profile.service or direct.path != CREATE or direct.body is None:
        return None
    fields, files = direct.body.get("fields"), direct.body.get("files")
    if not isinstance(fields, Mapping) or not isinstance(files, Mapping):
        return None
    digests = [file.get("sha256") for file in files.values() if isinstance(file, Mapping)]
    transaction = fields.get(reached.profile.names.upload_transaction, "")
    return (str(digests[0]), str(transaction)) if digests else None
