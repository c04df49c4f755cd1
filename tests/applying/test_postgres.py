"""The journal keeps its promises on PostgreSQL too.

Skipped where no server is installed, unless `FLOWTLY_TESTS_REQUIRE_POSTGRES` is set: then that is a failure.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from tests.applying.machine import GROUPS
from tests.applying.plans import Planner, known_by, origin
from tests.applying.runs import MANY
from tests.applying.scenario import company, everything
from tests.applying.service import Crash, Fault, Service
from toolkit.api.client import connect
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.lock import writing
from toolkit.applying.resume import resume
from toolkit.entities import find
from toolkit.errors import PlanBurned, RunInProgress
from toolkit.sandbox.server import running
from toolkit.sandbox.switches import Switches
from toolkit.settings import Profile

PROGRAMS = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.joinpath("initdb").exists()]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Start a server of our own on a socket, without a network, and stop it at the end."""
    lacking = _lacking()
    if lacking and os.environ.get("FLOWTLY_TESTS_REQUIRE_POSTGRES"):
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
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


def _lacking() -> str:
    """Say what is missing to run a server; nothing, usually."""
    if find_spec("psycopg") is None:
        return "the extra `postgres` is not installed"
    return "" if PROGRAMS and (not AS_ROOT or shutil.which("runuser")) else "no PostgreSQL server is installed"


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
        apply(plan, service, postgres, MANY, lambda _: None)
    (cut,) = postgres.runs()

    found = resume(cut.id, service, postgres, MANY, lambda _: None, {})

    assert (found.exit_code, found.done) == (0, 6)
    assert postgres.created_by(*known_by(plan.origin)) is not None


def test_a_plan_burns_once_whoever_applies_it(url: str, postgres: Journal, planner: Planner, service: Service) -> None:
    planner.create("budget-groups", name="New")
    plan = planner.plan()

    def apply_elsewhere(_: object) -> None:
        with open_journal(url) as other, pytest.raises(RunInProgress):
            apply(Planner().plan(), service, other, MANY, lambda _: None)
        with open_journal(url) as other, pytest.raises(PlanBurned):
            other.burn(plan)

    service.before_write = apply_elsewhere
    assert apply(plan, service, postgres, MANY, lambda _: None).done == 1


def _database(url: str, name: str) -> str:
    """Make another database on the server, without anything in it."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")


def test_a_plan_that_two_burn_in_the_same_moment_burns_once(url: str, planner: Planner) -> None:
    planner.create("budget-groups", name="Same moment")
    plan = planner.plan(origin("same.xlsx"))
    barrier = threading.Barrier(4)

    def burn(_: int) -> str:
        with open_journal(url) as journal:
            barrier.wait()
            try:
                return journal.burn(plan)
            except PlanBurned:
                return "burned"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(burn, range(4))).count("burned") == 3


def test_a_lease_that_many_take_in_the_same_moment_has_one_holder(url: str) -> None:
    barrier = threading.Barrier(4)

    def take(_: int) -> str:
        with open_journal(url) as journal:
            barrier.wait()
            try:
                with writing(journal, origin("lease.xlsx")):
                    barrier.wait()
            except RunInProgress:
                barrier.wait()
                return "refused"
            return "held"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == ["held", "refused", "refused", "refused"]


def test_four_processes_of_two_machines_apply_two_plans_at_once(url: str, tmp_path: Path) -> None:
    """Each plan is given to both machines: one applies it, the other is told so; the runs do not mix.

    The database is empty, so that the first thing the four do is to make its tables.
    """
    with running(tmp_path, Switches(anonymous=True)) as service:
        fresh = _database(url, "four")
        tasks = [f"{machine}:{plan}" for machine in ("north", "south") for plan in ("first", "second")]
        command = [sys.executable, "-m", "tests.applying.machine", fresh, service, *tasks]
        done = subprocess.run(command, check=True, cwd=Path(__file__).parents[2], capture_output=True, text=True)
        told = [line.split() for line in done.stdout.splitlines()]
        with connect(Profile("test", service)) as client:
            names = Counter(str(record.values["name"]) for record in client.records(find("budget-groups")))

    assert sorted(word for word, _, _ in told) == ["applied", "applied", "burned", "burned"]
    assert len({(plan, run) for _, plan, run in told}) == 2, "who comes second is told the run of the first"
    assert {name: names[name] for name in names if "·" in name} == {
        f"{plan} · {number}": 1 for plan in ("first", "second") for number in range(GROUPS)
    }
    with open_journal(fresh) as journal:
        for run in {run for _, _, run in told}:
            assert journal.run(run).done == GROUPS
            assert len({each.id for each in journal.exchanges(run)}) == GROUPS
