"""The service, before anything was written, and writes whose outcome nobody knows."""

from dataclasses import dataclass

from toolkit.errors.root import ToolkitError


class ServiceError(ToolkitError):
    """The service, before anything was written. `retryable` says whether trying again can help."""

    exit_code = 9
    retryable: bool = False

    @property
    def advice(self) -> str:
        """Whether trying again can help, as a sentence."""
        return LATER if self.retryable else IN_VAIN


LATER = "Trying again later can help."
IN_VAIN = "Trying again as it is does not help."


class Unreachable(ServiceError):
    """The request never left: no connection, no name, no answer to a read. Nothing was written."""

    retryable = True

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service} cannot be reached: {reason}. Nothing was written; try again later.")


class NotAuthenticated(ServiceError):
    """The service does not take the token, or the user and password."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(
            f"{service} does not let us in: {reason}. {IN_VAIN} Run `flowtly auth login`, "
            "or set FLOWTLY_TOKEN, or FLOWTLY_USERNAME and FLOWTLY_PASSWORD."
        )


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of the service that a value broke: the field's path, `amount` or `invoiceRows[2].amount`, and why."""

    path: str
    message: str


class Refused(ServiceError):
    """The service answered no: the request had no effect. `violations` names the fields where it said so."""

    def __init__(
        self, status: int, detail: str, violations: tuple[Violation, ...] = (), *, retryable: bool = False
    ) -> None:
        self.retryable = retryable
        super().__init__(
            f"The service refused with {status}: {detail}{'' if detail.endswith('.') else '.'} {self.advice}"
        )
        self.status = status
        self.detail = detail
        self.violations = violations


class ServiceFault(ServiceError):
    """The service failed while it answered a read. What it said is not shown: it may hold secrets of the service."""

    retryable = True

    def __init__(self, service: str, path: str, status: int, phrase: str) -> None:
        super().__init__(
            f"{service} failed to answer {path}: {status} {phrase}. Nothing was written. "
            f"{LATER} Where it does not, tell whoever runs the service the time and the path."
        )


class NotTheApi(ServiceError):
    """An answer is not one that the API gives; something else may stand at the address."""

    def __init__(self, service: str, path: str, found: str) -> None:
        super().__init__(
            f"{service} answered {path} with {found}. {IN_VAIN} Check that the URL is the base address of the API."
        )


class UnexpectedAnswer(ServiceError):
    """A record of the service does not have the type that its entity declares."""

    def __init__(self, entity: str, id: str, field: str, value: object, expected: str) -> None:
        super().__init__(
            f"The service sent {_short(value)} for {field} of {entity} {id}; expected {expected}. "
            f"{IN_VAIN} The declaration of the entity does not fit this service."
        )


def _short(value: object) -> str:
    """Show a value as far as is needed to know it again; some hold whole records."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


_SHOWN = 120


class OutcomeUnknown(ToolkitError):
    """A write was sent and no usable answer came: it may or may not have happened.

    `finished` tells that the service itself gave up, with a 500, so that a look at the record shows what came of it;
    after anything else it may still be at work.
    """

    exit_code = 8

    def __init__(self, method: str, path: str, reason: str, *, finished: bool = False) -> None:
        super().__init__(
            f"{method} {path} was sent, and no answer came: {reason}. "
            "It may have happened: look before you send it again."
        )
        self.reason = reason
        self.finished = finished
