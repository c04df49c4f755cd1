"""Documented: what a service's own document says of an entity, beside what is declared."""

from collections.abc import Iterator

from toolkit.api.documentation import Fields
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Amount, Flags, Integer, Kind, Number, Reference, Structure, YesNo
from toolkit.language import _
from toolkit.loop.diagnosis import Documented, Misfit

_TYPES: tuple[tuple[tuple[type[Kind], ...], frozenset[str]], ...] = (
    ((Structure,), frozenset({"array", "object", "string"})),
    ((Reference,), frozenset({"string", "object"})),
    ((Flags,), frozenset({"array"})),
    ((YesNo, Integer), frozenset({"integer"})),
    ((Amount, Number), frozenset({"number", "integer"})),
)
"""The JSON types that a kind fits; every other kind is a string."""


def compared(entity: Entity, fields: Fields | None) -> Documented | None:
    """Return how a document differs from the declaration, `None` where it does not tell of the entity."""
    if fields is None:
        return None
    return Documented(
        more=tuple(name for name in fields if name not in entity.by_field),
        less=tuple(name for name in entity.by_field if name not in fields),
        types=tuple(_types(entity, fields)),
    )


def _types(entity: Entity, fields: Fields) -> Iterator[Misfit]:
    for column in entity.columns:
        told = fields.get(column.field, frozenset())
        fitting = _fitting(column.kind)
        if told and not told & fitting:
            yield Misfit(column.field, _(" or ").join(sorted(fitting)), _(" or ").join(sorted(told)))


def _fitting(kind: Kind) -> frozenset[str]:
    return next((types for kinds, types in _TYPES if isinstance(kind, kinds)), frozenset({"string"}))
