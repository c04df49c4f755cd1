"""On the command line: waits are told, not sat out for ever, and a dead host is told at once."""

import json
import re
import socket
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from served import acme

from toolkit.sandbox.entry import PASSWORD, USERNAME
from toolkit.sandbox.switches import Fault, FaultKind, Switches


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the user of the embedded service."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)


def busy(method: str, seconds: int, status: int = 429, times: int = 1, skip: int = 0) -> Switches:
    """Return a service that asks to wait, where budgets are concerned."""
    fault = Fault(method, "/budgets", FaultKind.STATUS, status=status, retry_after=seconds, times=times, skip=skip)
    return Switches(faults=(fault,))


def granularities(workbook: Path, count: int) -> None:
    book = openpyxl.load_workbook(workbook)
    for row in range(2, 2 + count):
        cell = book["Budgets"][f"E{row}"]
        cell.value = "quarter" if cell.value != "quarter" else "month"
    book.save(workbook)


def test_a_run_that_is_asked_to_wait_for_long_stops_and_names_its_resume(flowtly: Flowtly, home: Path) -> None:
    with acme(home, busy("PATCH", 3600, skip=1)):
        flowtly("pull", "budgets", "-o", "b.xlsx")
        granularities(flowtly.folder / "b.xlsx", 5)
        flowtly("plan", "b.xlsx", "-o", "plan.json")
        applied = flowtly("apply", "plan.json")

    counts = re.search(r"5 planned = (\d) done \+ (\d) failed \+ (\d) skipped \+ 0 unknown", applied.out)
    assert counts is not None, applied.out
    assert int(counts[1]) >= 1
    assert int(counts[2]) >= 1
    said = " ".join(applied.out.split())
    assert "asks to wait 60 min before anything else is sent to it" in said
    assert "flowtly resume" in said
    assert applied.code == 7


def test_what_was_not_sent_for_a_long_wait_is_sent_by_a_resume(flowtly: Flowtly, home: Path) -> None:
    with acme(home, busy("PATCH", 3600)):
        flowtly("pull", "budgets", "-o", "b.xlsx")
        granularities(flowtly.folder / "b.xlsx", 3)
        flowtly("plan", "b.xlsx", "-o", "plan.json")
        run = re.search(r"flowtly resume (\S+)", flowtly("apply", "plan.json").out)
        assert run is not None
        resumed = flowtly("resume", run[1])

    assert "3 planned = 3 done" in resumed.out
    assert resumed.code == 0


def test_a_read_that_is_asked_to_wait_for_long_ends_at_once(flowtly: Flowtly, home: Path) -> None:
    with acme(home, busy("GET", 7200, times=99)):
        pulled = flowtly("pull", "budgets", "-o", "b.xlsx")

    assert pulled.code == 9
    assert "asks to wait 120 min before anything else is sent to it" in pulled.err
    assert "try again later, in 120 min" in pulled.err
    assert not (flowtly.folder / "b.xlsx").exists()


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_is_told_to_people_and_not_to_programs(flowtly: Flowtly, home: Path, status: int) -> None:
    with acme(home, busy("GET", 2, status, skip=1)) as url:
        told = flowtly("pull", "budgets", "-o", "b.xlsx")
    with acme(home, busy("GET", 2, status, skip=1)):
        asked = flowtly("--json", "api", "GET", "/budgets")
    assert told.code == 0
    assert f"Waiting 2 s: {url} asks for it." in told.err
    assert "Waiting" not in asked.err
    assert json.loads(asked.out)["status"] == 200


def closed_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.mark.parametrize(
    "command",
    [
        ("pull", "budgets", "-o", "b.xlsx"),
        ("doctor",),
        ("--json", "doctor"),
        ("api", "GET", "/budgets"),
        ("auth", "status"),
    ],
    ids=" ".join,
)
def test_a_dead_host_is_told_at_its_first_failure_by_every_command(
    flowtly: Flowtly, home: Path, command: tuple[str, ...]
) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    (home / "config.toml").write_text(
        f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nbackoff = 0.01\nattempts = 2\n'
    )

    dead = flowtly(*command)

    assert dead.code == 9
    assert re.search(rf"{url}: .*refused.*Trying again in 1 s \(attempt 2 of 2\)\.", dead.err)
    assert "cannot be reached" in dead.err


def test_quiet_is_quiet(flowtly: Flowtly, home: Path) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    (home / "config.toml").write_text(
        f'default = "acme"\n\n[profiles.acme]\nurl = "{url}"\nbackoff = 0.01\nattempts = 2\n'
    )

    assert "Trying again in" not in flowtly("-q", "pull", "budgets", "-o", "b.xlsx").err


def test_a_download_past_its_limit_is_told_with_the_setting_that_raises_it(flowtly: Flowtly, home: Path) -> None:
    with acme(home):
        with (home / "config.toml").open("a") as file:
            file.write("\n[profiles.acme.download]\nseconds = 0.000001\n")
        stopped = flowtly("api", "GET", "/transactions/export/mt940", "-o", "all.sta")
        shown = flowtly("config", "show")

    assert stopped.code == 9
    assert "the file was not whole after 1e-06 seconds. Nothing was kept of it." in stopped.err
    assert "raise seconds below [profiles.NAME.download] in config.toml" in stopped.err
    assert not (flowtly.folder / "all.sta").exists()
    assert "seconds = 1e-06, megabytes = 4096" in " ".join(shown.out.split())
