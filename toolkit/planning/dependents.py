"""Live records that point at what a plan takes away."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of
from toolkit.entities.record import Record
from toolkit.planning.drafts import Act, Draft, Edit, Removal, Swap


@dataclass(frozen=True, slots=True)
class Pointer:
    """A live record whose reference `field` points at another one."""

    entity: Entity
    record: Record
    field: str


def pointers(leaving: Iterable[Removal | Swap], live: Live) -> Mapping[str, Sequence[Pointer]]:
    """Return the live records that point at each leaving one, by the IRI of the latter.

    Only the entities in `live` are looked through: what was not read is not known.
    """
    return pointers_at(((draft.mine.entity.path, draft.before.iri) for draft in leaving), live)


def pointers_at(targets: Iterable[tuple[str, str]], live: Live) -> Mapping[str, Sequence[Pointer]]:
    """Return the live records that point at any of these, each told by entity and IRI, by the latter."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for path, iri in targets:
        wanted[path].add(iri)
    found: defaultdict[str, list[Pointer]] = defaultdict(list)
    for path, records in live.items() if wanted else ():
        entity = find(path)
        if owner_of(entity) is not None:
            continue
        for column in entity.references:
            iris = wanted.get(column.target or "", set())
            for record in records.values() if iris else ():
                target = record.values.get(column.field)
                if isinstance(target, str) and target in iris:
                    found[target].append(Pointer(entity, record, column.field))
    return found


def lets_go(draft: Draft | None, pointer: Pointer) -> bool:
    """Tell whether a draft for the pointing record ends its pointing: it is deleted, or points elsewhere afterwards."""
    match draft:
        case Removal():
            return True
        case Edit(edits=edits) | Swap(edits=edits):
            return pointer.field in edits
        case _:
            return False


def written(drafts: Iterable[Draft]) -> Mapping[tuple[str, str], Draft]:
    """Return the drafts that write to a live record, by entity and id."""
    return {
        (draft.mine.entity.path, draft.before.id): draft for draft in drafts if isinstance(draft, Edit | Swap | Removal)
    }


def values_sent(draft: Draft) -> Mapping[str, Value | None]:
    """Return what a draft writes: everything of a new record, the edits of a live one."""
    match draft:
        case Edit():
            return draft.edits
        case Removal():
            return {}
        case Act():
            return draft.asked.expected
        case _:
            return draft.after
