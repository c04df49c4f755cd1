"""A server protocol that lets the application end a connection without an answer, as a broken network does."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from toolkit.sandbox.faults import DROP


class DroppableProtocol(H11Protocol):
    """HTTP/1.1 whose requests carry the extension `DROP`: a function that cuts the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Offer the extension to the requests of this connection."""
        super().connection_made(transport)
        self.app = _Droppable(self.app, transport)


class _Droppable:
    def __init__(self, app: ASGIApp, transport: asyncio.Transport) -> None:
        self._app = app
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"] = {**scope.get("extensions", {}), DROP: self._transport.abort}
        await self._app(scope, receive, send)
