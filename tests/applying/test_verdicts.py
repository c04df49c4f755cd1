"""The verdict on a run's control totals is in the journal, exactly as it was."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.schema import RUNS
from toolkit.applying.verdicts import keep, verification_of
from toolkit.entities import find
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.reconcile import PerhapsOurs, Verdict, Verification
from toolkit.planning.totals import Total

ORIGIN = Origin("w.xlsx", "ab" * 32, "sandbox", "sandbox", "ann", "2026-01-31T10:00:00+00:00")
EMPTY = Plan(ORIGIN, (), conflicts=(), refusals=(), unchanged=0, relied_on={})
TOTAL = Total(find("transactions"), "amount", "SEK", Decimal("1234567.89"), Decimal("-0.10"), "ef" * 32)
EQUAL = Verdict(TOTAL, Decimal("1234567.79"), Decimal("1234567.79"), Decimal(0), Decimal(0), others_wrote=False)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}") as opened:
        yield opened


@pytest.mark.parametrize(
    "verification",
    [
        Verification((EQUAL, replace(EQUAL, found=Decimal(-1), foreign=Decimal("0.01"), others_wrote=True))),
        Verification((), "The service could not be reached.", unread=True),
        Verification((), "what became of some changes is not known yet"),
        Verification(
            (replace(EQUAL, doubled=Decimal("0.01")),), perhaps_ours=(PerhapsOurs(find("transactions"), "txn_9", 3),)
        ),
    ],
    ids=["verdicts", "unread", "open", "perhaps ours"],
)
def test_a_verdict_is_read_as_it_was_kept(journal: Journal, verification: Verification) -> None:
    run = journal.burn(EMPTY)

    keep(journal, run, verification)

    assert verification_of(journal, run) == verification


def test_a_verdict_of_an_earlier_version_knows_of_nothing_that_is_perhaps_ours(journal: Journal) -> None:
    run = journal.burn(EMPTY)
    keep(journal, run, Verification((EQUAL,)))
    with journal.transaction() as connection:
        kept = json.loads(connection.execute(select(RUNS.c.verification)).scalar_one())
        del kept["perhaps_ours"], kept["verdicts"][0]["doubled"]
        connection.execute(update(RUNS).values(verification=json.dumps(kept)))

    assert verification_of(journal, run) == Verification((EQUAL,))


def test_a_later_verdict_takes_the_place_of_an_earlier_one(journal: Journal) -> None:
    """A resume verifies again."""
    run = journal.burn(EMPTY)
    keep(journal, run, Verification((), "open"))

    keep(journal, run, Verification((EQUAL,)))

    assert verification_of(journal, run) == Verification((EQUAL,))


def test_a_run_that_touched_no_amount_has_none(journal: Journal) -> None:
    assert verification_of(journal, journal.burn(EMPTY)) is None
