"""What the service answers when it refuses: the bodies of its three error families."""

from dataclasses import dataclass
from http import HTTPStatus

from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.switches import Dialect
from toolkit.sandbox.wire import WireObject

TITLE = "An error occurred"
NOT_FOUND = "Not Found"


class Problem(Exception):
    """A refusal of a resource: API Platform's own family, `application/problem+json`."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where, why, and the stable UUID of the constraint."""

    path: str
    message: str
    code: str


class Invalid(Exception):
    """The values are of the right types and break rules: 422 with every violation."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        super().__init__(violations)
        self.violations = violations


class NoRoute(Exception):
    """No route has this path, or none with this method: Symfony's family."""

    def __init__(self, status: int, allow: tuple[str, ...] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.allow = allow


class Unauthorized(Exception):
    """The token is missing or bad: Lexik's family, `{"code", "message"}`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def missing() -> Problem:
    """Return the refusal for an item that is not there."""
    return Problem(404, NOT_FOUND)


def problem_body(problem: Problem, format: Format, dialect: Dialect) -> WireObject:
    """Return the body of API Platform's own errors."""
    kind = f"/errors/{problem.status}"
    plain: WireObject = {"title": TITLE, "detail": problem.detail, "status": problem.status, "type": kind}
    if format is Format.JSON:
        return plain
    node = {"@id": f"/api{kind}", "@type": "Error"}
    full: WireObject = {**node, **plain, "description": problem.detail}
    if dialect is Dialect.HYDRA:
        return {**full, "@type": "hydra:Error", **_prefixed(problem.detail)}
    return {"@context": "/api/contexts/Error", **full}


def invalid_body(invalid: Invalid, format: Format, dialect: Dialect) -> WireObject:
    """Return the body of a 422."""
    kind = f"/validation_errors/{_codes(invalid.violations)}"
    detail = "\n".join(f"{each.path}: {each.message}" for each in invalid.violations)
    violations = [
        {"propertyPath": each.path, "message": each.message, "code": each.code} for each in invalid.violations
    ]
    head: WireObject = {"status": 422, "violations": violations, "detail": detail}
    tail = {"type": kind, "title": TITLE}
    if format is Format.JSON:
        return {**head, **tail}
    full = {**head, "description": detail, **tail}
    if dialect is Dialect.HYDRA:
        return {"@id": f"/api{kind}", "@type": "ConstraintViolationList", **full, **_prefixed(detail)}
    context = "/api/contexts/ConstraintViolation"
    return {"@context": context, "@id": f"/api{kind}", "@type": "ConstraintViolation", **full}


def legacy_body(refusal: Problem | Invalid) -> WireObject:
    """Return the body of a refusal as it was before problem documents."""
    if isinstance(refusal, Invalid):
        body = invalid_body(refusal, Format.LD, Dialect.HYDRA)
        kept = {name: body[name] for name in ("violations", "hydra:description", "hydra:title")}
        return {"@context": "/api/contexts/ConstraintViolationList", "@type": "ConstraintViolationList", **kept}
    return {"@context": "/api/contexts/Error", "@type": "hydra:Error", **_prefixed(refusal.detail)}


def no_route_body(lost: NoRoute, format: Format, dialect: Dialect, asked: str) -> WireObject:
    """Return Symfony's body; `asked` is the method and the URL, which 3.4 repeats."""
    phrase = HTTPStatus(lost.status).phrase
    if dialect is Dialect.HYDRA and format is Format.LD:
        allowed = f": {phrase} (Allow: {', '.join(lost.allow)})" if lost.allow else ""
        description = f'No route found for "{asked}"{allowed}'
        head = {"@context": "/api/contexts/Error", "@type": "hydra:Error"}
        return {**head, "hydra:title": TITLE, "hydra:description": description}
    origin = "https://tools.ietf.org/html/rfc2616#section-10"
    return {"type": origin, "title": TITLE, "status": lost.status, "detail": phrase}


def no_route_page(lost: NoRoute) -> bytes:
    """Return Symfony's HTML page, for whoever did not name JSON in Accept."""
    phrase = HTTPStatus(lost.status).phrase
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="UTF-8" />
    <meta name="robots" content="noindex,nofollow,noarchive" />
    <title>An Error Occurred: {phrase}</title>
</head>
<body>
<div class="container">
    <h1>Oops! An Error Occurred</h1>
    <h2>The server returned a "{lost.status} {phrase}".</h2>

    <p>
        Something is broken. Please let us know what you were doing when this error occurred.
        We will fix it as soon as possible. Sorry for any inconvenience caused.
    </p>
</div>
</body>
</html>
""".encode()


def _prefixed(detail: str) -> dict[str, str]:
    return {"hydra:description": detail, "hydra:title": TITLE}


def _codes(violations: tuple[Violation, ...]) -> str:
    if len(violations) == 1:
        return violations[0].code
    return ";".join(f"{n}={each.code}" for n, each in enumerate(violations))
