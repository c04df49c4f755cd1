"""A service of nothing but pages: made before the first request, each given a while after it is asked for.

It stands in a process of its own and works for no answer, so that what is measured is who asks. It links to its pages
and cuts what is asked for to its own size, as API Platform 4 does.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit

from data import ENTITY, values

LATENCY = 0.05
RECORDS = 20_000


def member(n: int) -> dict[str, object]:
    """Return the n-th transaction as the service sends it."""
    iri = f"/api/transactions/txn_{n:06d}"
    fields = {name: ENTITY.column(name).kind.to_json(value) for name, value in values(n).items()}
    plain = {name: float(value) if isinstance(value, Decimal) else value for name, value in fields.items()}
    return {"@id": iri, "@type": "Transaction", "id": f"txn_{n:06d}", **plain}


def bodies(size: int) -> list[bytes]:
    """Return every page."""
    count = ceil(RECORDS / size)
    return [json.dumps(_page(number, count, size)).encode() for number in range(1, count + 1)]


def _page(number: int, count: int, size: int) -> dict[str, object]:
    def link(page: int) -> str:
        return f"/api/transactions?itemsPerPage={size}&page={page}"

    view = {"@id": link(number), "first": link(1), "last": link(count)}
    if number < count:
        view["next"] = link(number + 1)
    members = [member(n) for n in range((number - 1) * size, min(number * size, RECORDS))]
    return {"@type": "Collection", "totalItems": RECORDS, "member": members, "view": view}


class Paged(asyncio.Protocol):
    """Answers each request with its page, after the latency."""

    def __init__(self, pages: list[bytes]) -> None:
        self._pages = pages
        self._transport = asyncio.Transport()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer a request; they are short and come whole."""
        target = data.split(b" ", 2)[1].decode()
        number = int(parse_qs(urlsplit(target).query).get("page", ["1"])[0])
        body = self._pages[number - 1]
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nContent-Length: {len(body)}\r\n\r\n"
        asyncio.get_running_loop().call_later(LATENCY, self._transport.write, head.encode() + body)


@contextmanager
def serving(size: int) -> Iterator[str]:
    """Serve the pages from another process, and give the address."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(size, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(size: int, told: Connection) -> None:
    asyncio.run(_listen(size, told))


async def _listen(size: int, told: Connection) -> None:
    pages = bodies(size)
    server = await asyncio.get_running_loop().create_server(lambda: Paged(pages), "127.0.0.1", 0)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    with serving(int(sys.argv[1])) as url:
        print(url)
        sys.stdin.read()
