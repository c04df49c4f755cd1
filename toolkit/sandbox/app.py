"""The application: from an HTTP request to a call, and from whatever comes out to an HTTP answer."""

import hashlib
import sqlite3
import time
from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from toolkit.sandbox import negotiation, openapi, tokens, wire
from toolkit.sandbox.calls import LINK, Call, Form, Reply, Upload, formats_of
from toolkit.sandbox.naming import CURRENCIES, PREFIX
from toolkit.sandbox.negotiation import Format, Formats, NotAcceptable
from toolkit.sandbox.problems import (
    Invalid,
    NoRoute,
    Problem,
    Unauthorized,
    invalid_body,
    legacy_body,
    no_route_body,
    no_route_page,
    problem_body,
)
from toolkit.sandbox.routes import Route, Router, without_prefix
from toolkit.sandbox.store import Store
from toolkit.sandbox.switches import Currencies, Errors, Switches

_SUFFIXES = {"jsonld": Format.LD, "json": Format.JSON}
PROBLEM = "application/problem+json; charset=utf-8"
LEGACY = "application/ld+json; charset=utf-8"
_READING = frozenset({"GET", "HEAD"})
_ALWAYS = {
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "deny",
    "Cache-Control": "no-cache, private",
}
_ERROR_LINK = '<http://www.w3.org/ns/hydra/error>; rel="http://www.w3.org/ns/json-ld#error",'


class App:
    """The service as an ASGI application. It keeps no state of its own but its routes: the store has it all."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._formats = formats_of(switches)
        self._router = Router()
        self._key = store.signing_key()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        body, form = await _read(request)
        response = self._respond(request, body, form)
        await response(scope, receive, send)

    def _respond(self, request: Request, body: bytes, form: Form) -> Response:
        path = str(request.scope["raw_path"].decode("latin-1"))
        if path.endswith("/") and path.rstrip("/"):
            target = f"{_origin(request)}{path.rstrip('/')}"
            return RedirectResponse(target, 301)
        try:
            return self._answer(request, without_prefix(path, self._switches.prefix), body, form)
        except NoRoute as lost:
            return self._lost(request, lost)
        except Unauthorized as unknown:
            content = wire.encode({"code": 401, "message": unknown.message})
            return Response(content, 401, {"WWW-Authenticate": "Bearer"}, media_type=Format.JSON.value)
        except Problem as problem:
            return self._refused(request, problem, problem.status)
        except Invalid as invalid:
            return self._refused(request, invalid, 422)

    def _answer(self, request: Request, path: str, body: bytes, form: Form) -> Response:
        stem, suffix = (path, "") if path == openapi.PATH else _split_suffix(path)
        if stem.split("/")[1:2] == [CURRENCIES] and self._switches.currencies is Currencies.CODES:
            raise NoRoute(404)
        route, parts = self._router.find(request.method, stem)
        if route.needs_token and not self._switches.anonymous:
            tokens.check(request.headers.get("authorization"), self._key, int(time.time()))
        call = self._call(request, stem, parts, (body, form), _format(request, suffix, self._formats))
        return _response(request, self._handled(route, call))

    def _call(
        self, request: Request, path: str, parts: Mapping[str, str], sent: tuple[bytes, Form], format: Format
    ) -> Call:
        return Call(
            store=self._store,
            switches=self._switches,
            method=request.method,
            path=f"{PREFIX}{path}",
            ids=parts,
            query=tuple(request.query_params.multi_items()),
            format=format,
            content_type=request.headers.get("content-type"),
            body=sent[0],
            form=sent[1],
            origin=_origin(request),
        )

    def _handled(self, route: Route, call: Call) -> Reply:
        """Let the route answer in one transaction. Whatever the database refuses is a bare 500, as with Doctrine."""
        try:
            with self._store.transaction("DEFERRED" if call.method in _READING else "IMMEDIATE"):
                return route.handle(call)
        except sqlite3.Error:
            raise Problem(500, "Internal Server Error") from None

    def _lost(self, request: Request, lost: NoRoute) -> Response:
        headers = {"Vary": "Accept", "Cache-Control": "no-cache, private"}
        if lost.allow:
            headers["Allow"] = ", ".join(lost.allow)
        wanted = negotiation.named(request.headers.get("accept"), self._formats)
        if wanted is None or self._switches.errors is Errors.HTML:
            return Response(no_route_page(lost), lost.status, headers, media_type="text/html")
        asked = f"{request.method} {request.url}"
        content = wire.encode(no_route_body(lost, wanted, self._switches.dialect, asked))
        return Response(content, lost.status, headers, media_type=wanted.value)

    def _refused(self, request: Request, refusal: Problem | Invalid, status: int) -> Response:
        wanted = negotiation.of_errors(request.headers.get("accept"), self._formats)
        dialect = self._switches.dialect
        if self._switches.errors is Errors.LEGACY:
            return Response(wire.encode(legacy_body(refusal)), status, _ALWAYS, media_type=LEGACY)
        if isinstance(refusal, Problem):
            body = problem_body(refusal, wanted, dialect)
        else:
            body = invalid_body(refusal, wanted, dialect)
        prefix = _ERROR_LINK if wanted is Format.LD else ""
        headers = {**_ALWAYS, "Link": prefix + LINK.format(origin=_origin(request))}
        return Response(wire.encode(body), status, headers, media_type=PROBLEM)


async def _read(request: Request) -> tuple[bytes, Form]:
    """Read the body: as a form where it is one; a broken form is an empty one, as in PHP."""
    if negotiation.media_type(request.headers.get("content-type", "")) != "multipart/form-data":
        return await request.body(), Form()
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    try:
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    media = value.content_type or "application/octet-stream"
                    files[name] = Upload(value.filename or "file", media, await value.read())
                else:
                    fields[name] = value
    except MultiPartException:
        return b"", Form()
    return b"", Form(fields, files)


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _split_suffix(path: str) -> tuple[str, str]:
    """Take a format suffix off a path."""
    head, _, last = path.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    return (f"{head}/{stem}", suffix) if dot and stem and suffix.isalnum() else (path, "")


def _format(request: Request, suffix: str, offered: Formats) -> Format:
    if suffix:
        if _SUFFIXES.get(suffix) not in offered:
            raise Problem(404, f'Format "{suffix}" is not supported')
        return _SUFFIXES[suffix]
    try:
        return negotiation.choose(request.headers.get("accept"), offered)
    except NotAcceptable as error:
        asked = f'Requested format "{error}" is not supported.'
        raise Problem(406, f"{asked} {negotiation.supported(negotiation.types(offered))}") from None


def _response(request: Request, reply: Reply) -> Response:
    headers = {**_ALWAYS, "Link": LINK.format(origin=_origin(request)), **reply.headers}
    if request.method in _READING:
        headers["ETag"] = f'"{hashlib.sha256(reply.content).hexdigest()[:16]}"'
    response = Response(reply.content, reply.status, headers)
    if reply.media_type:
        response.headers["Content-Type"] = reply.media_type
    return response
