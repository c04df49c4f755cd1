"""The journal keeps its promises on PostgreSQL too; skipped where no server is installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.applying.plans import Planner
from tests.applying.scenario import company, everything
from tests.applying.service import Crash, Fault, Service
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.resume import resume
from toolkit.errors import PlanBurned, RunInProgress

pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")

PROGRAMS = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.joinpath("initdb").exists()]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Start a server of our own on a socket, without a network, and stop it at the end."""
    if not PROGRAMS or (AS_ROOT and not shutil.which("runuser")):
        pytest.skip("no PostgreSQL server is installed")
    run_as = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        if AS_ROOT:
            shutil.chown(folder, "postgres")
        make = [*run_as, str(PROGRAMS[-1] / "initdb"), "-A", "trust", "-U", "flowtly", "-N", "-D", str(data)]
        subprocess.run(make, check=True, capture_output=True, cwd=folder)
        control = [*run_as, str(PROGRAMS[-1] / "pg_ctl"), "-D", str(data), "-l", str(data / "log"), "-w"]
        options = ["-o", f"-c listen_addresses='' -k {folder}"]
        subprocess.run([*control, *options, "start"], check=True, capture_output=True, cwd=folder)
        try:
            yield f"postgresql+psycopg://flowtly@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)


@pytest.fixture
def postgres(url: str) -> Iterator[Journal]:
    """Return the journal on that server."""
    with open_journal(url) as journal:
        yield journal


def test_a_run_that_was_cut_off_is_resumed(postgres: Journal) -> None:
    service = company()
    service.faults[3] = Fault.CRASH_AFTER
    plan = everything(service, "on postgres")
    with suppress(Crash):
        apply(plan, service, postgres, Options(), lambda _: None)
    (cut,) = postgres.runs()

    found = resume(cut.id, service, postgres, Options(), lambda _: None, {})

    assert (found.exit_code, found.done) == (0, 6)
    assert postgres.created_by(plan.origin.workbook_sha256) is not None


def test_a_plan_burns_once_whoever_applies_it(url: str, postgres: Journal, planner: Planner, service: Service) -> None:
    planner.create("budget-groups", name="New")
    plan = planner.plan()

    def apply_elsewhere(_: object) -> None:
        with open_journal(url) as other, pytest.raises(RunInProgress):
            apply(Planner().plan(), service, other, Options(), lambda _: None)
        with open_journal(url) as other, pytest.raises(PlanBurned):
            other.burn(plan)

    service.before_write = apply_elsewhere
    assert apply(plan, service, postgres, Options(), lambda _: None).done == 1
