"""Settle: what became of a request that was sent and not answered, told by the records of the service (decision 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from toolkit.applying import outcomes
from toolkit.applying.bodies import fill
from toolkit.applying.drift import OnRecord, drifted, is_as_planned, read_again
from toolkit.applying.exchange import Answered, Batch, compared
from toolkit.applying.pairs import create_last, delete_first, delete_old, half
from toolkit.applying.readback import mismatches
from toolkit.applying.receipts import Status
from toolkit.applying.restore import find_restored, holder, restore, restored
from toolkit.applying.states import Entry, Outcome, Step
from toolkit.applying.take_back import take_back
from toolkit.applying.twins import adds_nothing, alike, body_key, record_key, renamed
from toolkit.entities.record import Record, values_to_json
from toolkit.errors import NothingToAdopt
from toolkit.language import _, mark
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Replace

LOOKS_LIKE_IT = mark("It was sent, no answer tells what came of it, and what was made since looks like it: {ids}.")
MAY_BE_RENAMED = mark(
    "It was sent, and no answer tells what came of it. Nothing goes by its name, but what was made since may be it, "
    "changed by somebody: {ids}."
)
_SHOWN = 10
FOUND = mark("No answer said so; the service shows it.")


@dataclass(frozen=True, slots=True)
class Adopt:
    """The decision that a record of the service is the one that a change made."""

    id: str


@dataclass(frozen=True, slots=True)
class Send:
    """The decision that no record of the service is, so that the change is sent again."""


Decision = Adopt | Send


@dataclass(frozen=True, slots=True)
class Question:
    """An unanswered change and what is needed to settle it.

    `iris` names the records that earlier changes made. `claimed` holds the ids that are those of other changes;
    `rivals` counts the unanswered changes with this very body, itself included; `others` are all other unanswered
    changes of the entity. `there` holds the ids of all records before the run, `None` where nobody knows.
    `other` is the other half of a move.
    """

    change: Change
    entry: Entry
    decision: Decision | None
    iris: Mapping[int, str]
    claimed: frozenset[str]
    rivals: int
    others: tuple[Change, ...] = ()
    there: frozenset[str] | None = None
    other: Change | None = None


def settle(batch: Batch, question: Question) -> Outcome | None:
    """Return what became of a change, or `None` where it has not happened and may be sent.

    An edit and a deletion show on the record itself. A creation is looked for by natural key and exact content among
    the records that were not there before the run. Where that does not tell, also because a record that is new since
    may be the one under another name, the outcome stays unknown. A change that was being taken back is taken back.
    """
    if question.entry.step is Step.TAKE_BACK:
        return take_back(batch, question.change, question.other or question.change)
    match question.change:
        case Create() as change:
            found = find_made(batch, question, change)
            return outcomes.done(change, found.record, found.wrong, _(FOUND)) if isinstance(found, Answered) else found
        case Patch() | Delete() as change:
            return settle_written(batch, change, question.iris)
        case Replace() as change:
            return _settle_replace(batch, question, change)
        case Action() as change:
            return _settle_action(batch, question, change)
        case _:
            assert_never(question.change)


def find_made(batch: Batch, question: Question, change: Create | Replace) -> Answered | Outcome | None:
    """Look for the record that a creation made: the record, the question which it is, or `None` where there is none.

    Of several unanswered creations with one and the same body, any may have made any of the records.
    """
    if isinstance(question.decision, Send):
        return None
    body = fill(change.requests[0], question.iris).body or {}
    live = batch.remote.list(change.entity)
    if isinstance(question.decision, Adopt):
        adopted = live.get(question.decision.id)
        if adopted is None:
            raise NothingToAdopt(change.entity.path, question.decision.id)
        if question.there is not None and adopted.id in question.there:
            return outcomes.met(change, adopted.id)
        return compared(change.entity, body, adopted)
    taken = question.claimed.union(question.entry.known, question.there or ())
    found = alike(change.entity, body, live)
    new = [record for record in found.all if record.id not in taken]
    exact = [record for record in new if not mismatches(change.entity, body, record)]
    sure = [record for record in exact if adds_nothing(change.entity, body, record)]
    if sure and len(exact) <= question.rivals:
        return Answered(sure[0])
    if new:
        return _ask(question, exact or new, LOOKS_LIKE_IT)
    strangers = renamed(change.entity, body, _strangers(question, live.values()))
    return _ask(question, strangers, MAY_BE_RENAMED) if strangers else None


def _strangers(question: Question, live: Iterable[Record]) -> list[Record]:
    """Return the records that came since the run began and that no change of it, settled or not, accounts for."""
    if question.there is None:
        return []
    excluded = question.there | question.claimed
    new = [record for record in live if record.id not in excluded]
    entity = question.change.entity
    bodies = [fill(other.requests[0], question.iris).body or {} for other in question.others]
    named = {body_key(entity, body) for body in bodies}
    return [record for record in new if record_key(entity, record) not in named]


def settle_written(batch: Batch, change: Patch | Delete, iris: Mapping[int, str]) -> Outcome | None:
    """Return what became of an edit or a deletion, as the record shows it, or `None` where it is as it was."""
    now = batch.remote.read(change.entity, change.before.id)
    if now is None:
        return outcomes.done(change, None, (), _(FOUND)) if isinstance(change, Delete) else _gone(change)
    if isinstance(change, Patch) and not mismatches(change.entity, fill(change.requests[0], iris).body or {}, now):
        return outcomes.done(change, now, (), _(FOUND))
    return _unless_moved(batch, change, now)


def _settle_action(batch: Batch, question: Question, change: Action) -> Outcome | None:
    """Return what became of an operation, as far as the record shows it; by itself, nothing sends it again.

    That it did happen is said with the id of the record, that it did not with the decision to send it.
    """
    if isinstance(question.decision, Send):
        return None
    now = batch.remote.read(change.entity, change.before.id)
    if isinstance(question.decision, Adopt) and (now is None or now.id != question.decision.id):
        raise NothingToAdopt(change.entity.path, question.decision.id)
    expected = values_to_json(change.entity, change.expected)
    shows = now is not None and bool(expected) and not mismatches(change.entity, expected, now)
    if shows or isinstance(question.decision, Adopt):
        return outcomes.done(change, now, (), _(FOUND) if shows else "")
    told = _("It was sent, no answer tells what came of it, and the {singular} does not show it. ").format(
        singular=change.entity.singular
    ) + _("Say with --adopt {n}={id} that it happened, or with --send {n} that it did not.").format(
        n=change.n, id=change.before.id
    )
    return outcomes.settled(outcomes.receipt(change, Status.UNKNOWN, told))


def _settle_replace(batch: Batch, question: Question, change: Replace) -> Outcome | None:
    """Settle a pair as a pair: go on from the request that is known to have taken effect."""
    if question.entry.doubled:
        return _finish_double(batch, question, change)
    outcome: Outcome | None
    match question.entry.step:
        case Step.CREATE_FAILED:
            outcome = _finish_failed(batch, question, change)
        case Step.RESTORE:
            outcome = _finish_restore(batch, question, change)
        case Step.CREATE_LAST:
            outcome = _finish_create(batch, question, change)
        case Step.DELETE_FIRST:
            now = batch.remote.read(change.entity, change.before.id)
            stood = None if now is None else _unless_moved(batch, change, now)
            outcome = _finish_create(batch, question, change) if now is None else stood
        case Step.DELETE if question.entry.receipt.after is not None:
            outcome = _finish_delete(batch, change, Answered(question.entry.receipt.after))
        case _:
            found = find_made(batch, question, change)
            outcome = _finish_delete(batch, change, found) if isinstance(found, Answered) else found
    return outcome


def _finish_create(batch: Batch, question: Question, change: Replace) -> Outcome | None:
    """Make the new record of a pair whose old one is gone, unless it was made already."""
    found = find_made(batch, question, change)
    if found is None:
        return create_last(batch, change, question.iris)
    return outcomes.done(change, found.record, found.wrong, _(FOUND)) if isinstance(found, Answered) else found


def _finish_double(batch: Batch, question: Question, change: Replace) -> Outcome:
    """Go on with a pair whose both records exist: the new one is read again, and must hold what was sent by now."""
    body = fill(change.requests[0], question.iris).body or {}
    twin = batch.remote.read(change.entity, question.entry.receipt.twin or "")
    if twin is None:
        return _twin_gone(change, question)
    return _finish_delete(batch, change, compared(change.entity, body, twin))


def _twin_gone(change: Replace, question: Question) -> Outcome:
    """Tell of a pair whose new record somebody has deleted: the old one is what there is, as before."""
    told = _("The new record {id} is gone: somebody deleted it. The old one, {old}, was kept.").format(
        id=question.entry.receipt.twin, old=change.before.id
    )
    return outcomes.conflict(change, told)


def _finish_failed(batch: Batch, question: Question, change: Replace) -> Outcome | None:
    """Go on with a pair whose creation the service failed at.

    The request can have no effect any more, so a complete list tells: where it holds the old record, as it was
    planned, and none that equals the new one, the old one stands in the way, and goes first.
    """
    found = find_made(batch, question, change)
    if isinstance(found, Answered):
        return _finish_delete(batch, change, found)
    if found is not None:
        return replace(found, step=Step.CREATE_FAILED)
    now = batch.remote.list(change.entity).get(change.before.id)
    if now is None:
        return _gone(change)
    if not is_as_planned(change, now, batch.plan.relied_on):
        return drifted(change, now)
    return delete_first(batch, change, now, question.iris)


def _finish_restore(batch: Batch, question: Question, change: Replace) -> Outcome:
    """Go on with a pair whose old record is gone and whose new one was refused or failed at: one of both is wanted."""
    body = fill(change.requests[0], question.iris).body or {}
    excluded = question.claimed.union(question.there or (), question.entry.known)
    live = batch.remote.list(change.entity)
    newcomers = {record.id: record for record in live.values() if record.id not in excluded}
    if (made := holder(change, body, newcomers)) is not None:
        return outcomes.done(change, made, (), _(FOUND))
    if (again := find_restored(batch, change, newcomers)) is not None:
        return outcomes.settled(restored(change, Answered(again), _(FOUND)))
    found = find_made(batch, question, change)
    if isinstance(found, Outcome):
        return replace(found, receipt=replace(found.receipt, half=True))
    return restore(batch, change, _("The service made no new one."))


def _finish_delete(batch: Batch, change: Replace, found: Answered) -> Outcome:
    """Delete the old record of a pair whose new one exists, unless it is gone already or somebody has changed it."""
    now = read_again(batch, change)
    if now is None:
        return outcomes.done(change, found.record, found.wrong, _(FOUND))
    if is_as_planned(change, now, batch.plan.relied_on):
        return delete_old(batch, change, found)
    return outcomes.settled(half(change, found.record, drifted(change, now).receipt.detail))


def _unless_moved(batch: Batch, change: OnRecord, now: Record) -> Outcome | None:
    """Allow sending where the record is as it was planned; where it is neither that nor done, say what moved."""
    return None if is_as_planned(change, now, batch.plan.relied_on) else drifted(change, now)


def _gone(change: Patch | Replace) -> Outcome:
    return outcomes.conflict(
        change,
        _("The {entity} {label} is gone; somebody deleted it.").format(
            entity=change.entity.singular, label=change.label
        ),
    )


def _ask(question: Question, candidates: Sequence[Record], why: str) -> Outcome:
    """Leave it unknown, and name the records that it may have made."""
    change = question.change
    ids = ", ".join(record.id for record in candidates[:_SHOWN])
    if len(candidates) > _SHOWN:
        ids = _("{ids} and {count} more").format(ids=ids, count=len(candidates) - _SHOWN)
    ask = _("Say which it is with --adopt {n}=ID, or with --send {n} that it is none of them.")
    told = f"{_(why).format(ids=ids)} {ask.format(n=change.n)}"
    return outcomes.settled(replace(outcomes.receipt(change, Status.UNKNOWN, told), id=question.entry.receipt.id))
