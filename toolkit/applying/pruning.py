"""Pruning: old runs and requests lose what people wrote, and keep what proves that they were."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from toolkit.applying.direct import DirectRequest
from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Target, writing
from toolkit.applying.receipts import Run, Summary
from toolkit.applying.schema import CHANGES, DIRECT, REQUESTS, RUNS
from toolkit.applying.states import State
from toolkit.applying.trail import Exchange

_WRITES = ("create", "patch", "replace", "delete")
_OVER = frozenset({State.DONE, State.FAILED})


@dataclass(frozen=True, slots=True)
class Digests:
    """Return the digests by which the chain of audit bundles knows a run, and a direct request."""

    run: Callable[[Run, Sequence[Exchange]], str]
    request: Callable[[DirectRequest], str]


@dataclass(frozen=True, slots=True)
class Prunable:
    """What started before a moment, oldest first: what can be pruned, and what is needed whole.

    Needed is a run that is not over, or of which something is unknown, for `resume`; and one with an operation on a
    record, such as sending an invoice, for the guard that does not let it be repeated. Of direct requests, those that
    were not answered, and uploads, by which it is known what was sent before.
    """

    over: tuple[Summary, ...]
    needed: tuple[Summary, ...]
    requests: tuple[DirectRequest, ...] = ()
    needed_requests: tuple[DirectRequest, ...] = ()


def prunable(journal: Journal, before: datetime) -> Prunable:
    """Return what started before a moment and was not pruned yet."""
    gone = pruned_runs(journal)
    acting = _acting(journal)
    old = [
        each
        for each in reversed(journal.runs())
        if datetime.fromisoformat(each.started) < before and each.id not in gone
    ]
    over = tuple(each for each in old if each.ended is not None and not each.unknown and each.id not in acting)
    bare = _bare(journal)
    sent = [
        each
        for each in reversed(direct_requests(journal))
        if datetime.fromisoformat(each.sent_at) < before and each.number not in bare
    ]
    answered = tuple(each for each in sent if each.state in _OVER and not _is_upload(each))
    return Prunable(
        over,
        tuple(each for each in old if each not in over),
        answered,
        tuple(each for each in sent if each not in answered),
    )


def _acting(journal: Journal) -> frozenset[str]:
    """Return the runs that did more to records than write them."""
    with journal.reading() as connection:
        found = connection.execute(select(CHANGES.c.run).where(CHANGES.c.verb.not_in(_WRITES)).distinct())
        return frozenset(found.scalars())


def _bare(journal: Journal) -> frozenset[int]:
    """Return the direct requests that have nothing more to lose."""
    nothing = (DIRECT.c.body.is_(None), DIRECT.c.before.is_(None), DIRECT.c.detail == "")
    with journal.reading() as connection:
        return frozenset(connection.execute(select(DIRECT.c.seq).where(*nothing)).scalars())


def _is_upload(request: DirectRequest) -> bool:
    body = request.direct.body or {}
    return bool(request.direct.source) or "files" in body


@contextmanager
def nobody_writes(journal: Journal, found: Prunable) -> Iterator[None]:
    """Hold the lease on every service of what is pruned. Raises `RunInProgress` while somebody writes to one."""
    aims = {(each.origin.service, each.origin.profile) for each in (*found.over, *found.needed)}
    aims |= {(each.direct.service, each.direct.profile) for each in (*found.requests, *found.needed_requests)}
    with ExitStack() as stack:
        for service, profile in sorted(aims):
            stack.enter_context(writing(journal, Target(service, profile)))
        yield


def prune(journal: Journal, found: Prunable, digests: Digests) -> None:
    """Take out what people wrote: plans, records before and after, cells, answers, bodies, requests.

    What stays is what guards and chains lean on: who, when, from which file, the plan's id, which records, what came
    of each change, and the digest of all that is gone. It is one transaction. Raises `RunInProgress` and
    `JournalUnusable`.
    """
    with nobody_writes(journal, found):
        runs = {each.id: digests.run(journal.run(each.id), journal.exchanges(each.id)) for each in found.over}
        erased = erased_runs(journal)
        requests = {each.number: digests.request(each) for each in found.requests}
        kept = kept_requests(journal)
        journal.begun.pruning = True
        with journal.transaction() as connection:
            for run, content in runs.items():
                gone = {"plan": "", "there": None, "verification": None, "pruned": erased.get(run, content)}
                connection.execute(update(RUNS).where(RUNS.c.id == run).values(**gone))
                connection.execute(delete(REQUESTS).where(REQUESTS.c.run == run))
                bare = update(CHANGES).where(CHANGES.c.run == run)
                connection.execute(
                    bare.values(before=None, after=None, detail="", cells="{}", mismatches="[]", known="[]")
                )
            for number, content in requests.items():
                left = {"body": None, "before": None, "detail": "", "kept": kept.get(number, content)}
                connection.execute(update(DIRECT).where(DIRECT.c.seq == number).values(**left))
        journal.compact()
        journal.begun.pruning = False


def pruned_runs(journal: Journal) -> dict[str, str]:
    """Return the digest of every run that was pruned, by its id."""
    with journal.reading() as connection:
        found = connection.execute(select(RUNS.c.id, RUNS.c.pruned).where(RUNS.c.pruned.is_not(None)))
        return {row.id: row.pruned for row in found}


def erased_runs(journal: Journal) -> dict[str, str]:
    """Return, of every run of which values were erased, the digest that it had before, by its id."""
    with journal.reading() as connection:
        found = connection.execute(select(RUNS.c.id, RUNS.c.erased).where(RUNS.c.erased.is_not(None)))
        return {row.id: row.erased for row in found}


def kept_requests(journal: Journal) -> dict[int, str]:
    """Return, of every direct request that was pruned or erased, the digest that it had before, by its number."""
    with journal.reading() as connection:
        found = connection.execute(select(DIRECT.c.seq, DIRECT.c.kept).where(DIRECT.c.kept.is_not(None)))
        return {row.seq: row.kept for row in found}
