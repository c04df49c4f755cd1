"""Taking away: a row that deletes its record or moves its part, against what others changed in it meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities.kinds import Value
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.changes import Conflict
from toolkit.planning.merge import Verdict, Wish, same, wanted
from toolkit.planning.settling import MOVED, Ruling, conflict, rule, since


@dataclass(frozen=True, slots=True)
class Taking:
    """What a row takes away, and why: its cells by field, its `intent` as in `Conflict`, and the reason of conflicts.

    The cells of a deletion say nothing; those of a row that moves say what it holds afterwards.
    """

    mine: Mine
    cells: Mapping[str, Wish]
    intent: str
    reason: str

    def waits(self, base: Record, live: Record) -> tuple[Conflict, ...] | None:
        """Return the conflicts that it waits for, none if it is carried out, `None` if a choice keeps what is live.

        Every field that others changed is a conflict, as what they did would go unseen; so is one that they changed
        back after `live` had been chosen.
        """
        found: list[Conflict] = []
        keeps = False
        for name, ruling in self.rulings(base, live):
            keeps = keeps or ruling.verdict is Verdict.KEEP
            if ruling.verdict is Verdict.CONFLICT:
                sides = (base.values.get(name), wanted(self.cells[name]), live.values.get(name))
                found.append(conflict(self.mine, name, sides, self.reason, self.intent))
        if found:
            return tuple(found)
        return None if keeps else ()

    def rulings(self, base: Record, live: Record) -> Iterator[tuple[str, Ruling]]:
        """Return what becomes of each of the fields."""
        return ((name, self.ruling(name, base.values.get(name), live.values.get(name))) for name in self.cells)

    def ruling(self, name: str, then: Value | None, now: Value | None) -> Ruling:
        """Return what becomes of one field, given its value at the pull and live."""
        wish = self.cells[name]
        return rule(self.mine, name, (wish, now), self._verdict(then, wish, now), self.intent)

    def _verdict(self, then: Wish, wish: Wish, now: Wish) -> Verdict:
        if same(wanted(then), wanted(now)):
            return Verdict.SEND
        agreed = self.intent != Command.DELETE and same(wanted(wish), wanted(now))
        return Verdict.NOTHING if agreed else Verdict.CONFLICT


def deletion(mine: Mine, fields: tuple[str, ...]) -> Taking:
    """Return what a row takes away that deletes a record or part with these fields."""
    return Taking(mine, dict.fromkeys(fields), Command.DELETE.value, since(mine, MOVED))
