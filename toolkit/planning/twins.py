"""Natural keys: how a row is matched with live records, and how a record is kept from being created twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    key = tuple([value.strip() or None if isinstance(value, str) else value for value in map(values.get, fields)])
    return None if key.count(None) == len(key) else key


@dataclass(frozen=True, slots=True)
class _Index:
    """Records by key: the first of each, and those that share its key, which are few."""

    first: Mapping[Key, Record]
    others: Mapping[Key, Sequence[Record]]


class Twins:
    """Live records by natural key; an index is built when it is first asked for."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._made: dict[tuple[str, tuple[str, ...]], _Index] = {}

    def find(self, entity: Entity, fields: tuple[str, ...], key: Key) -> Sequence[Record]:
        """Return the live records with this key, in the order of the service."""
        place = (entity.path, fields)
        if place not in self._made:
            self._made[place] = _index(self._live.get(entity.path, {}).values(), fields)
        made = self._made[place]
        return (made.first[key], *made.others.get(key, ())) if key in made.first else ()


def _index(records: Iterable[Record], fields: Sequence[str]) -> _Index:
    first: dict[Key, Record] = {}
    others: defaultdict[Key, list[Record]] = defaultdict(list)
    for record in records:
        key = key_of(record.values, fields)
        if key is not None and first.setdefault(key, record) is not record:
            others[key].append(record)
    return _Index(first, others)
