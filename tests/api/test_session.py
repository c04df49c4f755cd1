"""One call and all that is around it: the root of the API, the token, the pace, the repetitions."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import httpx
import pytest

from tests.api.support import (
    ANONYMOUS,
    BASE,
    TOKEN,
    USER,
    Clock,
    client,
    gate_of,
    linked,
    response_of,
    script,
    session,
    web_token,
)
from toolkit.api.operations import Operations, Sent
from toolkit.api.outcomes import Call
from toolkit.entities.budgets import BUDGETS
from toolkit.errors import NotAuthenticated, OutcomeUnknown, Refused, ServiceFault, Unreachable

DROPPED = httpx.ReadError("connection reset")
NO_ROUTE = httpx.ConnectError("no route to host")


def ok() -> httpx.Response:
    return linked('{"@id":"/api/budgets/x","id":"x"}')


@pytest.mark.parametrize(
    ("base", "root"),
    [
        ("http://localhost", "http://localhost"),
        ("http://localhost/", "http://localhost"),
        ("http://localhost/api", "http://localhost"),
        ("http://localhost/v2/api", "http://localhost/v2"),
    ],
)
@pytest.mark.parametrize("below", ["", "/api"])
def test_the_api_is_found_with_and_without_its_prefix(base: str, root: str, below: str) -> None:
    """Whichever of both the user wrote down."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        there = str(request.url).startswith(f"{root}{below}/budgets")
        return ok() if there else response_of("no-route-html")

    with session(answer, replace(TOKEN, url=base)) as opened:
        for _ in range(2):
            assert opened.ask(Call("GET", "/budgets/x")).status == 200
    assert asked[-2:] == [f"{root}{below}/budgets/x"] * 2
    assert len([url for url in asked if url.endswith("itemsPerPage=1")]) <= 2


def test_a_page_in_place_of_the_api_is_not_taken_for_it() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/api/"):
            return httpx.Response(401) if "Authorization" not in request.headers else ok()
        return httpx.Response(200, html="<html>Welcome</html>")

    with session(answer) as opened:
        assert opened.ask(Call("GET", "/budgets/x")).status == 200


def test_where_nothing_answers_the_url_is_taken_as_it_is() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(404)

    with session(answer) as opened:
        assert opened.ask(Call("GET", "/budgets/x")).status == 404
    assert asked[-1] == f"{BASE}/budgets/x"


def test_the_question_where_the_api_begins_carries_no_token() -> None:
    tokens: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers.get("Authorization"))
        return ok()

    with session(answer) as opened:
        opened.ask(Call("GET", "/budgets"))
    assert tokens == [None, f"Bearer {TOKEN.token}"]


def test_a_service_that_cannot_be_reached_is_asked_as_often_as_the_profile_says() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        raise NO_ROUTE

    with session(answer, replace(TOKEN, attempts=3)) as opened, pytest.raises(Unreachable, match="no route to host"):
        opened.ask(Call("POST", "/budgets", body={}))
    assert asked == ["GET"] * 3


def test_a_dropped_answer_to_a_read_is_asked_for_again() -> None:
    service = script(DROPPED, httpx.ReadTimeout("slow"), ok())
    with session(service) as opened:
        assert opened.insist(Call("GET", "/budgets/x")).status == 200
    assert service.methods == ["GET"] * 3


UNKNOWN: list[httpx.Response | Exception] = [
    DROPPED,
    httpx.ReadTimeout("slow"),
    httpx.WriteError("pipe"),
    httpx.RemoteProtocolError("torn"),
    *(httpx.Response(status, html="<html>nginx</html>") for status in (301, 302, 303, 307, 308)),
    *(httpx.Response(status, html="<html>nginx</html>") for status in (400, 401, 403, 404, 405, 408, 413, 415)),
    *(httpx.Response(status) for status in (423, 425, 499, 500, 502, 503, 504, 520)),
    httpx.Response(201, html="<html>Sign in</html>"),
    httpx.Response(201, headers={"Content-Type": "application/ld+json"}, content=b'{"@id":"/api/bud'),
]
WRITES = [
    Call("POST", "/budgets", body={}),
    Call("POST", "/invoices/7/send", body={}),
    Call("PATCH", "/budgets/x", body={}),
    Call("DELETE", "/budgets/x"),
    Call("GET", "/invoices/7/send"),
]
"""Every way to change something; the last sends an invoice."""


def named(reply: httpx.Response | Exception) -> str:
    return f"{reply.status_code}" if isinstance(reply, httpx.Response) else type(reply).__name__


@pytest.mark.parametrize("call", WRITES, ids=lambda call: f"{call.method} {call.path}")
@pytest.mark.parametrize("reply", UNKNOWN, ids=named)
def test_a_write_that_may_have_taken_effect_is_sent_once_and_unknown(
    call: Call, reply: httpx.Response | Exception
) -> None:
    service = script(reply)
    with session(service, replace(USER, token="good")) as opened, pytest.raises(OutcomeUnknown) as unknown:
        Operations(opened, BASE).send(call.method, call.path, Sent(body=call.body))
    assert service.methods == [call.method]
    assert f"{call.method} {call.path} was sent, and nothing proves what came of it" in str(unknown.value)
    assert "nginx" not in str(unknown.value)


