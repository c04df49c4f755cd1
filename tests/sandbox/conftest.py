"""A running sandbox for this room's tests: one that all share, and fresh ones with switches of their own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.sandbox.support import Serve
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import DEFAULT, Switches


@contextmanager
def _client(folder: Path, switches: Switches = DEFAULT) -> Iterator[httpx.Client]:
    with running(folder, switches) as url, httpx.Client(base_url=url, timeout=30) as client:
        login = client.post("/login", json={"username": USERNAME, "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {login.json()['token']}"
        yield client


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a logged-in client of a sandbox that all tests share: they may add records, and take away only their own."""
    with _client(tmp_path_factory.mktemp("sandbox")) as shared:
        yield shared


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve the test's own sandbox, each time with other switches and on the same file."""
    with ExitStack() as stack:
        yield lambda switches: stack.enter_context(_client(tmp_path / "own", switches))
