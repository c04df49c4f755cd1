"""What applying needs of a service, declared here so that nothing of HTTP comes in."""

from collections.abc import Mapping
from typing import Protocol

from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record


class Remote(Protocol):
    """A service that records are read from and requests are sent to.

    `send` returns the answer's JSON object, or `None` for an empty answer. It raises `Refused` when the service
    said no (nothing was written), `Unreachable` when the request never left, and `OutcomeUnknown` when it
    left and no usable answer came (also a 5xx: the write may have been committed before the answer failed).
    """

    def send(self, method: str, path: str, body: JsonObject | None) -> JsonObject | None:
        """Send one request, exactly."""

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record as it is now, or `None` where it is gone; by the list where there is no GET."""

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Read every record of an entity, by id."""
