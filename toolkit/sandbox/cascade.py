"""Deletions that take along what pointed at the record."""

from toolkit.entities import ENTITIES
from toolkit.entities.entity import Entity
from toolkit.sandbox import sql
from toolkit.sandbox.naming import Key
from toolkit.sandbox.sql import Scalar, Select
from toolkit.sandbox.store import Store


def cascade(store: Store, entity: Entity, id: Key) -> None:
    """Delete every record that points at one, and what points at those in their turn. The record itself stays."""
    _delete(store, entity, id, frozenset())


def _delete(store: Store, entity: Entity, id: Key, above: frozenset[tuple[str, Scalar]]) -> None:
    above |= {(entity.path, id)}
    for other in ENTITIES:
        for column in other.references:
            if column.target != entity.path:
                continue
            for row in store.select(Select(other.path, (sql.equals(column.field, id),))):
                own = row["id"]
                if (other.path, own) not in above and isinstance(own, str | int):
                    _delete(store, other, own, above)
                    store.delete(other, own)
