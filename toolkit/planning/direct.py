"""Guards before a single request that no plan holds (decision 10): what `flowtly api` sends is looked at as well."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.entities.entity import Operation
from toolkit.entities.operations import Declared
from toolkit.planning.guards import is_loopback
from toolkit.planning.plan import Guard
from toolkit.thresholds import GuardName

SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Aim:
    """The service that a request goes to; `production` says whether mistakes are expensive there.

    `None` says so of every service beyond this machine.
    """

    service: str
    production: bool | None = None

    @property
    def expensive(self) -> bool:
        """Whether a mistake would be."""
        if self.production is not None:
            return self.production
        return self.service != SANDBOX and not is_loopback(self.service)


def standing(method: str, path: str, operation: Declared | None, aim: Aim) -> tuple[Guard, ...]:
    """Return the guards before a write; `operation` is the declared one that the path is meant for, if any."""
    return (*_irreversible(method, path, operation), *_production(aim))


def writes(method: str, operation: Declared | None) -> bool:
    """Tell whether a request may change something, or send something to somebody."""
    return operation.endpoint.writes if operation is not None else method != "GET"


def _irreversible(method: str, path: str, operation: Declared | None) -> Iterator[Guard]:
    if operation is None:
        yield _guard(f"{method} {path} is no operation of the API document, so nobody can say how to undo it.")
        return
    entity = operation.entity
    match operation.standard:
        case None:
            yield _guard(f"{operation.name} does more than change a record, and the service offers no way back.")
        case Operation.POST if not entity.can(Operation.DELETE):
            yield _guard(f"The service does not delete {entity.title.lower()}, so what is made stays.")
        case Operation.DELETE:
            yield _guard(f"A {entity.singular} that is deleted comes back with a new id at best.")
        case _:
            pass


def _production(aim: Aim) -> Iterator[Guard]:
    if aim.expensive:
        yield Guard(GuardName.PRODUCTION, f"The request writes to {aim.service}, where mistakes are expensive.")


def _guard(message: str) -> Guard:
    return Guard(GuardName.IRREVERSIBLE, message)
