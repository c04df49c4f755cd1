"""What the tests of this room share: recorded answers, scripted services and clients for them."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from toolkit.api.answers import Answer
from toolkit.api.client import Client
from toolkit.api.limits import Gate
from toolkit.api.session import Session
from toolkit.api.transport import Transport
from toolkit.settings import Profile

RECORDED = Path(__file__).parent / "recorded"
BASE = "http://localhost"
ANONYMOUS = Profile("test", BASE, backoff=0.0)
TOKEN = replace(ANONYMOUS, token="tok.e.n")
USER = replace(ANONYMOUS, username="ann", password="secret")

Reply = httpx.Response | Exception
Handler = Callable[[httpx.Request], httpx.Response]


def recorded(name: str) -> Answer:
    """Return an answer that a real API Platform server gave, as the transport hands it on."""
    response = response_of(name)
    return Answer(response.status_code, dict(response.headers), response.content)


def response_of(name: str) -> httpx.Response:
    """Return a recorded answer as HTTP."""
    head, _, body = (RECORDED / f"{name}.http").read_text(encoding="utf-8").partition("\n\n")
    status, *lines = head.splitlines()
    headers = [tuple(line.split(": ", 1)) for line in lines]
    return httpx.Response(
        int(status.split()[1]), headers=[(key, value) for key, value in headers], content=body.encode()
    )


def linked(content: str, status: int = 200) -> httpx.Response:
    """Return an answer in JSON-LD."""
    return httpx.Response(status, headers={"Content-Type": "application/ld+json"}, content=content.encode())


def web_token(**claims: object) -> str:
    """Return a JSON Web Token of these claims; nobody here looks at its signature."""
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{payload}.sign"


@dataclass
class Clock:
    """A clock that only sleeping and a test move."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        """Tell the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


def gate_of(clock: Clock, rate: float | None = None) -> Gate:
    """Return a gate that goes by this clock."""
    return Gate(rate, clock.time, clock.sleep)


@dataclass
class Script:
    """A service that gives its replies one after the other, and keeps the requests.

    The question where the API begins is answered aside, so that a test tells of its own requests alone.
    """

    replies: list[Reply]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Give the next reply."""
        if request.url.query == b"itemsPerPage=1":
            return httpx.Response(401)
        request.read()
        self.requests.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    @property
    def methods(self) -> list[str]:
        """The methods that were asked for, in order."""
        return [request.method for request in self.requests]


def script(*replies: Reply) -> Script:
    """Return a service that gives these replies."""
    return Script(list(replies))


@contextmanager
def session(handler: Handler, profile: Profile = TOKEN, gate: Gate | None = None) -> Iterator[Session]:
    """Open a session with a scripted service."""
    with Transport(profile, httpx.MockTransport(handler)) as transport:
        yield Session(profile, transport, gate or Gate())


@contextmanager
def client(handler: Handler, profile: Profile = TOKEN, gate: Gate | None = None) -> Iterator[Client]:
    """Open a client of a scripted service."""
    with session(handler, profile, gate) as opened, closing(Client(profile, opened)) as made:
        yield made
