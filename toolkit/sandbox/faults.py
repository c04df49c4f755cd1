"""What goes wrong with a request on purpose, before the service carries it out or after."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.sandbox import wire
from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.problems import Problem, problem_body
from toolkit.sandbox.requests import handed_on, read
from toolkit.sandbox.switches import Body, Dialect, Fault, FaultKind, Moment

DROP = "flowtly.drop"
"""The ASGI extension that ends a connection without a word; see `toolkit.sandbox.protocol`."""

_LOGIN = "/login"
_REDIRECTS = range(300, 400)


class Faulty:
    """Lets scripted faults befall the requests that they match; the first that is not used up yet counts."""

    def __init__(self, app: ASGIApp, faults: Sequence[Fault]) -> None:
        self._app = app
        self.script(faults)

    def script(self, faults: Sequence[Fault]) -> None:
        """Let these faults befall from now on, and no others."""
        self._faults = [fault.spelt_out for fault in faults]
        self._seen = [0] * len(faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or go wrong."""
        body = await read(receive)
        arrived = handed_on(body, receive)
        fault = self._due(scope["method"], scope["path"], body)
        if fault is None:
            await self._app(scope, arrived, send)
            return
        match fault.kind:
            case FaultKind.IGNORE_FIELD | FaultKind.ROUND_FIELD:
                await self._app(scope, handed_on(_meddled(body, fault), receive), send)
            case FaultKind.LATE:
                await self._late(fault, scope, arrived, send)
            case FaultKind.TRUNCATED_ANSWER if fault.moment is Moment.AFTER:
                await self._app(scope, arrived, _halved(scope, send))
            case _:
                if fault.moment is Moment.AFTER:
                    await self._app(scope, arrived, _nowhere)
                await _gone_wrong(fault, scope, receive, send)

    async def _late(self, fault: Fault, scope: Scope, arrived: Receive, send: Send) -> None:
        """Carry out late, or answer late; what has arrived is carried out in any case."""
        if fault.moment is Moment.BEFORE:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, arrived, send)
            return
        answer: list[Message] = []

        async def hold(message: Message) -> None:
            answer.append(message)

        await self._app(scope, arrived, hold)
        await asyncio.sleep(fault.seconds)
        for message in answer:
            await send(message)

    def _due(self, method: str, path: str, body: bytes) -> Fault | None:
        """Count a request for every fault that it matches, and return the first whose turn it is."""
        due = None
        for n, fault in enumerate(self._faults):
            if fault.matches(method, path, body):
                if due is None and fault.skip <= self._seen[n] < fault.skip + fault.times:
                    due = fault
                self._seen[n] += 1
        return due


async def _gone_wrong(fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    match fault.kind:
        case FaultKind.DROP:
            # Waiting until it has ended keeps the server from answering in our place.
            scope["extensions"][DROP]()
            await _gone(receive)
        case FaultKind.NEVER_ANSWERED:
            await _gone(receive)
        case FaultKind.TOKEN_EXPIRED:
            await _expired()(scope, receive, send)
        case FaultKind.TRUNCATED_ANSWER:
            await _page(fault.status, {})(scope, receive, _halved(scope, send))
        case _:
            await _answer(fault)(scope, receive, send)


def _answer(fault: Fault) -> Response:
    """Return the answer of something that is not the service, or not itself."""
    headers = {"Retry-After": str(fault.retry_after)} if fault.status in {429, 503} else {}
    if fault.status in _REDIRECTS:
        headers["Location"] = _LOGIN
    match fault.body:
        case Body.PROBLEM:
            return problem(fault.status, headers)
        case Body.HTML:
            return _page(fault.status, headers)
        case Body.UNREADABLE:
            return Response(b'{"@context":"\\/api\\/conte', fault.status, headers, f"{Format.LD.value}; charset=utf-8")
        case Body.EMPTY:
            return Response(b"", fault.status, headers)


def problem(status: int, headers: Mapping[str, str]) -> Response:
    """Return the service's own answer of a status."""
    body = problem_body(Problem(status, _phrase(status)), Format.LD, Dialect.BARE)
    return Response(wire.encode(body), status, headers, "application/problem+json; charset=utf-8")


def _page(status: int, headers: Mapping[str, str]) -> Response:
    """Return the page of a proxy: nginx writes them so."""
    told = f"{status} {_phrase(status)}"
    page = (
        f"<html>\r\n<head><title>{told}</title></head>\r\n<body>\r\n<center><h1>{told}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
    return Response(page, status, headers, "text/html")


def _phrase(status: int) -> str:
    """Return what a status is called; some that proxies write are in no list."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Client Closed Request" if status == 499 else "Unknown"


def _expired() -> Response:
    """Return what says that the token has run out by now, in the words of Lexik."""
    body = wire.encode({"code": 401, "message": "Expired JWT Token"})
    return Response(body, 401, {"WWW-Authenticate": "Bearer"}, "application/json")


async def _gone(receive: Receive) -> None:
    """Wait until the client has had enough."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nowhere(message: Message) -> None:
    """Lose an answer."""


def _halved(scope: Scope, send: Send) -> Send:
    """Announce the whole body and send half of it: the server then ends the connection. No body is cut whole."""
    head: list[Message] = []

    async def cut(message: Message) -> None:
        if message["type"] != "http.response.body":
            head.append(message)
        elif message["body"]:
            half = message["body"][: len(message["body"]) // 2]
            await send(head.pop())
            await send({"type": "http.response.body", "body": half, "more_body": True})
        else:
            scope["extensions"][DROP]()

    return cut


def _meddled(body: bytes, fault: Fault) -> bytes:
    """Return the body with one field taken out, or rounded to a whole number."""
    document = json.loads(body)
    if fault.kind is FaultKind.IGNORE_FIELD:
        document.pop(fault.field, None)
    elif fault.field in document:
        document[fault.field] = round(document[fault.field])
    return json.dumps(document).encode()
