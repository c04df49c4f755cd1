"""Live records into a workbook, with the base that later tells whose change is whose."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from toolkit.entities import Entity
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.excel.base import Base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.loop.reach import Reached, with_targets
from toolkit.settings import Profile


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull wrote: the file, and the number of records of each entity."""

    path: Path
    counts: Mapping[str, int]


def pull(reached: Reached, entities: Sequence[Entity], path: Path, filters: Mapping[str, str]) -> Pulled:
    """Write the live records of the entities, their names for references, and their base.

    `filters` are the service's own query parameters; they narrow the entities asked for, never what references need.
    """
    live = reached.client.snapshot(with_targets(entities))
    records = {entity.path: live.get(entity.path, {}) for entity in entities}
    if filters:
        records = {e.path: {r.id: r for r in reached.client.records(e, filters)} for e in entities}
    sheets = [
        EntitySheet(entity, tuple(records[entity.path].values()), _extra(records[entity.path].values()))
        for entity in entities
    ]
    write_workbook(path, sheets, Labels(live), _base(reached.profile, entities, records))
    return Pulled(path, {path: len(found) for path, found in records.items()})


def template(profile: Profile, entities: Sequence[Entity], path: Path, labels: Labels) -> None:
    """Write an empty workbook with a sheet for each entity."""
    sheets = [EntitySheet(entity) for entity in entities]
    write_workbook(path, sheets, labels, _base(profile, entities, {entity.path: {} for entity in entities}))


def _base(profile: Profile, entities: Sequence[Entity], records: Mapping[str, Mapping[str, Record]]) -> Base:
    return Base(
        document=uuid.uuid4().hex,
        profile=profile.name,
        service=profile.service,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        entities=tuple(entity.path for entity in entities),
        records=records,
    )


def _extra(records: Iterable[Record]) -> tuple[str, ...]:
    """Return the fields that no declaration knows, in the order in which they were first seen."""
    return tuple(dict.fromkeys(name for record in records for name in record.extra))
