"""Parts: the rows of child sheets become arrays of the records that they are part of, before anything is decided.

An array is sent whole or not at all. So the rows of one record are merged with its live array, part by part and cell
by cell as records are (decision 3), and what comes out is one value of the record's own row. A row that stands for
nothing new is idle; one that cannot be sent holds the others of its record up.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.entities import find
from toolkit.entities.kinds import NewRow, Part
from toolkit.entities.labels import Live
from toolkit.entities.part_row import Deed
from toolkit.entities.parts import Owner, owner_of
from toolkit.entities.record import Command, Header, Mine, Record
from toolkit.planning import part_refusals as refusals
from toolkit.planning.align import align
from toolkit.planning.changes import Refusal
from toolkit.planning.decide import Sides, decide
from toolkit.planning.drafts import Clash, Fate, Idle, Spot, spot
from toolkit.planning.merge import same, wanted
from toolkit.planning.moves import BOTH, Half, arriving, holds, leaving, moves_of, name_of, split
from toolkit.planning.part_merge import Merged, Wish, came_beside, edits_of, fields_of, merge_parts

Target = str | NewRow
"""The record that a row is part of: its IRI, or the row that creates it."""


@dataclass(slots=True)
class Folded:
    """Rows of records alone, arrays among their values; the base to compare them with; and the other rows' fates.

    `moves` has the rows that leave one record for another, each with the halves that it takes.
    """

    rows: list[Mine]
    base: dict[str, Mapping[str, Record]]
    fates: list[Fate] = field(default_factory=list)
    moves: dict[Spot, frozenset[Deed]] = field(default_factory=dict)

    def not_sent(self, fates: Sequence[Fate]) -> Iterator[Fate]:
        """Refuse the rows whose record's own row, given these fates, is not sent after all."""
        for mine, fate in zip(self.rows, fates, strict=True):
            if mine.parts and isinstance(fate, Clash | Refusal):
                yield from (refusals.record_not_sent(part, mine) for part in mine.parts if part.deed)


def decide_together(rows: Sequence[Mine], base: Live, live: Live) -> tuple[Folded, list[Fate]]:
    """Fold the rows, and give those of records their fates; a half of a move is held back if the other one is not sent.

    What is held back may hold other halves back, so it is done again until nothing of a move goes alone.
    """
    held: frozenset[Half] = frozenset()
    while True:
        folded = fold(rows, base, live, held)
        decided = decide(folded.rows, Sides(folded.base, live))
        alone = split(folded.moves, folded.rows, decided)
        if not alone:
            return folded, decided
        held |= alone


def fold(rows: Sequence[Mine], base: Live, live: Live, held: frozenset[Half] = frozenset()) -> Folded:
    """Take the rows of child sheets out of the rows, and put what they come to into the rows of their records.

    `held` has the halves of moves that must not be sent, as the others are not.
    """
    own = [mine for mine in rows if owner_of(mine.entity) is None]
    folded = Folded([mine for mine in own if not holds(mine, held)], dict(base), moves=moves_of(own))
    folded.fates += [refusals.other_half(mine) for mine in own if holds(mine, held)]
    by_path: defaultdict[str, list[Mine]] = defaultdict(list)
    for mine in rows:
        if owner_of(mine.entity) is not None:
            by_path[mine.entity.path].append(mine)
    for path, found in by_path.items():
        owner = owner_of(found[0].entity)
        if owner is not None:
            _Folder(owner, base.get(path, {}), live.get(owner.entity.path, {}), folded, held).run(found)
    return folded


def live_parts(base: Live, live: Live) -> dict[str, dict[str, Record]]:
    """Return the live parts of records under the ids that the base has for them, by the path of the child entity.

    A part of the base that is not among them is gone; a live part that the base does not have is left out.
    """
    found: dict[str, dict[str, Record]] = {}
    for path, pulled in base.items():
        owner = owner_of(find(path))
        if owner is None or owner.entity.path not in live:
            continue
        by_iri = {record.iri: record for record in live[owner.entity.path].values()}
        found[path] = {
            name: part
            for iri, parts in _by_record(owner, pulled).items()
            if iri in by_iri
            for name, part in _aligned(owner, by_iri[iri], parts)
        }
    return found


