"""What goes wrong on purpose: slowness, limits, and scripted faults around the application."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Sequence

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.sandbox import wire
from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.problems import Problem, problem_body
from toolkit.sandbox.switches import Dialect, Fault, FaultKind, Switches

DROP = "flowtly.drop"
"""The ASGI extension that ends a connection without a word; see `toolkit.sandbox.protocol`."""

_WINDOW = 1.0
_REFUSALS = {
    FaultKind.UNAVAILABLE: (503, "Service Unavailable"),
    FaultKind.TOO_MANY_REQUESTS: (429, "Too Many Requests"),
}


def wrap(app: ASGIApp, switches: Switches) -> ASGIApp:
    """Put around an application what the switches ask for, the limit outermost."""
    if switches.faults:
        app = Faulty(app, switches.faults)
    if switches.latency:
        app = Delayed(app, switches.latency)
    return Limited(app, switches.rate_limit) if switches.rate_limit else app


class Delayed:
    """Lets each request wait."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        await asyncio.sleep(self._seconds)
        await self._app(scope, receive, send)


class Limited:
    """Answers 429 to what exceeds a number of requests within the last second of the clock."""

    def __init__(self, app: ASGIApp, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._per_second = per_second
        self._clock = clock
        self._served: deque[float] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        now = self._clock()
        while self._served and self._served[0] <= now - _WINDOW:
            self._served.popleft()
        if len(self._served) >= self._per_second:
            await _refusal(FaultKind.TOO_MANY_REQUESTS, retry_after=1)(scope, receive, send)
            return
        self._served.append(now)
        await self._app(scope, receive, send)


class Faulty:
    """Lets scripted faults befall the requests that they match; the first that is not used up yet counts."""

    def __init__(self, app: ASGIApp, faults: Sequence[Fault]) -> None:
        self._app = app
        self._faults = faults
        self._seen = [0] * len(faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or go wrong."""
        fault = self._due(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        match fault.kind:
            case FaultKind.UNAVAILABLE | FaultKind.TOO_MANY_REQUESTS:
                await _refusal(fault.kind, fault.retry_after)(scope, receive, send)
            case FaultKind.DROP_BEFORE_COMMIT:
                await _drop(scope, receive)
            case FaultKind.DROP_AFTER_COMMIT:
                await self._app(scope, receive, _nowhere)
                await _drop(scope, receive)
            case FaultKind.ERROR_AFTER_COMMIT:
                await self._app(scope, receive, _nowhere)
                await _problem(500, "Internal Server Error", {})(scope, receive, send)
            case FaultKind.TOKEN_EXPIRED:
                await _expired(scope, receive, send)
            case FaultKind.NEVER_ANSWERED:
                await self._app(scope, receive, _nowhere)
                await _gone(receive)
            case FaultKind.TRUNCATED_ANSWER:
                await self._app(scope, receive, _halved(send))
            case FaultKind.IGNORE_FIELD | FaultKind.ROUND_FIELD:
                await self._app(scope, _meddled(receive, await _body(receive), fault), send)

    def _due(self, method: str, path: str) -> Fault | None:
        """Count a request for every fault that it matches, and return the first whose turn it is."""
        due = None
        for n, fault in enumerate(self._faults):
            if fault.matches(method, path):
                if due is None and fault.skip <= self._seen[n] < fault.skip + fault.times:
                    due = fault
                self._seen[n] += 1
        return due


def _refusal(kind: FaultKind, retry_after: int) -> Response:
    status, detail = _REFUSALS[kind]
    return _problem(status, detail, {"Retry-After": str(retry_after)})


async def _expired(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as if the token had run out by now, in the words of Lexik."""
    body = wire.encode({"code": 401, "message": "Expired JWT Token"})
    headers = {"WWW-Authenticate": "Bearer"}
    await Response(body, 401, headers, media_type="application/json")(scope, receive, send)


def _problem(status: int, detail: str, headers: dict[str, str]) -> Response:
    body = problem_body(Problem(status, detail), Format.LD, Dialect.BARE)
    return Response(wire.encode(body), status, headers, media_type="application/problem+json; charset=utf-8")


async def _drop(scope: Scope, receive: Receive) -> None:
    """End the connection, and wait until it has ended, so that the server does not answer in our place."""
    scope["extensions"][DROP]()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Wait until the client has had enough."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nowhere(message: Message) -> None:
    """Lose an answer."""


def _halved(send: Send) -> Send:
    """Announce the whole body and send half of it: the server then ends the connection."""

    async def cut(message: Message) -> None:
        if message["type"] == "http.response.body":
            half = message["body"][: len(message["body"]) // 2]
            message = {"type": "http.response.body", "body": half, "more_body": True}
        await send(message)

    return cut


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _meddled(receive: Receive, body: bytes, fault: Fault) -> Receive:
    """Hand on the body with one field taken out, or rounded to a whole number."""
    document = json.loads(body)
    if fault.kind is FaultKind.IGNORE_FIELD:
        document.pop(fault.field, None)
    elif fault.field in document:
        document[fault.field] = round(document[fault.field])
    sent: list[Message] = [{"type": "http.request", "body": json.dumps(document).encode(), "more_body": False}]

    async def replay() -> Message:
        return sent.pop() if sent else await receive()

    return replay
