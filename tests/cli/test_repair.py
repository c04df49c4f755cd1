"""After a run: resume, undo and results, at the command line."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome
from served import acme, arriving_late

from toolkit.api.client import Client
from toolkit.entities import ENTITIES
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import Fault, FaultKind, Switches

Cells = Mapping[str, str | None]
NEW: Cells = {"C14": "Nordic Fair", "D14": "global", "E14": "month"}


def _edit(workbook: Path, cells: Cells) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book["Budgets"][address] = value
    book.save(workbook)


def _run_of(outcome: Outcome) -> str:
    found: str = json.loads(outcome.out)["run"]
    return found


def _apply(flowtly: Flowtly, cells: Cells) -> str:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    _edit(flowtly.folder / "b.xlsx", cells)
    flowtly("plan", "b.xlsx", "-o", "p.json")
    return _run_of(flowtly("--json", "apply", "p.json"))


def _state(service: Client) -> Mapping[str, object]:
    return {entity.path: dict(service.list(entity)) for entity in ENTITIES if entity.path == "budgets"}


def test_an_undone_run_leaves_what_was_there_before(flowtly: Flowtly, service: Client) -> None:
    """Apply, undo, apply the undo: the budgets are as they were."""
    before = _state(service)
    run = _apply(flowtly, {**NEW, "E2": "quarter", "F6": None})

    planned = flowtly("undo", run, "-o", "undo.json")
    undone = flowtly("apply", "undo.json")

    assert (planned.code, undone.code) == (0, 0), (planned, undone)
    assert _state(service) == before


def test_an_undo_can_be_undone(flowtly: Flowtly, service: Client) -> None:
    """The undo is a run like any other."""
    run = _apply(flowtly, {"E2": "quarter"})
    flowtly("undo", run, "-o", "undo.json")
    undo = _run_of(flowtly("--json", "apply", "undo.json"))

    flowtly("undo", undo, "-o", "redo.json")
    flowtly("apply", "redo.json")

    answer = service.send("GET", "/budgets/bgt_0001")
    assert answer is not None
    assert answer["granularity"] == "quarter"


def test_what_somebody_touched_since_is_listed_and_left_alone(flowtly: Flowtly, service: Client) -> None:
    """An undo merges like everything else."""
    run = _apply(flowtly, {"C2": "Mine", "E3": "quarter"})
    service.send("PATCH", "/budgets/bgt_0001", {"name": "Theirs"})

    outcome = flowtly("--json", "undo", run, "-o", "undo.json")

    plan = json.loads(outcome.out)
    assert (outcome.code, plan["summary"]["patch"], plan["summary"]["conflicts"]) == (5, 1, 1)


@pytest.mark.parametrize("command", [["resume"], ["undo", "-o", "x"], ["results", "-o", "x.xlsx"], ["runs", "show"]])
def test_a_run_that_is_not_there_ends_with_5(flowtly: Flowtly, command: list[str]) -> None:
    """The sentence says where runs are listed."""
    outcome = flowtly(*command, "nope2")

    assert (outcome.code, "flowtly runs" in outcome.err) == (5, True)


@pytest.fixture
def lossy(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Serve the sandbox such that one creation is committed and never answered."""
    folder = home / "faulty"
    faults = (Fault("POST", "/budgets", FaultKind.DROP_AFTER_COMMIT),)
    with running(folder, Switches(faults=faults)) as url:
        for name, value in {"URL": url, "USERNAME": USERNAME, "PASSWORD": PASSWORD}.items():
            monkeypatch.setenv(f"FLOWTLY_{name}", value)
        yield folder