@pytest.mark.parametrize("call", WRITES, ids=lambda call: f"{call.method} {call.path}")
@pytest.mark.parametrize("reply", [NO_ROUTE, httpx.ConnectTimeout("slow"), httpx.Response(429)], ids=named)
def test_a_write_that_did_nothing_is_sent_again(call: Call, reply: httpx.Response | Exception) -> None:
    service = script(reply, ok())
    with session(service) as opened:
        assert opened.insist(call).status == 200
    assert service.methods == [call.method] * 2


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_write_that_is_turned_away_to_the_end_is_refused_and_may_be_tried_later(method: str) -> None:
    service = script(*(httpx.Response(429) for _ in range(3)))
    with session(service, replace(TOKEN, attempts=3)) as opened, pytest.raises(Refused) as refused:
        opened.insist(Call(method, "/budgets/x"))
    assert (refused.value.status, refused.value.retryable) == (429, True)


@pytest.mark.parametrize("last", [DROPPED, httpx.Response(503)], ids=named)
def test_a_write_that_was_turned_away_first_and_lost_then_is_unknown(last: httpx.Response | Exception) -> None:
    service = script(httpx.Response(429), last)
    with session(service) as opened, pytest.raises(OutcomeUnknown):
        opened.insist(Call("POST", "/budgets", body={}))
    assert service.methods == ["POST"] * 2


@pytest.mark.parametrize("first", [[], [NO_ROUTE], [httpx.Response(429)]])
def test_a_deletion_of_what_is_not_there_is_refused(first: list[httpx.Response | Exception]) -> None:
    with session(script(*first, response_of("missing-of-4"))) as opened, pytest.raises(Refused, match="404: Not Found"):
        opened.insist(Call("DELETE", "/budgets/x"))


OWN_WORDS = {"@type": "Error", "title": "An error occurred", "detail": "Internal Server Error", "status": 500}


@pytest.mark.parametrize(("body", "finished"), [(OWN_WORDS, True), ({}, False)], ids=["own words", "in front"])
def test_a_500_ends_the_work_only_in_the_words_of_the_service(*, body: dict[str, object], finished: bool) -> None:
    with session(script(httpx.Response(500, json=body))) as opened, pytest.raises(OutcomeUnknown) as unknown:
        opened.insist(Call("DELETE", "/budgets/x"))
    assert unknown.value.finished is finished


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_failure_of_the_service_leaves_a_write_unknown_and_is_not_repeated(method: str) -> None:
    service = script(httpx.Response(500, text="SQLSTATE[23000]: at /srv/app"))
    with session(service) as opened, pytest.raises(OutcomeUnknown, match="500 Internal Server Error") as unknown:
        opened.insist(Call(method, "/budgets/x"))
    assert "SQLSTATE" not in str(unknown.value)
    assert service.methods == [method]


def test_a_failure_of_the_service_is_told_without_what_it_says() -> None:
    with (
        session(script(httpx.Response(500, json={"detail": "SQLSTATE[23000]"}))) as opened,
        pytest.raises(ServiceFault, match="500 Internal Server Error") as fault,
    ):
        opened.insist(Call("GET", "/budgets"))
    assert "SQLSTATE" not in str(fault.value)


def test_a_read_that_is_turned_away_to_the_end_says_what_the_service_asks_for() -> None:
    clock = Clock()
    replies = [httpx.Response(429, headers={"Retry-After": "50"}) for _ in range(2)]
    with (
        session(script(*replies), replace(TOKEN, attempts=2), gate_of(clock)) as opened,
        pytest.raises(Refused, match=r"429: Too Many Requests.*wait 50 seconds"),
    ):
        opened.insist(Call("GET", "/budgets"))
    assert clock.slept == [50.0]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_read_through_a_broken_gateway_is_unreachable(status: int) -> None:
    replies = [httpx.Response(status, html="<html>nginx</html>") for _ in range(2)]
    with (
        session(script(*replies), replace(TOKEN, attempts=2)) as opened,
        pytest.raises(Unreachable, match=f"the answer was {status}") as unreachable,
    ):
        opened.insist(Call("GET", "/budgets"))
    assert "nginx" not in str(unreachable.value)


