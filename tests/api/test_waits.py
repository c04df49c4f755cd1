"""Waits are told and bounded: who asks, for how long, and when nobody waits any more."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest

from tests.api.support import TOKEN, Clock, Handler, client, gate_of, linked, script
from toolkit.api.client import connect
from toolkit.api.limits import Gate, GateClosed
from toolkit.api.outcomes import Call
from toolkit.api.session import Session
from toolkit.api.transport import Transport
from toolkit.api.waits import LONGEST, Notice, Retrying, Waiting, WaitSource
from toolkit.entities.budgets import BUDGET_GROUPS, BUDGETS
from toolkit.errors import AskedToWait, OutcomeUnknown, Unreachable
from toolkit.settings import Profile

EMPTY = '{"member":[]}'
LATER = {"Retry-After": "3600"}
DATED = {"Retry-After": "Sun, 22 Nov 2026 13:00:00 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}
SPENT = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3600"}
READ = Call("GET", "/budgets")
WRITE = Call("POST", "/budgets", body={})


@dataclass
class Heard:
    """What a person is told, as text."""

    notices: list[Notice] = field(default_factory=list)

    def __call__(self, notice: Notice) -> None:
        """Keep it."""
        self.notices.append(notice)

    @property
    def texts(self) -> list[str]:
        """The sentences."""
        return [str(notice) for notice in self.notices]


@contextmanager
def listening(handler: Handler, profile: Profile = TOKEN, gate: Gate | None = None) -> Iterator[tuple[Session, Heard]]:
    """Open a session with a scripted service, and hear what is told."""
    heard = Heard()
    with Transport(profile, httpx.MockTransport(handler)) as transport:
        yield Session(profile, transport, gate or Gate(), on_notice=heard), heard


@pytest.mark.parametrize("call", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("headers", [LATER, DATED, SPENT], ids=["seconds", "date", "limit"])
def test_a_wish_that_nobody_waits_for_ends_it_at_once(call: Call, headers: dict[str, str]) -> None:
    clock, service = Clock(), script(httpx.Response(429, headers=headers))

    with listening(service, gate=gate_of(clock)) as (opened, heard), pytest.raises(AskedToWait) as told:
        opened.insist(call)

    assert (clock.slept, heard.notices, len(service.requests)) == ([], [], 1)
    assert str(told.value) == (
        "http://localhost asks to wait 60 min before anything else is sent to it, and is not waited for so long. "
        "Nothing was written by this request; try again later, in 60 min."
    )
    assert told.value.retryable


def test_a_read_that_finds_no_service_for_long_ends_at_once_too() -> None:
    service = script(httpx.Response(503, headers=LATER))
    with listening(service) as (opened, _), pytest.raises(AskedToWait):
        opened.insist(READ)


def test_a_write_that_may_have_taken_effect_stays_unknown_however_long_the_wish() -> None:
    service = script(httpx.Response(503, headers=LATER))
    with listening(service) as (opened, _), pytest.raises(OutcomeUnknown, match="It asks to wait 3600 seconds"):
        opened.insist(WRITE)
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_after_such_a_wish_nothing_more_is_sent(status: int) -> None:
    clock, service = Clock(), script(httpx.Response(status, headers=LATER), linked(EMPTY))

    with listening(service, gate=gate_of(clock)) as (opened, _):
        with pytest.raises(AskedToWait):
            opened.insist(READ)
        clock.now += 1800
        for call in (READ, WRITE):
            with pytest.raises(AskedToWait, match="wait 30 min"):
                opened.insist(call)
        assert len(service.requests) == 1
        clock.now += 1800 - LONGEST
        assert opened.insist(READ).ok
    assert clock.slept[0] == pytest.approx(LONGEST, abs=0.2)


@pytest.mark.parametrize(("seconds", "waits"), [("60", True), ("61", False)])
def test_the_longest_wait_is_a_minute(seconds: str, *, waits: bool) -> None:
    clock, service = Clock(), script(httpx.Response(429, headers={"Retry-After": seconds}), linked(EMPTY))
    with listening(service, gate=gate_of(clock)) as (opened, _):
        if waits:
            assert opened.insist(READ).ok
        else:
            with pytest.raises(AskedToWait):
                opened.insist(READ)
    assert clock.slept == ([60.0] if waits else [])


def test_a_success_that_was_the_last_for_long_is_not_waited_for() -> None:
    """Whether the next is turned away, its own answer tells."""
    last = linked(EMPTY)
    last.headers.update(SPENT)
    clock = Clock()
    with client(script(last, linked(EMPTY)), gate=gate_of(clock)) as opened:
        opened.list(BUDGETS)
        opened.list(BUDGETS)
    assert clock.slept == []


def test_a_wait_tells_who_asks_and_how_long() -> None:
    clock = Clock()
    service = script(httpx.Response(503, headers={"Retry-After": "7"}), linked(EMPTY), linked(EMPTY))
    with listening(service, gate=gate_of(clock)) as (opened, heard):
        opened.insist(READ)
        opened.insist(READ)
    again = "Trying again in 7 s (attempt 2 of 5)."
    assert heard.texts == [
        f"http://localhost: the answer was 503 Service Unavailable. It asks to wait 7 seconds. {again}",
        "Waiting 7 s: http://localhost asks for it.",
    ]


def test_a_wait_for_an_answer_in_the_making_says_so() -> None:
    clock = Clock()
    with listening(script(linked(EMPTY), linked(EMPTY)), gate=gate_of(clock)) as (opened, heard):
        opened.insist(READ)
        opened.rest(15.0)
        opened.insist(READ)
    assert heard.texts == ["Waiting 15 s: http://localhost says that it is still at work on the answer."]


def test_waits_for_the_pace_are_told_once() -> None:
    clock, heard = Clock(), Heard()
    gate = Gate(0.5, clock.time, clock.sleep)
    gate.announce = lambda asker, seconds: heard(Waiting("x", asker, seconds))
    for _ in range(4):
        gate.enter()
    assert clock.slept == [2.0] * 3
    assert heard.notices == [Waiting("x", WaitSource.PACE, 2.0)]
    assert "Waiting 2 s for a turn" in heard.texts[0]


def test_short_waits_are_not_worth_a_word() -> None:
    clock, told = Clock(), Heard()
    gate = Gate(2.0, clock.time, clock.sleep, announce=lambda asker, seconds: told(Waiting("x", asker, seconds)))
    for _ in range(3):
        gate.enter()
    assert (clock.slept, told.notices) == ([0.5, 0.5], [])


def test_a_pause_beyond_the_longest_lets_nobody_in() -> None:
    clock = Clock()
    gate = gate_of(clock)
    gate.pause(LONGEST + 1)
    with pytest.raises(GateClosed) as closed:
        gate.enter()
    assert (closed.value.seconds, clock.slept) == (LONGEST + 1, [])


def refusing_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def no_tls() -> Iterator[str]:
    """Give the address of a port that takes connections and speaks no TLS."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def hang_up() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=hang_up, daemon=True).start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def nobody() -> Iterator[str]:
    """Give the address of a port that refuses connections."""
    yield f"http://127.0.0.1:{refusing_port()}"


