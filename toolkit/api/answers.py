"""Answers: what came back, and what it means. Pure; HTTP itself is in `transport`.

A service of this kind has three families of errors and a legacy form (API Platform's problem documents, Symfony's own
404 and 405, the token layer's 401): their bodies differ, so the status decides, and the body only explains.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from toolkit.entities.canonical import Json, JsonObject, parse
from toolkit.errors import Violation
from toolkit.language import _

READS = frozenset({"GET", "HEAD"})
MESSAGE_LIMIT = 1_000
"""The most characters of the service's own words that are shown."""

_RATE_LIMIT = re.compile(r"(?:;\s*[rt]=\d+\s*){2}")
_IDS = ("x-request-id", "x-correlation-id", "x-trace-id", "traceresponse", "cf-ray")
"""Where an answer may tell by which id it is known, the most usual first; `traceresponse` is the W3C's."""
_LONGEST_ID = 200

_A_TIME = 1_000_000_000
"""Seconds that are rather a time since 1970 than a span."""

_DETAIL = ("detail", "hydra:description", "description", "message", "title", "hydra:title")
"""Where a sentence may be, the most telling first; API Platform 2, 3, 4 and the token layer name it differently."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer. Header names are in lower case.

    `url` is where it came from, empty where nobody knows, and `sent_on` whether another address led there.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = field(default="", compare=False, repr=False)
    sent_on: bool = field(default=False, compare=False)

    @property
    def phrase(self) -> str:
        """The standard's name of the status, as the service's own may be anything."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return _("unknown status")

    @property
    def ok(self) -> bool:
        """Whether the request succeeded."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """The type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Json:
        """Read the body. Raises `ValueError` where it is not JSON, or not said to be."""
        if not self.media_type.endswith("json"):
            raise ValueError(self.media_type or _("no content type"))
        try:
            return parse(self.body)
        except RecursionError:
            raise ValueError(_("nested too deeply")) from None


def detail(answer: Answer) -> str:
    """Return the service's own sentence in one line, or the status' name. HTML is never shown."""
    problem = _problem(answer)
    for name in _DETAIL:
        said = problem.get(name)
        if isinstance(said, str) and said.strip():
            return one_line(said)
    return answer.phrase


def violations(answer: Answer) -> tuple[Violation, ...]:
    """Return the rules that the service says were broken, with the paths of their fields."""
    listed = _problem(answer).get("violations")
    if not isinstance(listed, list):
        return ()
    return tuple(
        Violation(
            str(each.get("propertyPath") or ""),
            one_line(str(each.get("message") or "")),
            str(each.get("code") or "").lower(),
        )
        for each in listed
        if isinstance(each, Mapping)
    )


def is_missing_route(answer: Answer) -> bool:
    """Tell whether a 404 means that the path leads nowhere, rather than that a record is gone.

    API Platform describes a missing record in a typed document; Symfony answers unknown paths with HTML or an
    untyped one. Version 3 types that as well, and an item without a GET operation is typed in every version: their
    sentences tell.
    """
    problem = _problem(answer)
    said = detail(answer)
    return answer.status == 404 and (
        "@type" not in problem or said.startswith("No route found") or "does not aim to be called" in said
    )


def redirect_target(answer: Answer) -> str | None:
    """Return where a 3xx points at, whole but for what may be secret, or `None` for another status."""
    if not 300 <= answer.status < 400:
        return None
    location = answer.headers.get("location", "")
    return shown_place(location, answer.url) if location else _("nowhere")


def shown_place(url: str, base: str = "") -> str:
    """Return scheme, host, port and path of an address as seen from another, without user, query and fragment."""
    try:
        parts = urlsplit(urljoin(base, url))
    except ValueError:
        return _("an address that is none")
    host = parts.netloc.rpartition("@")[2]
    return one_line(f"{parts.scheme}://{host}{parts.path}" if host else parts.path) or _("nowhere")


def requested_wait(answer: Answer) -> float | None:
    """Return the seconds that a service without room asks to wait, however it says so, or `None`."""
    asked = retry_after(answer)
    return spent(answer) if asked is None else asked


def retry_after(answer: Answer) -> float | None:
    """Return the seconds that the service asks to wait, as it asks, or `None`.

    A date is measured against the answer's own `Date`, so that no clock of ours takes part (RFC 9110, 10.2.3).
    """
    told = answer.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
        seconds = (until - parsedate_to_datetime(answer.headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(seconds, 0.0)


def spent(answer: Answer) -> float | None:
    """Return the seconds until the service takes requests again, where it tells that this was the last for now.

    It may tell so in a field of the IETF's draft (`RateLimit: "default";r=0;t=30`), in its earlier three fields, or
    in those that Symfony's rate limiter is usually shown by (`X-RateLimit-Retry-After`, in seconds since 1970).
    """
    headers = answer.headers
    if (draft := _RATE_LIMIT.search(headers.get("ratelimit", ""))) is not None:
        told = dict(pair.split("=") for pair in draft.group().replace(" ", "").strip(";").split(";"))
        return _wait(told.get("r"), told.get("t"))
    for prefix in ("ratelimit", "x-ratelimit"):
        reset = headers.get(f"{prefix}-reset") or headers.get(f"{prefix}-retry-after")
        if (wait := _wait(headers.get(f"{prefix}-remaining"), reset)) is not None:
            return _from_now(wait, answer)
    return None


def _wait(remaining: str | None, seconds: str | None) -> float | None:
    known = remaining is not None and seconds is not None and seconds.isascii() and seconds.isdigit()
    return float(seconds or 0) if known and (remaining or "").strip() == "0" else None


def _from_now(seconds: float, answer: Answer) -> float | None:
    """Return seconds as a span: a number of ten digits is a time, to be measured against the answer's own."""
    if seconds < _A_TIME:
        return seconds
    try:
        return max(seconds - parsedate_to_datetime(answer.headers.get("date", "")).timestamp(), 0.0)
    except (ValueError, TypeError):
        return None


def request_id(answer: Answer) -> str | None:
    """Return the id that the service, or what stands before it, gave the request; `None` where it tells none."""
    named = (answer.headers.get(name, "") for name in _IDS)
    return next((one_line(name)[:_LONGEST_ID] for name in named if name.strip()), None)


def one_line(text: str) -> str:
    """Return text as one line without control characters, which could steer a terminal, and not too long."""
    line = "; ".join(part.strip() for part in text.splitlines() if part.strip())
    clean = "".join(char for char in line if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return clean if len(clean) <= MESSAGE_LIMIT else f"{clean[:MESSAGE_LIMIT]}…"


def _problem(answer: Answer) -> JsonObject:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, Mapping) else {}