@pytest.mark.usefixtures("lossy")
def test_an_unknown_creation_is_found_and_not_repeated(flowtly: Flowtly) -> None:
    """Apply ends with 8 and names the command; resume finds the record that was made."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    _edit(flowtly.folder / "b.xlsx", NEW)
    applied = flowtly("apply", "b.xlsx", "--yes")
    advice = re.search(r"flowtly resume (\w+)", applied.out)
    assert (applied.code, advice is not None) == (8, True), applied

    resumed = flowtly("--json", "resume", advice[1] if advice else "")

    assert resumed.code == 0, resumed
    assert json.loads(resumed.out)["done"] == 1
    flowtly("pull", "budgets", "-o", "after.xlsx")
    names = [row[2].value for row in openpyxl.load_workbook(flowtly.folder / "after.xlsx")["Budgets"].iter_rows()]
    assert names.count("Nordic Fair") == 1


@pytest.fixture
def deaf(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Serve a company that loses the first creation on its way, and give the settings of its profile."""
    for name, value in {"USERNAME": USERNAME, "PASSWORD": PASSWORD}.items():
        monkeypatch.setenv(f"FLOWTLY_{name}", value)
    with acme(home, Switches(faults=(Fault("POST", "/budgets", FaultKind.DROP_BEFORE_COMMIT),))):
        yield home


def test_what_may_still_arrive_is_waited_for_or_left_alone(flowtly: Flowtly, deaf: Path) -> None:
    """Nothing is sent in its place before its time is over."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    _edit(flowtly.folder / "b.xlsx", NEW)
    applied = flowtly("--json", "apply", "b.xlsx", "--yes")
    run = _run_of(applied)

    with arriving_late(deaf):
        stopped = flowtly("resume", run, "--no-wait")
    resumed = flowtly("--json", "resume", run)

    assert (applied.code, stopped.code, resumed.code) == (8, 8, 0)
    assert re.search(r"may still take effect until \d\d:\d\d:\d\d\.", stopped.err)
    assert f"flowtly resume {run}" in stopped.err
    assert "othing was sent" not in stopped.err, "the run has sent something before"
    assert json.loads(resumed.out)["done"] == 1


def test_a_resume_says_until_when_it_waits(flowtly: Flowtly, deaf: Path) -> None:
    """Also to those who want to hear little."""
    config = deaf / "config.toml"
    config.write_text(config.read_text().replace("margin = 0.01", "margin = 3.0"))
    flowtly("pull", "budgets", "-o", "b.xlsx")
    _edit(flowtly.folder / "b.xlsx", NEW)
    run = _run_of(flowtly("--json", "apply", "b.xlsx", "--yes"))

    resumed = flowtly("-q", "resume", run)

    assert resumed.code == 0
    assert re.search(
        r"^1 request may still take effect until \d\d:\d\d:\d\d; nothing is sent", resumed.err, re.MULTILINE
    )


def test_an_answer_to_resume_that_cannot_be_read_ends_with_2(flowtly: Flowtly) -> None:
    """--adopt wants N=ID."""
    assert flowtly("resume", "nope2", "--adopt", "bgt_1").code == 2


def test_results_are_a_workbook_to_mend_and_plan_again(flowtly: Flowtly, service: Client) -> None:
    """What the service refused comes back with the reason; mended, it goes through."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    _edit(flowtly.folder / "b.xlsx", {"D2": "mistyped", "E3": "quarter", "A5": "DELETE"})
    applied = flowtly("--json", "apply", "b.xlsx", "--yes", "--allow", "irreversible")
    run = _run_of(applied)
    assert json.loads(applied.out)["failed"] >= 1, applied

    written = flowtly("results", run, "-o", "left.xlsx")

    assert written.code == 0, written
    sheet = openpyxl.load_workbook(flowtly.folder / "left.xlsx")["Budgets"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2) if row[1].value}
    assert rows["bgt_0001"][10].value == "failed"
    assert rows["bgt_0001"][11].value
    row = rows["bgt_0001"][0].row
    _edit(flowtly.folder / "left.xlsx", {f"D{row}": "employee", "A3": None, "A2": None})
    again = flowtly("apply", "left.xlsx", "--yes")
    assert again.code == 0, again
    answer = service.send("GET", "/budgets/bgt_0001")
    assert answer is not None
    assert answer["type"] == "employee"
