"""The sentences of refused rows: what was asked for, why it must not be, and what to do."""

from collections.abc import Mapping, Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import RawValue, Value
from toolkit.entities.record import Mine, Record, RowSource
from toolkit.language import _
from toolkit.planning import settling
from toolkit.planning.changes import Conflict, Refusal
from toolkit.planning.drafts import Clash, Fate, Removal, Spot

_SHOWN = 5
"""So many ids or rows are named in a sentence; the rest is counted."""


def refusal(mine: Mine, reason: str, undoing: str = "") -> Refusal:
    """Refuse a row for a reason, a full sentence; `undoing` says it where an undo asks, to whom no row belongs."""
    told = undoing if undoing and mine.source is RowSource.UNDO else reason
    return Refusal(mine.entity, mine.header.sheet, mine.row, told)


def cannot_create(mine: Mine) -> Refusal:
    """Say that the service has no POST for the entity."""
    return refusal(
        mine,
        _("The service cannot create {plural}: fill in the Id of an existing one, or IGNORE.").format(
            plural=_plural(mine)
        ),
        _("The service cannot create {plural}, so what was deleted stays deleted.").format(plural=_plural(mine)),
    )


def cannot_edit(mine: Mine) -> Refusal:
    """Say that the service has no PATCH for the entity, nor what a replacement takes."""
    return refusal(
        mine,
        _("The service cannot edit {plural}, nor replace them by new ones. Undo the edit.").format(
            plural=_plural(mine)
        ),
        _("The service cannot edit {plural}, nor replace them by new ones, so the edit stays.").format(
            plural=_plural(mine)
        ),
    )


def replaces_unreadable(mine: Mine, live: Record, fields: Sequence[str]) -> Refusal:
    """Say that a record with a value that cannot be sent cannot be made anew as it is."""
    held = _held(mine, live.values, fields)
    return refusal(
        mine,
        _(
            "The service cannot edit {plural}, only replace them by new ones, and this one has a value that cannot be "
            "read, so that it cannot be sent again ({held}). Mend that in the service, and pull again."
        ).format(plural=_plural(mine), held=held),
        _("The {entity} {id} has a value that cannot be read, and so not be sent again: {held}.").format(
            entity=mine.entity.singular, id=live.id, held=held
        ),
    )


def creates_unreadable(mine: Mine, after: Mapping[str, Value]) -> Refusal:
    """Say that a row shows a value of an earlier record that cannot be sent."""
    held = _held(mine, after, [name for name, value in after.items() if isinstance(value, RawValue)])
    return refusal(
        mine,
        _("This row shows what could not be read, and so cannot be sent ({held}). Type a value, or empty it.").format(
            held=held
        ),
        _("It held what could not be read, and so cannot be sent again: {held}.").format(held=held),
    )


def _held(mine: Mine, values: Mapping[str, Value], fields: Sequence[str]) -> str:
    return ", ".join(f'{mine.entity.column(name).title}: "{values[name]}"' for name in fields)


def cannot_delete(mine: Mine) -> Refusal:
    """Say that the service has no DELETE for the entity."""
    return refusal(
        mine,
        _("The service cannot delete {plural}. Take the command DELETE out.").format(plural=_plural(mine)),
        _("The service cannot delete {plural}, so what was created stays.").format(plural=_plural(mine)),
    )


def delete_without_id(mine: Mine) -> Refusal:
    """Ask for the id: a deletion says exactly which record it means."""
    return refusal(
        mine,
        _("DELETE needs the Id of the {entity} to delete.").format(entity=mine.entity.singular),
        _("The journal has no Id of this {entity}, so it stays.").format(entity=mine.entity.singular),
    )


def create_with_id(mine: Mine) -> Refusal:
    """Say that a record with an id exists already, as ids are the service's to give."""
    return refusal(mine, _("CREATE and the Id {id} contradict each other: take one of them out.").format(id=mine.id))


def nothing_to_create(mine: Mine) -> Refusal:
    """Say that a command that creates stands in a row without any value."""
    return refusal(
        mine,
        _("{command} stands in a row without any value. Fill it in, or IGNORE.").format(command=mine.command),
        _("The {entity} held nothing that could be sent, so it is not made again.").format(entity=mine.entity.singular),
    )


def id_not_live(mine: Mine) -> Refusal:
    """Say that the id means no record, and never did as far as the workbook knows."""
    return refusal(
        mine,
        _("There is no {entity} with the Id {id}. Correct the Id; to create a record, leave the Id empty.").format(
            entity=mine.entity.singular, id=mine.id
        ),
        _("The {entity} {id} is not there any more, so nothing of it is taken back.").format(
            entity=mine.entity.singular, id=mine.id
        ),
    )


def shared_id(mine: Mine, rows: Sequence[Spot]) -> Refusal:
    """Say that several rows have the id of one record, so that it cannot be known which is meant."""
    return refusal(
        mine,
        _(
            "The Id {id} stands in more than one row: {spots}. Leave it in one of them; a copied row "
            "becomes a new record once its Id is empty."
        ).format(id=mine.id, spots=spots(rows)),
        _("More than one change of the run is about the {entity} {id}, so that nobody can tell what it was.").format(
            entity=mine.entity.singular, id=mine.id
        ),
    )


