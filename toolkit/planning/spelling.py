"""Spelling: in which of its JSON types a service keeps each field, as its live records show."""

from collections.abc import Iterable, Mapping

from toolkit.entities.entity import Entity
from toolkit.entities.record import Record

_NO_RECORDS: Mapping[str, Record] = {}

Spelling = Mapping[str, tuple[str, ...]]
"""The fields that a service keeps in the other JSON type of their kind, sorted, by the path of the entity."""


def spelling_of(entities: Iterable[Entity], live: Mapping[str, Mapping[str, Record]]) -> Spelling:
    """Return the fields that the service keeps otherwise, of the entities that have any."""
    found = {entity.path: tuple(sorted(spelt_otherwise(entity, live))) for entity in dict.fromkeys(entities)}
    return {path: names for path, names in found.items() if names}


def spelt_otherwise(entity: Entity, live: Mapping[str, Mapping[str, Record]]) -> frozenset[str]:
    """Return the writable fields that the service keeps in the other JSON type of their kind.

    API Platform takes a field in no other type than it sends: a Doctrine decimal is a string in both directions. Where
    no live record has the field, nothing tells, and the declared type is written.
    """
    records = live.get(entity.path, _NO_RECORDS).values()
    able = (column.field for column in entity.writable if column.kind.other is not None)
    return frozenset(name for name in able if _is_otherwise(name, records))


def _is_otherwise(name: str, records: Iterable[Record]) -> bool:
    """Tell by the first record that has the field: a field has one type."""
    return next((name in record.otherwise for record in records if name in record.values), False)
