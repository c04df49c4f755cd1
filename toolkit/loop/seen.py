"""What the author of a workbook was shown of conflicts, beside what the rows choose."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.entities.record import Mine
from toolkit.entities.settlement import Seen
from toolkit.excel.base import Base


def with_seen(rows: Sequence[Mine], base: Base | None) -> tuple[Mine, ...]:
    """Return the rows, each Resolution with what its author had been shown by this very workbook."""
    shown = base.seen if base is not None else {}
    return tuple(_with_seen(mine, shown) if mine.settlement is not None else mine for mine in rows)


def _with_seen(mine: Mine, shown: Mapping[str, Mapping[str, Seen]]) -> Mine:
    seen = shown.get(mine.entity.path, {}).get(mine.id or "")
    settlement = replace(mine.settlement, seen=seen) if mine.settlement is not None else None
    return replace(mine, settlement=settlement)
