"""Dependants: live records that go on pointing at what a plan takes away; a service may delete them as well."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.changes import Change, Delete, Dependants, Patch, Replace
from toolkit.planning.dependents import Pointer, pointers_at
from toolkit.planning.leaving import referrers, stays

_NAMED = 5
"""So many of the records that point at one are called by name."""

Target = tuple[Entity, str]
"""A live record, told by its entity and its IRI."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """What was read to find dependants: records by entity and id, and the entities that nobody could look through."""

    records: Live = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


NOTHING_READ = Pointing()


@dataclass(frozen=True, slots=True)
class Worse:
    """A change whose record has more dependants by now than its plan says."""

    said: Delete | Replace
    now: Delete | Replace


def targets_of(changes: Iterable[Change]) -> tuple[Target, ...]:
    """Return the records that a plan takes away and that something could point at."""
    leaving = (change for change in changes if isinstance(change, Delete | Replace))
    return tuple((change.entity, change.before.iri) for change in leaving if any(referrers(change.entity)))


def with_dependants(changes: Sequence[Change], pointing: Pointing, live: Live, labels: Labels) -> tuple[Change, ...]:
    """Return the changes, each deletion and replacement with what goes on pointing at its record.

    What the plan itself deletes, or makes point elsewhere, before that is no dependant.
    """
    known = {path: {**live.get(path, {}), **pointing.records.get(path, {})} for path in (*live, *pointing.records)}
    found = pointers_at(((entity.path, iri) for entity, iri in targets_of(changes)), known)
    writers = {
        (change.entity.path, change.before.id): change
        for change in changes
        if isinstance(change, Patch | Replace | Delete)
    }
    made: list[Change] = []
    for change in changes:
        if isinstance(change, Delete | Replace):
            left = [pointer for pointer in found.get(change.before.iri, ()) if stays(pointer, writers)]
            told = (*_grouped(left, labels), *_unread(change.entity, pointing.unread))
            made.append(replace(change, dependants=told))
        else:
            made.append(change)
    return tuple(made)


def worse_than_said(said: Sequence[Change], now: Sequence[Change]) -> Iterator[Worse]:
    """Yield the changes whose records more points at now than the plan says."""
    for one, other in zip(said, now, strict=True):
        if isinstance(one, Delete | Replace) and isinstance(other, Delete | Replace):
            known = _ids(one)
            if any(ids - known.get(key, frozenset()) or key not in known for key, ids in _ids(other).items()):
                yield Worse(one, other)


def dependants_words(change: Delete | Replace) -> str:
    """Return what points at the record of a change, as part of a sentence; empty if nothing does."""
    return "; ".join(map(_words, change.dependants))


def _words(dependants: Dependants) -> str:
    entity = dependants.entity
    title = entity.column(dependants.field).title
    if not dependants.ids:
        return _("{title} of {entity}, which could not be read").format(title=title, entity=entity.plural)
    number, names = len(dependants.ids), ", ".join(dependants.names)
    rest = number - len(dependants.names)
    more = " " + _("and {count:,} more").format(count=rest) if rest > 0 else ""
    counted = f"{number:,} {entity.singular if number == 1 else entity.plural}"
    return _("{title} of {counted} ({names})").format(title=title, counted=counted, names=f"{names}{more}")


def _ids(change: Delete | Replace) -> Mapping[tuple[Entity, str], frozenset[str]]:
    return {(each.entity, each.field): frozenset(each.ids) for each in change.dependants}


def _grouped(pointers: Iterable[Pointer], labels: Labels) -> Iterator[Dependants]:
    by_field: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    for pointer in pointers:
        by_field[pointer.entity.path, pointer.field].append(pointer.record)
    for (path, name), records in sorted(by_field.items()):
        entity, listed = find(path), sorted(records, key=lambda record: record.id)
        names = tuple(labels.of_record(entity, record) for record in listed[:_NAMED])
        yield Dependants(entity, name, tuple(record.id for record in listed), names)


def _unread(entity: Entity, unread: frozenset[str]) -> Iterator[Dependants]:
    for each in referrers(entity):
        if each.path in unread:
            for column in each.references:
                if column.target == entity.path:
                    yield Dependants(each, column.field, (), ())
