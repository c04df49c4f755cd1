"""A server that is told to end answers what is in flight, and no more."""

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from toolkit.sandbox.ending import Server


class Slow:
    """A service whose answer waits until it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._free: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None
        self.app = Starlette(routes=[Route("/", self._answer)])

    def let_go(self) -> None:
        """Answer what was asked."""
        assert self._free is not None
        loop, event = self._free
        loop.call_soon_threadsafe(event.set)

    async def _answer(self, _: Request) -> Response:
        event = asyncio.Event()
        self._free = (asyncio.get_running_loop(), event)
        self.asked.set()
        await event.wait()
        return PlainTextResponse("at last")


async def _at_once(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("at once")(scope, receive, send)


def _serve(app: ASGIApp, patience: int = 10) -> tuple[Server, str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        timeout_graceful_shutdown=patience,
    )
    return Server(config, listener), f"http://127.0.0.1:{listener.getsockname()[1]}/"


def _ask_and_stop(slow: Slow, patience: int, meanwhile: Callable[[], None]) -> httpx.Response:
    server, url = _serve(slow.app, patience)
    server.start()
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(httpx.get, url)
        assert slow.asked.wait(10)
        stopped = pool.submit(server.stop)
        meanwhile()
        stopped.result()
        return answer.result()


def test_what_is_in_flight_is_answered() -> None:
    slow = Slow()

    assert _ask_and_stop(slow, 10, slow.let_go).text == "at last"


def test_what_takes_too_long_is_given_up() -> None:
    assert _ask_and_stop(Slow(), 0, lambda: None).status_code == 500


def test_a_server_that_ends_as_it_begins_ends() -> None:
    server, url = _serve(_at_once)

    server.start()
    server.stop()

    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_connection_that_is_kept_open_stops_nobody() -> None:
    server, url = _serve(_at_once)
    server.start()
    with httpx.Client() as client:
        assert client.get(url).text == "at once"
        server.stop()
        with pytest.raises(httpx.ConnectError):
            client.get(url)
