"""What becomes of each row: the commands (decision 5), the merge of its cells, and what must not be done."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import eq

from toolkit.entities.circles import circles, waves
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import NewRow, RawValue, Value
from toolkit.entities.labels import Live
from toolkit.entities.likeness import renames
from toolkit.entities.natural_keys import Key, exactly, key_of
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.entities.settlement import Side
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.planning import refusals, twin_refusals
from toolkit.planning.answered import accepted, unless_moved
from toolkit.planning.changes import Conflict, Refusal
from toolkit.planning.drafts import Clash, Draft, Edit, Fate, Idle, New, Removal, Spot, Swap, spot
from toolkit.planning.merge import Verdict, compare, merge, wanted
from toolkit.planning.recreated import at_their_rows
from toolkit.planning.reversibility import unreadable_fields
from toolkit.planning.rivals import rivals
from toolkit.planning.settling import CHANGED, conflict, rule, settled, since
from toolkit.planning.taking_away import deletion
from toolkit.planning.together import held_together
from toolkit.planning.twins import Twins, compared_fields

_NONE: Mapping[str, Record] = {}


@dataclass(frozen=True, slots=True)
class Sides:
    """What rows are compared with: the records at the pull and those of now, by entity and id."""

    base: Live
    live: Live

    def base_of(self, mine: Mine) -> Record | None:
        """Return the row's record at the pull."""
        return self.base.get(mine.entity.path, _NONE).get(mine.id) if mine.id else None

    def live_of(self, mine: Mine) -> Record | None:
        """Return the row's record as it is now."""
        return self.live.get(mine.entity.path, _NONE).get(mine.id) if mine.id else None


def decide(rows: Sequence[Mine], sides: Sides) -> list[Fate]:
    """Give every row its fate, in the order of the rows.

    Untouched rows are settled first, as there are many of them. Deletions come next, so that nothing is made to
    point at what goes away; then every row after the rows that it points at.
    """
    fates: list[Fate | None] = [_untouched(mine, sides) for mine in rows]
    pending = [index for index, fate in enumerate(fates) if fate is None]
    if pending:
        rows = at_their_rows(rows, frozenset(pending), sides.base, sides.live)
        _Decider(rows, sides, fates, _sharing(rows)).run(pending)
    return held_together(rows, [fate for fate in fates if fate is not None])


def _untouched(mine: Mine, sides: Sides) -> Idle | None:
    """Settle a row that says IGNORE, and one that holds exactly what was pulled; `None` for every other.

    Where the record of such a row is gone, only live has changed, and what is live is kept (decision 3). A row whose
    author chose a side is looked at: it may have asked for something else then.
    """
    live = sides.live_of(mine)
    if mine.command is Command.IGNORE:
        return Idle(live)
    base = sides.base_of(mine)
    if base is None or mine.command in _NEVER_UNTOUCHED or mine.asked is not None:
        return None
    if mine.settlement is not None and mine.settlement.seen is not None and live is not None:
        return None
    pulled = map(base.values.get, mine.values)
    return Idle(live) if all(map(eq, pulled, mine.values.values())) else None


_NEVER_UNTOUCHED = frozenset({Command.CREATE, Command.DELETE})
_BY_KEY = frozenset({Command.UPDATE, Command.UPSERT})
"""Commands that find a record by its natural key where the row has no id."""


def _sharing(rows: Sequence[Mine]) -> Mapping[tuple[str, str], Sequence[Spot]]:
    """Return where each id stands, by entity and id."""
    spots: defaultdict[tuple[str, str], list[Spot]] = defaultdict(list)
    for mine in rows:
        if mine.id and mine.command is not Command.IGNORE and mine.asked is None:
            spots[mine.entity.path, mine.id].append(spot(mine))
    return spots


