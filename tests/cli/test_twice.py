"""What is made twice in the window that remains is never just done: it is listed as perhaps ours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from command_line import Flowtly
from filling import Fill, Typed, ValidRow
from served import acme

from toolkit.api.client import connect
from toolkit.entities import find
from toolkit.entities.entity import Entity
from toolkit.sandbox.server import PASSWORD, USERNAME
from toolkit.settings import Profile

GROUPS, BOOKINGS = find("budget-groups"), find("budget-transactions")


@contextmanager
def doubling(url: str) -> Iterator[str]:
    """Stand before a service, and let another machine create whatever is created right before it is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._forward(1)

        def do_POST(self) -> None:
            self._forward(1 if "login" in self.path else 2)

        def _forward(self, times: int) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}
            }
            for _ in range(times):
                answer = httpx.request(self.command, url + self.path, headers=headers, content=body)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody know the user of the embedded service."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)


@pytest.fixture
def direct(home: Path, credentials: None) -> Iterator[str]:
    """Give the address of a service that is the default profile's."""
    del credentials
    with acme(home) as url:
        yield url


@pytest.fixture
def doubled(home: Path, direct: str) -> Iterator[str]:
    """Let another machine double what the default profile creates; give the address without it."""
    with doubling(direct) as url:
        (home / "config.toml").write_text(f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nproduction = false\n')
        yield direct


def plan_of(flowtly: Flowtly, fill: Fill, entity: Entity, row: dict[str, Typed]) -> None:
    """Save a plan of one new record in p.json."""
    flowtly("template", entity.path, "-o", "new.xlsx")
    fill(flowtly.folder / "new.xlsx", entity, [row])
    planned = flowtly("plan", "new.xlsx", "-o", "p.json")
    assert planned.code == 0, planned.err


def named(url: str, id: str) -> object:
    with connect(Profile("other", url, username=USERNAME, password=PASSWORD)) as client:
        record = client.read(GROUPS, id)
    return None if record is None else record.values["name"]


@pytest.mark.usefixtures("direct")
def test_a_plan_says_how_its_creations_are_looked_for(flowtly: Flowtly, fill: Fill) -> None:
    plan_of(flowtly, fill, GROUPS, {"Name": "Once"})

    shown = flowtly("--json", "show", "p.json")

    notes = json.loads(shown.out)["notes"]
    assert any(note.startswith("Right before one of the budget groups is created") for note in notes)


@pytest.mark.usefixtures("direct")
def test_another_machine_with_the_same_plan_makes_nothing_twice(
    flowtly: Flowtly, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of(flowtly, fill, GROUPS, {"Name": "Once"})
    first = json.loads(flowtly("--json", "apply", "p.json").out)
    monkeypatch.setenv("FLOWTLY_JOURNAL", f"sqlite:///{flowtly.folder / 'other.sqlite3'}")

    second = flowtly("--json", "apply", "p.json")

    assert (first["done"], second.code, json.loads(second.out)["skipped"]) == (1, 5, 1)
    assert f"Id {first['receipts'][0]['id']}" in json.loads(second.out)["receipts"][0]["detail"]


def test_what_came_within_the_round_trip_is_perhaps_ours(flowtly: Flowtly, fill: Fill, doubled: str) -> None:
    plan_of(flowtly, fill, GROUPS, {"Name": "Twice"})

    applied = flowtly("--json", "apply", "p.json")

    run = json.loads(applied.out)
    (other,) = run["totals"]["perhaps_ours"]
    assert (applied.code, run["done"], run["totals"]["verified"]) == (10, 1, False)
    assert (other["entity"], other["n"], named(doubled, other["id"])) == (GROUPS.path, 1, "Twice")
    assert other["id"] != run["receipts"][0]["id"]
    again = flowtly("runs", "show", run["run"], "--html", "run.html")
    assert f"Perhaps ours: the budget group {other['id']}" in " ".join(again.out.split())
    assert other["id"] in (flowtly.folder / "run.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("doubled")
def test_what_is_perhaps_ours_has_a_part_of_the_total_of_its_own(
    flowtly: Flowtly, fill: Fill, valid_row: ValidRow
) -> None:
    plan_of(flowtly, fill, BOOKINGS, {**valid_row(BOOKINGS), "Amount": 7})

    applied = flowtly("--json", "apply", "p.json")

    run = json.loads(applied.out)
    (column,) = run["totals"]["columns"]
    assert (applied.code, column["difference"], column["perhaps_ours"]) == (10, 7, 7)
    assert (column["by_others"], column["unexplained"], column["others_wrote"]) == (0, 0, False)
    told = " ".join(flowtly("runs", "show", run["run"]).out.split())
    assert "records that are perhaps ours add +7" in told
