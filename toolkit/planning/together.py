"""Together: rows that say things of one record are sent together, or none of them is."""

from collections import defaultdict
from collections.abc import Sequence

from toolkit.entities.record import Mine
from toolkit.planning import refusals
from toolkit.planning.changes import Refusal
from toolkit.planning.drafts import Clash, Draft, Fate, Spot, spot


def held_together(rows: Sequence[Mine], fates: Sequence[Fate]) -> list[Fate]:
    """Return the fates, with a refusal for each row whose group is held, or has a row in conflict or refused."""
    troubled: defaultdict[str, list[Spot]] = defaultdict(list)
    for mine, fate in zip(rows, fates, strict=True):
        if mine.group and isinstance(fate, Clash | Refusal):
            troubled[mine.group].append(spot(mine))
    waits = {*troubled, *(mine.group for mine in rows if mine.held)}
    return [
        refusals.waits_for(mine, tuple(dict.fromkeys(troubled.get(mine.group, ()))))
        if mine.group in waits and isinstance(fate, Draft)
        else fate
        for mine, fate in zip(rows, fates, strict=True)
    ]
