"""A permit is asked before each attempt to send a write, after every wait, and again right before the first byte."""

from contextlib import closing
from dataclasses import dataclass, field, replace
from socket import create_server

import httpx
import pytest

from tests.api.support import TOKEN, USER, Clock, gate_of, linked, response_of, script, session
from toolkit.api.outcomes import Call
from toolkit.api.patience import PIECE
from toolkit.api.permits import Permit
from toolkit.api.transport import NoAnswer, Transport, Wire
from toolkit.errors import JournalError, LeaseLost, OutcomeUnknown, Refused, Unreachable

MADE = linked('{"@id":"/api/budgets/x","id":"x"}', 201)
NO_ROUTE = httpx.ConnectError("no route to host")
NOT_TAKEN = {"title": "An error occurred", "detail": "It is not supported.", "status": 415, "type": "/errors/415"}


@dataclass
class Watch:
    """A permit that counts how often it is asked, and refuses from a certain attempt or byte on."""

    attempts: int = 99
    pieces: int = 99
    left: float = 100.0
    asked: list[str] = field(default_factory=list)

    def renew(self) -> None:
        """Count an attempt."""
        self.asked.append("attempt")
        if self.asked.count("attempt") > self.attempts:
            raise LeaseLost("the service", "somebody else has gone on meanwhile")

    def check(self) -> None:
        """Count the moment before bytes leave."""
        self.asked.append("byte")
        if self.asked.count("byte") > self.pieces:
            raise LeaseLost("the service", "the machine slept")


def post(permit: Permit) -> Call:
    return Call("POST", "/budgets", body={"name": "B"}, permit=permit)


REPEATED = {
    "never left": NO_ROUTE,
    "429": httpx.Response(429),
    "token renewed": response_of("token-expired"),
    "in another type": httpx.Response(415, json=NOT_TAKEN),
}


class Company:
    """A service that logs everybody in, and gives its replies to writes."""

    def __init__(self, *replies: httpx.Response | Exception) -> None:
        self.writes = script(*replies)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if request.url.path.endswith("/login"):
            return httpx.Response(200, json={"token": "new"})
        return self.writes(request)


@pytest.mark.parametrize("first", REPEATED.values(), ids=REPEATED.keys())
def test_each_attempt_is_asked_for(first: httpx.Response | Exception) -> None:
    watch = Watch()
    company = Company(first, MADE)
    with session(company, replace(USER, token="old")) as opened:
        assert opened.insist(post(watch)).status == 201

    assert watch.asked == ["attempt", "byte"] * 2
    assert company.writes.methods == ["POST"] * 2


@pytest.mark.parametrize("first", REPEATED.values(), ids=REPEATED.keys())
def test_a_permit_that_is_gone_ends_the_repetitions(first: httpx.Response | Exception) -> None:
    company = Company(first, MADE)
    with session(company, replace(USER, token="old")) as opened, pytest.raises(LeaseLost):
        opened.insist(post(Watch(attempts=1)))

    assert company.writes.methods == ["POST"]


def test_a_permit_that_is_gone_lets_nothing_leave() -> None:
    company = Company()
    with session(company) as opened, pytest.raises(JournalError, match="sends nothing more"):
        opened.insist(post(Watch(attempts=0)))

    assert company.writes.methods == []


def test_a_permit_is_asked_once_the_waits_are_over() -> None:
    """The service asked for a pause, which the gate keeps: the proof comes after it."""
    clock = Clock()
    when: list[float] = []

    class Timed(Watch):
        def renew(self) -> None:
            when.append(clock.now)

    busy = httpx.Response(429, headers={"Retry-After": "40"})
    with session(Company(busy, MADE), gate=gate_of(clock)) as opened:
        opened.insist(post(Timed()))

    assert when == [100.0, 140.0]


def test_a_request_whose_time_is_over_does_not_leave() -> None:
    company = Company()
    with session(company) as opened, pytest.raises(Unreachable, match="its time was over"):
        opened.insist(post(Watch(left=0.0)))

    assert company.writes.methods == []


def test_a_request_is_not_repeated_once_its_time_is_over() -> None:
    watch = Watch()

    def turn_away(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(401)
        watch.left = 0.0
        return httpx.Response(429)

    with session(turn_away, TOKEN) as opened, pytest.raises(Refused) as refused:
        opened.insist(post(watch))

    assert (refused.value.status, refused.value.retryable, watch.asked.count("attempt")) == (429, True, 1)


def test_a_lost_answer_is_not_asked_for_under_any_permit() -> None:
    watch = Watch()
    with session(Company(httpx.ReadError("reset"), MADE)) as opened, pytest.raises(OutcomeUnknown):
        opened.insist(post(watch))

    assert watch.asked == ["attempt", "byte"]


def arrived(permit: Permit, body: bytes, error: type[Exception]) -> int:
    """Send a body to a real socket under a permit, which raises an error; return how many bytes arrived."""
    with closing(create_server(("127.0.0.1", 0))) as server:
        profile = replace(TOKEN, url=f"http://127.0.0.1:{server.getsockname()[1]}")
        wire = Wire("POST", f"{profile.url}/budgets", {}, body, permit=permit)
        with Transport(profile) as transport, pytest.raises(error):
            transport.exchange(wire)
        plain, _ = server.accept()
        with closing(plain):
            return sum(map(len, iter(lambda: plain.recv(65_536), b"")))


def test_a_connection_that_took_too_long_is_asked_about_before_the_first_byte() -> None:
    """The proof before it was good; since then names were looked up and a connection was opened."""
    assert arrived(Watch(pieces=1), b"{}", LeaseLost) == 0


def test_a_long_body_ends_with_its_permit() -> None:
    body = b"x" * (8 * PIECE)
    assert 0 < arrived(Watch(pieces=4), body, LeaseLost) < len(body)


def test_a_body_that_is_half_sent_when_its_time_is_over_has_no_answer() -> None:
    """It left in part, so that it may have taken effect."""
    watch = Watch()

    class Short(Watch):
        def check(self) -> None:
            watch.check()
            self.left = 100.0 if len(watch.asked) < 4 else 0.0

    body = b"x" * (8 * PIECE)
    assert 0 < arrived(Short(), body, NoAnswer) < len(body)
