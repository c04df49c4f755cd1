"""Whatever is lost and wherever the program dies: after a resume nothing is doubled and nothing is missing."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.scenario import REQUESTS, company, everything
from tests.applying.service import Crash, Fault, Service, spelt
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.resume import resume
from toolkit.planning.plan import Plan

TROUBLE = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.UNREACHABLE)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """Return one journal for all cases, each of which burns a plan of its own: opening one takes most of the time."""
    with open_journal(f"sqlite:///{tmp_path_factory.mktemp('journal') / 'journal.sqlite3'}") as journal:
        yield journal


@pytest.fixture(scope="module")
def wanted(shared: Journal) -> tuple[str, ...]:
    """Return what the service holds after the whole plan was applied without trouble."""
    service = company()
    assert apply(everything(service, "clean"), service, shared, ONE_AT_A_TIME, ignore).exit_code == 0
    assert len(service.attempts) == REQUESTS, "each of these is cut off below"
    return service.picture()


def cut_off(service: Service, plan: Plan, journal: Journal) -> str:
    """Apply a plan until the service's faults end it, and return the run's id."""
    with suppress(Crash):
        apply(plan, service, journal, ONE_AT_A_TIME, ignore)
    run = journal.burned(plan)
    assert run is not None
    service.faults.clear()
    return run


@pytest.mark.parametrize("attempt", range(1, REQUESTS + 1))
@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: fault.name.lower())
def test_any_request_may_be_cut_off(shared: Journal, wanted: tuple[str, ...], attempt: int, fault: Fault) -> None:
    service = company()
    service.faults[attempt] = fault
    run = cut_off(service, everything(service, f"{fault} {attempt}"), shared)

    found = resume(run, service, shared, ONE_AT_A_TIME, ignore, {})

    assert found.exit_code == 0
    assert service.picture() == wanted
    assert [receipt.status.value for receipt in found.receipts] == ["done"] * 6
    assert max(Counter(spelt(service.writes)).values()) == 1, "what took effect is not sent again"


def test_two_crashes_in_a_row_are_survived(shared: Journal, wanted: tuple[str, ...]) -> None:
    service = company()
    service.faults = {2: Fault.CRASH_AFTER, 5: Fault.CRASH_AFTER}
    plan = everything(service, "twice")
    with suppress(Crash):
        apply(plan, service, shared, ONE_AT_A_TIME, ignore)
    run = str(shared.burned(plan))
    with suppress(Crash):
        resume(run, service, shared, ONE_AT_A_TIME, ignore, {})
    assert resume(run, service, shared, ONE_AT_A_TIME, ignore, {}).exit_code == 0

    assert service.picture() == wanted


def test_a_second_resume_sends_nothing(shared: Journal) -> None:
    service = company()
    service.faults[2] = Fault.LOST_REQUEST
    run = cut_off(service, everything(service, "resumed twice"), shared)
    first = resume(run, service, shared, ONE_AT_A_TIME, ignore, {})
    sent = len(service.attempts)

    second = resume(run, service, shared, ONE_AT_A_TIME, ignore, {})

    assert len(service.attempts) == sent
    assert second.receipts == first.receipts


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.NO_BODY], ids=lambda fault: fault.name.lower())
def test_a_service_that_is_busy_or_says_nothing_at_every_request_is_resumed(
    shared: Journal, wanted: tuple[str, ...], fault: Fault
) -> None:
    service = company()
    service.faults = dict.fromkeys(range(1, REQUESTS + 1), fault)
    run = cut_off(service, everything(service, f"always {fault}"), shared)

    assert resume(run, service, shared, ONE_AT_A_TIME, ignore, {}).exit_code == 0
    assert service.picture() == wanted


@pytest.mark.parametrize("attempt", ["3", "6"], ids=["after the twin was made", "after the old one was deleted"])
def test_a_killed_process_leaves_a_journal_that_another_goes_on_from(
    tmp_path: Path, wanted: tuple[str, ...], attempt: str
) -> None:
    command = [sys.executable, "-m", "tests.applying.die", str(tmp_path), attempt]
    killed = subprocess.run(command, check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -signal.SIGKILL
    service = company()
    service.load(tmp_path)

    with open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as journal:
        (cut,) = journal.runs()
        found = resume(cut.id, service, journal, ONE_AT_A_TIME, ignore, {})

    assert (cut.ended, cut.unknown, found.exit_code) == (None, 1, 0)
    assert service.picture() == wanted
