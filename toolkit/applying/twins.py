"""Twins: live records that look like one that a change creates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.applying.outcomes import conflict
from toolkit.applying.readback import mismatches
from toolkit.applying.remote import Remote
from toolkit.applying.states import Outcome
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.natural_keys import Alike, Key, KeyIndex, comparable, full_key, is_nothing
from toolkit.entities.record import Record
from toolkit.language import _
from toolkit.planning.changes import Change, Create, Replace
from toolkit.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class Before:
    """What was in the service before a run, as far as its creations are concerned.

    `alike` maps each change that creates to the ids of the records that look like the new one, or may be it. What looks
    like it and is not among them was made after: by this change, or by a colleague. `there` maps each entity of these
    changes to the ids of all its records.
    """

    alike: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    there: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def known_before(changes: Iterable[Change], remote: Remote) -> Before:
    """Look at what is there right before a run."""
    creating = [change for change in changes if isinstance(change, Create | Replace)]
    entities = dict.fromkeys(change.entity for change in creating)
    live = {entity: remote.list(entity) for entity in entities}
    indexes = {entity: KeyIndex(entity, records.values()) for entity, records in live.items()}
    keys = {change.n: body_key(change.entity, change.requests[0].body or {}) for change in creating}
    found = {change.n: indexes[change.entity].find_key(keys[change.n]).all for change in creating}
    alike = {n: tuple(record.id for record in records) for n, records in found.items()}
    return Before(alike, {entity.path: tuple(records) for entity, records in live.items()})


def appeared(plan: Plan, known: Mapping[int, Sequence[str]]) -> Iterator[Outcome]:
    """Yield what becomes of creations with a twin that the plan does not know of: nothing is created twice."""
    for change in plan.changes:
        ids = [record for record in known.get(change.n, ()) if record not in plan.twins.get(change.n, ())]
        if isinstance(change, Create) and ids:
            them = ", ".join(_("Id {id}").format(id=each) for each in ids)
            yield conflict(
                change,
                _(
                    "Not sent: the plan does not know of a {entity} that cannot be told apart from this one, "
                    "or may be it: {them}. Plan again."
                ).format(entity=change.entity.singular, them=them),
            )


def alike(entity: Entity, body: JsonObject, live: Mapping[str, Record]) -> Alike:
    """Return the live records with the natural key that a request's body has, and those that may have."""
    return KeyIndex(entity, live.values()).find_key(body_key(entity, body))


def adds_nothing(entity: Entity, body: JsonObject, record: Record) -> bool:
    """Return whether a record holds nothing that was not sent but what a type holds by default.

    Anything else may be another's: such a record is asked about.
    """
    unsent = (column.field for column in entity.sent if column.field not in body)
    return all(is_nothing(record.values.get(name)) for name in unsent)


def renamed(entity: Entity, body: JsonObject, newcomers: Iterable[Record]) -> tuple[Record, ...]:
    """Return the new records that a body may have made, should somebody have changed their natural key since.

    Such a record still has something of what was sent beside its key, unless the key is all that was sent.
    """
    rest = {name: json for name, json in body.items() if name not in entity.natural_key and json is not None}
    wrong = ((record, {each.field for each in mismatches(entity, rest, record)}) for record in newcomers)
    return tuple(record for record, fields in wrong if not rest or not rest.keys() <= fields)


def body_key(entity: Entity, body: JsonObject) -> Key:
    """Return the natural key of the record that a body makes; a reference to a record not yet made matches none."""
    return tuple(comparable(entity.by_field[name].kind, _read(entity, name, body)) for name in entity.natural_key)


def record_key(entity: Entity, record: Record) -> Key:
    """Return the natural key of a record."""
    return full_key(entity, record.values)


def _read(entity: Entity, name: str, body: JsonObject) -> Value | None:
    json = body.get(name)
    if json is None:
        return None
    if isinstance(json, Mapping):
        return f"{json}"  # {"@change": 3}: no IRI is spelt like that
    return entity.by_field[name].kind.from_json(json)
