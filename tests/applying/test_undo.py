"""Undoing a run is a plan like any other: shown, guarded, and blind to nothing that somebody touched since."""

import pytest

from tests.applying.plans import Planner, known_by
from tests.applying.runs import AT_ONCE, ONE_AT_A_TIME, ignore
from tests.applying.scenario import company, everything
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.lock import writing
from toolkit.applying.outcomes import done
from toolkit.applying.receipts import Run
from toolkit.applying.resume import resume
from toolkit.applying.settle import Adopt
from toolkit.applying.twins import Before
from toolkit.applying.undo import undo_plan
from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record
from toolkit.errors import RunMissing
from toolkit.planning.plan import Plan


def carry_out(service: Service, journal: Journal, plan: Plan) -> Run:
    return apply(plan, service, journal, ONE_AT_A_TIME, ignore)


def undo(service: Service, journal: Journal, run: Run) -> Plan:
    live = {entity.path: service.list(entity) for entity in (*ENTITIES, *DIRECTORIES)}
    return undo_plan(run.id, journal, live, Labels(live), "grace")


def test_undoing_every_kind_of_change_leaves_what_was_there_before(journal: Journal) -> None:
    service = company()
    before = service.picture()
    run = carry_out(service, journal, everything(service, "then"))

    plan = undo(service, journal, run)
    undone = carry_out(service, journal, plan)

    assert undone.exit_code == 0
    assert service.picture() == before
    assert (plan.conflicts, plan.refusals, plan.unbased) == ((), (), ())


def test_undoing_twice_leaves_what_the_run_did(journal: Journal) -> None:
    service = company()
    run = carry_out(service, journal, everything(service, "then"))
    after = service.picture()

    undone = carry_out(service, journal, undo(service, journal, run))
    carry_out(service, journal, undo(service, journal, undone))

    assert service.picture() == after


def test_an_undo_is_for_the_same_service_by_whoever_asks(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="New")
    run = carry_out(service, journal, planner.plan())

    origin = undo(service, journal, run).origin

    assert (origin.service, origin.profile, origin.user) == (run.origin.service, run.origin.profile, "grace")
    assert (origin.workbook, origin.workbook_sha256) == (f"undo of run {run.id}", run.plan_id)


def test_a_workbook_whose_new_rows_were_undone_may_be_planned_again(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="New")
    run = carry_out(service, journal, planner.plan())
    assert journal.created_by(*known_by(run.origin)) is not None

    carry_out(service, journal, undo(service, journal, run))

    assert journal.created_by(*known_by(run.origin)) is None


