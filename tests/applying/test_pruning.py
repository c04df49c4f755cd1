"""What can be pruned: runs that are over, and that nothing but the chain leans on."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from tests.applying.plans import Planner
from toolkit.applying.journal import Journal
from toolkit.applying.pruning import Digests, prunable, prune, pruned_runs
from toolkit.applying.schema import CHANGES
from toolkit.applying.states import State


def later() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def burned(planner: Planner, journal: Journal, state: State = State.DONE, verb: str = "create") -> str:
    """Burn a plan of one creation that ended so, and end the run."""
    planner.create("budget-groups", name=f"Group {len(planner.changes)}")
    run = journal.burn(planner.plan())
    with journal.transaction() as connection:
        connection.execute(update(CHANGES).where(CHANGES.c.run == run).values(state=state.value, verb=verb))
    journal.end(run)
    return run


def test_what_is_not_over_or_guards_something_is_needed_whole(planner: Planner, journal: Journal) -> None:
    over = burned(planner, journal)
    unknown = burned(planner, journal, State.UNKNOWN)
    acted = burned(planner, journal, verb="send")
    planner.create("budget-groups", name="Cut off")
    cut_off = journal.burn(planner.plan())

    found = prunable(journal, later())

    assert [each.id for each in found.over] == [over]
    assert [each.id for each in found.needed] == [unknown, acted, cut_off]


def test_a_run_is_pruned_once_and_keeps_its_first_digest(planner: Planner, journal: Journal) -> None:
    run = burned(planner, journal)

    prune(journal, prunable(journal, later()), Digests(lambda *_: "first", lambda _: "request"))

    assert prunable(journal, later()).over == ()
    assert pruned_runs(journal) == {run: "first"}


def test_what_is_younger_is_not_among_them(planner: Planner, journal: Journal) -> None:
    burned(planner, journal)

    assert prunable(journal, datetime.now(UTC) - timedelta(days=1)).over == ()
