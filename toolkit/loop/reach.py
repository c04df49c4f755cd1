"""Reach the service of a profile; the embedded one is started for as long as it is needed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.api.auth import user_of
from toolkit.api.client import Client, connect
from toolkit.api.memory import Memory
from toolkit.api.waits import OnNotice, ignore_notice
from toolkit.applying.timing import Timing
from toolkit.credentials.lookup import with_credentials
from toolkit.entities import Entity, find
from toolkit.entities.parts import owners
from toolkit.entities.worklists import stands_for
from toolkit.planning.totals import on_the_way_to_currencies
from toolkit.settings import Profile, home

_LOOKS = 3
"""How often an edit or a deletion whose outcome is unknown is sent at most: each time its record is looked at."""
_NEAR = 30.0
"""Seconds that a request to the embedded service has."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A connection, and the profile that it was made with, user included."""

    client: Client
    profile: Profile


@contextmanager
def reach(profile: Profile, folder: Path, on_notice: OnNotice = ignore_notice) -> Iterator[Reached]:
    """Connect to the profile's service, as whom the environment, the keyring or the file of credentials tells.

    The embedded service keeps its records in `folder` (decision 17). `on_notice` hears of waits and repeated attempts.
    Raises `CredentialsError`.
    """
    if profile.url is not None:
        known = named(with_credentials(profile))
        with connect(known, Memory(home() / "services.json"), on_notice) as client:
            yield Reached(client, known)
        return
    from toolkit.sandbox.server import PASSWORD, USERNAME, running

    # Nothing is under way there any more once this process has ended.
    known = replace(profile, username=USERNAME, password=PASSWORD, deadline=_NEAR, margin=0.0)
    with running(folder) as url, connect(replace(known, url=url)) as client:
        yield Reached(client, known)


def timing_of(profile: Profile) -> Timing:
    """Return how long requests may take, and leases are good, as the profile says."""
    return Timing(
        deadline=profile.deadline,
        margin=profile.margin,
        lease=profile.lease,
        attempts=min(profile.attempts, _LOOKS),
        backoff=profile.backoff,
    )


def named(profile: Profile) -> Profile:
    """Return the profile with the user of its token, where only the token tells who we are."""
    if profile.username is not None or profile.token is None:
        return profile
    return replace(profile, username=user_of(profile.token))


def with_targets(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities, what they refer to, and what is needed to put a name on that; of parts, what holds them."""
    chosen = tuple(real for entity in entities for real in stands_for(entity))
    held_in = owners(chosen)
    return tuple(dict.fromkeys((*held_in, *targets((*chosen, *held_in)))))


def targets(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return what the entities refer to, and what is needed to put a name on that and a currency on amounts.

    A label may join the labels of other records, so the references among label fields are followed to their end.
    """
    found: dict[Entity, None] = {}
    chosen = tuple(entities)
    pending = [column.target for entity in chosen for column in entity.references]
    pending += [path for entity in chosen for path in on_the_way_to_currencies(entity)]
    while pending:
        entity = find(pending.pop() or "")
        if entity not in found:
            found[entity] = None
            pending += [entity.column(name).target for name in entity.label if entity.column(name).target]
    return tuple(found)
