"""The sentences of rows that are parts of records: why they must not be sent, and what to do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NewRow
from toolkit.entities.part_row import PartRow
from toolkit.entities.parts import Owner
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.settlement import Side
from toolkit.language import _, mark
from toolkit.planning import settling
from toolkit.planning.changes import Conflict, Refusal
from toolkit.planning.drafts import Fate, Idle
from toolkit.planning.merge import same, wanted
from toolkit.planning.refusals import create_with_id, delete_without_id, refusal, vanished

ELSEWHERE = "elsewhere: "
"""How the intent of a conflict starts that no choice but `live` settles."""


class _Wish(Protocol):
    @property
    def mine(self) -> Mine:
        """The row."""

    @property
    def before(self) -> Record | None:
        """What it was pulled as."""

    @property
    def removes(self) -> bool:
        """Whether it asks for the end of its part."""


CAME_BESIDE = mark(
    "changed here, and a row just like it came to be beside the one it was: it may be this change, done already"
)


def of_row(mine: Mine, base: Mapping[str, Record]) -> Refusal | None:
    """Refuse a row whose Command and Id do not go together, or whose Id nobody knows."""
    if mine.command is Command.IGNORE:
        return None
    if mine.id is None:
        if mine.command is Command.DELETE:
            return delete_without_id(mine)
        return _without_id(mine) if mine.command is Command.UPDATE else None
    if mine.command is Command.CREATE:
        return create_with_id(mine)
    return None if mine.id in base else _not_pulled(mine)


def _without_id(mine: Mine) -> Refusal:
    return refusal(
        mine,
        _("UPDATE needs the Id of the {what}: it has no other name that is its own.").format(what=mine.entity.singular),
    )


def _not_pulled(mine: Mine) -> Refusal:
    return refusal(
        mine,
        _(
            "The Id {id} was not pulled with this workbook, and the service knows no such ids. "
            "Pull again; for a new {what}, empty the Id."
        ).format(id=mine.id, what=mine.entity.singular),
    )


def of_no_record(mine: Mine, owner: Owner) -> Refusal:
    """Say that nothing tells whose part a row is."""
    return refusal(
        mine, _("Nothing tells which {singular} this row is part of.").format(singular=owner.entity.singular)
    )


def unless_untouched(wish: _Wish, owner: Owner, record: Record | None) -> Fate:
    """Refuse a row that says something new, where its record is gone or does not show its parts."""
    mine, before = wish.mine, wish.before
    said = mine.values.items()
    if before is not None and (
        (wish.removes and record is None) or all(same(before.values.get(name), wanted(value)) for name, value in said)
    ):
        return Idle()
    if record is None:
        return refusal(
            mine,
            _("The {singular} it is part of is gone: somebody deleted it since the pull.").format(
                singular=owner.entity.singular
            ),
        )
    return refusal(
        mine,
        _("The service does not tell which {rows} the {singular} {id} has, so sending them could lose some.").format(
            rows=_lower(mine.entity), singular=owner.entity.singular, id=record.id
        ),
    )


def nobody_knows(mine: Mine, target: NewRow) -> Refusal:
    """Say that it is not known yet whether the record of a row is new."""
    return refusal(
        mine,
        _("{sheet} row {row} says UPSERT, so it may be new or not. Say CREATE there, or take its Command out.").format(
            sheet=target.sheet, row=target.row
        ),
    )


def part_vanished(mine: Mine) -> Conflict:
    """Return the conflict of an edited row whose part somebody took out."""
    return vanished(mine)


def lost_on_the_way(mine: Mine, owner: Owner, intent: str) -> Conflict:
    """Return the conflict of a row that moves, where neither record has its part."""
    told = _("in neither {singular} by now: somebody deleted it, or an earlier move stopped half way")
    reason = settling.reason(mine, "Id", None, told.format(singular=owner.entity.singular), intent=intent)
    return replace(vanished(mine), reason=reason, intent=intent)


def went_elsewhere(mine: Mine, called: str, iri: str) -> Conflict | None:
    """Return the conflict of a row whose part somebody moved to another record, `None` if it is to be left there."""
    intent = f"{ELSEWHERE}{iri}"
    if settling.settled(mine, "Id", None, None, intent) is Side.LIVE:
        return None
    told = _("moved to {record} by somebody since the pull, as it seems").format(record=called)
    return replace(vanished(mine), reason=settling.reason(mine, "Id", None, told, intent=intent), intent=intent)


def other_half(mine: Mine) -> Refusal:
    """Say that a part moves, and that the other record is not sent."""
    return refusal(mine, _("Not sent: a row moves, and the other record of the move is in conflict or refused."))


def held_up(mine: Mine, owner: Owner) -> Refusal:
    """Say that another row of the same record holds this one up."""
    return refusal(
        mine,
        _("Not sent: another row of the same {singular} is in conflict or refused, and they are sent together.").format(
            singular=owner.entity.singular
        ),
    )


def held_back(mine: Mine, owner: Owner) -> Refusal:
    """Say that the record's own row waits for its parts."""
    return refusal(
        mine,
        _("Not sent: some of its {rows} are in conflict or refused. Settle these first.").format(
            rows=_lower(owner.children.entity)
        ),
    )


def record_goes(part: PartRow, row: Mine) -> Refusal:
    """Say that the record of a part is to be deleted."""
    return _of_part(
        part,
        _("{sheet} row {row} deletes the {singular} that this row is part of. Take one of the two out.").format(
            sheet=row.header.sheet, row=row.row, singular=row.entity.singular
        ),
    )


def record_not_sent(part: PartRow, row: Mine) -> Refusal:
    """Say that the record of a part is not sent."""
    return _of_part(
        part,
        _("Not sent: the {singular} in {sheet} row {row} is in conflict or refused.").format(
            sheet=row.header.sheet, row=row.row, singular=row.entity.singular
        ),
    )


def _of_part(part: PartRow, reason: str) -> Refusal:
    return Refusal(find(part.entity), part.sheet, part.row, reason)


def _lower(entity: Entity) -> str:
    return entity.title[:1].lower() + entity.title[1:]
