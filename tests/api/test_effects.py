"""What proves that a write did nothing, and that everything else may have taken effect: status by status."""

import json

import pytest

from tests.api.support import recorded
from toolkit.api.answers import Answer
from toolkit.api.effects import REFUSALS, Result, may_have_taken_effect
from toolkit.api.error_documents import is_error_document
from toolkit.api.transport import NeverSent, NoAnswer, TooLong

RECORDED_REFUSALS = (
    "access-denied",
    "bad-page",
    "login-refused",
    "media-type",
    "missing-before-rfc-7807",
    "missing-of-3",
    "missing-of-4",
    "no-method-of-4",
    "no-route-of-3",
    "no-route-of-4",
    "token-expired",
    "violations-before-rfc-7807",
    "violations-of-3",
    "violations-of-4",
)
"""Refusals of real servers, of every family and version."""
PAGES = ("no-route-html", "no-method-html", "moved")
OTHERS = sorted(set(range(200, 600)) - REFUSALS - {429})


def problem(status: int, of: int | None = None) -> Answer:
    """Return a refusal in the service's own words; its body tells of the status `of`."""
    body = {"@type": "Error", "title": "An error occurred", "detail": "No.", "status": of or status, "type": "/errors"}
    return Answer(status, {"content-type": "application/problem+json"}, json.dumps(body).encode())


@pytest.mark.parametrize("name", RECORDED_REFUSALS)
def test_a_refusal_in_the_words_of_a_real_server_did_nothing(name: str) -> None:
    assert is_error_document(recorded(name))
    assert not may_have_taken_effect(recorded(name))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_proves_nothing(name: str) -> None:
    assert not is_error_document(recorded(name))
    assert may_have_taken_effect(recorded(name))


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_a_refusal_counts_with_an_error_document_alone(status: int) -> None:
    assert not may_have_taken_effect(problem(status))
    for media_type, body in (
        ("text/html", b"<html><h1>Forbidden</h1></html>"),
        ("application/json", b'{"message":"Forbidden"}'),
        ("application/json", b'{"error":{"code":"TooLarge"}}'),
        ("application/json", b'{"title":"An error'),
        ("application/json", b'["type","title","detail"]'),
        ("text/plain", b'{"@type":"Error"}'),
        ("", b""),
    ):
        assert may_have_taken_effect(Answer(status, {"content-type": media_type}, body)), (media_type, body)


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_a_document_about_another_status_proves_nothing(status: int) -> None:
    assert may_have_taken_effect(problem(status, of=502))


def test_too_many_requests_did_nothing_whatever_it_says() -> None:
    assert not may_have_taken_effect(Answer(429, {"content-type": "text/html"}, b"<html>Slow down</html>"))


@pytest.mark.parametrize("status", OTHERS)
def test_every_other_status_may_have_taken_effect_whoever_says_so(status: int) -> None:
    assert may_have_taken_effect(problem(status))
    assert may_have_taken_effect(Answer(status, {}, b""))


@pytest.mark.parametrize("result", [NoAnswer("cut"), TooLong("long")], ids=repr)
def test_what_left_and_has_no_whole_answer_may_have_taken_effect(result: Result) -> None:
    assert may_have_taken_effect(result)


def test_what_never_left_did_nothing() -> None:
    assert not may_have_taken_effect(NeverSent("no route to host"))


def test_the_words_of_the_token_layer_count_for_401_alone() -> None:
    body = b'{"code":401,"message":"Expired JWT Token"}'
    assert not may_have_taken_effect(Answer(401, {"content-type": "application/json"}, body))
    assert may_have_taken_effect(Answer(403, {"content-type": "application/json"}, body.replace(b"401", b"403")))
