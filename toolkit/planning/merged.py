"""Rows as they would be live after the merge: checks are run on these, never on what a workbook was pulled with."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.entities.kinds import Value
from toolkit.entities.record import Clear, Mine, Record
from toolkit.planning.decide import Sides
from toolkit.planning.merge import Verdict, merge
from toolkit.planning.settling import rule


def merged_rows(rows: Sequence[Mine], sides: Sides) -> Iterator[Mine]:
    """Yield the rows with live values in the cells that nobody touched, and where a Resolution keeps what is live.

    A row in a conflict that nobody has settled is left out: nothing of it is sent before that.
    """
    for mine in rows:
        base, live = sides.base_of(mine), sides.live_of(mine)
        merged = mine if base is None or live is None else _merged(mine, base, live)
        if merged is not None:
            yield merged


def _merged(mine: Mine, base: Record, live: Record) -> Mine | None:
    values: dict[str, Value | Clear | None] = {}
    for name, wish in mine.values.items():
        now = live.values.get(name)
        match rule(mine, name, (wish, now), merge(base.values.get(name), wish, now)).verdict:
            case Verdict.SEND:
                values[name] = wish
            case Verdict.NOTHING | Verdict.KEEP:
                values[name] = now
            case Verdict.CONFLICT:
                return None
    return replace(mine, values=values)
