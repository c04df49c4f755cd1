"""The names of what references point at, so that a plan reads in words instead of IRIs."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import SEPARATOR, Labels
from toolkit.planning.changes import Action, Change, Conflict, Create, Delete, Patch, Replace
from toolkit.planning.plan import Plan

Pointer = tuple[str, str]
"""The path of the entity that a reference points at, and the IRI that it holds."""


def names_of(plan: Plan, labels: Labels) -> Mapping[str, str]:
    """Return the label of every live record that a reference in the plan points at, by IRI."""
    return {iri: label for path, iri in sorted(pointers_of(plan)) if (label := labels.of(path, iri)) != iri}


def pointers_of(plan: Plan) -> frozenset[Pointer]:
    """Return every reference to a live record in the changes and conflicts of a plan."""
    return frozenset((*_of_changes(plan.changes), *_of_conflicts(plan.conflicts)))


def _of_changes(changes: tuple[Change, ...]) -> Iterator[Pointer]:
    for change in changes:
        match change:
            case Create():
                yield from _pointers(change.entity, change.after)
            case Patch() | Replace():
                yield from _pointers(change.entity, change.before.values)
                yield from _pointers(change.entity, change.edits)
            case Action():
                yield from _pointers(change.entity, change.before.values)
                yield from _pointers(change.entity, change.expected)
            case Delete():
                yield from _pointers(change.entity, change.before.values)


def _of_conflicts(conflicts: tuple[Conflict, ...]) -> Iterator[Pointer]:
    for conflict in conflicts:
        for value in (conflict.base, conflict.mine, conflict.live):
            yield from _pointers(conflict.entity, {conflict.field: value})


def _pointers(entity: Entity, values: Mapping[str, Value | None]) -> Iterator[Pointer]:
    for column in entity.references:
        value = values.get(column.field)
        if column.target and isinstance(value, str):
            yield column.target, value


def targets_sent(plan: Plan) -> frozenset[Pointer]:
    """Return every reference to a live record that a plan would write."""
    return frozenset(pointer for change in plan.changes for pointer in _pointers(change.entity, _sent(change)))


def moved_names(plan: Plan, labels: Labels) -> Iterator[tuple[str, str, str]]:
    """Yield each record that a plan would point at and that is called otherwise: its IRI, the plan's name, its own.

    Only of live records: of one that is gone the service says so, at the row that points at it. That others share its
    name by now makes it no other record.
    """
    for path, iri in sorted(targets_sent(plan)):
        said, now = plan.names.get(iri), labels.all(path).get(iri)
        if said is not None and now is not None and not _alike(said, now):
            yield iri, said, now


def _alike(said: str, now: str) -> bool:
    return said == now or now.startswith(f"{said}{SEPARATOR}") or said.startswith(f"{now}{SEPARATOR}")


def _sent(change: Change) -> Mapping[str, Value | None]:
    match change:
        case Create():
            return change.after
        case Patch() | Replace():
            return change.edits
        case Action():
            return change.expected
        case Delete():
            return {}
        case _:
            assert_never(change)