def claimed(mine: Mine, record: Record, by: Spot) -> Refusal:
    """Say that another row already asks for something of the record that this row means."""
    return refusal(
        mine,
        _("This row means the {entity} {id}, and {spots} does so too. Keep one of them.").format(
            entity=mine.entity.singular, id=record.id, spots=spots([by])
        ),
    )


def no_match(mine: Mine, compared: Sequence[str]) -> Refusal:
    """Say that UPDATE without an id finds no record."""
    return refusal(
        mine,
        _("UPDATE finds no {entity} with the same {titles}. Fill in its Id, or use UPSERT to create it.").format(
            entity=mine.entity.singular, titles=titles(mine.entity, compared)
        ),
    )


def no_key(mine: Mine) -> Refusal:
    """Say that UPDATE without an id has nothing to find a record by."""
    return refusal(
        mine,
        _("UPDATE needs the Id of the {entity}, or its {titles}.").format(
            entity=mine.entity.singular, titles=titles(mine.entity, mine.entity.natural_key)
        ),
    )


def many_matches(mine: Mine, compared: Sequence[str], found: Sequence[Record]) -> Refusal:
    """Say that the natural key fits several live records."""
    return refusal(
        mine,
        _("{count:,} {plural} have the same {titles}: {ids}. Fill in the Id of the one that is meant.").format(
            count=len(found), plural=_plural(mine), titles=titles(mine.entity, compared), ids=ids(found)
        ),
    )


def points_at_deleted(mine: Mine, field: str, by: Spot) -> Refusal:
    """Say that a value points at a record that another row deletes."""
    title = mine.entity.column(field).title
    return refusal(
        mine,
        _("{title} points at a record that {spots} deletes. Choose another, or keep that one.").format(
            title=title, spots=spots([by])
        ),
        _("{title} would point at a record that this undo deletes, as the run had made it.").format(title=title),
    )


def points_nowhere(mine: Mine, target: Spot, root: Spot, cause: Fate | None) -> Refusal:
    """Say that a value points at a row that makes no record; `cause` is the fate of the row where that starts."""
    at = _("This row points at {spots}").format(spots=spots([target]))
    if root != target:
        at += _(", which depends on {spots}").format(spots=spots([root]))
    match cause:
        case None:
            why = _("that row holds nothing.")
        case Refusal():
            why = _("that row is refused. {reason}").format(reason=cause.reason)
        case Clash():
            why = _("that row is in conflict. Settle it first.")
        case Removal():
            why = _("that row deletes its record. Choose another.")
        case _:
            why = _("that row makes no record. Choose another.")
    return refusal(mine, f"{at}; {why}", _("What it pointed at is not made again, so neither is this."))


def becomes_ambiguous(mine: Mine, compared: Sequence[str], rival: Spot) -> Refusal:
    """Say that another row makes a second record look like the one that this row means."""
    return refusal(
        mine,
        _("{spots} gives another {entity} the same {titles}. Fill in the Id of the one that this row means.").format(
            spots=spots([rival]), entity=mine.entity.singular, titles=titles(mine.entity, compared)
        ),
    )


def circle(mine: Mine, rows: Sequence[Spot]) -> Refusal:
    """Say that new rows point at each other, so that none of them can be created first."""
    return refusal(
        mine,
        _(
            "This row waits for new rows that point at each other in a circle: {spots}. Empty one of "
            "these references, apply, and fill it in afterwards."
        ).format(spots=spots(rows)),
        _(
            "What was deleted points at each other in a circle, so that none of it can be made again first: {spots}."
        ).format(spots=spots(rows)),
    )


def waits_for(mine: Mine, rows: Sequence[Spot]) -> Refusal:
    """Say that other answers about the same record are in conflict or refused, so that this one waits."""
    told = _("Not sent: {what} about the same record is in conflict or refused, and they are sent together.")
    return refusal(mine, told.format(what=spots(rows) if rows else _("another answer")))


def points_at_gone(mine: Mine, field: str) -> Refusal:
    """Say that a record that is brought back would point at one that is gone."""
    title = mine.entity.column(field).title
    told = _("{title} points at a record that somebody deleted. Choose another, or empty the cell, to bring this back.")
    return refusal(mine, told.format(title=title))


def vanished(mine: Mine) -> Conflict:
    """Say that a record of the base is no longer there."""
    return Conflict(
        entity=mine.entity,
        sheet=mine.header.sheet,
        row=mine.row,
        cell=mine.header.address(mine.row, "Id"),
        field="Id",
        base=None,
        mine=None,
        live=None,
        reason=settling.reason(mine, "Id", None, settling.since(mine, settling.DELETED)),
        id=mine.id,
        resolution=settling.chosen(mine, "Id"),
    )


def _plural(mine: Mine) -> str:
    return mine.entity.plural


def titles(entity: Entity, fields: Sequence[str]) -> str:
    """Join the titles of fields for a sentence: `Budget and Project`."""
    *first, last = (entity.column(field).title for field in fields)
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def ids(records: Sequence[Record]) -> str:
    """Name records by their ids, the first few of many."""
    return listed([_("Id {id}").format(id=record.id) for record in records])


def spots(rows: Sequence[Spot]) -> str:
    """Name rows by sheet and number, the first few of many."""
    return listed([f"{sheet}!{row}" for sheet, row in rows])


def listed(names: Sequence[str]) -> str:
    """Join the first few names of many, and count the rest."""
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (" " + _("and {count:,} more").format(count=rest) if rest > 0 else "")
