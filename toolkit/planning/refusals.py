"""The sentences of refused rows: what was asked for, why it must not be, and what to do."""

from collections.abc import Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.record import Mine, Record
from toolkit.language import _
from toolkit.planning import settling
from toolkit.planning.changes import Conflict, Refusal
from toolkit.planning.drafts import Clash, Fate, Removal, Spot

_SHOWN = 5
"""So many ids or rows are named in a sentence; the rest is counted."""


def refusal(mine: Mine, reason: str) -> Refusal:
    """Refuse a row for a reason, a full sentence."""
    return Refusal(mine.entity, mine.header.sheet, mine.row, reason)


def cannot_create(mine: Mine) -> Refusal:
    """Say that the service has no POST for the entity."""
    return refusal(mine, f"The service cannot create {_plural(mine)}: fill in the Id of an existing one, or IGNORE.")


def cannot_edit(mine: Mine) -> Refusal:
    """Say that the service has no PATCH for the entity, nor what a replacement takes."""
    return refusal(mine, f"The service cannot edit {_plural(mine)}, nor replace them by new ones. Undo the edit.")


def cannot_delete(mine: Mine) -> Refusal:
    """Say that the service has no DELETE for the entity."""
    return refusal(mine, f"The service cannot delete {_plural(mine)}. Take the command DELETE out.")


def delete_without_id(mine: Mine) -> Refusal:
    """Ask for the id: a deletion says exactly which record it means."""
    return refusal(mine, f"DELETE needs the Id of the {mine.entity.singular} to delete.")


def create_with_id(mine: Mine) -> Refusal:
    """Say that a record with an id exists already, as ids are the service's to give."""
    return refusal(mine, f"CREATE and the Id {mine.id} contradict each other: take one of them out.")


def nothing_to_create(mine: Mine) -> Refusal:
    """Say that a command that creates stands in a row without any value."""
    return refusal(mine, f"{mine.command} stands in a row without any value. Fill it in, or IGNORE.")


def id_not_live(mine: Mine) -> Refusal:
    """Say that the id means no record, and never did as far as the workbook knows."""
    return refusal(
        mine,
        f"There is no {mine.entity.singular} with the Id {mine.id}. "
        "Correct the Id; to create a record, leave the Id empty.",
    )


def shared_id(mine: Mine, rows: Sequence[Spot]) -> Refusal:
    """Say that several rows have the id of one record, so that it cannot be known which is meant."""
    return refusal(
        mine,
        f"The Id {mine.id} stands in more than one row: {_spots(rows)}. Leave it in one of them; "
        "a copied row becomes a new record once its Id is empty.",
    )


def claimed(mine: Mine, record: Record, by: Spot) -> Refusal:
    """Say that another row already asks for something of the record that this row means."""
    return refusal(
        mine,
        f"This row means the {mine.entity.singular} {record.id}, and {_spots([by])} does so too. Keep one of them.",
    )


def no_match(mine: Mine, compared: Sequence[str]) -> Refusal:
    """Say that UPDATE without an id finds no record."""
    return refusal(
        mine,
        f"UPDATE finds no {mine.entity.singular} with the same {_titles(mine.entity, compared)}. "
        "Fill in its Id, or use UPSERT to create it.",
    )


def no_key(mine: Mine) -> Refusal:
    """Say that UPDATE without an id has nothing to find a record by."""
    titles = _titles(mine.entity, mine.entity.natural_key)
    return refusal(mine, f"UPDATE needs the Id of the {mine.entity.singular}, or its {titles}.")


def many_matches(mine: Mine, compared: Sequence[str], found: Sequence[Record]) -> Refusal:
    """Say that the natural key fits several live records."""
    return refusal(
        mine,
        f"{len(found):,} {_plural(mine)} have the same {_titles(mine.entity, compared)}: {_ids(found)}. "
        "Fill in the Id of the one that is meant.",
    )


def exists(mine: Mine, compared: Sequence[str], found: Sequence[Record]) -> Refusal:
    """Say that a new record could not be told apart from a live one."""
    return refusal(
        mine,
        f"A new {mine.entity.singular} cannot be told apart from {_ids(found)}: "
        f"the same {_titles(mine.entity, compared)}. Nothing is created twice: "
        "to edit that one, fill in its Id, or use UPSERT.",
    )


def created_before(mine: Mine, compared: Sequence[str], first: Spot) -> Refusal:
    """Say that two rows would create records that cannot be told apart."""
    return refusal(
        mine,
        f"{_spots([first])} makes the same {mine.entity.singular} already: "
        f"the same {_titles(mine.entity, compared)}. Nothing is created twice.",
    )


def twin(mine: Mine, compared: Sequence[str], found: Sequence[Record]) -> Refusal:
    """Say that what takes the place of an edited record would be the twin of another live one."""
    return refusal(
        mine,
        f"The edit would make a second {mine.entity.singular} with the same "
        f"{_titles(mine.entity, compared)} as {_ids(found)}. Edit that one, or DELETE one of the two.",
    )


def points_at_deleted(mine: Mine, field: str, by: Spot) -> Refusal:
    """Say that a value points at a record that another row deletes."""
    title = mine.entity.column(field).title
    return refusal(mine, f"{title} points at a record that {_spots([by])} deletes. Choose another, or keep that one.")


def points_nowhere(mine: Mine, target: Spot, root: Spot, cause: Fate | None) -> Refusal:
    """Say that a value points at a row that makes no record; `cause` is the fate of the row where that starts."""
    at = f"This row points at {_spots([target])}"
    if root != target:
        at += f", which depends on {_spots([root])}"
    match cause:
        case None:
            why = "that row holds nothing."
        case Refusal():
            why = f"that row is refused. {cause.reason}"
        case Clash():
            why = "that row is in conflict. Settle it first."
        case Removal():
            why = "that row deletes its record. Choose another."
        case _:
            why = "that row makes no record. Choose another."
    return refusal(mine, f"{at}; {why}")


def becomes_ambiguous(mine: Mine, compared: Sequence[str], rival: Spot) -> Refusal:
    """Say that another row makes a second record look like the one that this row means."""
    return refusal(
        mine,
        f"{_spots([rival])} gives another {mine.entity.singular} the same {_titles(mine.entity, compared)}. "
        "Fill in the Id of the one that this row means.",
    )


def circle(mine: Mine, rows: Sequence[Spot]) -> Refusal:
    """Say that new rows point at each other, so that none of them can be created first."""
    return refusal(
        mine,
        f"This row waits for new rows that point at each other in a circle: {_spots(rows)}. "
        "Empty one of these references, apply, and fill it in afterwards.",
    )


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
        reason=settling.reason(mine, "Id", None, _("deleted by somebody since the pull")),
        id=mine.id,
        resolution=settling.chosen(mine, "Id"),
    )


def _plural(mine: Mine) -> str:
    title = mine.entity.title
    return title[:1].lower() + title[1:]


def _titles(entity: Entity, fields: Sequence[str]) -> str:
    *first, last = (entity.column(field).title for field in fields)
    return f"{', '.join(first)} and {last}" if first else last


def _ids(records: Sequence[Record]) -> str:
    return _listed([f"Id {record.id}" for record in records])


def _spots(rows: Sequence[Spot]) -> str:
    return _listed([f"{sheet}!{row}" for sheet, row in rows])


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
