"""Undo: an ordinary plan, made from the journal, that takes back what a run did (decision 9).

Each change that took effect becomes a row that asks for its opposite, with what the run left behind as its base. The
rest is planning as ever: three-way, so that what somebody touched since is listed and not overwritten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from toolkit.applying.erasing import is_erased
from toolkit.applying.journal import Journal, now
from toolkit.applying.receipts import Status
from toolkit.applying.states import Entry
from toolkit.applying.undo_moves import parts_back
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.part_row import PartRow
from toolkit.entities.record import Clear, Command, Header, Mine, Record, RowSource
from toolkit.language import _, mark
from toolkit.planning.changes import Action, Change, Create, Delete, Patch, Refusal, Replace
from toolkit.planning.dependants import NOTHING_READ, Pointing, Target, dependants_words
from toolkit.planning.make import make_plan, with_pointing
from toolkit.planning.plan import Plan, undo_of
from toolkit.planning.reversibility import unreadable_fields

OPEN = mark("Nobody knows what came of this change: `flowtly resume {run}` finds out. Undo the run after that.")


ERASED_VALUES = mark(
    "Values of this change were erased from the journal, so it cannot be taken back from here: put it right in the "
    "service itself."
)
NOT_OURS = mark("The {entity} {id} was there before the run, so it is left as it is.")


@dataclass(frozen=True, slots=True)
class _Taken:
    """One row that takes a change back, and the record that the change left behind, if any."""

    mine: Mine
    left: Record | None


def undo_plan(
    run: str, journal: Journal, live: Live, labels: Labels, user: str, pointing: Pointing = NOTHING_READ
) -> Plan:
    """Plan the opposite of everything that a run did, for the same service and profile.

    `live` holds the records of every entity of the run's plan, and of those they point at, `pointing` what was read to
    find what has come to point at them since; `user` is who asks. A
    creation becomes a deletion; an edit is edited back, a replacement replaced back; what was deleted is created
    again, with a new id. Of a replacement that stopped half way, the one half is taken back. What nobody knows the
    outcome of is refused. Raises `RunMissing`.
    """
    plan, entries, found = journal.plan(run), journal.entries(run), journal.run(run)
    again = {
        change.before.iri: NewRow(change.entity.path, change.place.sheet, change.place.row)
        for change in plan.changes
        if (isinstance(change, Delete) and entries[change.n].receipt.status is Status.DONE)
        or (isinstance(change, Replace) and _is_lost(entries[change.n]))
    }
    there = journal.there(run)
    done = [
        change
        for change in plan.changes
        if entries[change.n].receipt.status is Status.DONE
        and not isinstance(change, Action)
        and not _was_there(change, entries[change.n], there)
        and not _stays(change, entries[change.n])
    ]
    taken = [
        _with_parts(_take_back(change, entries[change.n], again), parts_back(change, done, entries[change.n]))
        for change in done
    ]
    halves = [(change, entries[change.n]) for change in plan.changes if isinstance(change, Replace)]
    taken += [half for change, entry in halves if (half := _half_back(change, entry, again)) is not None]
    gone = [row for row in taken if is_erased(row.mine.values, row.left.values if row.left else {})]
    taken = [row for row in taken if row not in gone]
    base: dict[str, dict[str, Record]] = {change.entity.path: {} for change in plan.changes}
    for row in taken:
        if row.left is not None:
            base[row.mine.entity.path][row.left.id] = row.left
    origin = replace(
        found.origin,
        workbook=undo_of(run),
        workbook_sha256=found.plan_id,
        user=user,
        planned_at=now(),
    )
    undone = with_pointing(make_plan(origin, [row.mine for row in taken], base, live, labels), pointing, live, labels)
    erased = [Refusal(row.mine.entity, row.mine.header.sheet, row.mine.row, _(ERASED_VALUES)) for row in gone]
    refused = (*_refused(run, plan, entries), *_not_ours(plan, entries, there), *erased)
    return replace(undone, refusals=(*undone.refusals, *refused), notes=(*undone.notes, *_gone_along(plan, entries)))


def made_by(plan: Plan, entries: Mapping[int, Entry]) -> Iterator[Target]:
    """Yield the records that a run made: those that taking it back deletes or replaces."""
    for change in plan.changes:
        after = entries[change.n].receipt.after
        if isinstance(change, Create | Replace) and after is not None:
            yield change.entity, after.iri


def _gone_along(plan: Plan, entries: Mapping[int, Entry]) -> Iterator[str]:
    """Say what pointed at the records that the run deleted: an undo brings back none of it."""
    for change in plan.changes:
        if isinstance(change, Delete) and change.dependants and entries[change.n].receipt.status is Status.DONE:
            yield _(
                "When the run deleted the {entity} {label}, this pointed at it, and may have gone with it: "
                "{dependants}. None of that is made again."
            ).format(entity=change.entity.singular, label=change.label, dependants=dependants_words(change))


def _take_back(change: Create | Patch | Replace | Delete, entry: Entry, again: Mapping[str, NewRow]) -> _Taken:
    """Return the row that asks for the opposite of a change that took effect."""
    left = entry.receipt.after
    match change:
        case Create():
            return _Taken(_mine(change, Command.DELETE, entry.receipt.id, {}), left)
        case Delete():
            before = _values(change, entry.before or change.before, again)
            return _Taken(_mine(change, Command.CREATE, None, before), None)
        case Patch():
            before = _values(change, entry.before or change.before, again)
            back = {name: before.get(name, Clear.CLEAR) for name in change.edits}
            return _Taken(_mine(change, Command.UPDATE, change.before.id, back), left or _as_sent(change))
        case Replace():
            before = _values(change, entry.before or change.before, again)
            back = {column.field: before.get(column.field, Clear.CLEAR) for column in change.entity.sent}
            return _Taken(_mine(change, Command.UPDATE, entry.receipt.id, back), left)
        case _:
            assert_never(change)


def _with_parts(taken: _Taken, parts: tuple[PartRow, ...]) -> _Taken:
    return replace(taken, mine=replace(taken.mine, parts=parts)) if parts else taken


def _stays(change: Change, entry: Entry) -> str:
    """Return why a change that took effect cannot be taken back, whatever is live now; empty if it can."""
    name = {"entity": change.entity.singular, "label": change.label}
    match change:
        case Action():
            return _("The service offers no way back from this: {says}.").format(says=change.says.removesuffix("."))
        case Create() | Replace() if entry.receipt.id is None:
            return _("The journal has no Id of the {entity} {label} that was made, so it stays.").format(**name)
        case Delete() | Replace() if change.entity.lost:
            return _("The {entity} {label} cannot be made again as it was: {lost} went with it for good.").format(
                **name, lost=change.entity.lost
            )
        case Patch() | Replace() | Delete():
            return _unsendable(change, entry)
        case _:
            return ""


def _unsendable(change: Patch | Replace | Delete, entry: Entry) -> str:
    """Return why what a record held cannot be sent again; empty if it can."""
    before = entry.before or change.before
    fields = change.edits if isinstance(change, Patch) else change.entity.sendable
    held = ", ".join(
        f'{change.entity.column(field).title} "{before.values[field]}"'
        for field in unreadable_fields(before)
        if field in fields
    )
    told = _("What the {entity} {label} held before could not be read, and so cannot be sent again: {held}.")
    return told.format(entity=change.entity.singular, label=change.label, held=held) if held else ""


def _was_there(change: Change, entry: Entry, there: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether the record of a creation was there before the run, so that it is none of the run's."""
    made = isinstance(change, Create | Replace)
    return made and entry.receipt.id in there.get(change.entity.path, frozenset())


