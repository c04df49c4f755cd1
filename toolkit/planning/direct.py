"""Guards before a single request that no plan holds (decision 10): what `flowtly api` sends is looked at as well."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.entities.entity import Operation
from toolkit.entities.operations import Declared
from toolkit.language import _
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
    return (*_irreversible(method, path, operation), *production(aim))


def writes(method: str, operation: Declared | None) -> bool:
    """Tell whether a request may change something, or send something to somebody."""
    return operation.endpoint.writes if operation is not None else method != "GET"


def _irreversible(method: str, path: str, operation: Declared | None) -> Iterator[Guard]:
    if operation is None:
        yield _guard(
            _("{method} {path} is no operation of the API document, so nobody can say how to undo it.").format(
                method=method, path=path
            )
        )
        return
    entity = operation.entity
    match operation.standard:
        case None:
            yield _guard(
                _("{operation} does more than change a record, and the service offers no way back.").format(
                    operation=operation.name
                )
            )
        case Operation.POST if not entity.can(Operation.DELETE):
            yield _guard(_("The service does not delete {entity}, so what is made stays.").format(entity=entity.plural))
        case Operation.DELETE:
            told = (
                _("A {entity} that is deleted is gone for good, and {lost} with it.")
                if entity.lost
                else _("A {entity} that is deleted comes back with a new id at best.")
            )
            yield _guard(told.format(entity=entity.singular, lost=entity.lost))
        case _:
            pass


def production(aim: Aim) -> Iterator[Guard]:
    """Yield the guard before a write to a service where mistakes are expensive."""
    if aim.expensive:
        yield Guard(
            GuardName.PRODUCTION,
            _("The request writes to {service}, where mistakes are expensive.").format(service=aim.service),
        )


def _guard(message: str) -> Guard:
    return Guard(GuardName.IRREVERSIBLE, message)
