"""Names kept at home: what references may point at, as the service last told, for checks without the service.

One file for each profile. It holds ids, IRIs and the fields that make up labels, and nothing else. It is a
convenience: damaged, foreign or read-only, it is done without.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject, canonical, parse
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Unreadable
from toolkit.entities.labels import Live
from toolkit.entities.record import Record, values_from_json, values_to_json
from toolkit.entities.typed_json import as_object
from toolkit.errors import NotWritable, UnknownEntity
from toolkit.files import write_text
from toolkit.loop.reach import targets
from toolkit.settings import Profile, home

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Names:
    """Records by the path of their entity and by id, with no fields but those of their labels, and when each was told.

    `at` is in UTC, by the path of the entity.
    """

    records: Live
    at: Mapping[str, datetime]

    @property
    def oldest(self) -> datetime | None:
        """When the oldest of them were told."""
        return min(self.at.values(), default=None)

    def of(self, entities: Iterable[Entity]) -> "Names":
        """Return those that references of these entities, and their labels, may need."""
        wanted = {entity.path for entity in targets(entities)}
        return Names(
            {path: found for path, found in self.records.items() if path in wanted},
            {path: at for path, at in self.at.items() if path in wanted},
        )


NO_NAMES = Names({}, {})


def names_file(profile: Profile) -> Path:
    """Return the file that the names of a profile are kept in; it need not exist."""
    return home() / "names" / f"{quote(profile.name, safe='')}.json"


def keep_names(profile: Profile, entities: Iterable[Entity], live: Live) -> None:
    """Keep the names of what these entities refer to, as it is live now; what is kept of others stays."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    told: dict[str, Json] = {
        entity.path: {"at": now, "records": [_spelt(entity, record) for record in live[entity.path].values()]}
        for entity in targets(entities)
        if entity.path in live
    }
    if not told:
        return
    path = names_file(profile)
    kept = {**_kept(profile), **told}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, canonical({"version": _VERSION, "service": profile.service, "entities": kept}))
    except (OSError, NotWritable):
        return


def kept_names(profile: Profile) -> Names:
    """Return the names that are kept of a profile's service; what cannot be read is not known."""
    records: dict[str, dict[str, Record]] = {}
    at: dict[str, datetime] = {}
    for path, told in _kept(profile).items():
        try:
            records[path] = _records(path, told)
            at[path] = datetime.fromisoformat(str(as_object(told)["at"])).astimezone(UTC)
        except (KeyError, ValueError, TypeError, ArithmeticError, Unreadable, UnknownEntity):
            records.pop(path, None)
    return Names(records, at)


def _spelt(entity: Entity, record: Record) -> JsonObject:
    label = {name: record.values[name] for name in entity.label if name in record.values}
    return {"id": record.id, "iri": record.iri, "values": values_to_json(entity, label)}


def _records(path: str, told: Json) -> dict[str, Record]:
    entity = find(path)
    listed = as_object(told)["records"]
    found = (as_object(each) for each in (listed if isinstance(listed, list) else []))
    records = (Record(str(e["id"]), str(e["iri"]), values_from_json(entity, as_object(e["values"]))) for e in found)
    return {record.id: record for record in records}


def _kept(profile: Profile) -> JsonObject:
    try:
        known = as_object(parse(names_file(profile).read_bytes()))
        if known.get("version") != _VERSION or known.get("service") != profile.service:
            return {}
        return as_object(known["entities"])
    except (OSError, KeyError, ValueError, TypeError, RecursionError):
        return {}
