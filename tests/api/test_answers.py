"""Answers of every family are read as one."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import recorded
from toolkit.api.answers import (
    MESSAGE_LIMIT,
    Answer,
    detail,
    is_missing_route,
    one_line,
    redirect_target,
    retry_after,
    violations,
)
from toolkit.errors import Violation

JSON = {"content-type": "application/json"}

NOT_BLANK = "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
POSITIVE = "778b7ae0-84d3-481a-9dec-35fdb64b1d78"
"""Codes of rules, which Symfony gives in every version and language."""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing-of-3", "Not Found"),
        ("missing-of-4", "Not Found"),
        ("missing-before-rfc-7807", "Not Found"),
        ("no-route-of-4", "Not Found"),
        ("no-route-of-3", 'No route found for "GET http://api.example/api/nonsense"'),
        ("no-method-of-4", "Method Not Allowed"),
        ("token-expired", "Expired JWT Token"),
        ("login-refused", "Invalid credentials."),
        ("access-denied", "Access Denied."),
        ("violations-of-3", "name: This value should not be blank."),
        ("violations-before-rfc-7807", "name: This value should not be blank."),
        (
            "violations-of-4",
            (
                "invoiceRows[0].name: This value should not be blank.; "
                "invoiceRows[0].quantity: This value should be positive."
            ),
        ),
    ],
)
def test_every_family_of_errors_is_read(name: str, sentence: str) -> None:
    assert detail(recorded(name)) == sentence


@pytest.mark.parametrize("name", ["no-route-html", "no-method-html", "moved"])
def test_html_is_never_shown(name: str) -> None:
    answer = recorded(name)
    assert detail(answer) == answer.phrase


def test_a_violation_names_its_field_by_its_path() -> None:
    assert violations(recorded("violations-of-4")) == (
        Violation("invoiceRows[0].name", "This value should not be blank.", NOT_BLANK),
        Violation("invoiceRows[0].quantity", "This value should be positive.", POSITIVE),
    )


@pytest.mark.parametrize("name", ["violations-of-3", "violations-before-rfc-7807"])
def test_violations_are_read_in_the_older_forms(name: str) -> None:
    assert violations(recorded(name)) == (Violation("name", "This value should not be blank.", NOT_BLANK),)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"violations": 3}', b'{"violations": [4]}', b"{", b"[" * 100_000, b"\xff"]
)
def test_an_odd_body_has_no_violations_and_the_name_of_the_status(body: bytes) -> None:
    answer = Answer(422, JSON, body)
    assert violations(answer) == ()
    assert detail(answer) == "Unprocessable Entity"


def test_an_unknown_status_has_a_name_as_well() -> None:
    assert detail(Answer(499, {}, b"")) == "unknown status"


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("no-route-html", True),
        ("no-route-of-3", True),
        ("no-route-of-4", True),
        ("no-get-of-4", True),
        ("missing-of-3", False),
        ("missing-of-4", False),
        ("missing-before-rfc-7807", False),
        ("no-method-html", False),
    ],
)
def test_a_missing_route_is_told_from_a_missing_record(name: str, *, route: bool) -> None:
    assert is_missing_route(recorded(name)) is route


def test_a_redirect_tells_where_to_without_its_query() -> None:
    assert redirect_target(recorded("moved")) == "http://api.example/api/budgets"
    assert redirect_target(Answer(302, {"location": "/login?next=secret"}, b"")) == "/login"
    assert redirect_target(Answer(302, {}, b"")) == "nowhere"
    assert redirect_target(Answer(404, {}, b"")) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:07:13 GMT", "date": "Sun, 22 Nov 2026 11:07:03 GMT"}, 10.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:07:03 GMT", "date": "Sun, 22 Nov 2026 11:07:13 GMT"}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:07:13 GMT"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 11:07:13 GMT", "date": "Sun, 22 Nov 2026 11:07:03"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wish_to_wait_is_read_as_seconds_or_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(Answer(429, headers, b"")) == seconds


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_success_is_the_two_hundreds(status: int) -> None:
    assert Answer(status, {}, b"").ok
    assert not Answer(status + 100, {}, b"").ok


def test_json_is_only_read_where_it_is_said_to_be() -> None:
    with pytest.raises(ValueError, match="text/html"):
        Answer(200, {"content-type": "text/html; charset=utf-8"}, b"{}").json()
    with pytest.raises(ValueError, match="no content type"):
        Answer(200, {}, b"{}").json()
    assert Answer(200, {"content-type": "application/problem+json; charset=utf-8"}, b"{}").json() == {}


def test_fractions_keep_every_digit() -> None:
    body = b'{"amount": 0.10000000000000000000000001}'
    assert str(Answer(200, JSON, body).json()) == "{'amount': Decimal('0.10000000000000000000000001')}"


@given(st.text())
def test_the_services_words_never_break_a_line_or_steer_a_terminal(text: str) -> None:
    line = one_line(text)
    assert len(line) <= MESSAGE_LIMIT + 1
    assert len(line.splitlines()) <= 1
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in line)


def test_a_long_sentence_is_cut_visibly() -> None:
    answer = Answer(400, JSON, httpx.Response(400, json={"detail": "x" * 5_000}).content)
    assert detail(answer) == "x" * MESSAGE_LIMIT + "…"