def mistaken(rows: Sequence[Mine], base: Live, after: Live, live: Live) -> frozenset[tuple[str, str]]:
    """Return the parts, by child entity and id, that another base would make be taken for other live ones.

    Parts are known by what they hold. Where the base becomes `after`, a part that is gone may look like one that came,
    or a row that somebody had added already like a new one. All parts of such a record are returned.
    """
    found: set[tuple[str, str]] = set()
    for path, pulled in base.items():
        owner = owner_of(find(path))
        if owner is None:
            continue
        new = _additions(owner, pulled, rows)
        by_iri = {record.iri: record for record in live.get(owner.entity.path, {}).values()}
        later = _by_record(owner, after[path])
        for iri, parts in _by_record(owner, pulled).items():
            now = owner.kind.parts(by_iri[iri].values.get(owner.children.field)) if iri in by_iri else None
            if now is not None and (
                _may_be_done(owner, parts, now, rows) or not _steady(owner, (parts, later[iri]), now, new.get(iri, ()))
            ):
                found |= {(path, part.id) for part in parts}
    return frozenset(found)


def _steady(
    owner: Owner, sides: tuple[Sequence[Record], Sequence[Record]], now: Sequence[Part], new: Sequence[Part]
) -> bool:
    before, after = ([_part(owner, each) for each in side] for side in sides)
    seen = align(owner.kind, before, now, new)
    return align(owner.kind, before, now).found == seen.found and align(owner.kind, after, now, new) == seen


def _may_be_done(owner: Owner, pulled: Sequence[Record], now: Sequence[Part], rows: Sequence[Mine]) -> bool:
    """Return whether another part that came equals what a row makes of its own: which is which must stay open."""
    then = [_part(owner, each) for each in pulled]
    own = dict(zip((part.id for part in pulled), align(owner.kind, then, now).found, strict=True))
    before = {part.id: part for part in pulled}
    return any(
        came_beside(owner, then, now, own[mine.id or ""], edits_of(mine, before[mine.id or ""], owner.children.parent))
        for mine in rows
        if mine.entity is owner.children.entity and mine.id in before
    )


def _additions(owner: Owner, base: Mapping[str, Record], rows: Sequence[Mine]) -> Mapping[str, Sequence[Part]]:
    """Return the parts that rows add to records that exist, by the IRIs of these."""
    parent = owner.children.parent
    found: defaultdict[str, list[Part]] = defaultdict(list)
    for mine in rows:
        before = base.get(mine.id or "")
        target = mine.values.get(parent)
        if mine.entity is not owner.children.entity or not isinstance(target, str) or (mine.id and before is None):
            continue
        if before is None:
            found[target].append(fields_of(mine, parent))
        elif before.values.get(parent) != target:
            found[target].append(fields_of(_whole(mine, before), parent))
    return found


def _part(owner: Owner, record: Record) -> Part:
    """Return a part as it stands in its array: without the name of its record."""
    return Part({name: value for name, value in record.values.items() if name != owner.children.parent})


def _aligned(owner: Owner, record: Record, pulled: Sequence[Record]) -> Iterator[tuple[str, Record]]:
    parent = owner.children.parent
    now = owner.kind.parts(record.values.get(owner.children.field)) or []
    then = [_part(owner, each) for each in pulled]
    for part, index in zip(pulled, align(owner.kind, then, now).found, strict=True):
        if index is not None:
            yield part.id, replace(part, values={parent: record.iri, **now[index].values})


