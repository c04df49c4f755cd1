"""What goes over the wire is what the plan says, each request at most once, and for a burned plan nothing at all."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from recording import Recorded, Recorder, recording

from toolkit.entities.canonical import canonical, parse
from toolkit.sandbox.server import running
from toolkit.sandbox.switches import Fault, FaultKind, Switches

EDITS: Mapping[str, str | None] = {
    "E2": "quarter",
    "F6": None,
    "A13": "DELETE",
    "C14": "Nordic Fair",
    "D14": "global",
    "E14": "month",
}


@pytest.fixture(params=[(), (Fault("POST", "/budgets", FaultKind.DROP_AFTER_COMMIT, times=9),)], ids=["well", "lossy"])
def wire(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Serve the sandbox behind a recorder, well or such that no creation is ever answered."""
    switches = Switches(anonymous=True, faults=request.param)
    with running(home / "served", switches) as url, recording(url) as recorder:
        monkeypatch.setenv("FLOWTLY_URL", recorder.url)
        yield recorder


@pytest.fixture
def planned(flowtly: Flowtly, wire: Recorder) -> Path:
    """Plan a new row, an edit, a cleared cell and a deletion; forget what was recorded."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    for address, value in EDITS.items():
        book["Budgets"][address] = value
    book.save(flowtly.folder / "b.xlsx")
    flowtly("plan", "b.xlsx", "-o", "p.json")
    assert wire.writes == []
    wire.requests.clear()
    return flowtly.folder / "p.json"


def asked_for(plan: Path) -> Counter[tuple[str, str, str]]:
    """Count the requests of a plan, as they have to look on the wire."""
    requests = [each for change in json.loads(plan.read_text())["changes"] for each in change["requests"]]
    bodies = [canonical(parse(json.dumps(each["body"]))) if each["body"] is not None else "" for each in requests]
    return Counter((each["method"], each["path"], body) for each, body in zip(requests, bodies, strict=True))


def came_in(writes: list[Recorded]) -> Counter[tuple[str, str, str]]:
    """Count what came in; the API may begin below /api."""
    return Counter((each.method, each.path.removeprefix("/api"), each.body) for each in writes)


def test_apply_sends_requests_of_the_plan_each_at_most_once(flowtly: Flowtly, wire: Recorder, planned: Path) -> None:
    """Byte for byte; where a creation is never answered, it is still sent once."""
    asked = asked_for(planned)
    assert set(asked.values()) == {1}

    applied = flowtly("apply", "p.json", "--allow", "production", "--allow", "irreversible")

    sent = came_in(wire.writes)
    assert applied.code in {7, 8}, "the budget that others point at stays, and what was not answered is unknown"
    assert sent == asked


def test_each_request_has_the_id_that_the_journal_shows(flowtly: Flowtly, wire: Recorder, planned: Path) -> None:
    """What is asked for at the service's support desk is what went over the wire."""
    run = json.loads(flowtly("--json", "apply", planned, "--allow", "production", "--allow", "irreversible").out)["run"]

    shown = json.loads(flowtly("--json", "runs", "show", run).out)

    journalled = {sent["id"] for receipt in shown["receipts"] for sent in receipt["requests"]}
    assert {each.id for each in wire.writes} == journalled
    assert len(journalled) == len(wire.writes)


def test_a_burned_plan_sends_nothing_at_all(flowtly: Flowtly, wire: Recorder, planned: Path) -> None:
    """Not even a read; the run is named."""
    run = json.loads(flowtly("--json", "apply", planned, "--allow", "production", "--allow", "irreversible").out)["run"]
    wire.requests.clear()

    again = flowtly("apply", planned, "--allow", "production", "--allow", "irreversible")

    assert (again.code, run in again.err, wire.requests) == (5, True, [])


def test_a_plan_with_one_byte_altered_sends_nothing_at_all(flowtly: Flowtly, wire: Recorder, planned: Path) -> None:
    """Whatever byte it is."""
    text = planned.read_text()
    at = text.index("Nordic Fair")
    planned.write_text(f"{text[:at]}n{text[at + 1 :]}")

    refused = flowtly("apply", planned, "--allow", "production", "--allow", "irreversible")

    assert (refused.code == 0, wire.requests) == (False, [])
