"""Error documents: bodies in which a service of this kind says itself that it refused, told from those of a proxy."""

from collections.abc import Mapping

from toolkit.api.answers import Answer
from toolkit.entities.canonical import JsonObject

_LINKED = frozenset({"Error", "ConstraintViolation", "ConstraintViolationList"})
"""What API Platform types its errors with in JSON-LD, without the prefix of Hydra."""
_PROBLEM = "application/problem+json"
_DETAILS = ("detail", "violations", "status")


def is_error_document(answer: Answer) -> bool:
    """Return whether the body is an error of a known family, and about the status that it came with.

    The families are API Platform's (problem documents and `hydra:Error`), Symfony's own, and Lexik's for tokens.
    """
    try:
        body = answer.json()
    except ValueError:
        return False
    if not isinstance(body, Mapping) or str(body.get("status", answer.status)) != str(answer.status):
        return False
    return _is_linked(body) or _is_problem(answer, body) or _is_of_tokens(answer, body)


def _is_linked(body: JsonObject) -> bool:
    kind = body.get("@type")
    return isinstance(kind, str) and kind.removeprefix("hydra:") in _LINKED


def _is_problem(answer: Answer, body: JsonObject) -> bool:
    """Return whether it is a problem document (RFC 7807); in one that is only called JSON, `type` must stand too."""
    titled = isinstance(body.get("title"), str) and any(name in body for name in _DETAILS)
    return titled and (answer.media_type == _PROBLEM or isinstance(body.get("type"), str))


def _is_of_tokens(answer: Answer, body: JsonObject) -> bool:
    return answer.status == 401 and body.get("code") == 401 and isinstance(body.get("message"), str)
