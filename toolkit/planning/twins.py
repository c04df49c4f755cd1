"""Natural keys: how a row is matched with live records, and how a record is kept from being created twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Record

Key = tuple[Value | None, ...]
"""Values of natural-key fields; `None` for an empty one."""


def compared_fields(entity: Entity, present: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields of the natural key that a row has a column for; the others have no say."""
    return tuple(field for field in entity.natural_key if field in present)


def key_of(values: Mapping[str, Value | None], fields: Sequence[str]) -> Key | None:
    """Return the key of a record, or `None` where all its fields are empty and so name nothing.

    Blanks at the ends of a text are left out, as a cell does not keep them.
    """
    key = tuple([_bare(value) for value in map(values.get, fields)])
    return None if key.count(None) == len(key) else key


def _bare(value: Value | None) -> Value | None:
    return value.strip() or None if isinstance(value, str) else value


class Twins:
    """Live records by natural key; an index is built when it is first asked for."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._made: dict[tuple[str, tuple[str, ...]], Mapping[Key | None, Sequence[Record]]] = {}

    def find(self, entity: Entity, fields: tuple[str, ...], key: Key) -> Sequence[Record]:
        """Return the live records with this key, in the order of the service."""
        place = (entity.path, fields)
        if place not in self._made:
            self._made[place] = self._index(entity, fields)
        return self._made[place].get(key, ())

    def _index(self, entity: Entity, fields: tuple[str, ...]) -> Mapping[Key | None, Sequence[Record]]:
        found: defaultdict[Key | None, list[Record]] = defaultdict(list)
        for record in self._live.get(entity.path, {}).values():
            found[key_of(record.values, fields)].append(record)
        return dict(found)
