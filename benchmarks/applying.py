"""Applying 1,000 creations and 1,000 edits to a sandbox that takes 50 ms for each request, and resuming a long run."""

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from measure import run_case

from toolkit.entities import find
from toolkit.entities.canonical import canonical
from toolkit.entities.record import Record
from toolkit.planning.changes import Change, Create, Patch, Place, Request
from toolkit.planning.plan import Origin, Plan

if TYPE_CHECKING:
    from toolkit.api.client import Client
    from toolkit.applying.remote import Permit
    from toolkit.entities.canonical import JsonObject
    from toolkit.entities.entity import Entity

EACH = 1_000
WORKERS = 8
LATENCY = 0.05
RESUMED = 10_000
OVER = -1.0
"""Seconds that requests in flight have left: nothing is waited for."""
SLOWLY = 100
"""Requests of each kind of the sequential loop, which would take minutes otherwise."""

GROUPS = find("budget-groups")
ORIGIN = Origin("bench.xlsx", "0" * 64, "sandbox", "sandbox", "bench", "2026-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Ready:
    """A service that holds the records to be edited, and the plan."""

    url: str
    journal: str
    plan: Plan


def ours(arguments: list[str]) -> float:
    """Apply the plan: each edit reads its record again, each request is journalled before and after."""
    from toolkit.applying.executor import Options, apply
    from toolkit.applying.journal import open_journal

    del arguments
    with _ready(EACH) as ready, _client(ready.url) as client, open_journal(ready.journal) as journal:
        start = time.perf_counter()
        run = apply(ready.plan, client, journal, Options(workers=WORKERS), lambda _: None)
        seconds = time.perf_counter() - start
        assert run.done == 2 * EACH
    return seconds


def unjournalled(arguments: list[str]) -> float:
    """Apply the plan as ever, but for a journal that is not told of any request."""
    from toolkit.applying.database import connect
    from toolkit.applying.executor import Options, apply
    from toolkit.applying.journal import Journal

    class Deaf(Journal):
        def sending(self, *told: object) -> bool:
            del told
            return True

        def settle(self, *told: object) -> bool:
            del told
            return True

    del arguments
    with _ready(EACH) as ready, _client(ready.url) as client, Deaf(connect(ready.journal)) as journal:
        start = time.perf_counter()
        apply(ready.plan, client, journal, Options(workers=WORKERS), lambda _: None)
        return time.perf_counter() - start


def pool(arguments: list[str]) -> float:
    """Send the very requests from a pool of threads with httpx, and look at nothing but the status."""
    with _ready(EACH) as ready:
        return _bare(ready, arguments, ThreadPoolExecutor(WORKERS).map)


def reading_pool(arguments: list[str]) -> float:
    """Send the requests and the reads that we add to them, from the same pool."""
    with _ready(EACH) as ready:
        return _bare(ready, [*arguments, "reads"], ThreadPoolExecutor(WORKERS).map)


def sequential(arguments: list[str]) -> float:
    """Send a part of the requests one after the other."""
    with _ready(SLOWLY) as ready:
        return _bare(ready, arguments, map)


def resume(arguments: list[str]) -> float:
    """Go on with a run of 10,000 changes that was killed with 8 requests in flight, up to the first request."""
    from toolkit.applying.executor import Options
    from toolkit.applying.journal import open_journal
    from toolkit.applying.lock import writing
    from toolkit.applying.resume import resume as go_on
    from toolkit.applying.states import Sending, Step
    from toolkit.applying.timing import Timing

    del arguments
    changes = tuple(_create(n) for n in range(1, RESUMED + 1))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'journal.sqlite3'}"
        with open_journal(url) as journal:
            run = journal.burn(Plan(ORIGIN, changes, (), (), 0, {}))
            with writing(journal, ORIGIN) as lease:
                for change in changes[:WORKERS]:
                    sending = Sending(Step.ONLY, change.requests[0])
                    assert journal.sending(run, change.n, GROUPS, sending, lease.fence, OVER)
        start = time.perf_counter()
        first = _First()
        with open_journal(url) as journal:
            options = Options(workers=WORKERS, timing=Timing(margin=0.0))
            go_on(run, first, journal, options, lambda _: None, {})
        return first.at - start


