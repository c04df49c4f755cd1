"""Operations: every one of the API document, with the entity it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.entities import ENTITIES
from toolkit.entities.entity import Endpoint, Entity, Operation
from toolkit.errors import UnknownOperation


@dataclass(frozen=True, slots=True)
class Declared:
    """An operation and its entity; `standard` is which of the five it is, `None` for one of the extras."""

    entity: Entity
    endpoint: Endpoint
    standard: Operation | None

    @property
    def name(self) -> str:
        """How the API document calls it: `GET /budgets/{id}`."""
        return f"{self.endpoint.method} {self.endpoint.path}"


def _every() -> Iterator[Declared]:
    for entity in ENTITIES:
        yield from (Declared(entity, endpoint, operation) for operation, endpoint in entity.standard.items())
        yield from (Declared(entity, endpoint, None) for endpoint in entity.extras)


OPERATIONS: tuple[Declared, ...] = tuple(_every())
"""All operations, entity by entity."""


def find_operation(method: str, path: str) -> Declared | None:
    """Return the operation that a filled path is meant for; fixed steps before ids. `None` for an unknown one."""
    found = [each for each in OPERATIONS if each.endpoint.method == method and each.endpoint.matches(path)]
    return min(found, key=lambda each: len(each.endpoint.names), default=None)


def declared(name: str) -> Declared:
    """Return the operation of a name such as `POST /invoices/send`. Raises `UnknownOperation`."""
    try:
        return next(each for each in OPERATIONS if each.name == name)
    except StopIteration:
        raise UnknownOperation(name, [each.name for each in OPERATIONS]) from None
