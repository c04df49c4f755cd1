"""The journal tells what was applied, when, by whom and how it went; it fails rather than forget."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.applying.plans import Planner, known_by, origin
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.receipts import Run
from toolkit.applying.states import State
from toolkit.entities.record import Record
from toolkit.errors import JournalUnusable, PlanBurned, RunMissing
from toolkit.planning.plan import Origin
from toolkit.planning.planfile import identity


def carried_out(service: Service, planner: Planner, journal: Journal) -> Run:
    return apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)


def test_a_burned_plan_is_read_back_as_it_was(planner: Planner, journal: Journal, budget: Record) -> None:
    planner.create("budget-groups", name="Grupp å")
    planner.patch("budgets", budget, name="Mine", dateFrom=None)
    plan = planner.plan()

    run = journal.burn(plan)

    assert identity(journal.plan(run)) == identity(plan)
    assert journal.burned(plan) == run


def test_a_run_that_was_never_carried_out_tells_that_nothing_was_sent(
    planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.create("budget-groups", name="New")
    planner.patch("budgets", budget, name="Mine")

    found = journal.run(journal.burn(planner.plan()))

    assert [(receipt.status.value, receipt.detail, receipt.id) for receipt in found.receipts] == [
        ("skipped", "Not sent yet.", None),
        ("skipped", "Not sent yet.", "b1"),
    ]
    assert (found.ended, found.exit_code) == (None, 7)


def test_a_run_id_can_be_told_on_the_telephone(planner: Planner, journal: Journal) -> None:
    run = journal.burn(planner.plan())

    assert len(run) == 5
    assert run.startswith("r")
    assert not set(run) & set("01ilo")


def test_a_second_burn_names_the_first_run(planner: Planner, journal: Journal) -> None:
    run = journal.burn(planner.plan())

    with pytest.raises(PlanBurned, match=run):
        journal.burn(planner.plan())


def test_runs_are_listed_newest_first_with_counts_that_add_up(
    service: Service, planner: Planner, journal: Journal
) -> None:
    for name in ("One", "Two", "Three", "Four"):
        planner.create("budget-groups", name=name)
    planner.create("budget-groups", (2,), name="Five")
    service.faults = {2: Fault.REFUSED, 3: Fault.LOST_REQUEST}
    first = carried_out(service, planner, journal)
    second = journal.burn(Planner().plan())

    newest, oldest = journal.runs()

    assert (newest.id, oldest.id) == (second, first.id)
    assert (oldest.done, oldest.failed, oldest.skipped, oldest.unknown) == (2, 1, 1, 1)
    assert (newest.done, newest.failed, newest.skipped, newest.unknown) == (0, 0, 0, 0)
    assert (oldest.origin, oldest.plan_id, oldest.ended) == (first.origin, first.plan_id, first.ended)


def test_the_result_workbook_is_noted(planner: Planner, journal: Journal) -> None:
    run = journal.burn(planner.plan())

    journal.set_result(run, "budgets.result.xlsx")

    assert journal.run(run).result == "budgets.result.xlsx"


def test_a_run_that_does_not_exist_is_missing(journal: Journal) -> None:
    with pytest.raises(RunMissing, match='no run "rzzzz"'):
        journal.run("rzzzz")


@pytest.mark.parametrize(
    ("fault", "found"),
    [(None, True), (Fault.LOST_ANSWER, True), (Fault.REFUSED, False), (Fault.UNREACHABLE, False)],
)
def test_a_workbook_whose_rows_were_or_may_have_been_created_is_known(
    service: Service, planner: Planner, journal: Journal, fault: Fault | None, *, found: bool
) -> None:
    planner.create("budget-groups", name="New")
    if fault:
        service.faults[1] = fault
    run = carried_out(service, planner, journal)

    known = journal.created_by(*known_by(origin()))

    assert (known is not None and known.id == run.id) is found
    assert journal.created_by("b" * 64, *known_by(origin())[1:]) is None


@pytest.mark.parametrize(
    "elsewhere",
    [replace(origin(), service="https://production.test"), replace(origin(), profile="other")],
    ids=["service", "profile"],
)
def test_a_workbook_applied_elsewhere_may_be_planned_here(
    service: Service, planner: Planner, journal: Journal, elsewhere: Origin
) -> None:
    """What was tried on staging is then applied to production; what goes there is no news of what came here."""
    made = planner.create("budget-groups", name="New")
    here, there = planner.plan(), replace(planner.plan(), origin=elsewhere)
    run = apply(here, service, journal, ONE_AT_A_TIME, ignore)
    assert journal.created_by(*known_by(elsewhere)) is None

    planner.changes.clear()
    planner.delete("budget-groups", Record(*_born(run), made.after))
    deleted = apply(replace(planner.plan(), origin=elsewhere), service, journal, ONE_AT_A_TIME, ignore)
    second = apply(there, service, journal, ONE_AT_A_TIME, ignore)

    assert (deleted.done, second.done) == (1, 1)
    assert [
        found and found.id for found in (journal.created_by(*known_by(each)) for each in (origin(), elsewhere))
    ] == [
        run.id,
        second.id,
    ]


def _born(run: Run) -> tuple[str, str]:
    """Return id and IRI of the group that a run created."""
    after = run.receipts[0].after
    assert after is not None
    return after.id, after.iri


def test_a_workbook_that_only_edited_may_be_planned_again(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    carried_out(service, planner, journal)

    assert journal.created_by(*known_by(origin())) is None


def test_states_are_committed_before_and_after_each_request(
    service: Service, planner: Planner, journal: Journal, journal_url: str
) -> None:
    planner.create("budget-groups", name="New")
    seen: list[tuple[str, str, int]] = []

    def look(_: object) -> None:
        with closing(sqlite3.connect(journal_url.removeprefix("sqlite:///"))) as other:
            seen.append(other.execute("SELECT state, step, length(request_sha256) FROM changes").fetchone())

    service.before_write = look
    carried_out(service, planner, journal)
    look(None)

    assert seen == [(State.SENDING.value, "only", 64), (State.DONE.value, "only", 64)]


def test_records_are_kept_as_they_were_and_as_they_became(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    run = carried_out(service, planner, journal)

    entry = journal.entries(run.id)[1]

    assert entry.before == budget
    assert entry.receipt.after == service.record("budgets", "b1")


def test_a_database_that_fails_stops_the_run_before_the_request(
    service: Service, planner: Planner, journal_url: str
) -> None:
    planner.create("budget-groups", name="New")
    with open_journal(journal_url) as journal:
        with closing(sqlite3.connect(journal_url.removeprefix("sqlite:///"))) as other:
            full = "SELECT RAISE(ABORT, 'database or disk is full')"
            other.execute(f"CREATE TRIGGER full BEFORE UPDATE ON changes BEGIN {full}; END")
        with pytest.raises(JournalUnusable, match="disk is full"):
            carried_out(service, planner, journal)
        with pytest.raises(JournalUnusable, match="no such table"):
            _without_table(journal, Path(journal_url.removeprefix("sqlite:///")))

    assert service.attempts == []


def _without_table(journal: Journal, file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("DROP TABLE changes")
    journal.runs()


def test_plans_that_differ_only_in_their_time_are_different_plans(planner: Planner, journal: Journal) -> None:
    one = journal.burn(planner.plan())
    two = journal.burn(planner.plan(replace(origin(), planned_at="2025-02-01T08:00:00+00:00")))

    assert one != two
