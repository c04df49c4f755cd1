"""Twins: the live records that a row or a new record looks like, so that nothing is created twice."""

from collections.abc import Collection, Mapping

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.natural_keys import Alike, KeyIndex


def compared_fields(entity: Entity, present: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields of the natural key that a row has a column for; the others have no say."""
    return tuple(field for field in entity.natural_key if field in present)


class Twins:
    """Live records by natural key; an entity is indexed when it is first asked for."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._indexes: dict[str, KeyIndex] = {}

    def find(self, entity: Entity, values: Mapping[str, Value | None], fields: Collection[str] | None = None) -> Alike:
        """Return the live records that look like one with these values, in the order of the service.

        `fields` are those of the natural key that have a say, by default all.
        """
        if entity.path not in self._indexes:
            self._indexes[entity.path] = KeyIndex(entity, self._live.get(entity.path, {}).values())
        return self._indexes[entity.path].find(values, fields)
