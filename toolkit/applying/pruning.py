"""Pruning: old runs lose what people wrote, and keep what proves that they were."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Summary
from toolkit.applying.schema import CHANGES, REQUESTS, RUNS
from toolkit.applying.trail import Exchange

Digested = Callable[[Run, Sequence[Exchange]], str]
"""Returns the digest by which the chain of audit bundles knows a run."""

_WRITES = ("create", "patch", "replace", "delete")


@dataclass(frozen=True, slots=True)
class Prunable:
    """Runs that started before a moment, oldest first: those that can be pruned, and those that are needed whole.

    Needed is one that is not over, or of which something is unknown, for `resume`; and one with an operation on a
    record, such as sending an invoice, for the guard that does not let it be repeated.
    """

    over: tuple[Summary, ...]
    needed: tuple[Summary, ...]


def prunable(journal: Journal, before: datetime) -> Prunable:
    """Return the runs that started before a moment and were not pruned yet."""
    gone = pruned_runs(journal)
    acting = _acting(journal)
    old = [
        each
        for each in reversed(journal.runs())
        if datetime.fromisoformat(each.started) < before and each.id not in gone
    ]
    over = tuple(each for each in old if each.ended is not None and not each.unknown and each.id not in acting)
    return Prunable(over, tuple(each for each in old if each not in over))


def _acting(journal: Journal) -> frozenset[str]:
    """Return the runs that did more to records than write them."""
    with journal.reading() as connection:
        found = connection.execute(select(CHANGES.c.run).where(CHANGES.c.verb.not_in(_WRITES)).distinct())
        return frozenset(found.scalars())


def prune(journal: Journal, runs: Sequence[Summary], digested: Digested) -> None:
    """Take out of runs what people wrote: plans, records before and after, cells, answers, requests.

    What stays is what guards and chains lean on: who, when, from which file, the plan's id, which records, what came
    of each change, and the digest of all that is gone. Raises `JournalUnusable`.
    """
    for each in runs:
        content = digested(journal.run(each.id), journal.exchanges(each.id))
        with journal.transaction() as connection:
            connection.execute(
                update(RUNS).where(RUNS.c.id == each.id).values(plan="", there=None, verification=None, pruned=content)
            )
            connection.execute(delete(REQUESTS).where(REQUESTS.c.run == each.id))
            bare = update(CHANGES).where(CHANGES.c.run == each.id)
            connection.execute(bare.values(before=None, after=None, detail="", cells="{}", mismatches="[]", known="[]"))
    journal.compact()


def pruned_runs(journal: Journal) -> dict[str, str]:
    """Return the digest of every run that was pruned, by its id."""
    with journal.reading() as connection:
        found = connection.execute(select(RUNS.c.id, RUNS.c.pruned).where(RUNS.c.pruned.is_not(None)))
        return {row.id: row.pruned for row in found}
