"""The service, before anything was written, and writes whose outcome nobody knows."""

import math
from dataclasses import dataclass
from datetime import datetime

from toolkit.errors.root import ToolkitError
from toolkit.language import _, mark


class ServiceError(ToolkitError):
    """The service, before anything was written. `retryable` says whether trying again can help."""

    exit_code = 9
    retryable: bool = False

    @property
    def advice(self) -> str:
        """Whether trying again can help, as a sentence."""
        return _(LATER) if self.retryable else _(IN_VAIN)


LATER = mark("Trying again later can help.")
IN_VAIN = mark("Trying again as it is does not help.")


class Unreachable(ServiceError):
    """The request never left: no connection, no name, no answer to a read. Nothing was written."""

    retryable = True

    def __init__(self, service: str, reason: str) -> None:
        self.service, self.reason = service, reason.removesuffix(".")
        super().__init__(
            _("{service} cannot be reached: {reason}. Nothing was written; try again later.").format(
                service=service, reason=self.reason
            )
        )

    @property
    def fact(self) -> str:
        """Who cannot be reached, and why."""
        return _("{service} cannot be reached: {reason}.").format(service=self.service, reason=self.reason)


class AskedToWait(Unreachable):
    """The service asks to wait for so many seconds, which is longer than anybody waits here. Nothing was written."""

    def __init__(self, service: str, seconds: float) -> None:
        ServiceError.__init__(
            self,
            _(
                "{service} asks to wait {span} before anything else is sent to it, and is not waited for so long. "
                "Nothing was written by this request; try again later, in {span}."
            ).format(service=service, span=spelt_span(seconds)),
        )
        self.service, self.seconds = service, seconds
        self.reason = _("it asks to wait {span} before anything else is sent to it").format(span=spelt_span(seconds))


class DownloadLimitExceeded(ServiceError):
    """A file took more time or bytes than the settings allow; nothing of it was kept. `setting` is which of them."""

    def __init__(self, service: str, path: str, limit: str, setting: str) -> None:
        super().__init__(
            _(
                "{service} answered {path}, and {limit}. Nothing was kept of it. {in_vain} Ask for less at a time, "
                "or raise {setting} below [profiles.NAME.download] in config.toml."
            ).format(service=service, path=path, limit=limit, setting=setting, in_vain=_(IN_VAIN))
        )
        self.setting = setting


class NotAuthenticated(ServiceError):
    """The service does not take the token, or the user and password."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(
            _(
                "{service} does not let us in: {reason}. {in_vain} Run `flowtly auth login`, or set "
                "FLOWTLY_TOKEN, or FLOWTLY_USERNAME and FLOWTLY_PASSWORD."
            ).format(service=service, reason=reason.removesuffix("."), in_vain=_(IN_VAIN))
        )


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of the service that a value broke: the field's path, `amount` or `invoiceRows[2].amount`, and why.

    `code` tells which rule, the same in every language; empty where the service tells none.
    """

    path: str
    message: str
    code: str = ""


class Refused(ServiceError):
    """The service answered no: the request had no effect. `violations` names the fields where it said so."""

    def __init__(
        self, status: int, detail: str, violations: tuple[Violation, ...] = (), *, retryable: bool = False
    ) -> None:
        self.retryable = retryable
        super().__init__(
            _("The service refused with {status}: {detail}. {advice}").format(
                status=status, detail=detail.removesuffix("."), advice=self.advice
            )
        )
        self.status = status
        self.detail = detail
        self.violations = violations


class ServiceFault(ServiceError):
    """The service failed while it answered a read. What it said is not shown: it may hold secrets of the service."""

    retryable = True

    def __init__(self, service: str, path: str, status: int, phrase: str) -> None:
        self.service, self.path, self.status, self.phrase = service, path, status, phrase
        super().__init__(
            _(
                "{service} failed to answer {path}: {status} {phrase}. Nothing was written. {later} "
                "Where it does not, tell whoever runs the service the time and the path."
            ).format(service=service, path=path, status=status, phrase=phrase, later=_(LATER))
        )

    @property
    def fact(self) -> str:
        """What the service answered to what."""
        told = _("{service} failed to answer {path}: {status} {phrase}.")
        return told.format(service=self.service, path=self.path, status=self.status, phrase=self.phrase)


class NotTheApi(ServiceError):
    """An answer is not one that the API gives; something else may stand at the address."""

    def __init__(self, service: str, path: str, found: str) -> None:
        super().__init__(
            _(
                "{service} answered {path} with {found}. {in_vain} Check that the URL is the base address of the API."
            ).format(service=service, path=path, found=found, in_vain=_(IN_VAIN))
        )


class IncompleteList(ServiceError):
    """A list that something was to be decided by does not prove to hold all that there is; `title` is whose it is."""

    retryable = True

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(
            _(
                "{title}: {reason}, read twice. What that list does not show may be there all the same, so nothing "
                "was decided by it. Somebody may be changing them; try again later."
            ).format(title=title, reason=reason)
        )
        self.title = title
        self.reason = reason


class UnexpectedAnswer(ServiceError):
    """A record of the service does not have the type that its entity declares."""

    def __init__(self, entity: str, id: str, field: str, value: object, expected: str) -> None:
        self._told = {"short": _short(value), "field": field, "entity": entity, "id": id, "expected": expected}
        super().__init__(
            _(
                "The service sent {short} for {field} of {entity} {id}; expected {expected}. {in_vain} "
                "The declaration of the entity does not fit this service."
            ).format(**self._told, in_vain=_(IN_VAIN))
        )

    @property
    def fact(self) -> str:
        """What was sent in place of what; of a write that was carried out, trying again is no question."""
        return _(
            "The service sent {short} for {field} of {entity} {id}; expected {expected}. "
            "The declaration of the entity does not fit this service."
        ).format(**self._told)


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
            _(
                "{method} {path} was sent, and nothing proves what came of it: {reason}. It may have happened: look "
                "before you send it again."
            ).format(method=method, path=path, reason=reason)
        )
        self.reason = reason
        self.finished = finished


class StillInFlight(ToolkitError):
    """What was sent before and not answered may still take effect, so that nothing is sent in its place yet.

    `until` is when it cannot any more.
    """

    exit_code = 8

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            _(
                "What was sent before, with no answer that proves it, may still take effect until {until}. "
                "Nothing was sent: look for "
                "it, or try again after that."
            ).format(until=clock_time(until))
        )

    @property
    def fact(self) -> str:
        """Until when something may still take effect."""
        told = _("What was sent before, with no answer that proves it, may still take effect until {until}.")
        return told.format(until=clock_time(self.until))


def spelt_span(seconds: float) -> str:
    """Return a span as people say it, rounded up: seconds, minutes, hours or days, whichever is below 120 or so."""
    whole = math.ceil(seconds)
    for unit, size in ((_UNITS[0], 1), (_UNITS[1], 60), (_UNITS[2], 3600)):
        if whole <= 120 * size:
            return _(unit).format(count=math.ceil(whole / size))
    return _(_UNITS[3]).format(count=math.ceil(whole / 86_400))


_UNITS = (mark("{count:,} s"), mark("{count:,} min"), mark("{count:,} h"), mark("{count:,} days"))


def clock_time(at: datetime) -> str:
    """Return a time of today as people read it, in the time zone of this machine."""
    return f"{at.astimezone():%H:%M:%S}"
