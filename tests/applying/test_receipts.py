"""A run's counts add up, and its exit code says the worst that came of it."""

import pytest

from tests.applying.plans import origin
from toolkit.applying.receipts import Mismatch, Receipt, Run, Status

DONE = Receipt(1, "budgets", "Budgets", 2, "create", "b1", Status.DONE)
WRONG = Receipt(1, "budgets", "Budgets", 2, "create", "b1", Status.DONE, mismatches=(Mismatch("name", "a", None),))
FAILED = Receipt(1, "budgets", "Budgets", 2, "create", None, Status.FAILED)
HALF = Receipt(1, "budgets", "Budgets", 2, "replace", "b1", Status.FAILED, half=True)
SKIPPED = Receipt(1, "budgets", "Budgets", 2, "create", None, Status.SKIPPED)
CONFLICT = Receipt(1, "budgets", "Budgets", 2, "patch", "b1", Status.SKIPPED, conflict=True)
UNKNOWN = Receipt(1, "budgets", "Budgets", 2, "create", None, Status.UNKNOWN)


def run_of(*receipts: Receipt) -> Run:
    return Run("r7k2m", "a" * 64, origin(), "2025-01-31T08:00:00+00:00", None, None, receipts)


@pytest.mark.parametrize(
    ("receipts", "code"),
    [
        ((), 0),
        ((DONE,), 0),
        ((DONE, UNKNOWN, WRONG, FAILED, CONFLICT), 8),
        ((DONE, WRONG, FAILED, CONFLICT), 10),
        ((DONE, FAILED, CONFLICT), 7),
        ((DONE, SKIPPED), 7),
        ((HALF,), 7),
        ((DONE, CONFLICT), 5),
        ((FAILED, CONFLICT), 5),
        ((FAILED, SKIPPED), 9),
        ((SKIPPED,), 7),
    ],
)
def test_the_exit_code_is_that_of_the_worst(receipts: tuple[Receipt, ...], code: int) -> None:
    assert run_of(*receipts).exit_code == code


def test_every_receipt_is_counted_once() -> None:
    run = run_of(DONE, WRONG, FAILED, HALF, SKIPPED, CONFLICT, UNKNOWN)

    assert (run.done, run.failed, run.skipped, run.unknown) == (2, 2, 2, 1)
    assert run.done + run.failed + run.skipped + run.unknown == len(run.receipts)


def test_a_mismatch_says_what_was_sent_and_what_is_there() -> None:
    assert str(Mismatch("name", "a", None)) == 'name did not take: sent "a", the service has nothing.'
    assert str(Mismatch("note", None, "kept")) == 'note did not take: sent nothing, the service has "kept".'
