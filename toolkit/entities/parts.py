"""Parts: the rows of child sheets, taken out of the records that hold them and known by the number they had there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities import ENTITIES
from toolkit.entities.entity import Children, Entity
from toolkit.entities.kinds import Rows
from toolkit.entities.record import Record


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose parts the rows of a child sheet are."""

    entity: Entity
    children: Children

    @property
    def kind(self) -> Rows:
        """The kind of the array."""
        kind = self.entity.by_field[self.children.field].kind
        if not isinstance(kind, Rows):
            raise TypeError(f"{self.entity.path}.{self.children.field} is declared as no array of parts")
        return kind


_OWNERS = {children.entity.path: Owner(entity, children) for entity in ENTITIES for children in entity.children}


def owner_of(entity: Entity) -> Owner | None:
    """Return whose parts an entity's rows are, `None` for an entity of records."""
    return _OWNERS.get(entity.path)


def owners(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities of records that these are or are parts of, each once."""
    return tuple(dict.fromkeys(owner.entity if (owner := owner_of(entity)) else entity for entity in entities))


def with_parts(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities, each followed by those of its parts."""
    chosen = owners(entities)
    return tuple(each for entity in chosen for each in (entity, *(child.entity for child in entity.children)))


def part_id(record: str, number: int) -> str:
    """Return how a workbook calls one part of a record: `7/2`. The service has no lasting id for it."""
    return f"{record}/{number}"


def part_number(identifier: str) -> int:
    """Return the number in such an id, 0 where it has none."""
    number = identifier.rpartition("/")[2]
    return int(number) if number.isdecimal() else 0


def parts_of(records: Iterable[Record], owner: Owner) -> Iterator[Record]:
    """Yield the parts of records in their order, each as a record of the child sheet."""
    field, parent = owner.children.field, owner.children.parent
    for record in records:
        for number, part in enumerate(owner.kind.parts(record.values.get(field)) or (), 1):
            yield Record(part_id(record.id, number), "", {parent: record.iri, **part.values})


def parts_by_path(records: Mapping[str, Mapping[str, Record]]) -> dict[str, dict[str, Record]]:
    """Return the parts of all records, by the path of the child entity and by id."""
    return {
        path: {part.id: part for part in parts_of(records[owner.entity.path].values(), owner)}
        for path, owner in _OWNERS.items()
        if owner.entity.path in records
    }
