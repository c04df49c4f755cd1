"""Records as canonical JSON, spelt column by column: the base of a large pull is most of what a workbook holds.

The text is that of `canonical(record.to_json(entity))`, at a third of its time: names are sorted and spelt once for all
records, and so is each value of a column that has few.
"""

from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring as quoted

from toolkit.entities.canonical import Json, canonical
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice, Day, Month, NewRow, RawValue, Reference, Value, YesNo
from toolkit.entities.record import Record, value_to_json

FEW_VALUES = (Reference, Choice, YesNo, Day, Month)
"""Kinds whose columns hold few different values; flags are not among them, as equal ones may be spelled otherwise."""

Spell = Callable[[Value], str]


def speller(entity: Entity) -> Callable[[Record], str]:
    """Return what spells the declared fields of an entity's records.

    A reference to a row that is yet to be created is left out: it has no IRI, and the service knows nothing of it.
    """
    columns = sorted(entity.columns, key=lambda column: column.field)
    parts = tuple((column.field, f"{quoted(column.field)}:", _column_speller(entity, column)) for column in columns)

    def spell(record: Record) -> str:
        values = record.values
        fields = [name + text for field, name, spelt in parts if field in values and (text := spelt(values[field]))]
        return f"{{{','.join(fields)}}}"

    return spell


def _column_speller(entity: Entity, column: Column) -> Spell:
    kind = column.kind

    def spell(value: Value) -> str:
        if isinstance(value, NewRow):
            return ""
        if isinstance(value, RawValue):
            return canonical(value_to_json(entity, column.field, value))
        return _spelt(kind.to_json(value))

    return remembered(spell) if isinstance(kind, FEW_VALUES) else spell


def _spelt(json: Json) -> str:
    """Spell JSON as `canonical` does, the frequent types without its preparations."""
    match json:
        case str():
            return quoted(json)
        case bool():
            return canonical(json)
        case int() | Decimal():
            return str(json)
        case _:
            return canonical(json)


def remembered(spell: Spell) -> Spell:
    """Return a function that spells each value once. Its memory is as large as the column is varied."""
    known: dict[Value, str] = {}

    def spell_once(value: Value) -> str:
        spelt = known.get(value)
        if spelt is None:
            spelt = known[value] = spell(value)
        return spelt

    return spell_once
