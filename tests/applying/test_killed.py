"""A process is killed at every commit of its journal, beside a real server: never a duplicate, never a loss."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from tests.applying.company_on_http import scene
from tests.applying.mortal import KILLED
from tests.applying.runs import SOON, ignore
from toolkit.api.client import Client, connect
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.resume import resume
from toolkit.planning.planfile import dump
from toolkit.sandbox.server import running
from toolkit.sandbox.switches import Fault, FaultKind, Switches
from toolkit.settings import Profile

COMMITS = 15
"""How often a clean run commits: the lease, the plan, each request and each outcome, the end, and the lease again."""
LEAVING = (3, 5, 7, 8, 10, 12)
"""The commits after which a request leaves."""
LOST_COMMITS = 13
"""How often a run commits whose every answer is lost."""

LOST = tuple(Fault(method, "/", FaultKind.DROP_AFTER_COMMIT, times=10**6) for method in ("POST", "PATCH", "DELETE"))
NUMBERS = count(1)
PATIENT = Options(workers=1, timing=SOON)


@dataclass(frozen=True)
class Moment:
    """When to be killed: around which commit, and on which side of it."""

    commit: int
    side: Literal["before", "after"] = "before"


MOMENTS = [*(Moment(n) for n in range(1, COMMITS + 1)), *(Moment(n, "after") for n in LEAVING)]

Kill = Callable[[str, Path, Moment], int]
"""Applies a plan with a service, killed at a moment; returns the exit status."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the service and the journal."""
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """Serve."""
    with running(folder / "served", Switches(anonymous=True)) as url:
        yield url


@pytest.fixture(scope="module")
def lossy(folder: Path, url: str) -> Iterator[str]:
    """Serve the same records such that no write is ever answered."""
    del url
    with running(folder / "served", Switches(anonymous=True, faults=LOST)) as url:
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Client]:
    """Give a client of the service as it should be."""
    with connect(Profile("test", url)) as client:
        yield client


@pytest.fixture(scope="module")
def journal(folder: Path) -> Iterator[Journal]:
    """Give the journal that all have in common."""
    with open_journal(f"sqlite:///{folder / 'journal.sqlite3'}") as journal:
        yield journal


@pytest.fixture(scope="module")
def kill(folder: Path, journal: Journal) -> Iterator[Kill]:
    """Give the way to apply a plan and be killed."""
    del journal
    command = [sys.executable, "-m", "tests.applying.mortal"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def ask(url: str, plan: Path, moment: Moment) -> int:
            line = {"journal": f"sqlite:///{folder / 'journal.sqlite3'}", "url": url, "plan": str(plan)}
            stdin.write(json.dumps({**line, "commit": moment.commit, "before": moment.side == "before"}) + "\n")
            stdin.flush()
            return int(stdout.readline())

        yield ask
        stdin.close()


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment.side} {moment.commit}")
def test_a_run_may_be_killed_at_every_commit(
    url: str, client: Client, journal: Journal, kill: Kill, tmp_path: Path, moment: Moment
) -> None:
    survive(client, journal, lambda plan: kill(url, plan, moment), tmp_path)


@pytest.mark.parametrize("commit", range(1, LOST_COMMITS + 1))
def test_a_run_whose_answers_are_lost_may_be_killed_at_every_commit(
    lossy: str, client: Client, journal: Journal, kill: Kill, tmp_path: Path, commit: int
) -> None:
    survive(client, journal, lambda plan: kill(lossy, plan, Moment(commit)), tmp_path)


def survive(client: Client, journal: Journal, killed: Callable[[Path], int], folder: Path) -> None:
    """Be killed; then resume, or apply what never began, and find everything there once."""
    before = scene(client, f"{next(NUMBERS)}")
    plan = before.plan()
    file = folder / "plan.json"
    file.write_text(dump(plan), encoding="utf-8")

    assert killed(file) == KILLED

    run = journal.burned(plan)
    if run is None:
        found = apply(plan, client, journal, PATIENT, ignore)
    else:
        found = resume(run, client, journal, PATIENT, ignore, {})
    assert [receipt.status.value for receipt in found.receipts] == ["done"] * 5
    assert before.found(client) == before.wanted()


def test_these_are_all_the_commits_there_are(url: str, lossy: str, client: Client, kill: Kill, tmp_path: Path) -> None:
    for where, commits in ((url, COMMITS), (lossy, LOST_COMMITS)):
        file = tmp_path / "plan.json"
        file.write_text(dump(scene(client, f"{next(NUMBERS)}").plan()), encoding="utf-8")
        assert kill(where, file, Moment(commits + 1)) == 0