def _by_record(owner: Owner, pulled: Mapping[str, Record]) -> Mapping[str, Sequence[Record]]:
    """Return parts by the IRI of their record, in their order."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for part in pulled.values():
        found[str(part.values.get(owner.children.parent))].append(part)
    return found


class _Folder:
    """Folds the rows of one child sheet."""

    def __init__(
        self,
        owner: Owner,
        base: Mapping[str, Record],
        live: Mapping[str, Record],
        folded: Folded,
        held: frozenset[Half],
    ) -> None:
        self._owner = owner
        self._base = base
        self._folded = folded
        self._held = held
        self._newcomers: list[tuple[Record, Part]] | None = None
        self._live = {record.iri: record for record in live.values()}
        path = owner.children.entity.path
        self._there = live_parts({path: base}, {owner.entity.path: live}).get(path, {})
        self._wishes: defaultdict[Target, list[Wish]] = defaultdict(list)

    def run(self, rows: Sequence[Mine]) -> None:
        """Give every row its fate, or its place in the array of its record."""
        for mine in rows:
            found = refusals.of_row(mine, self._base)
            if found is not None:
                self._folded.fates.append(found)
            elif mine.command is Command.IGNORE:
                self._folded.fates.append(Idle())
            else:
                self._place(mine)
        pulled = _by_record(self._owner, self._base)
        for target, wishes in self._wishes.items():
            if isinstance(target, NewRow):
                self._into_new(target, wishes)
            else:
                self._into_live(target, wishes, pulled.get(target, ()))

    def _place(self, mine: Mine) -> None:
        """Note what a row wants of which record; one that names another record than before leaves the former."""
        parent = self._owner.children.parent
        before = self._base.get(mine.id or "")
        was = before.values.get(parent) if before else None
        target = self._target(mine, before)
        if target is None:
            self._folded.fates.append(refusals.of_no_record(mine, self._owner))
        elif before is not None and self._is_elsewhere(mine, before):
            return
        elif before is None or target == was:
            self._wishes[target].append(Wish(mine, before, removes=mine.command is Command.DELETE))
        elif before.id not in self._there:
            self._wishes[target].append(Wish(_whole(mine, before), None, lost=True))
        else:
            self._move(mine, before, str(was), target)

    def _target(self, mine: Mine, before: Record | None) -> Target | None:
        """Return the record that a row is part of, as far as it is told."""
        parent = self._owner.children.parent
        wish = wanted(mine.values.get(parent))
        was = before.values.get(parent) if before else None
        target = wish if isinstance(wish, str | NewRow) else was
        return target if isinstance(target, str | NewRow) else None

    def _is_elsewhere(self, mine: Mine, before: Record) -> bool:
        """Settle a row that asks something of a part which somebody has moved to another record; tell if it was one.

        To put it back would make it be there twice, so that no choice does.
        """
        record = self._elsewhere(mine, before) if before.id not in self._there else None
        if record is None:
            return False
        found = refusals.went_elsewhere(mine, name_of(self._owner.entity, record.iri, self._live), record.iri)
        self._folded.fates.append(Idle() if found is None else Clash((found,)))
        if found is not None:
            target = self._target(mine, before)
            for each in {str(before.values.get(self._owner.children.parent)), *([target] if target else [])}:
                self._wishes[each].append(Wish(mine, before, waits=True))
        return True

    def _elsewhere(self, mine: Mine, before: Record) -> Record | None:
        """Return the record to which the part of a row went that asks something of it; alike but for one field."""
        asks = any(not same(before.values.get(name), wanted(value)) for name, value in mine.values.items())
        if not asks or mine.command is Command.DELETE:
            return None
        then = _part(self._owner, before)
        if self._newcomers is None:
            self._newcomers = list(self._find_newcomers())
        wish = wanted(mine.values.get(self._owner.children.parent))
        found = (record for record, part in self._newcomers if record.iri != wish and self._is_alike(then, part))
        return next(found, None)

    def _find_newcomers(self) -> Iterator[tuple[Record, Part]]:
        pulled = _by_record(self._owner, self._base)
        for iri, record in self._live.items():
            now = self._owner.kind.parts(record.values.get(self._owner.children.field)) or []
            then = [_part(self._owner, each) for each in pulled.get(iri, ())]
            known = set(align(self._owner.kind, then, now).found)
            yield from ((record, part) for index, part in enumerate(now) if index not in known)

    def _is_alike(self, one: Part, other: Part) -> bool:
        fields = (name for name, _kind in self._owner.kind.fields)
        return sum(not same(one.values.get(name), other.values.get(name)) for name in fields) <= 1

    def _move(self, mine: Mine, before: Record, was: str, target: Target) -> None:
        """Note both halves of a move; where the row is in conflict, both wait."""
        now = self._there[before.id]
        names = (name_of(self._owner.entity, was, self._live), name_of(self._owner.entity, target, self._live))
        fields = [name for name, _kind in self._owner.kind.fields]
        waits = leaving(mine, before, fields, target, names).waits(before, now)
        if waits is None:
            self._folded.fates.append(Idle())
            return
        if waits:
            self._folded.fates.append(Clash(waits))
        else:
            self._folded.moves[spot(mine)] = BOTH
        arrives = arriving(mine, before, now, self._owner.children.parent)
        out = Wish(mine, before, removes=True, moves=True, waits=bool(waits) or self._is_held(mine, Deed.DELETED))
        into = Wish(arrives, None, arrives=True, waits=bool(waits) or self._is_held(mine, Deed.CREATED))
        self._wishes[was].append(out)
        self._wishes[target].append(into)

    def _is_held(self, mine: Mine, deed: Deed) -> bool:
        return (spot(mine), deed) in self._held

    def _into_new(self, target: NewRow, wishes: Sequence[Wish]) -> None:
        """Give a record that is yet to be created its parts."""
        index = next((at for at, mine in enumerate(self._folded.rows) if spot(mine) == spot(target)), None)
        row = self._folded.rows[index] if index is not None else None
        if index is None or row is None or row.command is Command.UPSERT:
            self._folded.fates += [refusals.nobody_knows(wish.mine, target) for wish in wishes if not wish.waits]
            if index is not None and row is not None:
                self._hold(index, row)
            return
        merged = merge_parts(self._owner, (), (), wishes)
        self._folded.fates += merged.fates
        if merged.held:
            self._hold(index, row)
        else:
            self._folded.rows[index] = self._with(row, merged)

    def _into_live(self, iri: str, wishes: Sequence[Wish], pulled: Sequence[Record]) -> None:
        record = self._live.get(iri)
        name = self._owner.children.field
        parts = self._owner.kind.parts(record.values.get(name)) if record is not None else None
        if record is None or parts is None:
            waiting = [wish for wish in wishes if not wish.waits]
            self._folded.fates += [refusals.unless_untouched(wish, self._owner, record) for wish in waiting]
            return
        merged = merge_parts(self._owner, pulled, parts, wishes)
        self._folded.fates += merged.fates
        for mine in merged.arrived:
            self._folded.moves[spot(mine)] -= {Deed.CREATED}
        if merged.changed or merged.held:
            self._hand_over(record, merged)

    def _hand_over(self, record: Record, merged: Merged) -> None:
        """Put the merged array into the row of its record, or into one that is made for it."""
        index = next((at for at, mine in enumerate(self._folded.rows) if self._is_row_of(mine, record)), None)
        row = self._folded.rows[index] if index is not None else None
        if merged.held:
            if index is not None and row is not None:
                self._hold(index, row)
            return
        if index is not None and row is not None and row.command is Command.DELETE:
            self._folded.fates += [refusals.record_goes(part, row) for part in merged.parts if part.deed]
            if any((part.sheet, part.row) in self._folded.moves for part in merged.parts):
                self._hold(index, row)
            return
        self._rebase(record)
        if index is not None and row is not None:
            self._folded.rows[index] = self._with(row, merged)
        else:
            self._folded.rows.append(self._with(self._stand_in(record, merged), merged))

    def _is_row_of(self, mine: Mine, record: Record) -> bool:
        return mine.entity is self._owner.entity and mine.id == record.id and mine.command is not Command.IGNORE

    def _hold(self, index: int, row: Mine) -> None:
        """Keep a record's own row back while its parts are, unless it asks for nothing anyway."""
        base = self._folded.base.get(row.entity.path, {}).get(row.id or "")
        if (
            base is None
            or row.command is Command.DELETE
            or any(base.values.get(name) != value for name, value in row.values.items())
        ):
            self._folded.fates.append(refusals.held_back(row, self._owner))
            del self._folded.rows[index]

    def _rebase(self, record: Record) -> None:
        """Compare the array with what is live: it holds what others did already."""
        path, name = self._owner.entity.path, self._owner.children.field
        known = self._folded.base.get(path, {})
        if record.id in known:
            values = {**known[record.id].values, name: record.values[name]}
            self._folded.base[path] = {**known, record.id: replace(known[record.id], values=values)}

    def _with(self, row: Mine, merged: Merged) -> Mine:
        value = self._owner.kind.joined(merged.values)
        values = {**row.values, self._owner.children.field: value}
        return replace(row, values=values, parts=(*row.parts, *merged.parts))

    def _stand_in(self, record: Record, merged: Merged) -> Mine:
        """Return a row for a record that has none in this workbook, at the place of its first changed part."""
        first = next(part for part in merged.parts if part.deed)
        letters = {name: first.letters[name] for name in ("Status", "Detail") if name in first.letters}
        header = Header(self._owner.entity, first.sheet, 1, letters)
        return Mine(header, first.row, Command.AUTO, record.id, {})


def _whole(mine: Mine, before: Record) -> Mine:
    """Return a row with what it was pulled with where it has no column of its own for it."""
    return replace(mine, values={**before.values, **mine.values})
