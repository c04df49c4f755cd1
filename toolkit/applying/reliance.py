"""Reliance: is what a new record is created for still as the plan relied on? Looked at right before it is sent."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from toolkit.applying.creations import NotLooked
from toolkit.applying.exchange import Batch
from toolkit.applying.outcomes import conflict
from toolkit.applying.states import Outcome
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record
from toolkit.entities.reliance import Reliance
from toolkit.errors import ServiceError
from toolkit.language import _
from toolkit.planning.changes import Create
from toolkit.planning.merge import same
from toolkit.planning.reliance import target_of

AMOUNT = "amount"


@contextmanager
def alone(batch: Batch, change: Create) -> Iterator[None]:
    """Keep other creations of the run from what a change relies on, so that none of them is taken for a colleague's."""
    with ExitStack() as stack:
        for each in change.relies:
            if each.beside is not None:
                stack.enter_context(batch.creations.alone(change.entity, each.iri))
        yield


def broken(batch: Batch, change: Create) -> Outcome | None:
    """Return why a change is not sent: what it relies on is gone, holds something else, or was booked by somebody.

    `None` where all is as planned. Raises `NotLooked`.
    """
    try:
        found = (_broken(batch, change, each) for each in change.relies)
        return next((outcome for outcome in found if outcome is not None), None)
    except ServiceError as error:
        raise NotLooked(error) from error


def _broken(batch: Batch, change: Create, reliance: Reliance) -> Outcome | None:
    target = target_of(change.entity, reliance)
    if reliance.beside is None:
        there = batch.creations.is_there(target, reliance.id)
        return None if there else _gone(change, target, reliance)
    look = batch.remote.look(target, reliance.id)
    batch.trail.looked(look.at)
    if look.record is None:
        return _gone(change, target, reliance)
    if (moved := _moved(target, reliance, look.record)) is not None:
        return conflict(change, moved, {AMOUNT: moved})
    others = batch.creations.pointing(change.entity, reliance.field, reliance.iri)
    booked = _booked_since(reliance.beside, others, batch.creations.own(change.entity))
    return _booked(change, target, reliance, booked) if booked else None


def _moved(target: Entity, reliance: Reliance, now: Record) -> str | None:
    for name, then in reliance.values.items():
        value = now.values.get(name)
        if not same(then, value):
            told = _(
                "Not sent: the {singular} was changed after the plan was made: {title} is {now}, and was {then}. "
                "Plan the workbook again."
            )
            title = target.column(name).title
            return told.format(singular=target.singular, title=title, now=_shown(value), then=_shown(then))
    return None


def _booked_since(beside: Mapping[str, Value | None], others: Mapping[str, Record], own: frozenset[str]) -> list[str]:
    """Return the ids of records that were not there when the plan was made, or had another amount."""
    return sorted(
        each
        for each, record in others.items()
        if each not in own and (each not in beside or not same(beside[each], record.values.get(AMOUNT)))
    )


def _booked(change: Create, target: Entity, reliance: Reliance, ids: list[str]) -> Outcome:
    told = _(
        "Not sent: somebody booked the {singular} after the plan was made ({them}). Nothing is booked twice; plan the "
        "workbook again."
    ).format(singular=target.singular, them=", ".join(_("Id {id}").format(id=each) for each in ids))
    return conflict(change, told, {_cell(change, reliance): told})


def _gone(change: Create, target: Entity, reliance: Reliance) -> Outcome:
    told = _(
        "Not sent: {title} points at the {singular} {id}, which is gone: somebody deleted it after the plan was made. "
        "Plan the workbook again."
    ).format(title=change.entity.column(reliance.field).title, singular=target.singular, id=reliance.id)
    return conflict(change, told, {reliance.field: told})


def _cell(change: Create, reliance: Reliance) -> str:
    """Return the field at whose cell something is said of a reliance: that itself, else what the booking is on."""
    others = (column.field for column in change.entity.references if column.field in change.place.letters)
    return next(others, reliance.field)


def _shown(value: Value | None) -> str:
    return _("nothing") if value is None else str(value)
