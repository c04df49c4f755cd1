"""A service with a witness: it goes wrong as it is told, and what was really carried out is counted behind that."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.faults.cells import DEADLINE, MARGIN, TIMEOUT
from toolkit.api.client import connect
from toolkit.entities import find
from toolkit.loop.reach import Reached
from toolkit.sandbox.app import App
from toolkit.sandbox.faults import Faulty
from toolkit.sandbox.requests import handed_on, read
from toolkit.sandbox.server import opened, serving
from toolkit.sandbox.sql import Scalar, Select
from toolkit.sandbox.store import Row, Store
from toolkit.sandbox.switches import Fault, Switches
from toolkit.settings import Profile

_WRITES = frozenset({"POST", "PATCH", "DELETE"})
_EMPTIED = (
    "transaction-attachments",
    "budget-transactions",
    "project-transactions",
    "income-transactions",
    "transactions",
)


@dataclass(frozen=True)
class Write:
    """A write that the service has carried out."""

    method: str
    path: str
    body: bytes


class Witness:
    """Stands right before the service, and notes every write that it has carried out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.writes: list[Write] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the service answer, and note what it did."""
        body = await read(receive)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] in _WRITES and message["status"] < 300:
                self.writes.append(Write(scope["method"], scope["path"], body))
            await send(message)

        await self._app(scope, handed_on(body, receive), noted)

    def carried_out(self, method: str, path: str, holds: str = "") -> int:
        """Return how often such a write was carried out; a path matches whole, without the prefix of IRIs."""
        return sum(
            write.method == method and write.path.removeprefix("/api") == path and holds.encode() in write.body
            for write in self.writes
        )


class Door:
    """Stands in front of all, and counts the writes that have come in, whatever becomes of them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.arrived = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, and let in."""
        body = await read(receive)
        self.arrived += scope["method"] in _WRITES
        await self._app(scope, handed_on(body, receive), send)


@dataclass(frozen=True)
class World:
    """The service of a module: its store, its witness, what goes wrong in front of it, and its door."""

    store: Store
    witness: Witness
    faulty: Faulty
    door: Door
    url: str

    def script(self, faults: Sequence[Fault]) -> None:
        """Let these faults befall from now on."""
        self.faulty.script(faults)

    def add(self, path: str, **values: Scalar) -> str:
        """Add a record as it would be stored, and return its id."""
        with self.store.transaction("IMMEDIATE"):
            return str(self.store.insert(find(path), values))

    def rows(self, path: str) -> Sequence[Row]:
        """Return what is stored."""
        return self.store.select(Select(path))

    def values(self, path: str, field: str) -> Counter[Scalar]:
        """Count the values of a field."""
        return Counter(row[field] for row in self.rows(path))

    def get(self, path: str, id: str) -> Row | None:
        """Return a stored record."""
        return self.store.get(find(path), int(id) if path == "invoices" else id)

    @contextmanager
    def reach(self, lease: float = 60.0, timeout: float = TIMEOUT) -> Iterator[Reached]:
        """Connect as somebody who does not wait long."""
        profile = profile_of(self.url, lease, timeout)
        with connect(profile) as client:
            yield Reached(client, profile)


def profile_of(url: str, lease: float = 60.0, timeout: float = TIMEOUT) -> Profile:
    """Return a profile whose deadlines are small, and whose lease is good for so many seconds."""
    return Profile(
        "test",
        url,
        attempts=2,
        backoff=0.001,
        timeout=timeout,
        deadline=DEADLINE,
        margin=MARGIN,
        lease=lease,
    )


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Serve a company without transactions, so that lists are short."""
    switches = Switches(anonymous=True)
    with closing(opened(folder)) as served, closing(opened(folder)) as own:
        for path in _EMPTIED:
            with own.transaction("IMMEDIATE"):
                for row in own.select(Select(path)):
                    own.delete(find(path), str(row["id"]))
        witness = Witness(App(served, switches))
        faulty = Faulty(witness, ())
        door = Door(faulty)
        with serving(door) as url:
            yield World(own, witness, faulty, door, url)
