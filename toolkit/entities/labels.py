"""Labels: what people call records, unique within an entity."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.literals import needs_escape
from toolkit.entities.natural_keys import folded
from toolkit.entities.record import Record

Live = Mapping[str, Mapping[str, Record]]
"""Records by the path of their entity, then by id."""

SEPARATOR = " · "


class Labels:
    """The labels of live records, by entity and IRI.

    A label joins the values of the entity's label fields; a label that two records share, that is another record's id,
    or that a cell would take for `[clear]`, gets the id behind it, so that each label means one record. One in which
    nothing is to be seen is the id.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._made: dict[str, Mapping[str, str]] = {}

    def all(self, path: str) -> Mapping[str, str]:
        """Return the label of every live record of an entity, by IRI."""
        if path not in self._made:
            self._made[path] = self._make(path)
        return self._made[path]

    def of(self, path: str, iri: str) -> str:
        """Return the label of a record, or its IRI where no live record has it."""
        return self.all(path).get(iri, iri)

    def of_record(self, entity: Entity, record: Record) -> str:
        """Return the label of a record, live or not; a part of an array has no IRI to be known by."""
        known = self.all(entity.path).get(record.iri) if record.iri else None
        return known or self.plain(entity, record.values) or record.id

    def plain(self, entity: Entity, values: Mapping[str, Value]) -> str:
        """Join the values of the label fields, references by their own labels, without looking for twins."""
        return SEPARATOR.join(self._word(entity, name, values[name]) for name in entity.label if name in values)

    def shown(self, records: Live) -> dict[str, str]:
        """Return the label of each record that references of these records point at, by IRI, where one is known."""
        found: dict[str, str] = {}
        for path, of_entity in records.items():
            for column in find(path).references:
                known = self.all(column.target or "")
                held = {record.values.get(column.field) for record in of_entity.values()}
                found |= {iri: known[iri] for iri in held if isinstance(iri, str) and iri in known}
        return found

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The entities that records were given of."""
        return tuple(self._live)

    def _make(self, path: str) -> Mapping[str, str]:
        entity = find(path)
        records = self._live.get(path, {}).values()
        plain = ((record, self.plain(entity, record.values)) for record in records)
        made = {record.iri: label if folded(label) else record.id for record, label in plain}
        ids = {record.id: record.iri for record in records}
        while shared := _shared(made, ids):
            made |= {
                record.iri: f"{made[record.iri]}{SEPARATOR}{record.id}" for record in records if record.iri in shared
            }
        return made

    def _word(self, entity: Entity, name: str, value: Value) -> str:
        column = entity.by_field[name]
        if column.target is not None and isinstance(value, str):
            return self.of(column.target, value)
        return str(column.kind.to_cell(value))


def _shared(labels: Mapping[str, str], ids: Mapping[str, str]) -> frozenset[str]:
    """Return the IRIs whose labels are no names: shared by others, the ids of others, or taken for `[clear]`."""
    keys = {iri: folded(label) for iri, label in labels.items()}
    count = Counter(keys.values())
    return frozenset(
        iri
        for iri, label in labels.items()
        if count[keys[iri]] > 1 or ids.get(label, iri) != iri or needs_escape(label)
    )