def _not_ours(plan: Plan, entries: Mapping[int, Entry], there: Mapping[str, frozenset[str]]) -> Iterator[Refusal]:
    for change in plan.changes:
        entry = entries[change.n]
        if entry.receipt.status is Status.DONE and _was_there(change, entry, there):
            told = _(NOT_OURS).format(entity=change.entity.singular, id=entry.receipt.id)
            yield Refusal(change.entity, entry.receipt.sheet, entry.receipt.row, told)


def _half_back(change: Replace, entry: Entry, again: Mapping[str, NewRow]) -> _Taken | None:
    """Return the row that takes back half a replacement; `None` where there is nothing, or nobody knows what."""
    if entry.doubled:
        return _Taken(_mine(change, Command.DELETE, entry.receipt.twin, {}), entry.receipt.after)
    if _is_lost(entry):
        before = _values(change, entry.before or change.before, again)
        return _Taken(_mine(change, Command.CREATE, None, before), None)
    return None


def _is_lost(entry: Entry) -> bool:
    """Tell whether the old record of a replacement is gone, and is known to be neither replaced nor made anew."""
    receipt = entry.receipt
    return receipt.status is Status.FAILED and receipt.half and receipt.twin is None and receipt.after is None


def _mine(change: Change, command: Command, id: str | None, values: Mapping[str, Value | Clear]) -> Mine:
    place = change.place
    header = Header(change.entity, place.sheet, 1, place.letters)
    return Mine(header, place.row, command, id, values, source=RowSource.UNDO)


def _values(change: Change, record: Record, again: Mapping[str, NewRow]) -> dict[str, Value]:
    """Return what a record held; references to records that the run deleted point at their new creation."""
    held = {column.field: record.values.get(column.field) for column in change.entity.sent}
    return {
        name: again.get(value, value) if isinstance(value, str) else value
        for name, value in held.items()
        if value is not None
    }


def _as_sent(change: Patch) -> Record:
    """Return a record as an edit left it, where the service did not answer with it."""
    values = {**change.before.values, **change.edits}
    return replace(change.before, values={name: value for name, value in values.items() if value is not None})


def _refused(run: str, plan: Plan, entries: Mapping[int, Entry]) -> Iterator[Refusal]:
    """Refuse what cannot be taken back, or of which nobody knows what it did."""
    for change in plan.changes:
        receipt = entries[change.n].receipt
        if receipt.status is Status.UNKNOWN:
            yield Refusal(change.entity, receipt.sheet, receipt.row, _(OPEN).format(run=run))
        elif receipt.status is Status.DONE and (told := _stays(change, entries[change.n])):
            yield Refusal(change.entity, receipt.sheet, receipt.row, told)
