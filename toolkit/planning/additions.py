"""Additions: a plan that only creates, of what somebody else found to be missing on the service.

A workbook's row that looks like a live record is refused, as nobody meant two. A bank statement may well have two
movements that are all alike; whoever compared it has counted them, so that nothing is refused here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels, Live
from toolkit.planning import guards, requests
from toolkit.planning.changes import Create, Place, Refusal
from toolkit.planning.names import names_of
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.spelling import spelt_otherwise
from toolkit.planning.totals import totals_of
from toolkit.planning.twins import Twins
from toolkit.thresholds import DEFAULT, Thresholds


@dataclass(frozen=True, slots=True)
class Addition:
    """A record to create: where it was asked for, and its values."""

    entity: Entity
    sheet: str
    row: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to be created, what is refused, how many rows ask for nothing, and what the reader must know."""

    additions: Sequence[Addition]
    refusals: Sequence[Refusal] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()


def additions_plan(
    origin: Origin, compared: Compared, live: Live, labels: Labels, thresholds: Thresholds = DEFAULT
) -> Plan:
    """Plan the creation of each addition, in their order; none needs another."""
    changes = tuple(_creations(compared.additions, labels, live))
    plan = Plan(
        origin=origin,
        changes=changes,
        conflicts=(),
        refusals=tuple(compared.refusals),
        unchanged=compared.unchanged,
        relied_on={},
        notes=compared.notes,
        totals=totals_of(changes, live),
        twins=_twins(changes, Twins(live)),
        counted=True,
    )
    return replace(plan, guards=guards.standing(plan, live, thresholds), names=names_of(plan, labels))


def _twins(changes: Iterable[Create], live: Twins) -> Mapping[int, tuple[str, ...]]:
    """Return the live records that each creation looks like: whoever counted them knows of these."""
    found: dict[int, tuple[str, ...]] = {}
    for change in changes:
        alike = live.find(change.entity, change.after).all
        if alike:
            found[change.n] = tuple(record.id for record in alike)
    return found


def _creations(additions: Sequence[Addition], labels: Labels, live: Live) -> Iterable[Create]:
    entities = dict.fromkeys(each.entity for each in additions)
    wordings = {entity: requests.Wording(otherwise=spelt_otherwise(entity, live)) for entity in entities}
    for n, each in enumerate(additions, 1):
        label = labels.plain(each.entity, each.values) or f"new {each.entity.english_singular}"
        sent = (requests.post(each.entity, each.values, wordings[each.entity]),)
        yield Create(n, each.entity, Place(each.sheet, each.row, {}), label, each.values, sent)
