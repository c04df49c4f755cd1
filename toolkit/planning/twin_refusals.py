"""The sentences of rows that are refused as they look like something that is there, or that another row makes."""

from collections.abc import Mapping, Sequence

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.likeness import said_otherwise, unsaid
from toolkit.entities.natural_keys import comparable, exactly
from toolkit.entities.record import Mine, Record
from toolkit.language import _
from toolkit.planning.changes import Refusal
from toolkit.planning.drafts import New, Swap, spot
from toolkit.planning.refusals import ids, refusal, spots, titles


def exists(mine: Mine, after: Mapping[str, Value], found: Sequence[Record]) -> Refusal:
    """Say that a new record could not be told apart from a live one."""
    nearest = exactly(mine.entity, after, found, mine.entity.natural_key)
    told = _("A new {entity} cannot be told apart from {ids}: the same {titles}.").format(
        entity=mine.entity.singular, ids=ids(nearest), titles=_said(mine.entity, after)
    )
    remedy = _("Nothing is created twice: to edit that one, fill in its Id, or use UPSERT.")
    spelled = said_otherwise(mine.entity, after, nearest[0].values)
    return refusal(mine, _joined(told, spelled, remedy, _second(mine)))


def perhaps_exists(mine: Mine, after: Mapping[str, Value], found: Sequence[Record]) -> Refusal:
    """Say that a new record may be a live one, which holds something where the row says nothing."""
    told = _("A new {entity} may be {ids}: the same {titles}.").format(
        entity=mine.entity.singular, ids=ids(found), titles=_said(mine.entity, after)
    )
    remedy = _("Nothing is created twice: fill in what tells them apart, or the Id of the one that is meant.")
    return refusal(mine, _joined(told, _otherwise(mine.entity, after, found[0]), remedy, _second(mine)))


def perhaps_meant(mine: Mine, after: Mapping[str, Value], found: Sequence[Record]) -> Refusal:
    """Say that a row without an id may mean a live record, which holds something where the row says nothing."""
    told = _("This row may mean {ids}: the same {titles}.").format(ids=ids(found), titles=_said(mine.entity, after))
    remedy = _("Fill in the Id of the one that is meant.")
    return refusal(mine, _joined(told, _otherwise(mine.entity, after, found[0]), remedy, _second(mine)))


def created_before(mine: Mine, after: Mapping[str, Value], first: New | Swap) -> Refusal:
    """Say that two rows would create records that cannot be told apart."""
    told = _("{spots} makes the same {entity} already: the same {titles}. Nothing is created twice.").format(
        spots=spots([spot(first.mine)]), entity=mine.entity.singular, titles=_said(mine.entity, after)
    )
    remedy = "" if mine.id else _second(mine)
    spelled = said_otherwise(mine.entity, after, first.after)
    return refusal(
        mine, _joined(told, spelled, remedy), _joined(_undoing(mine, after, spots([spot(first.mine)])), spelled)
    )


def twin(mine: Mine, after: Mapping[str, Value], found: Sequence[Record]) -> Refusal:
    """Say that what takes the place of an edited record would be the twin of another live one."""
    told = _(
        "The edit would make a second {entity} with the same {titles} as {ids}. Edit that one, or "
        "DELETE one of the two."
    ).format(entity=mine.entity.singular, titles=_said(mine.entity, after), ids=ids(found))
    spelled = said_otherwise(mine.entity, after, found[0].values)
    return refusal(mine, _joined(told, spelled), _joined(_undoing(mine, after, ids(found)), spelled))


def _undoing(mine: Mine, after: Mapping[str, Value], others: str) -> str:
    """Return why an undo does not bring back what something else looks like by now."""
    return _("Bringing it back would make a second {entity} with the same {titles} as {others}.").format(
        entity=mine.entity.singular, titles=_said(mine.entity, after), others=others
    )


def _second(mine: Mine) -> str:
    """Return how a second one is asked for; an answer of a work list cannot ask for it, only a row of its own."""
    return _("If a second one is meant, give it a row with CREATE in Command on a sheet of {plural}.").format(
        plural=mine.entity.plural
    )


def _otherwise(entity: Entity, after: Mapping[str, Value], record: Record) -> str:
    return _joined(said_otherwise(entity, after, record.values), unsaid(entity, after, record.values))


def _said(entity: Entity, after: Mapping[str, Value]) -> str:
    """Join the titles of the fields by which a record is known, of which a row says something."""
    fields = entity.natural_key
    return titles(entity, [name for name in fields if comparable(entity.by_field[name].kind, after.get(name))])


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
