"""Warnings about values of live records that cannot be read: the first of each column by name, the rest counted."""

import threading
from collections import defaultdict

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import RawValue
from toolkit.entities.record import Record
from toolkit.language import _, ngettext

_NAMED = 5
"""So many records are named for each column; the rest is counted."""


class UnreadableValues:
    """Adds a warning to a list for each value of a record that cannot be read, once; threads may share it."""

    def __init__(self, warnings: list[str]) -> None:
        self._warnings = warnings
        self._ids: defaultdict[tuple[Entity, str], set[str]] = defaultdict(set)
        self._counted: dict[tuple[Entity, str], str] = {}
        self._noting = threading.Lock()

    def note(self, entity: Entity, record: Record) -> None:
        """Warn of the values of a record that its columns cannot hold."""
        for name, value in record.values.items():
            if isinstance(value, RawValue):
                with self._noting:
                    self._add(entity, entity.column(name), record.id, value)

    def _add(self, entity: Entity, column: Column, identifier: str, value: RawValue) -> None:
        key = entity, column.field
        ids = self._ids[key]
        if identifier in ids:
            return
        ids.add(identifier)
        if len(ids) <= _NAMED:
            self._warnings.append(unreadable_sentence(entity, column, identifier, value))
            return
        if key in self._counted:
            self._warnings.remove(self._counted[key])
        more = len(ids) - _NAMED
        self._counted[key] = ngettext(
            "{entity}: {title} of {count:,} more record cannot be read either.",
            "{entity}: {title} of {count:,} more records cannot be read either.",
            more,
        ).format(entity=entity.title, title=column.title, count=more)
        self._warnings.append(self._counted[key])


def unreadable_sentence(entity: Entity, column: Column, identifier: str, value: RawValue) -> str:
    """Return the warning about one value of one record."""
    return _(
        '{entity} {id}: {title} holds "{value}", which cannot be read as {expected}. It is shown as it is, left alone, '
        "and never sent."
    ).format(entity=entity.title, id=identifier, title=column.title, value=value, expected=column.kind.expected)
