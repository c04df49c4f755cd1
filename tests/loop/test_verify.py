"""When totals can be verified, when they cannot, and what a run ends with then."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.api.client import connect
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.entities import find
from toolkit.entities.record import Record
from toolkit.loop.conclude import Applied
from toolkit.loop.verify import OPEN, verify
from toolkit.planning.changes import Patch, Place
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.reconcile import PerhapsOurs, Verdict, Verification
from toolkit.planning.totals import totals_of
from toolkit.settings import Profile

BOOKINGS = find("budget-transactions")
NOBODY = Profile("nobody", "http://127.0.0.1:9", attempts=1)
DONE = Receipt(1, BOOKINGS.path, "Budget transactions", 2, "patch", "b", Status.DONE)


@pytest.fixture
def plan() -> Plan:
    """Give a plan that makes 25 of 20."""
    origin = Origin("w.xlsx", "ab" * 32, NOBODY.service, NOBODY.name, "ann", "2026-01-31T10:00:00+00:00")
    booking = Record("b", "/api/budget-transactions/b", {"amount": 20})
    changes = (Patch(1, BOOKINGS, Place("Budget transactions", 2, {}), "", booking, {"amount": 25}, ()),)
    totals = totals_of(changes, {BOOKINGS.path: {"b": booking}})
    return Plan(origin, changes, conflicts=(), refusals=(), unchanged=0, relied_on={}, totals=totals)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Give an empty journal."""
    with open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as opened:
        yield opened


def run_of(plan: Plan, *receipts: Receipt) -> Run:
    return Run("r7k2m", "cd" * 32, plan.origin, "2026-01-31T10:00:00Z", "2026-01-31T10:00:05Z", None, receipts)


def test_a_service_that_is_gone_leaves_the_totals_unverified(plan: Plan, journal: Journal) -> None:
    with connect(NOBODY) as client:
        verification = verify(plan, run_of(plan, DONE), client, journal)

    assert verification is not None
    assert (verification.verdicts, verification.unread, verification.failed) == ((), True, True)
    assert "127.0.0.1:9" in verification.reason


@pytest.mark.parametrize(
    "receipt", [replace(DONE, status=Status.UNKNOWN), replace(DONE, status=Status.FAILED, half=True)]
)
def test_nothing_is_verified_while_an_outcome_is_open(plan: Plan, receipt: Receipt, journal: Journal) -> None:
    """Nobody knows what to expect then; the run itself ends with a code of its own."""
    with connect(NOBODY) as client:
        assert verify(plan, run_of(plan, receipt), client, journal) == Verification((), OPEN)


def test_a_run_that_wrote_nothing_reads_nothing(plan: Plan, journal: Journal) -> None:
    with connect(NOBODY) as client:
        assert verify(plan, run_of(plan, replace(DONE, status=Status.SKIPPED)), client, journal) is None
        assert verify(replace(plan, totals=()), run_of(plan, DONE), client, journal) is None


@pytest.mark.parametrize(
    ("status", "found", "code"),
    [
        (Status.DONE, 25, 0),
        (Status.DONE, 24, 10),
        (Status.FAILED, 24, 10),
        (Status.UNKNOWN, 24, 8),
        (Status.FAILED, 25, 9),
    ],
)
def test_a_total_that_is_off_ends_with_10_but_for_an_unknown_outcome(
    plan: Plan, status: Status, found: int, code: int
) -> None:
    verdict = Verdict(plan.totals[0], Decimal(25), Decimal(found), Decimal(0), Decimal(0), others_wrote=False)
    run = run_of(plan, replace(DONE, status=status))

    assert Applied(run, Verification((verdict,)), None).exit_code == code
    assert Applied(run, None, None).exit_code == run.exit_code


def test_records_that_are_perhaps_ours_end_with_10(plan: Plan) -> None:
    found = Verification((), perhaps_ours=(PerhapsOurs(BOOKINGS, "x", 1),))

    assert Applied(run_of(plan, DONE), found, None).exit_code == 10
    assert Applied(run_of(plan, replace(DONE, status=Status.UNKNOWN)), found, None).exit_code == 8
