"""The merge of one array: what its rows want, seen from the parts at the pull and from those that are live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.entities.kinds import Part, Value
from toolkit.entities.part_row import Deed, PartRow
from toolkit.entities.parts import Owner
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Side
from toolkit.planning import part_refusals as refusals
from toolkit.planning.align import align
from toolkit.planning.changes import Conflict
from toolkit.planning.drafts import Clash, Fate, Idle
from toolkit.planning.merge import Verdict, merge, same, wanted
from toolkit.planning.moves import intent_of_move
from toolkit.planning.settling import CHANGED, conflict, rule, settled, since
from toolkit.planning.taking_away import deletion


@dataclass(frozen=True, slots=True)
class Wish:
    """A row of a child sheet, and the part it was pulled as; `None` for a new one.

    It may ask that the part be taken out, because it is deleted or because it moves to another record. A new one
    `arrives` if it moves here, and is `lost` if the record that it comes from has it no more. One that `waits` says
    nothing itself, and nothing of its record is sent.
    """

    mine: Mine
    before: Record | None
    removes: bool = False
    moves: bool = False
    arrives: bool = False
    lost: bool = False
    waits: bool = False


@dataclass(slots=True)
class Merged:
    """The parts of an array after a merge, the rows that they stand in, and the fates of rows that change nothing.

    `waiting` tells that a row waits for something else, `arrived` has the rows whose part had come there already.
    """

    values: list[Part] = field(default_factory=list)
    parts: list[PartRow] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    waiting: bool = False
    arrived: list[Mine] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether the array becomes another."""
        return any(part.deed for part in self.parts)

    @property
    def held(self) -> bool:
        """Whether a row waits, is in conflict or refused, so that nothing of the array is sent."""
        return self.waiting or any(not isinstance(fate, Idle) for fate in self.fates)


@dataclass(slots=True)
class _Slot:
    """One part on its way: its fields, and the row that says something of it."""

    part: Part
    wish: Wish | None = None
    deed: Deed = Deed.KEPT


def merge_parts(owner: Owner, pulled: Sequence[Record], live: Sequence[Part], wishes: Sequence[Wish]) -> Merged:
    """Merge the rows of one record into its live parts.

    What others did to other parts stays. New parts come last, in the order of their rows; one that equals a part which
    has come to the record since is that part, so that the same rows are never added twice.
    """
    return _Merge(owner, pulled, live, wishes).run()


def fields_of(mine: Mine, parent: str) -> Part:
    """Return the part that a new row asks for; `parent` is the column that names its record."""
    said = ((name, wanted(value)) for name, value in mine.values.items() if name != parent)
    return Part({name: value for name, value in said if value is not None})


def edits_of(mine: Mine, before: Record, parent: str) -> dict[str, Value | None]:
    """Return the fields that a row makes different from its part at the pull."""
    said = ((name, wanted(value)) for name, value in mine.values.items() if name != parent)
    return {name: value for name, value in said if not same(before.values.get(name), value)}


def came_beside(
    owner: Owner, before: Sequence[Part], live: Sequence[Part], own: int | None, edits: Mapping[str, Value | None]
) -> bool:
    """Return whether another part is called the same and holds what an edit makes, and was not there at the pull.

    It may be this very edit, done already: which part a row's own one became is a guess where none is as it was. `own`
    is the place of what is taken for the row's part.
    """
    if not edits or own is None:
        return False
    name = owner.kind.fields[0][0]
    made = {name: live[own].values.get(name), **edits}
    pulled = [each.values for each in before]
    others = [part.values for index, part in enumerate(live) if index != own and part.values not in pulled]
    return any(all(same(each.get(key), value) for key, value in made.items()) for each in others)