@contextmanager
def no_name() -> Iterator[str]:
    """Give an address with a name that no directory has (RFC 2606)."""
    yield "https://flowtly.invalid"


@pytest.mark.parametrize("dead", [nobody, no_name, no_tls], ids=["refused", "no name", "no TLS"])
def test_a_dead_host_is_told_after_its_first_failure(dead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """And after each that follows; when the last has failed, nobody waits any more."""
    assert callable(dead)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    heard = Heard()
    with dead() as url:
        profile = replace(TOKEN, url=url, attempts=3, backoff=0.001)
        with connect(profile, on_notice=heard) as opened, pytest.raises(Unreachable):
            opened.list(BUDGETS)
    assert [notice.attempt for notice in heard.notices if isinstance(notice, Retrying)] == [2, 3]
    assert all(url in text and "Trying again in 1 s" in text for text in heard.texts)


def test_a_dead_host_is_tried_once_for_all_that_wait_for_it() -> None:
    heard = Heard()
    profile = replace(TOKEN, url=f"http://127.0.0.1:{refusing_port()}", attempts=2, backoff=0.3)
    with connect(profile, on_notice=heard) as opened, pytest.raises(Unreachable):
        opened.snapshot((BUDGETS, BUDGET_GROUPS))
    assert len(heard.notices) == 1
