"""Waiting ends: in time whatever trickles in, and at once when the user says so."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import count
from socket import create_server

import httpcore
import httpx
import pytest

from tests.api.support import TOKEN, Clock, client, linked, script, session
from toolkit.api.client import connect
from toolkit.api.hydra import MOST_PAGES
from toolkit.api.outcomes import Call
from toolkit.api.patience import Patience, PatientNetwork, Stopped
from toolkit.api.transport import NeverSent, Transport, Wire
from toolkit.entities.budgets import BUDGET_GROUPS, BUDGETS
from toolkit.errors import Refused

HEADERS = [bytes([byte]) for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]


class Trickle(httpcore.NetworkStream):
    """A service that sends a byte every five seconds; a read waits no longer than it may."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.left = list(HEADERS)
        self.due = clock.now

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Give a byte, in its time."""
        assert timeout is not None
        if self.clock.now + timeout < self.due:
            self.clock.now += timeout
            raise httpcore.ReadTimeout
        self.clock.now = self.due
        self.due += 5.0
        return self.left.pop(0)[:max_bytes]

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Take everything at once."""


class Trickling(httpcore.NetworkBackend):
    """A network of such a service alone."""

    def __init__(self, stream: Trickle) -> None:
        self.stream = stream

    def connect_tcp(self, *_: object, **__: object) -> Trickle:
        """Connect to it."""
        return self.stream


def trickling(clock: Clock) -> tuple[Patience, httpcore.NetworkStream]:
    patience = Patience(clock.time)
    return patience, PatientNetwork(Trickling(Trickle(clock)), patience).connect_tcp("localhost", 80)


def headers_of(stream: httpcore.NetworkStream) -> bytes:
    return b"".join(stream.read(65_536, 60.0) for _ in HEADERS)


def test_headers_that_trickle_are_given_up_in_time() -> None:
    clock = Clock(0.0)
    patience, stream = trickling(clock)
    patience.expect(30.0)
    with pytest.raises(httpcore.ReadTimeout):
        headers_of(stream)
    assert clock.now == 30.0


def test_the_time_begins_with_the_last_byte_that_was_sent() -> None:
    clock = Clock(0.0)
    patience, stream = trickling(clock)
    patience.expect(30.0)
    clock.now = 25.0
    stream.write(b"x" * 10, 60.0)
    with pytest.raises(httpcore.ReadTimeout):
        headers_of(stream)
    assert clock.now == 55.0


def test_a_body_has_its_own_time() -> None:
    clock = Clock(0.0)
    patience, stream = trickling(clock)
    patience.expect(float("inf"))
    assert headers_of(stream) == b"".join(HEADERS)
    assert clock.now > 60.0


def test_a_read_that_waits_ends_when_everything_is_to_stop() -> None:
    with closing(create_server(("127.0.0.1", 0))) as server, ThreadPoolExecutor(1) as pool:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with Transport(replace(TOKEN, url=url)) as transport:
            waiting = pool.submit(transport.exchange, Wire("GET", f"{url}/budgets", {}))
            connection, _ = server.accept()
            assert connection.recv(65_536).startswith(b"GET /budgets")
            transport.patience.stop()
            with pytest.raises(Stopped):
                waiting.result(30)
            with pytest.raises(Stopped):
                transport.exchange(Wire("GET", f"{url}/budgets", {}))
            connection.close()


class Nowhere(httpcore.NetworkBackend):
    """A network that connects when a test lets it, and then too late."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.let = threading.Event()
        self.closed = threading.Event()

    def connect_tcp(self, *_: object, **__: object) -> httpcore.NetworkStream:
        """Wait, then connect to nothing."""
        self.asked.set()
        assert self.let.wait(30)
        return Closing(self.closed)


class Closing(httpcore.NetworkStream):
    """A connection that only tells that it was closed."""

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed

    def close(self) -> None:
        """Tell."""
        self._closed.set()


def test_a_connection_that_is_not_had_yet_is_given_up_when_everything_is_to_stop() -> None:
    """Should it come after all, it is closed."""
    patience, nowhere = Patience(), Nowhere()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(PatientNetwork(nowhere, patience).connect_tcp, "localhost", 80)
        assert nowhere.asked.wait(30)
        patience.stop()
        with pytest.raises(httpcore.ConnectTimeout):
            waiting.result(30)
        nowhere.let.set()
        assert nowhere.closed.wait(30)


def test_a_connection_that_fails_tells_why() -> None:
    with closing(create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    with pytest.raises(NeverSent, match="refused"), Transport(replace(TOKEN, url=f"http://127.0.0.1:{port}")) as opened:
        opened.exchange(Wire("GET", f"http://127.0.0.1:{port}/budgets", {}))


def test_a_pause_ends_when_everything_is_to_stop() -> None:
    patience = Patience()
    patience.pause(0.0)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(patience.pause, 3600.0)
        patience.stop()
        with pytest.raises(Stopped):
            waiting.result(30)


def test_ctrl_c_while_reading_ends_what_is_under_way() -> None:
    page = linked('{"member":[{"@id":"/api/budgets/1"}]}')
    asked = script(page, page)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with client(asked) as opened:
        with pytest.raises(KeyboardInterrupt):
            opened.snapshot([BUDGETS], interrupt)
        with pytest.raises(Stopped):
            opened.session.ask(Call("GET", "/budgets"))


def test_ctrl_c_anywhere_stops_the_client() -> None:
    with pytest.raises(KeyboardInterrupt), connect(TOKEN) as opened:
        raise KeyboardInterrupt
    with pytest.raises(Stopped):
        opened.session.ask(Call("GET", "/budgets"))


def test_where_one_entity_fails_the_others_are_not_read_to_their_end() -> None:
    begun = threading.Event()
    pages = count(1)

    def service(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/budget-groups"):
            begun.wait(30)
            return httpx.Response(403)
        number = next(pages)
        begun.set()
        view = {"next": f"/api/budgets?page={number + 1}"}
        return linked(json.dumps({"member": [{"@id": f"/api/budgets/{number}"}], "view": view}))

    with client(service) as opened, pytest.raises(Refused):
        opened.snapshot([BUDGET_GROUPS, BUDGETS])
    assert next(pages) < MOST_PAGES


def test_a_repetition_that_nobody_waits_for_any_more_is_not_sent() -> None:
    """Ctrl-C ends the wait before it, in every thread."""
    refused = threading.Event()

    def service(_: httpx.Request) -> httpx.Response:
        refused.set()
        return httpx.Response(503)

    profile = replace(TOKEN, backoff=3600.0)
    with session(service, profile) as opened, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(opened.ask, Call("GET", "/budgets"))
        assert refused.wait(30)
        opened.stop()
        with pytest.raises(Stopped):
            waiting.result(30)