class _Merge:
    def __init__(self, owner: Owner, pulled: Sequence[Record], live: Sequence[Part], wishes: Sequence[Wish]) -> None:
        self._owner = owner
        self._slots = [_Slot(part) for part in live]
        self._wishes = wishes
        parent = owner.children.parent
        self._new = {id(wish): fields_of(wish.mine, parent) for wish in wishes if wish.before is None}
        before = [Part({name: value for name, value in each.values.items() if name != parent}) for each in pulled]
        aligned = align(owner.kind, before, live, list(self._new.values()))
        self._place = {part.id: index for part, index in zip(pulled, aligned.found, strict=True)}
        self._there = dict(zip(self._new, aligned.claimed, strict=True))
        self._before, self._live = before, live
        self._merged = Merged()

    def run(self) -> Merged:
        """Return the array with what the rows want; where one of them cannot be sent, none of them is."""
        self._merged.waiting = any(wish.waits for wish in self._wishes)
        for wish in self._wishes:
            if wish.waits:
                continue
            fate = self._add(wish) if wish.before is None else self._edit(wish, wish.before)
            if fate is not None:
                self._merged.fates.append(fate)
        if self._merged.held:
            self._refuse_the_others()
        else:
            self._settle()
        return self._merged

    def _add(self, wish: Wish) -> Fate | None:
        part = self._new[id(wish)]
        if not part.values or self._there[id(wish)] is not None:
            if not wish.arrives:
                return Idle()
            self._merged.arrived.append(wish.mine)
            return None
        if wish.lost:
            intent = intent_of_move(wish.mine.values.get(self._owner.children.parent))
            side = settled(wish.mine, "Id", None, None, intent)
            if side is not Side.MINE:
                lost = refusals.lost_on_the_way(wish.mine, self._owner, intent)
                return Idle() if side is Side.LIVE else Clash((lost,))
        self._slots.append(_Slot(part, wish, Deed.CREATED))
        return None

    def _edit(self, wish: Wish, before: Record) -> Fate | None:
        index = self._place[before.id]
        slot = self._slots[index] if index is not None else None
        if slot is None:
            return self._gone(wish, before)
        if wish.removes and not wish.moves:
            return self._remove(wish, before, slot)
        if wish.moves:
            slot.wish, slot.deed = wish, Deed.DELETED
            return None
        edits: dict[str, Value | None] = {}
        conflicts: list[Conflict] = []
        verdicts = self._verdicts(wish, before, slot)
        sent = {name: wanted(wish.mine.values[name]) for name, verdict in verdicts.items() if verdict is Verdict.SEND}
        beside = came_beside(self._owner, self._before, self._live, index, sent)
        for name, merged in verdicts.items():
            said, then, now = wish.mine.values[name], before.values.get(name), slot.part.values.get(name)
            unsure = beside and merged is Verdict.SEND
            verdict = rule(wish.mine, name, (said, now), Verdict.CONFLICT if unsure else merged).verdict
            if verdict is Verdict.SEND:
                edits[name] = wanted(said)
            elif verdict is Verdict.CONFLICT:
                reason = refusals.CAME_BESIDE if unsure else since(wish.mine, CHANGED)
                conflicts.append(conflict(wish.mine, name, (then, wanted(said), now), reason))
        if conflicts:
            return Clash(tuple(conflicts))
        slot.wish = wish
        if edits:
            slot.deed = Deed.CHANGED
            after = {**slot.part.values, **edits}
            slot.part = replace(slot.part, values={name: value for name, value in after.items() if value is not None})
        return None

    def _verdicts(self, wish: Wish, before: Record, slot: _Slot) -> dict[str, Verdict]:
        return {
            name: merge(before.values.get(name), said, slot.part.values.get(name))
            for name, said in wish.mine.values.items()
            if name != self._owner.children.parent
        }

    def _gone(self, wish: Wish, before: Record) -> Fate | None:
        """Judge a row whose part is not there any more: gone it stays, or it is created again."""
        if wish.moves:
            return Clash((refusals.part_vanished(wish.mine),))
        touched = any(not same(before.values.get(name), wanted(value)) for name, value in wish.mine.values.items())
        if wish.removes or not touched:
            return Idle()
        match settled(wish.mine, "Id", None, None):
            case Side.LIVE:
                return Idle()
            case Side.MINE:
                whole = replace(wish.mine, values={**before.values, **wish.mine.values})
                self._slots.append(_Slot(fields_of(whole, self._owner.children.parent), wish, Deed.CREATED))
                return None
            case None:
                return Clash((refusals.part_vanished(wish.mine),))

    def _remove(self, wish: Wish, before: Record, slot: _Slot) -> Fate | None:
        fields = tuple(name for name, _kind in self._owner.kind.fields)
        waits = deletion(wish.mine, fields).waits(before, replace(before, values=slot.part.values))
        if waits is None:
            return Idle()
        if waits:
            return Clash(waits)
        slot.wish, slot.deed = wish, Deed.DELETED
        return None

    def _refuse_the_others(self) -> None:
        changing = [slot.wish.mine for slot in self._slots if slot.wish is not None and slot.deed]
        self._merged.fates += [refusals.held_up(mine, self._owner) for mine in changing]
        self._merged.fates += [Idle() for slot in self._slots if slot.wish is not None and not slot.deed]

    def _settle(self) -> None:
        """Give the parts that are left their numbers, and tell which row each comes from."""
        for was, slot in enumerate(self._slots):
            index = None if slot.deed is Deed.DELETED else len(self._merged.values)
            if index is not None:
                self._merged.values.append(slot.part)
            if slot.wish is not None:
                if not slot.deed:
                    self._merged.fates.append(Idle())
                self._merged.parts.append(self._row(slot.wish.mine, (was, index), slot.deed))

    def _row(self, mine: Mine, places: tuple[int, int | None], deed: Deed) -> PartRow:
        """Return the row of a part, given its place in the live array and in the one that is sent."""
        header, (was, index) = mine.header, places
        path, name = mine.entity.path, self._owner.children.field
        before = was if deed in {Deed.CHANGED, Deed.DELETED} else None
        return PartRow(name, index, path, header.sheet, mine.row, header.letters, mine.id, deed, before)
