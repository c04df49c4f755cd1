"""Settlements: what somebody decided about cells that two people changed, and what was live when they decided."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from toolkit.entities.kinds import Value


class Side(enum.StrEnum):
    """Whose value a cell in conflict takes: the workbook's, or the service's."""

    MINE = "mine"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody was shown of a record in conflict: the live values of those fields, and when (RFC 3339, UTC).

    `None` stands for an empty field. Of a record that is gone, the field `Id` was shown as empty. `asked` holds what
    the row itself asked for then, by field, as `planning.settling.asked_for` spells it; a field that an earlier version
    showed has no entry.
    """

    at: str
    values: Mapping[str, Value | None]
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The Resolution of a row: sides by field, the side of all other fields, and what its author had been shown.

    Of a row whose author was shown something and has chosen nothing, it holds that alone.
    """

    rest: Side | None
    sides: Mapping[str, Side] = field(default_factory=dict)
    seen: Seen | None = None

    @property
    def chosen(self) -> bool:
        """Whether any side was chosen."""
        return self.rest is not None or bool(self.sides)

    def of(self, name: str) -> Side | None:
        """Return the side that was chosen for a field."""
        return self.sides.get(name, self.rest)


def of_fields(settlement: Settlement | None, column: str, fields: Iterable[str]) -> Settlement | None:
    """Return a Resolution in which the side chosen for one column is that of the fields which it stands for."""
    if settlement is None or column not in settlement.sides:
        return settlement
    chosen = dict.fromkeys(fields, settlement.sides[column])
    return replace(settlement, sides={**settlement.sides, **chosen})
