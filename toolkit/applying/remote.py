"""What applying needs of a service, declared here so that nothing of HTTP comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record

Named = Callable[[str], None]
"""Told the id under which the service itself knows a request, if its answer says so."""


def unheard(_: str) -> None:
    """Hear of no id."""


class Permit(Protocol):
    """Leave to send one request. Both methods raise where it may not be sent any more, and then nothing is."""

    def renew(self) -> None:
        """Prove that the request may still be sent: before each attempt, when all waits are over."""

    def check(self) -> None:
        """Prove it again if the last proof is too old: right before the first byte."""

    @property
    def left(self) -> float:
        """Seconds that are left for the request, all its attempts and waits included."""


class Remote(Protocol):
    """A service that records are read from and requests are sent to.

    `send` returns the answer's JSON object, or `None` for an empty answer. It asks the permit before each attempt, and
    repeats only what certainly did nothing. It raises `Refused` when the service said no, and `Unreachable` or
    `NotAuthenticated` when the request never left; anything else means that it may have taken effect, `OutcomeUnknown`
    above all. `request_id` travels with the request, so that whoever runs the service can find it in their logs.
    """

    def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None,
        permit: Permit,
        request_id: str = "",
        named: Named = unheard,
    ) -> JsonObject | None:
        """Send one request, exactly."""

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record as it is now, or `None` where it is gone; by the list where there is no GET."""

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Read every record of an entity, by id."""


@dataclass(frozen=True, slots=True)
class Look:
    """A record as it was, `None` where there was none, and since when nobody has looked, by the monotonic clock."""

    record: Record | None
    at: float


class Watched(Remote, Protocol):
    """A service of which it is known when each of its records was looked at."""

    def look(self, entity: Entity, id: str) -> Look:
        """Read one record, and tell when."""


class ListedOnce:
    """A service whose lists are read once: what many unanswered requests are looked for in."""

    def __init__(self, remote: Watched) -> None:
        self._remote = remote
        self._lists: dict[str, Mapping[str, Record]] = {}

    def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None,
        permit: Permit,
        request_id: str = "",
        named: Named = unheard,
    ) -> JsonObject | None:
        """Send one request, exactly."""
        return self._remote.send(method, path, body, permit, request_id, named)

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record as it is now."""
        return self._remote.read(entity, id)

    def look(self, entity: Entity, id: str) -> Look:
        """Read one record, and tell when."""
        return self._remote.look(entity, id)

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Read every record of an entity, as they were when they were asked for first."""
        if entity.path not in self._lists:
            self._lists[entity.path] = self._remote.list(entity)
        return self._lists[entity.path]