def test_the_wait_that_the_service_asks_for_holds_every_later_request_back() -> None:
    clock = Clock()
    service = script(httpx.Response(503, headers={"Retry-After": "7"}), ok(), ok())
    with session(service, gate=gate_of(clock)) as opened:
        opened.insist(Call("GET", "/budgets"))
        opened.insist(Call("GET", "/budgets"))
    assert clock.slept == [7.0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    service = script(httpx.Response(status, headers={"Location": "https://elsewhere.example/budgets?token=t"}))
    with (
        session(service) as opened,
        pytest.raises(Refused, match=r"sends us on to https://elsewhere\.example/budgets,"),
    ):
        opened.insist(Call("GET", "/budgets"))
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/budgets", "may lack the role ROLE_BUDGETS_VIEWER"),
        ("PATCH", "/budgets/x", "ROLE_BUDGETS_MANAGER"),
        ("POST", "/budget-groups", "ROLE_BUDGETS_MANAGER"),
        ("GET", "/invoices", "roles may not allow it"),
    ],
)
def test_a_lack_of_rights_names_the_role_that_may_be_missing(method: str, path: str, role: str) -> None:
    with session(script(response_of("access-denied"))) as opened, pytest.raises(Refused, match=role) as refused:
        opened.insist(Call(method, path))
    assert (refused.value.status, refused.value.retryable) == (403, False)


@pytest.mark.parametrize(
    ("name", "status"), [("bad-page", 400), ("no-method-of-4", 405), ("media-type", 415), ("violations-of-3", 422)]
)
def test_a_refusal_is_not_repeated(name: str, status: int) -> None:
    service = script(response_of(name))
    with session(service) as opened, pytest.raises(Refused) as refused:
        opened.insist(Call("PATCH", "/budgets/x", body={}))
    assert (refused.value.status, refused.value.retryable, service.methods) == (status, False, ["PATCH"])


class Door:
    """A service with a login that lets in only the tokens of its last login."""

    def __init__(self, lets_in: int = 10**9) -> None:
        self.logins: list[dict[str, str]] = []
        self.lets_in = lets_in
        self.writes = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer like the token layer, then like the API."""
        if request.url.path == "/login":
            self.logins.append(json.loads(request.read()))
            return httpx.Response(200, json={"token": f"token.{len(self.logins)}"})
        token = request.headers.get("Authorization")
        if token != f"Bearer token.{len(self.logins)}" or len(self.logins) > self.lets_in:
            return response_of("token-expired")
        self.writes += request.method == "POST"
        return ok()


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_an_expired_token_is_renewed_and_the_request_repeated(method: str) -> None:
    door = Door()
    with session(door, replace(USER, token="expired")) as opened:
        assert opened.insist(Call(method, "/budgets/x")).status == 200
    assert door.logins == [{"username": "ann", "password": "secret"}]
    assert door.writes == (method == "POST")


def test_eight_workers_with_an_expired_token_log_in_once() -> None:
    door, together = Door(), Barrier(8)
    with session(door, replace(USER, token="expired", workers=8)) as opened, ThreadPoolExecutor(8) as pool:

        def work(number: int) -> int:
            together.wait()
            return opened.insist(Call("POST", f"/budgets/{number}", body={})).status

        assert list(pool.map(work, range(8))) == [200] * 8
    assert len(door.logins) == 1
    assert door.writes == 8


def test_a_token_that_is_not_taken_after_its_renewal_is_the_end() -> None:
    door = Door(lets_in=0)
    with session(door, USER) as opened, pytest.raises(NotAuthenticated, match="Expired JWT Token"):
        opened.insist(Call("GET", "/budgets"))
    assert len(door.logins) == 2


def test_a_token_alone_is_not_renewed() -> None:
    service = script(response_of("token-expired"))
    with session(service) as opened, pytest.raises(NotAuthenticated, match=r"Expired JWT Token.*FLOWTLY_TOKEN"):
        opened.insist(Call("GET", "/budgets"))
    assert len(service.requests) == 1


def test_the_login_is_found_below_the_prefix_too() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path == "/api/login":
            return httpx.Response(200, json={"token": web_token(iat=0, exp=3600)})
        return httpx.Response(404) if request.url.path == "/login" else ok()

    with session(answer, USER) as opened:
        opened.insist(Call("GET", "/budgets/x"))
    assert asked == ["/budgets", "/login", "/api/login", "/budgets/x"]


def test_a_login_that_is_nowhere_names_where_it_was_looked_for() -> None:
    with (
        session(lambda request: httpx.Response(404 if "login" in request.url.path else 401), USER) as opened,
        pytest.raises(NotAuthenticated, match="no login at /login"),
    ):
        opened.insist(Call("GET", "/budgets"))


def test_a_login_is_repeated_while_the_service_is_busy_and_fails_without_its_words() -> None:
    service = script(httpx.Response(503), DROPPED, httpx.Response(500, text="SQLSTATE"))
    with session(service, USER) as opened, pytest.raises(ServiceFault, match="/login: 500"):
        opened.insist(Call("GET", "/budgets"))
    assert service.methods == ["POST"] * 3


@pytest.mark.parametrize("status", [408, 423, 425])
def test_a_refusal_of_a_read_for_the_moment_may_be_tried_later(status: int) -> None:
    with session(script(httpx.Response(status))) as opened, pytest.raises(Refused) as refused:
        opened.insist(Call("GET", "/budgets"))
    assert refused.value.retryable


def test_a_client_without_user_sends_no_token() -> None:
    service = script(linked('{"member":[]}'))
    with client(service, ANONYMOUS) as opened:
        assert opened.list(BUDGETS) == {}
    assert "Authorization" not in service.requests[0].headers
