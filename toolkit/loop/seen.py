"""What the author of a workbook was shown of conflicts, beside what the rows choose."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.entities.record import Mine
from toolkit.entities.settlement import Seen, Settlement
from toolkit.entities.worklists import stands_for
from toolkit.excel.base import Base


def with_seen(rows: Sequence[Mine], base: Base | None) -> tuple[Mine, ...]:
    """Return the rows, each with what its author had been shown by this very workbook, and with what they chose."""
    shown = base.seen if base is not None else {}
    return tuple(_with_seen(mine, shown) for mine in rows)


def _with_seen(mine: Mine, shown: Mapping[str, Mapping[str, Seen]]) -> Mine:
    seen = shown.get(stands_for(mine.entity)[0].path, {}).get(mine.id or "")
    if seen is None and mine.settlement is None:
        return mine
    return replace(mine, settlement=replace(mine.settlement or Settlement(None), seen=seen))
