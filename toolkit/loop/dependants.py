"""Look up what points at records that are to be deleted or replaced: by advertised filters, or in whole lists."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from toolkit.api.client import Client
from toolkit.entities import Entity
from toolkit.entities.entity import Operation
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.errors import Refused
from toolkit.planning.dependants import Pointing, Target
from toolkit.planning.leaving import referrers

_ASKED_ONE_BY_ONE = 10
"""So many records are asked for by a filter, one request each; of more, the whole list is read once."""

_NOT_OFFERED = frozenset({403, 404, 405})


def look_for_dependants(client: Client, targets: Iterable[Target], live: Live) -> Pointing:
    """Read the records that may point at any of the targets, but for the entities that `live` has whole.

    An entity that the service does not show to this user is named as unread. Raises what reading raises.
    """
    wanted: defaultdict[Entity, set[str]] = defaultdict(set)
    for entity, iri in targets:
        wanted[entity].add(iri)
    found: dict[str, dict[str, Record]] = {}
    unread: set[str] = set()
    for other, fields in _asked(wanted).items():
        if other.path in live or not other.can(Operation.LIST):
            continue
        try:
            found[other.path] = _pointing(client, other, fields)
        except Refused as refused:
            if refused.status not in _NOT_OFFERED:
                raise
            unread.add(other.path)
    return Pointing(found, frozenset(unread))


def may_leave(rows: Iterable[Mine], live: Live) -> Iterator[Target]:
    """Yield the live records that rows delete, and those that any edit would replace, whatever else becomes of them."""
    for mine in rows:
        record = live.get(mine.entity.path, {}).get(mine.id or "")
        replaces = not mine.entity.can(Operation.PATCH) and mine.entity.can(Operation.POST | Operation.DELETE)
        if record is not None and (mine.command is Command.DELETE or replaces):
            yield mine.entity, record.iri


def _asked(wanted: Mapping[Entity, set[str]]) -> Mapping[Entity, Mapping[str, set[str]]]:
    """Return the entities that may point at the targets, each with the fields that do and the IRIs of the targets."""
    asked: defaultdict[Entity, dict[str, set[str]]] = defaultdict(dict)
    for entity, iris in wanted.items():
        for other in referrers(entity):
            for column in other.references:
                if column.target == entity.path:
                    asked[other][column.field] = iris
    return asked


def _pointing(client: Client, entity: Entity, fields: Mapping[str, set[str]]) -> dict[str, Record]:
    few = sum(map(len, fields.values())) <= _ASKED_ONE_BY_ONE
    if not few or not all(client.has_filter(entity, name) for name in fields):
        return client.list(entity)
    asked = ((name, iri) for name, iris in fields.items() for iri in sorted(iris))
    return {record.id: record for name, iri in asked for record in client.records(entity, {name: iri})}
