"""Reach the service of a profile; the embedded one is started for as long as it is needed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.api.client import Client, connect
from toolkit.entities import Entity, find
from toolkit.settings import Profile


@dataclass(frozen=True, slots=True)
class Reached:
    """A connection, and the profile that it was made with, user included."""

    client: Client
    profile: Profile


@contextmanager
def reach(profile: Profile, folder: Path) -> Iterator[Reached]:
    """Connect to the profile's service; the embedded one keeps its records in `folder` (decision 17)."""
    if profile.url is not None:
        with connect(profile) as client:
            yield Reached(client, profile)
        return
    from toolkit.sandbox.server import PASSWORD, USERNAME, running

    known = replace(profile, username=USERNAME, password=PASSWORD)
    with running(folder) as url, connect(replace(known, url=url)) as client:
        yield Reached(client, known)


def with_targets(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities, what they refer to, and what is needed to put a name on that.

    A label may join the labels of other records, so the references among label fields are followed to their end.
    """
    wanted = dict.fromkeys(entities)
    pending = [column.target for entity in wanted for column in entity.references]
    while pending:
        entity = find(pending.pop() or "")
        if entity not in wanted:
            wanted[entity] = None
            pending += [entity.column(name).target for name in entity.label if entity.column(name).target]
    return tuple(wanted)
