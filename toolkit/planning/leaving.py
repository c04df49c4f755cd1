"""How many records, and parts of records, a plan makes cease to exist."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from toolkit.entities import ENTITIES
from toolkit.entities.entity import Entity
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of, parts_of
from toolkit.planning.cells_written import parts_written
from toolkit.planning.changes import Change, Delete, Patch, Replace
from toolkit.planning.dependents import Pointer, pointers_at


def leaving(changes: Sequence[Change], live: Live) -> Mapping[Entity, int]:
    """Return how many records of each entity a plan deletes, and how many parts.

    A replaced record counts where something live goes on pointing at it: to that it is deleted.
    """
    return Counter([*_gone(changes), *_replaced_under(changes, live)])


def looked_at_for_leaving(changes: Sequence[Change], floor: int) -> Iterator[Entity]:
    """Yield the entities whose live records tell how large a share leaves, if so many leave that it matters."""
    replaced = [change.entity for change in changes if isinstance(change, Replace)]
    for entity, most in Counter([*_gone(changes), *replaced]).items():
        if most > floor:
            owner = owner_of(entity)
            yield entity if owner is None else owner.entity
            if entity in replaced:
                yield from referrers(entity)


def there(entity: Entity, live: Live) -> int:
    """Return how many records of an entity are live; of parts, those that live records hold."""
    owner = owner_of(entity)
    if owner is None:
        return len(live.get(entity.path, {}))
    return sum(1 for _part in parts_of(live.get(owner.entity.path, {}).values(), owner))


def referrers(entity: Entity) -> Iterator[Entity]:
    """Yield the entities of records that may point at those of an entity."""
    for each in ENTITIES:
        if owner_of(each) is None and any(column.target == entity.path for column in each.references):
            yield each


def _gone(changes: Sequence[Change]) -> Iterator[Entity]:
    for change in changes:
        if isinstance(change, Delete):
            yield change.entity
        yield from (part.entity for part in parts_written(change) if part.after is None)


def _replaced_under(changes: Sequence[Change], live: Live) -> Iterator[Entity]:
    replaced = [change for change in changes if isinstance(change, Replace)]
    found = pointers_at(((change.entity.path, change.before.iri) for change in replaced), live)
    writers = {
        (change.entity.path, change.before.id): change
        for change in changes
        if isinstance(change, Patch | Replace | Delete)
    }
    for change in replaced:
        if any(stays(pointer, writers) for pointer in found.get(change.before.iri, ())):
            yield change.entity


def stays(pointer: Pointer, writers: Mapping[tuple[str, str], Patch | Replace | Delete]) -> bool:
    """Tell whether a record still points there once the plan is carried out."""
    writer = writers.get((pointer.entity.path, pointer.record.id))
    return writer is None or (not isinstance(writer, Delete) and pointer.field not in writer.edits)