class _First:
    """A service that is there until the first request reaches it, and notes when that was."""

    def __init__(self) -> None:
        self.at = float("inf")

    def send(
        self,
        method: str,
        path: str,
        body: "JsonObject | None",
        permit: "Permit",
        request_id: str = "",
        named: Callable[[str], None] = lambda _: None,
    ) -> "JsonObject | None":
        """Note the time, and be gone."""
        from toolkit.errors import Unreachable

        del method, path, body, permit, request_id, named
        self.at = min(self.at, time.perf_counter())
        raise Unreachable("the service", "it is gone")

    def read(self, entity: "Entity", id: str) -> Record | None:
        """Know no record."""
        del entity, id
        return None

    def list(self, entity: "Entity") -> Mapping[str, Record]:
        """Know none at all."""
        del entity
        return {}


def _bare(
    ready: Ready,
    arguments: list[str],
    run: Callable[[Callable[[Request], None], list[Request]], Iterator[None]],
) -> float:
    import httpx

    types = {"POST": "application/ld+json", "PATCH": "application/merge-patch+json"}
    requests = [request for change in ready.plan.changes for request in change.requests]
    reads = "reads" in arguments

    with httpx.Client(base_url=ready.url, limits=httpx.Limits(max_connections=WORKERS), timeout=30) as client:

        def send(request: Request) -> None:
            if reads and request.method == "PATCH":
                client.get(f"/api{request.path}").raise_for_status()
            content = canonical(request.body or {}).encode()
            headers = {"Content-Type": types[request.method], "Accept": "application/ld+json"}
            client.request(request.method, f"/api{request.path}", content=content, headers=headers).raise_for_status()

        start = time.perf_counter()
        for _ in run(send, requests):
            pass
        return time.perf_counter() - start


@contextmanager
def _client(url: str) -> Iterator["Client"]:
    from toolkit.api.client import connect
    from toolkit.settings import Profile

    with connect(Profile("bench", url, workers=WORKERS)) as client:
        yield client


@contextmanager
def _ready(count: int) -> Iterator[Ready]:
    """Fill a sandbox without latency, then serve it with latency, both in a process of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _serving(folder, 0.0) as url, _client(url) as client, ThreadPoolExecutor(WORKERS) as threads:
            made = threads.map(lambda n: client.send("POST", "/budget-groups", {"name": f"Old {n}"}), range(count))
            ids = [str(answer["id"]) for answer in made if answer is not None]
            live = client.list(GROUPS)
        creates: list[Change] = [_create(n) for n in range(1, count + 1)]
        patches: list[Change] = [_patch(n, live[old]) for n, old in enumerate(ids, count + 1)]
        # Creations and edits take turns, as they do in a workbook of several sheets.
        changes = itertools.chain.from_iterable(zip(creates, patches, strict=True))
        with _serving(folder, LATENCY) as url:
            yield Ready(url, f"sqlite:///{folder / 'journal.sqlite3'}", Plan(ORIGIN, tuple(changes), (), (), 0, {}))


def _create(n: int) -> Create:
    request = Request("POST", "/budget-groups", {"name": f"New {n}"})
    return Create(n, GROUPS, Place("Budget groups", n + 1, {}), f"New {n}", {"name": f"New {n}"}, (request,))


def _patch(n: int, before: Record) -> Patch:
    edits = {"name": f"Edited {n}"}
    request = Request("PATCH", f"/budget-groups/{before.id}", dict(edits))
    return Patch(n, GROUPS, Place("Budget groups", n + 1, {}), before.id, before, dict(edits), (request,))


@contextmanager
def _serving(folder: Path, latency: float) -> Iterator[str]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, folder, latency), daemon=True)
    process.start()
    try:
        yield str(ours.recv())
    finally:
        ours.send("stop")
        process.join()


def _serve(pipe: Connection, folder: Path, latency: float) -> None:
    from toolkit.sandbox.server import running
    from toolkit.sandbox.switches import Switches

    with running(folder, Switches(anonymous=True, latency=latency)) as url:
        pipe.send(url)
        pipe.recv()


if __name__ == "__main__":
    run_case(
        {
            "ours": ours,
            "unjournalled": unjournalled,
            "pool": pool,
            "reading pool": reading_pool,
            "sequential": sequential,
            "resume": resume,
        }
    )
