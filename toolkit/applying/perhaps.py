"""Perhaps ours: records that a run may have made beside those that it knows of.

A creation may take effect twice where nobody sees it: after the last look at a list, by an answer that came too late,
by another machine with the same plan. What it leaves behind appeared since the run began, equals what the run sent,
and belongs to no receipt.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from toolkit.applying.bodies import fill
from toolkit.applying.journal import Journal
from toolkit.applying.readback import mismatches
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.schema import CHANGES
from toolkit.applying.twins import body_key, record_key
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Record
from toolkit.planning.changes import Create, Replace
from toolkit.planning.plan import Plan
from toolkit.planning.reconcile import PerhapsOurs

Sent = tuple[int, JsonObject]
"""The number of a change, and the body that it sent."""


def sent_by(plan: Plan, run: Run) -> Iterator[tuple[Create | Replace, JsonObject]]:
    """Yield the creations of a run that may have made a record, each with the body that it sent."""
    receipts = {receipt.n: receipt for receipt in run.receipts}
    iris = {receipt.n: receipt.after.iri for receipt in run.receipts if receipt.after is not None}
    for change in plan.changes:
        if isinstance(change, Create | Replace) and _left(receipts[change.n]):
            yield change, fill(change.requests[0], iris).body or {}


def perhaps_ours(plan: Plan, run: Run, journal: Journal, live: Live) -> tuple[PerhapsOurs, ...]:
    """Return the live records that appeared since a run began, equal a body of it, and belong to no receipt.

    `live` holds the records of the entities that the run created; where the journal does not know what was there
    before, nothing can be told.
    """
    there = journal.there(run.id)
    sent: defaultdict[Entity, list[Sent]] = defaultdict(list)
    for change, body in sent_by(plan, run):
        sent[change.entity].append((change.n, body))
    found: list[PerhapsOurs] = []
    for entity, bodies in sent.items():
        known = there.get(entity.path)
        if known is not None and entity.path in live:
            excluded = known | _receipted(journal, entity) | _ids(run.receipts, entity)
            newcomers = [record for record in live[entity.path].values() if record.id not in excluded]
            found += _equal(entity, bodies, newcomers)
    return tuple(found)


def _left(receipt: Receipt) -> bool:
    return receipt.status in {Status.DONE, Status.UNKNOWN} or receipt.half


def _equal(entity: Entity, bodies: Iterable[Sent], newcomers: Iterable[Record]) -> Iterator[PerhapsOurs]:
    by_key: defaultdict[tuple[Value | None, ...], list[Sent]] = defaultdict(list)
    for n, body in bodies:
        by_key[body_key(entity, body)].append((n, body))
    for record in newcomers:
        alike = by_key.get(record_key(entity, record), ())
        for n, body in alike:
            if not mismatches(entity, body, record):
                yield PerhapsOurs(entity, record.id, n)
                break


def _ids(receipts: Iterable[Receipt], entity: Entity) -> frozenset[str]:
    mine = [receipt for receipt in receipts if receipt.entity == entity.path]
    return frozenset(each for receipt in mine for each in (receipt.id, receipt.twin) if each is not None)


def _receipted(journal: Journal, entity: Entity) -> frozenset[str]:
    """Return the ids that receipts of any run name: what a later run made belongs to that."""
    wanted = select(CHANGES.c.record, CHANGES.c.twin).where(CHANGES.c.entity == entity.path)
    with journal.reading() as connection:
        return frozenset(str(each) for row in connection.execute(wanted) for each in row if each is not None)