def test_what_somebody_touched_since_is_a_conflict_and_stays(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.create("budget-groups", name="New")
    planner.patch("budgets", budget, name="Mine")
    run = carry_out(service, journal, planner.plan())
    service.put("budget-groups", "new1", name="Theirs")
    service.put("budgets", "b1", name="Theirs too", type="global", granularity="month")

    plan = undo(service, journal, run)

    assert plan.changes == ()
    assert [(conflict.field, conflict.live) for conflict in plan.conflicts] == [
        ("name", "Theirs"),
        ("name", "Theirs too"),
    ]


def test_a_field_that_somebody_else_edited_is_kept_beside_what_is_edited_back(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine", dateFrom="2025-01-01")
    run = carry_out(service, journal, planner.plan())
    service.records["budgets"]["b1"] = {**service.records["budgets"]["b1"], "granularity": "quarter"}

    carry_out(service, journal, undo(service, journal, run))

    assert service.records["budgets"]["b1"] == {
        "@id": "/api/budgets/b1",
        "id": "b1",
        "name": "Marketing",
        "type": "global",
        "granularity": "quarter",
    }


def test_a_child_that_was_deleted_with_its_parent_comes_back_under_the_new_parent(
    service: Service, planner: Planner, journal: Journal
) -> None:
    group = service.put("budget-groups", "g1", name="Group")
    child = service.put(
        "budgets", "b1", name="Child", type="global", granularity="month", budgetGroup="/api/budget-groups/g1"
    )
    planner.delete("budgets", child)
    planner.delete("budget-groups", group, needs=(1,))
    run = carry_out(service, journal, planner.plan())

    assert carry_out(service, journal, undo(service, journal, run)).exit_code == 0

    (parent,) = service.records["budget-groups"].values()
    (back,) = service.records["budgets"].values()
    assert back["budgetGroup"] == parent["@id"] != "/api/budget-groups/g1"


def test_what_was_refused_or_skipped_needs_no_undoing(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    service.faults[1] = Fault.REFUSED
    run = carry_out(service, journal, planner.plan())

    plan = undo(service, journal, run)

    assert (plan.changes, plan.refusals) == ((), ())


def test_what_nobody_knows_is_refused_until_it_is_settled(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="New")
    service.faults[1] = Fault.LOST_ANSWER
    run = carry_out(service, journal, planner.plan())

    plan = undo(service, journal, run)

    assert [refusal.reason for refusal in plan.refusals] == [
        f"Nobody knows what came of this change: `flowtly resume {run.id}` finds out. Undo the run after that."
    ]


@pytest.fixture
def link(service: Service, planner: Planner) -> Record:
    """Return a budget's link to a project, planned to become one to another."""
    record = service.put("budget-projects", "p1", budget="/api/budgets/b1", project="/api/projects/1")
    planner.replace("budget-projects", record, project="/api/projects/2")
    return record


@pytest.mark.usefixtures("link")
def test_of_a_replacement_whose_both_records_exist_the_new_one_is_deleted(
    service: Service, planner: Planner, journal: Journal
) -> None:
    before = service.picture()
    service.faults[2] = Fault.REFUSED
    run = carry_out(service, journal, planner.plan())

    plan = undo(service, journal, run)

    assert carry_out(service, journal, plan).exit_code == 0
    assert (service.picture(), plan.refusals) == (before, ())


@pytest.mark.usefixtures("link")
def test_of_a_replacement_whose_old_record_is_gone_that_is_made_anew(
    service: Service, planner: Planner, journal: Journal
) -> None:
    before = service.picture()
    service.faults |= {1: Fault.TAKEN, 3: Fault.REFUSED, 4: Fault.REFUSED}
    run = carry_out(service, journal, planner.plan())
    assert service.picture() == ()

    plan = undo(service, journal, run)

    assert carry_out(service, journal, plan).exit_code == 0
    assert (service.picture(), plan.refusals) == (before, ())


@pytest.mark.usefixtures("link")
def test_of_a_replacement_whose_old_record_was_made_anew_nothing_is_left_to_undo(
    service: Service, planner: Planner, journal: Journal
) -> None:
    before = service.picture()
    service.faults |= {1: Fault.TAKEN, 3: Fault.REFUSED}
    run = carry_out(service, journal, planner.plan())
    assert (service.picture(), run.receipts[0].half) == (before, True)

    plan = undo(service, journal, run)

    assert (plan.changes, plan.refusals) == ((), ())


def test_a_record_that_was_there_before_the_run_is_never_deleted(
    service: Service, planner: Planner, journal: Journal
) -> None:
    """An upsert answers a creation with what was there; somebody may even have said that this is the new one."""
    service.put("budget-groups", "old", name="Old")
    planner.create("budget-groups", name="New")
    service.faults[1] = Fault.LOST_REQUEST
    run = carry_out(service, journal, planner.plan())
    adopted = resume(run.id, service, journal, ONE_AT_A_TIME, ignore, {1: Adopt("old")})

    plan = undo(service, journal, run)

    assert adopted.exit_code == 5
    assert (plan.changes, service.names("budget-groups")) == ((), ("Old",))


def test_a_creation_of_an_older_journal_that_met_what_was_there_is_refused(
    service: Service, planner: Planner, journal: Journal
) -> None:
    old = service.put("budget-groups", "old", name="Old")
    planner.create("budget-groups", name="New")
    plan = planner.plan()
    run = journal.burn(plan, Before({}, {"budget-groups": ("old",)}))
    with writing(journal, plan.origin, AT_ONCE) as lease:
        journal.settle(run, [done(plan.changes[0], old)], lease.fence)

    undone = undo(service, journal, journal.run(run))

    assert undone.changes == ()
    assert [refusal.reason for refusal in undone.refusals] == [
        "The budget group old was there before the run, so it is left as it is."
    ]


def test_an_edit_that_could_not_be_read_back_is_undone_from_what_was_sent(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine", dateFrom="2025-01-01")
    service.faults[1] = Fault.NO_BODY_AND_GONE
    run = carry_out(service, journal, planner.plan())
    service.down = False
    assert run.receipts[0].after is None

    carry_out(service, journal, undo(service, journal, run))

    assert service.names("budgets") == ("Marketing",)
    assert "dateFrom" not in service.records["budgets"]["b1"]


def test_a_run_that_the_journal_does_not_know_cannot_be_undone(journal: Journal) -> None:
    with pytest.raises(RunMissing):
        undo_plan("rzzzz", journal, {}, Labels({}), "grace")
