"""Fates: what becomes of each row of a workbook, before changes are numbered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Asked, Mine, Record
from toolkit.planning.changes import Conflict, Refusal

Spot = tuple[str, int]
"""Where a row stands: its sheet and its number."""


def spot(mine: Mine | NewRow) -> Spot:
    """Return where a row stands, or where a referenced row stands."""
    return (mine.header.sheet, mine.row) if isinstance(mine, Mine) else (mine.sheet, mine.row)


@dataclass(frozen=True, slots=True)
class New:
    """A row that becomes a record; `after` holds its values, without empty ones.

    `twins` are the ids of live records that look like it, where its author said that a second one is meant.
    """

    mine: Mine
    after: Mapping[str, Value]
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A row that makes some fields of a live record different, by PATCH."""

    mine: Mine
    before: Record
    edits: Mapping[str, Value | None]


@dataclass(frozen=True)
class Swap:
    """A row that makes some fields of a live record different where the service has no PATCH (decision 6)."""

    mine: Mine
    before: Record
    edits: Mapping[str, Value | None]

    @cached_property
    def after(self) -> Mapping[str, Value]:
        """Every writable value of the record that takes the place of the old one."""
        return after_edits(self.mine.entity, self.before, self.edits)


@dataclass(frozen=True, slots=True)
class Removal:
    """A row that asks for the end of a live record."""

    mine: Mine
    before: Record


@dataclass(frozen=True, slots=True)
class Act:
    """A row that asks for an operation on a live record."""

    mine: Mine
    before: Record
    asked: Asked


Draft = New | Edit | Swap | Removal | Act


@dataclass(frozen=True, slots=True)
class Idle:
    """A row that asks for nothing; `record` is the live record it stands for, if any."""

    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A row nothing of which is sent, as some of its cells were changed on both sides."""

    conflicts: tuple[Conflict, ...]


Fate = Draft | Idle | Clash | Refusal
"""Every row has exactly one."""


def after_edits(entity: Entity, before: Record, edits: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return the values that can be sent of a record once it is edited, in the order of the columns, no empty ones."""
    merged = {**before.values, **edits}
    return {column.field: value for column in entity.sent if (value := merged.get(column.field)) is not None}
