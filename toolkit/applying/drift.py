"""Drift: is a record still what the plan relied on? One round trip of race remains, as the service has no locks."""

from collections.abc import Mapping

from toolkit.applying.exchange import Batch
from toolkit.applying.outcomes import conflict
from toolkit.applying.readback import moved
from toolkit.applying.states import Outcome
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.changes import Action, Delete, Patch, Replace

OnRecord = Patch | Replace | Delete | Action
"""The changes of a record that exists."""


def look(batch: Batch, change: OnRecord) -> Record | Outcome:
    """Read the record again, right before it is written; return it, or why nothing is sent."""
    now = read_again(batch, change)
    if now is None:
        return conflict(
            change, _("{name} is gone: somebody deleted it after the plan was made.").format(name=_name(change))
        )
    return now if is_as_planned(change, now, batch.plan.relied_on) else drifted(change, now)


def read_again(batch: Batch, change: OnRecord) -> Record | None:
    """Read the record that a change is about, and note when: what comes after is the race."""
    look = batch.remote.look(change.entity, change.before.id)
    batch.trail.looked(look.at)
    return look.record


def is_as_planned(change: OnRecord, now: Record, relied_on: Mapping[str, str]) -> bool:
    """Tell whether a record still has the digest that the plan relied on.

    Of an operation that says what it watches or sets, only those fields count: earlier ones of its run may have set
    others.
    """
    if isinstance(change, Action) and (change.watches or change.expected):
        return frozenset(change.watches or change.expected).isdisjoint(moved(change.entity, change.before, now))
    relied = relied_on.get(f"{change.entity.path}/{change.before.id}") or change.before.digest(change.entity)
    return now.digest(change.entity) == relied and not _parts_moved(change, now)


def _parts_moved(change: OnRecord, now: Record) -> bool:
    """Tell whether an array that the change sends whole has become another: what somebody added would be lost."""
    edits = change.edits if isinstance(change, Patch | Replace) else {}
    arrays = {children.field for children in change.entity.children}
    return not arrays.isdisjoint(edits) and not arrays.isdisjoint(moved(change.entity, change.before, now))


def drifted(change: OnRecord, now: Record) -> Outcome:
    """Say which fields somebody changed after the plan was made."""
    fields = moved(change.entity, change.before, now)
    columns = [change.entity.by_field[name] for name in fields]
    words = ", ".join(column.title for column in columns) or _("A field")
    told = {
        column.field: _("Changed to {now} after the plan was made; nothing was sent.").format(
            now=_shown(now, column.field)
        )
        for column in columns
    }
    return conflict(
        change,
        _("{name} moved after the plan was made: {words}. Plan it again.").format(name=_name(change), words=words),
        told,
    )


def _name(change: OnRecord) -> str:
    return _("The {entity} {label}").format(entity=change.entity.singular, label=change.label)


def _shown(record: Record, name: str) -> str:
    value = record.values.get(name)
    return "nothing" if value is None else f'"{value}"'
