"""Outcomes: from what came back, or did not, to the error that tells a person. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.api.answers import Answer, detail, redirect_target, requested_wait, shown_place, violations
from toolkit.api.blame import blamed
from toolkit.api.downloads import WEB_PAGES
from toolkit.api.effects import TOO_MANY, may_have_taken_effect
from toolkit.api.error_documents import is_error_document
from toolkit.api.forms import Form
from toolkit.api.limits import GateClosed
from toolkit.api.permits import OPEN, Permit
from toolkit.api.retry import Failure, Turned, may_have_happened
from toolkit.api.transport import LimitExceeded, NeverSent, NoAnswer, Receiver, TooLong
from toolkit.api.waits import LONGEST
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.operations import find_operation
from toolkit.errors import (
    AskedToWait,
    BadPath,
    DownloadLimitExceeded,
    NotTheApi,
    OutcomeUnknown,
    Refused,
    ServiceError,
    ServiceFault,
    ToolkitError,
    Unreachable,
)
from toolkit.language import _

_READS = frozenset({"GET", "HEAD"})

_PASSING = frozenset({408, 423, 425})
"""Refusals for a moment that was not the right one: too slow a request, a locked record, too early a connection."""

_PATH = re.compile(r"(?:/(?!(?:\.|%2[Ee]){0,2}(?:/|$))(?:[A-Za-z0-9._~:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)+")
"""Steps as RFC 3986 spells them, none of them empty or made of dots."""


@dataclass(frozen=True, slots=True)
class Call:
    """One operation of the API: method, path below its root, query, and body, JSON or a form with files.

    `receiver` takes a success that is a file as it comes, see `Download`. `id` is what the service's logs may know the
    request by, empty for none. `permit` is asked before each attempt.
    Raises `BadPath` where the path is not one that means the same to everybody on the way.
    """

    method: str
    path: str
    query: str = ""
    body: JsonObject | Form | None = None
    receiver: Receiver | None = field(default=None, compare=False, repr=False)
    id: str = ""
    permit: Permit = field(default=OPEN, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Check the path: what is appended to an address must not turn it into another."""
        if not _PATH.fullmatch(self.path):
            raise BadPath(self.path)

    @property
    def writes(self) -> bool:
        """Whether the operation can change something, or send something to somebody.

        The declared operations say so themselves: a GET may send an invoice, and a POST may only give an archive.
        """
        operation = find_operation(self.method, self.path)
        return self.method not in _READS if operation is None else operation.endpoint.writes

    @property
    def is_repeatable(self) -> bool:
        """Whether it may be sent again after any failure; a POST that only reads may be dear, and is not."""
        return self.method in _READS and not self.writes

    def did_nothing(self, answer: Answer) -> bool:
        """Return whether it certainly had no effect, so that it may be sent again in another way."""
        return not self.writes or not may_have_taken_effect(answer)


def of_failure(service: str, call: Call, failure: Failure | ServiceError) -> ToolkitError:
    """Return the error for a call that was given up, after attempts before the last that certainly did nothing."""
    if isinstance(failure, ServiceError):
        return failure
    if call.writes and may_have_happened(failure):
        return OutcomeUnknown(call.method, call.path, reason_of(failure))
    return _of_nothing_done(service, call, failure)


def _of_nothing_done(service: str, call: Call, failure: Failure) -> ServiceError:
    match failure:
        case LimitExceeded(setting=setting):
            return DownloadLimitExceeded(service, call.path, str(failure), setting)
        case TooLong():
            return NotTheApi(service, call.path, reason_of(failure))
        case GateClosed(seconds=seconds) | Turned(wish=seconds) if seconds > LONGEST:
            return AskedToWait(service, seconds)
        case Turned(answer=answer) if answer.status == TOO_MANY:
            return Refused(answer.status, answer.phrase + _wish(answer), retryable=True)
        case NeverSent() | NoAnswer() | Turned() | GateClosed():
            return Unreachable(service, reason_of(failure))


def of_answer(service: str, call: Call, answer: Answer) -> ToolkitError | None:
    """Return the error that an answer means, `None` for success. The body of a 5xx is never repeated."""
    if answer.ok:
        return _at_a_door(service, call, answer)
    if not call.did_nothing(answer):
        # A 500 in the service's own words is its end; from anything in front, the service may still be at work.
        finished = answer.status == 500 and is_error_document(answer)
        return OutcomeUnknown(call.method, call.path, _what_came(answer), finished=finished)
    if answer.status >= 500:
        return ServiceFault(service, call.path, answer.status, answer.phrase)
    target = redirect_target(answer)
    return _redirected(answer.status, target) if target else _refused(call, answer)


def _at_a_door(service: str, call: Call, answer: Answer) -> ToolkitError | None:
    """Return the error for a web page that a read was sent on to: the login of a portal is no success."""
    if not answer.sent_on or answer.media_type not in WEB_PAGES:
        return None
    found = _("a web page at {place}, where it sent us on to").format(place=shown_place(answer.url))
    return NotTheApi(service, call.path, found)


def _what_came(answer: Answer) -> str:
    target = redirect_target(answer)
    if target is not None:
        return _("the answer sent us on to {target}").format(target=target)
    return _("the answer was {status} {phrase}").format(status=answer.status, phrase=answer.phrase)


def _redirected(status: int, target: str) -> Refused:
    return Refused(
        status,
        _(
            "it sends us on to {target}, and neither token nor password goes there. If that address is right, set the "
            "URL of the profile to it."
        ).format(target=target),
    )


def _refused(call: Call, answer: Answer) -> Refused:
    role = f" {_role(call)}" if answer.status == 403 else ""
    said = detail(answer)
    broken = violations(answer)
    if not broken and answer.status == 400 and isinstance(call.body, Mapping):
        broken = blamed(said, call.body)
    return Refused(answer.status, said + role, broken, retryable=answer.status in _PASSING)


def not_readable(service: str, call: Call, found: str) -> ToolkitError:
    """Return the error for a success whose body is not what it should be."""
    if call.writes:
        return OutcomeUnknown(call.method, call.path, _("the answer was a success with {found}").format(found=found))
    return NotTheApi(service, call.path, found)


def json_of(service: str, call: Call, answer: Answer) -> Json:
    """Read the body of a success. Raises what `not_readable` returns where it is no JSON."""
    try:
        return answer.json()
    except ValueError:
        found = answer.media_type or _("no content type")
        raise not_readable(service, call, _("{found} that is no JSON").format(found=found)) from None


def _role(call: Call) -> str:
    """Say what may be missing: a 403 tells no reason, and roles are described for budgets alone."""
    if call.path.startswith("/budget"):
        role = "ROLE_BUDGETS_MANAGER" if call.writes else "ROLE_BUDGETS_VIEWER"
        return _("The user may lack the role {role}; an administrator can tell, and give it.").format(role=role)
    return _("The user's roles may not allow it; an administrator can tell, and change them.")


def reason_of(failure: Exception) -> str:
    """Say in a few words what became of an attempt."""
    if isinstance(failure, Turned):
        return _what_came(failure.answer) + _wish(failure.answer)
    return str(failure)


def _wish(answer: Answer) -> str:
    seconds = requested_wait(answer)
    return _(". It asks to wait {seconds:.0f} seconds").format(seconds=seconds) if seconds else ""
