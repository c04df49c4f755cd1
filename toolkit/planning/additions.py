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
from toolkit.planning.plan import Guard, Origin, Plan
from toolkit.planning.spelling import Spelling, spelling_of
from toolkit.planning.totals import totals_of
from toolkit.planning.twins import Twins
from toolkit.thresholds import DEFAULT, GuardName, Thresholds


@dataclass(frozen=True, slots=True)
class Addition:
    """A record to create: where it was asked for, and its values."""

    entity: Entity
    sheet: str
    row: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to be created, what is refused, how many rows ask for nothing, and what the reader must know.

    `guards` stand beside those of every plan, if anything is to be created.
    """

    additions: Sequence[Addition]
    refusals: Sequence[Refusal] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()


def gap_guard(message: str) -> Guard:
    """Return the guard before additions that leave money between them and what is live."""
    return Guard(GuardName.GAP, message)


def added_up_guard(message: str) -> Guard:
    """Return the guard before additions whose sum nobody stated."""
    return Guard(GuardName.ADDED_UP, message)


def additions_plan(
    origin: Origin, compared: Compared, live: Live, labels: Labels, thresholds: Thresholds = DEFAULT
) -> Plan:
    """Plan the creation of each addition, in their order; none needs another."""
    spelling = spelling_of((each.entity for each in compared.additions), live)
    changes = tuple(_creations(compared.additions, labels, spelling))
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
        spelling=spelling,
    )
    standing = (*guards.standing(plan, live, thresholds), *(compared.guards if changes else ()))
    return replace(plan, guards=standing, names=names_of(plan, labels))


def _twins(changes: Iterable[Create], live: Twins) -> Mapping[int, tuple[str, ...]]:
    """Return the live records that each creation looks like: whoever counted them knows of these."""
    found: dict[int, tuple[str, ...]] = {}
    for change in changes:
        alike = live.find(change.entity, change.after).all
        if alike:
            found[change.n] = tuple(record.id for record in alike)
    return found


def _creations(additions: Sequence[Addition], labels: Labels, spelling: Spelling) -> Iterable[Create]:
    for n, each in enumerate(additions, 1):
        label = labels.plain(each.entity, each.values) or f"new {each.entity.english_singular}"
        wording = requests.Wording(otherwise=frozenset(spelling.get(each.entity.path, ())))
        sent = (requests.post(each.entity, each.values, wording),)
        yield Create(n, each.entity, Place(each.sheet, each.row, {}), label, each.values, sent)
