"""Reversibility: how a change can be undone. Every report and every plan file asks here, and nowhere else."""

import enum
from collections.abc import Iterable

from toolkit.entities.entity import Entity, Operation
from toolkit.entities.kinds import RawValue
from toolkit.entities.record import Record
from toolkit.language import mark


class Reversibility(enum.StrEnum):
    """How a change can be undone, from the operations of its entity, its record and what points at that."""

    REVERSIBLE = "reversible"
    NEW_ID = mark("reversible with a new id")
    IRREVERSIBLE = "irreversible"


def of_creation(entity: Entity) -> Reversibility:
    """Return the class of a creation: it is undone by deleting, if the service deletes such records."""
    return Reversibility.REVERSIBLE if entity.can(Operation.DELETE) else Reversibility.IRREVERSIBLE


def of_edit(before: Record) -> Reversibility:
    """Return the class of an edit: it is undone by editing back, unless nobody could send what the record holds."""
    return Reversibility.IRREVERSIBLE if unreadable_fields(before) else Reversibility.REVERSIBLE


def of_deletion(entity: Entity, before: Record, dependants: Iterable[object]) -> Reversibility:
    """Return the class of a deletion or replacement: it is undone by creating again, which gives a new id.

    It is irreversible if the service creates no such record, if more goes with one than a request can bring back, if
    the record has a value that cannot be sent, or if something points at it: a service may delete that as well.
    """
    lasting = not entity.can(Operation.POST) or bool(entity.english_lost) or bool(unreadable_fields(before))
    return Reversibility.IRREVERSIBLE if lasting or any(True for _each in dependants) else Reversibility.NEW_ID


def unreadable_fields(record: Record) -> tuple[str, ...]:
    """Return the fields of a record whose live values cannot be read, and so cannot be sent either."""
    return tuple(name for name, value in record.values.items() if isinstance(value, RawValue))
