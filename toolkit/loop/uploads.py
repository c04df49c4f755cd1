"""Statements by upload: sent once, and every movement looked for afterwards.

Nobody publishes what the operation takes, answers, or does halfway. So only what is lacking is given to it, a chunk is
sent once, and the live transactions alone tell what came of it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.applying.direct import DirectRequest
from toolkit.applying.direct_journal import demand_landed, direct_requests, settle
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.states import State
from toolkit.bank.reconcile import Reconciliation, amount_of, comparable, day_of, reference_of
from toolkit.bank.statement import Movement
from toolkit.bank.uploaded import Batch, Fate, Sent, Uploaded
from toolkit.entities.canonical import canonical
from toolkit.entities.record import Record
from toolkit.errors import (
    NotAuthenticated,
    OutcomeUnknown,
    Refused,
    ServiceError,
    StatementMoved,
    Unreachable,
    UploadUnknown,
)
from toolkit.language import _
from toolkit.loop.direct import Sender
from toolkit.loop.imports import Import, Part, verify_import
from toolkit.loop.reach import Reached, timing_of
from toolkit.loop.upload_chunks import IMPORT, Chunk, UploadPlan, digest

_OPEN = frozenset({State.SENDING, State.UNKNOWN})
Step = Callable[[int, int], None]
"""Told of how many chunks were sent, and of how many."""


def demand_settled(planned: Import, reached: Reached, journal: Journal, *, again: bool) -> tuple[str, ...]:
    """Settle earlier uploads of this very file that were not answered, and return what the reader must know of others.

    They are done where nothing is lacking any more. Else nobody knows whether the service is still at work on them:
    only `again`, which a person says, lets what is lacking be sent, and not while they, or those of other files, may
    still take effect. Raises `UploadUnknown` where nobody said it, and `StillInFlight`.
    """
    mine = planned.plan.origin.workbook_sha256
    uploads = [each for each in direct_requests(journal) if _is_upload(each, reached)]
    open_ones = [each for each in uploads if each.state in _OPEN]
    own = [each for each in open_ones if each.direct.source == mine]
    lacking = sum(map(len, planned.added))
    if own and lacking and not again:
        raise UploadUnknown(own[0].sent_at[:16].replace("T", " "), lacking)
    if lacking:
        demand_landed(open_ones, journal.clock(), timing_of(reached.profile))
    for each in own:
        told = _("It was looked for afterwards: all of the file is there.")
        given_up = _("It was looked for afterwards, and what was not there was sent again, as a person said.")
        settle(journal, each.number, State.FAILED if lacking else State.DONE, given_up if lacking else told)
    return tuple(_told(uploads, open_ones, mine))


def _told(uploads: Sequence[DirectRequest], open_ones: Sequence[DirectRequest], mine: str) -> Iterator[str]:
    done = next((each for each in uploads if each.direct.source == mine and each.state is State.DONE), None)
    if done is not None:
        told = _("This very file was uploaded on {day}; what is still there is not uploaded again.")
        yield told.format(day=done.sent_at[:10])
    if any(each.direct.source != mine for each in open_ones):
        yield _(
            "What came of the upload of another file is not known; it may still bring transactions: "
            "flowtly runs direct."
        )


def upload(planned: Import, plan: UploadPlan, reached: Reached, journal: Journal, step: Step) -> Uploaded:
    """Send each chunk once, journalled before it leaves and after it is answered, then look for every movement.

    After a request that failed or was not answered, no further one is sent. Raises `StatementMoved` where somebody
    brought some of the movements in since the plan was made, and `RunInProgress`.
    """
    with writing(journal, planned.plan.origin, timing_of(reached.profile)) as lease:
        before = verify_import(planned.parts, reached)
        if _moved(planned, before):
            raise StatementMoved(planned.plan.origin.workbook)
        journal.begun.planned += len(plan.chunks)
        sent = tuple(_send(plan.chunks, Sender(reached, journal, lease), step))
        after = verify_import(planned.parts, reached)
    there = {record.id for each in before for record in _records(each)}
    missing = tuple(_missing(planned, after, there))
    lost = frozenset(map(id, missing))
    return Uploaded(
        sent=tuple(_settled(each, lost, planned.plan.origin.workbook_sha256, journal) for each in sent),
        found=after,
        missing=missing,
        doubled=tuple(_doubled(planned.parts, after, there)),
    )


def _is_upload(each: DirectRequest, reached: Reached) -> bool:
    return each.direct.path == IMPORT and each.direct.service == reached.profile.service


def _moved(planned: Import, before: Sequence[Reconciliation]) -> bool:
    """Tell whether what is lacking is no longer what was planned."""
    added = {id(movement) for of_part in planned.added for movement in of_part}
    lacking = {id(movement) for each in before for movement in each.only_file}
    asked = {id(movement) for each in before for movement, _record in (*each.unlike, *each.doubtful)}
    return not lacking <= added or not added - lacking <= asked


def _send(planned: Sequence[Chunk], sender: Sender, step: Step) -> Iterator[Sent]:
    stopped = False
    for number, chunk in enumerate(planned, 1):
        if stopped:
            yield Sent(chunk.batch, Fate.NOT_SENT, _("Not sent: an earlier request did not go well."))
            continue
        sent = _sent(chunk, sender)
        stopped = sent.fate is not Fate.DONE
        step(number, len(planned))
        yield sent


def _sent(chunk: Chunk, sender: Sender) -> Sent:
    try:
        sender.send(chunk.asked)
    except (Refused, Unreachable, NotAuthenticated) as error:
        return Sent(chunk.batch, Fate.FAILED, str(error))
    except (OutcomeUnknown, ServiceError) as error:
        return Sent(chunk.batch, Fate.UNKNOWN, str(error))
    return Sent(chunk.batch, Fate.DONE)


def _records(found: Reconciliation) -> Iterator[Record]:
    """Yield every transaction of the days that were compared."""
    yield from (record for _movement, record in found.both)
    yield from found.only_service


def _missing(planned: Import, after: Sequence[Reconciliation], there: Collection[str]) -> Iterator[Movement]:
    """Yield the movements that did not arrive: one that is only like a transaction from before is none of its own."""
    added = {id(movement) for of_part in planned.added for movement in of_part}
    for each in after:
        yield from each.only_file
        like = (*each.unlike, *each.moved, *each.doubtful)
        yield from (movement for movement, record in like if id(movement) in added and record.id in there)


def _doubled(parts: Sequence[Part], after: Sequence[Reconciliation], there: Collection[str]) -> Iterator[Record]:
    """Yield the transactions that came since, are like a movement of the file, and are one too many."""
    for part, each in zip(parts, after, strict=True):
        like = {(movement.value_date, movement.amount) for movement in part.movements}
        references = {comparable(movement.reference) for movement in part.movements} | {""}
        for record in each.only_service:
            same = (day_of(record), amount_of(record)) in like and comparable(reference_of(record)) in references
            if same and record.id not in there:
                yield record


def _settled(sent: Sent, lost: Collection[int], source: str, journal: Journal) -> Sent:
    """Settle a request that was not answered where every movement of it has arrived."""
    if sent.fate is not Fate.UNKNOWN or any(id(movement) in lost for movement in sent.batch.movements):
        return sent
    told = _("No answer said so; every movement of it is there.")
    for each in direct_requests(journal):
        if each.state in _OPEN and each.direct.source == source and _names(each, sent.batch):
            settle(journal, each.number, State.DONE, told)
    return replace(sent, fate=Fate.DONE, detail=told)


def _names(request: DirectRequest, batch: Batch) -> bool:
    """Tell whether a request of the journal is the one that brought a batch."""
    body = request.direct.body or {}
    files = body.get("files")
    if not isinstance(files, Mapping):
        return digest(canonical(body).encode()) == batch.sha256
    return any(isinstance(file, Mapping) and file.get("sha256") == batch.sha256 for file in files.values())
