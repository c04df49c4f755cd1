"""Live records into a workbook, with the base that later tells whose change is whose."""

import enum
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from toolkit.api.client import Seen
from toolkit.api.filters import Filters
from toolkit.entities import Entity
from toolkit.entities.completeness import Shortfalls
from toolkit.entities.labels import Labels, Live
from toolkit.entities.literals import count_escaped
from toolkit.entities.parts import owners, parts_by_path, with_parts
from toolkit.entities.record import Record
from toolkit.excel.base import Base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.excel.totals import NO_TOTALS
from toolkit.loop.names import keep_names
from toolkit.loop.reach import Reached, targets, with_targets
from toolkit.planning.totals import sums
from toolkit.settings import Profile


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull wrote: the file, the number of records of each entity, and the lists that may not be complete.

    `escaped` counts the texts that look like `[clear]`, and so have a backslash in front.
    """

    path: Path
    counts: Mapping[str, int]
    incomplete: Shortfalls = field(default_factory=dict)
    escaped: int = 0


class Beside(enum.Flag):
    """What a pull shows beside the records, for people alone.

    `IDS` are note columns with the ids of what cells point at, `TOTALS` a row above the header with what amounts add
    up to.
    """

    NOTHING = 0
    IDS = enum.auto()
    TOTALS = enum.auto()


@dataclass(frozen=True, slots=True)
class Part:
    """Which records of an entity: those of a view of the service, and of these what fulfils its filters."""

    filters: Filters = field(default_factory=dict)
    view: str = ""

    @property
    def whole(self) -> bool:
        """Whether that is every record."""
        return not self.filters and not self.view


ALL = Part()


def pull(
    reached: Reached,
    entities: Sequence[Entity],
    path: Path,
    part: Part = ALL,
    seen: Seen | None = None,
    beside: Beside = Beside.NOTHING,
) -> Pulled:
    """Write the live records of the entities, the parts of these, their names for references, and their base.

    A part narrows the entities asked for, never what references need. `seen` is told of the records as they come.
    A list that is not proved to be complete is marked in what is returned, on *Read me* and in the base.
    Raises `UnknownView`, `BadFilter` and `BadFilterValue`.
    """
    entities, shown = owners(entities), with_parts(entities)
    if part.whole:
        live = reached.client.snapshot_given(with_targets(shown), seen)
        records = {entity.path: live.get(entity.path, {}) for entity in entities}
    else:
        records = {entity.path: _narrowed(reached, entity, part, seen) for entity in entities}
        live = reached.client.snapshot_given(targets(shown), seen)
    read = {*records, *live}
    incomplete = {path: each for path, each in reached.client.shortfalls.items() if path in read}
    keep_names(reached.profile, shown, {path: found for path, found in live.items() if path not in incomplete})
    records |= parts_by_path(records)
    sheets = [
        EntitySheet(
            entity,
            tuple(records[entity.path].values()),
            _extra(records[entity.path].values()),
            _with_ids(entity, beside),
            sums(entity, records[entity.path].values(), live) if Beside.TOTALS in beside else NO_TOTALS,
        )
        for entity in shown
    ]
    # Of an entity that was narrowed, its own records have names too, unless it is referred to and was read whole.
    labels = Labels({**records, **live})
    base = replace(_base(reached.profile, shown, records, labels), incomplete=incomplete)
    write_workbook(path, sheets, labels, base)
    counts = {entity.path: len(records[entity.path]) for entity in shown}
    escaped = sum(count_escaped(records[entity.path].values()) for entity in shown)
    return Pulled(path, counts, incomplete, escaped)


def _with_ids(entity: Entity, beside: Beside) -> tuple[str, ...]:
    return tuple(column.field for column in entity.references) if Beside.IDS in beside else ()


def _narrowed(reached: Reached, entity: Entity, part: Part, seen: Seen | None) -> dict[str, Record]:
    records: dict[str, Record] = {}
    for record in reached.client.records_given(entity, part.filters, part.view):
        records[record.id] = record
        if seen is not None:
            seen(entity, len(records), None)
    return records


def live_template(reached: Reached, entities: Sequence[Entity], path: Path) -> None:
    """Write a template whose lists offer what is live, and keep these names for checks without the service."""
    live = reached.client.snapshot(with_targets(entities))
    keep_names(reached.profile, with_parts(entities), live)
    template(reached.profile, entities, path, Labels(live))


def template(profile: Profile, entities: Sequence[Entity], path: Path, labels: Labels) -> None:
    """Write an empty workbook with a sheet for each entity, and for the parts of its records."""
    shown = with_parts(entities)
    sheets = [EntitySheet(entity) for entity in shown]
    write_workbook(path, sheets, labels, _base(profile, shown, {entity.path: {} for entity in shown}, labels))


def _base(profile: Profile, entities: Sequence[Entity], records: Live, labels: Labels) -> Base:
    return Base(
        document=uuid.uuid4().hex,
        profile=profile.name,
        service=profile.service,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        entities=tuple(entity.path for entity in entities),
        records=records,
        names=labels.shown(records),
    )


def _extra(records: Iterable[Record]) -> tuple[str, ...]:
    """Return the fields that no declaration knows, in the order in which they were first seen."""
    return tuple(dict.fromkeys(name for record in records for name in record.extra))