@dataclass(slots=True)
class _Decider:
    """Rows on their way to a fate, with what earlier rows have laid claim to."""

    rows: Sequence[Mine]
    sides: Sides
    fates: list[Fate | None]
    sharing: Mapping[tuple[str, str], Sequence[Spot]]
    claims: dict[tuple[str, str], Spot] = field(default_factory=dict)
    created: dict[tuple[str, Key], New | Swap] = field(default_factory=dict)
    doomed: dict[str, Spot] = field(default_factory=dict)
    causes: dict[Spot, tuple[Spot, Fate | None]] = field(default_factory=dict)
    places: dict[Spot, int] = field(default_factory=dict)
    asking: set[Spot] = field(default_factory=set)
    contested: list[tuple[Spot, Mine, Record]] = field(default_factory=list)
    twins: Twins = field(init=False)

    def __post_init__(self) -> None:
        self.twins = Twins(self.sides.live)

    def run(self, pending: Sequence[int]) -> None:
        """Decide the rows that are left."""
        self.asking |= {spot(self.rows[index]) for index in pending}
        removals = [index for index in pending if self.rows[index].command is Command.DELETE]
        others = [index for index in pending if self.rows[index].command is not Command.DELETE]
        for index in removals:
            self._settle(index, self.rows[index])
        pointing = {index: found for index in others if (found := _new_rows(self.rows[index]))}
        if pointing:
            self.places = {spot(mine): index for index, mine in enumerate(self.rows)}
        ordered, stuck = waves(others, {index: self._targets(found) for index, found in pointing.items()})
        for index in ordered:
            self._settle(index, self.rows[index], pointing.get(index, ()))
        for index, round_trip in circles(stuck):
            self.fates[index] = refusals.circle(self.rows[index], [spot(self.rows[at]) for at in round_trip])
        self._refuse_contested()
        by_key = {index for index in pending if self.rows[index].command in _BY_KEY and not self.rows[index].id}
        for index, rival in rivals(self.rows, tuple(self.fates), by_key):
            mine = self.rows[index]
            self.fates[index] = refusals.becomes_ambiguous(mine, compared_fields(mine.entity, mine.values), rival)

    def _refuse_contested(self) -> None:
        """Refuse the first of two rows that mean one record as well: nobody can tell which of the two is right."""
        if self.contested:
            places = {spot(mine): index for index, mine in enumerate(self.rows)}
            for first, other, record in self.contested:
                index = places[first]
                self.fates[index] = refusals.claimed(self.rows[index], record, spot(other))

    def _targets(self, found: Sequence[NewRow]) -> list[int]:
        return [self.places[spot(target)] for target in found if spot(target) in self.places]

    def _settle(self, index: int, mine: Mine, pointing: Sequence[NewRow] = ()) -> None:
        resolved = self._resolve(mine, pointing) if pointing else mine
        fate = self._decide(resolved) if isinstance(resolved, Mine) else resolved
        if isinstance(fate, Removal):
            self.doomed[fate.before.iri] = spot(mine)
        self.fates[index] = fate

    def _resolve(self, mine: Mine, pointing: Sequence[NewRow]) -> Mine | Refusal:
        """Put the IRI of a record that exists in the place of a reference to its row."""
        known: dict[NewRow, str] = {}
        for target in pointing:
            at = spot(target)
            fate = self.fates[self.places[at]] if at in self.places else None
            match fate:
                case New() | Swap() if fate.mine.entity.path == target.entity:
                    continue
                case Edit(before=record) | Idle(record=Record() as record):
                    known[target] = record.iri
                case _:
                    root, cause = self.causes[spot(mine)] = self.causes.get(at, (at, fate))
                    return refusals.points_nowhere(mine, at, root, cause)
        values = {
            name: known.get(value, value) if isinstance(value, NewRow) else value for name, value in mine.values.items()
        }
        return replace(mine, values=values)

    def _decide(self, mine: Mine) -> Fate:
        if mine.asked is not None:
            live = self.sides.live_of(mine)
            return accepted(mine, self.sides.base_of(mine), live) if live is not None else refusals.id_not_live(mine)
        if mine.id and len(rows := self._sharing_with(mine, mine.id)) > 1:
            return refusals.shared_id(mine, rows)
        if mine.command is Command.DELETE:
            return self._delete(mine) if mine.id else refusals.delete_without_id(mine)
        if mine.id:
            return refusals.create_with_id(mine) if mine.command is Command.CREATE else self._by_id(mine)
        return self._by_key(mine) if mine.command in _BY_KEY else self._create(mine)

    def _sharing_with(self, mine: Mine, id: str) -> Sequence[Spot]:
        """Return the rows with a row's id; of an answer those that ask for something: it may stand beside a pull."""
        rows = self.sharing[mine.entity.path, id]
        return [each for each in rows if each in self.asking] if mine.group and len(rows) > 1 else rows

    def _by_id(self, mine: Mine) -> Fate:
        live, base = self.sides.live_of(mine), self.sides.base_of(mine)
        if live is not None:
            return self._edit(mine, live, base)
        return self._gone(mine) if base is not None else refusals.id_not_live(mine)

    def _gone(self, mine: Mine) -> Fate:
        """Settle an edited row whose record somebody deleted: gone it stays, or it is created again."""
        match settled(mine, "Id", None, None):
            case Side.MINE:
                return self._bring_back(mine)
            case Side.LIVE:
                return Idle()
            case None:
                return Clash((refusals.vanished(mine),))

    def _bring_back(self, mine: Mine) -> Fate:
        """Create a record again, unless it would point at one that is gone and that nothing brings back."""
        for column in mine.entity.references:
            value, known = mine.values.get(column.field), self.sides.live.get(column.target or "")
            if not column.writable or not isinstance(value, str) or known is None:
                continue
            if value not in {record.iri for record in known.values()}:
                return refusals.points_at_gone(mine, column.field)
        return self._create(mine)

    def _by_key(self, mine: Mine) -> Fate:
        """Find the record that a row without an id means, by its natural key; blanks have no opinion there."""
        entity, filled = mine.entity, _filled(mine)
        fields = compared_fields(entity, mine.values)
        alike = self.twins.find(entity, filled, fields)
        found = exactly(entity, filled, alike.same, fields)
        if len(found) > 1:
            return refusals.many_matches(mine, fields, found)
        if found:
            return self._edit(_without_other_spellings(mine, found[0]), found[0], None)
        if alike.perhaps:
            return twin_refusals.perhaps_meant(mine, filled, alike.perhaps)
        if mine.command is Command.UPSERT:
            return self._create(mine)
        return refusals.no_match(mine, fields) if key_of(entity, filled, fields) else refusals.no_key(mine)

    def _create(self, mine: Mine) -> Fate:
        entity, after = mine.entity, _filled(mine)
        if (moved := unless_moved(mine, self._shown_live(mine))) is not None:
            return moved
        if not after:
            return Idle() if mine.command is Command.AUTO else refusals.nothing_to_create(mine)
        if not entity.can(Operation.POST):
            return refusals.cannot_create(mine)
        if any(isinstance(value, RawValue) for value in after.values()):
            return refusals.creates_unreadable(mine, after)
        fate = self._unless_doomed(New(mine, after), after)
        return self._unless_double(fate) if isinstance(fate, New) else fate

    def _shown_live(self, mine: Mine) -> Record | None:
        """Return the record that an answer is about as it is now."""
        return self.sides.live.get(TRANSACTIONS.path, _NONE).get(mine.shown.id) if mine.shown else None

    def _unless_double(self, new: New) -> Fate:
        """Refuse to create what looks like a live record or like one that an earlier row makes, unless its row says so.

        Nobody types CREATE into a row by chance: it is planned, and a guard tells what it looks like.
        """
        mine = new.mine
        alike = self.twins.find(mine.entity, new.after)
        first = self._made_before(new, new.after)
        if mine.command is Command.CREATE:
            return replace(new, twins=tuple(record.id for record in alike.all))
        if alike.same:
            return twin_refusals.exists(mine, new.after, alike.same)
        if alike.perhaps:
            return twin_refusals.perhaps_exists(mine, new.after, alike.perhaps)
        return new if first is None else twin_refusals.created_before(mine, new.after, first)

    def _made_before(self, draft: New | Swap, after: Mapping[str, Value]) -> New | Swap | None:
        """Return what an earlier row makes, if it looks like this; rows are kept apart by their full natural key."""
        entity = draft.mine.entity
        key = key_of(entity, after)
        first = self.created.setdefault((entity.path, key), draft) if key else draft
        return None if first is draft else first

    def _edit(self, mine: Mine, live: Record, base: Record | None) -> Fate:
        """Merge the row's cells with a live record: three-way where the row has a base, else two-way."""
        edits: dict[str, Value | None] = {}
        conflicts: list[Conflict] = []
        for name, wish in _opinions(mine):
            if isinstance(wish, RawValue):
                continue
            now = live.values.get(name)
            then = base.values.get(name) if base else None
            verdict = rule(mine, name, (wish, now), merge(then, wish, now)).verdict if base else compare(wish, now)
            if verdict is Verdict.SEND:
                edits[name] = wanted(wish)
            elif verdict is Verdict.CONFLICT:
                conflicts.append(conflict(mine, name, (then, wanted(wish), now), since(mine, CHANGED)))
        if conflicts:
            return Clash(tuple(conflicts))
        return self._change(mine, live, edits) if edits else Idle(live)

    def _change(self, mine: Mine, live: Record, edits: Mapping[str, Value | None]) -> Fate:
        entity = mine.entity
        first = self.claims.setdefault((entity.path, live.id), spot(mine))
        if first != spot(mine):
            self.contested.append((first, mine, live))
            return refusals.claimed(mine, live, first)
        if entity.can(Operation.PATCH):
            return self._unless_doomed(Edit(mine, live, edits), edits)
        if not entity.can(Operation.POST | Operation.DELETE):
            return refusals.cannot_edit(mine)
        if unreadable := unreadable_fields(live):
            return refusals.replaces_unreadable(mine, live, unreadable)
        return self._swap(Swap(mine, live, edits))

    def _swap(self, swap: Swap) -> Fate:
        """Plan a replacement, unless it would make a twin; records that were alike before are none."""
        entity = swap.mine.entity
        fate = self._unless_doomed(swap, swap.after)
        if key_of(entity, swap.after) == key_of(entity, swap.before.values):
            return fate
        others = [record for record in self.twins.find(entity, swap.after).same if record.id != swap.before.id]
        if others:
            return twin_refusals.twin(swap.mine, swap.after, others)
        first = self._made_before(swap, swap.after) if fate is swap else None
        return fate if first is None else twin_refusals.created_before(swap.mine, swap.after, first)

    def _delete(self, mine: Mine) -> Fate:
        live, base = self.sides.live_of(mine), self.sides.base_of(mine)
        if live is None:
            return Idle() if base is not None else refusals.id_not_live(mine)
        if not mine.entity.can(Operation.DELETE):
            return refusals.cannot_delete(mine)
        fields = tuple(column.field for column in mine.entity.writable)
        waits = deletion(mine, fields).waits(base, live) if base else ()
        if waits is None:
            return Idle(live)
        if waits:
            return Clash(waits)
        self.claims[mine.entity.path, live.id] = spot(mine)
        return Removal(mine, live)

    def _unless_doomed(self, draft: Draft, sent: Mapping[str, Value | None]) -> Fate:
        """Refuse what would point at a record that this very plan deletes."""
        for column in draft.mine.entity.references:
            value = sent.get(column.field)
            if isinstance(value, str) and value in self.doomed:
                return refusals.points_at_deleted(draft.mine, column.field, self.doomed[value])
        return draft


def _opinions(mine: Mine) -> Iterator[tuple[str, Value | Clear | None]]:
    sendable = mine.entity.sendable
    return ((name, wish) for name, wish in mine.values.items() if name in sendable)


def _filled(mine: Mine) -> dict[str, Value]:
    return {name: value for name, wish in _opinions(mine) if (value := wanted(wish)) is not None}


def _without_other_spellings(mine: Mine, record: Record) -> Mine:
    """Return a row without an opinion on the texts by which its record was found: they name it, not rename it."""
    found = {each.field for each in renames(mine, record)}
    values = {name: None if name in found else wish for name, wish in mine.values.items()}
    return replace(mine, values=values) if found else mine


def _new_rows(mine: Mine) -> tuple[NewRow, ...]:
    return tuple(value for value in mine.values.values() if isinstance(value, NewRow))
