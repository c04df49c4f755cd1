"""Resuming settles what nobody knows from the records of the service, and asks where they do not tell."""

from dataclasses import replace

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, ignore
from tests.applying.service import Fault, Service
from toolkit.applying.executor import OnError, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.resume import resume
from toolkit.applying.settle import Adopt, Decision, Send
from toolkit.entities.record import Record
from toolkit.errors import Interrupted, NothingToAdopt, RunMissing, Unreachable


def cut(service: Service, planner: Planner, journal: Journal, faults: dict[int, Fault]) -> Run:
    """Apply the planner's plan with trouble, and let the service be well again."""
    service.faults = faults
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)
    service.faults = {}
    return run


def cut_and_unseen(service: Service, planner: Planner, journal: Journal, fault: Fault) -> Run:
    """Apply a plan whose one request has trouble, after which nobody can look; then let the service be well again."""
    service.before_write = lambda _: setattr(service, "down", True)
    run = cut(service, planner, journal, {1: fault})
    service.before_write = lambda _: None
    service.down = False
    return run


def go_on(service: Service, journal: Journal, run: Run, decisions: dict[int, Decision] | None = None) -> Run:
    return resume(run.id, service, journal, ONE_AT_A_TIME, ignore, decisions or {})


def test_a_creation_whose_answer_was_lost_is_found_and_not_repeated(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="New")
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})

    found = go_on(service, journal, run)

    assert (found.receipts[0].status, found.receipts[0].id) == (Status.DONE, "new1")
    assert found.receipts[0].detail == "No answer said so; the service shows it."
    assert len(service.attempts) == 1


def test_a_creation_that_never_arrived_is_sent(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="New")
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})

    assert go_on(service, journal, run).exit_code == 0
    assert service.names("budget-groups") == ("New",)


def test_a_twin_that_was_there_before_the_run_is_not_taken_for_the_new_record(
    service: Service, planner: Planner, journal: Journal
) -> None:
    service.put("budget-groups", "old", name="Same")
    planner.create("budget-groups", name="Same")
    planner.twins[1] = ("old",)
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})

    go_on(service, journal, run)

    assert service.names("budget-groups") == ("Same", "Same")


def test_two_records_that_are_alike_are_each_made_once(service: Service, planner: Planner, journal: Journal) -> None:
    for _ in range(3):
        planner.create("budget-groups", name="Same")
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER, 2: Fault.LOST_REQUEST})

    found = go_on(service, journal, run)

    assert found.exit_code == 0
    assert sorted(str(receipt.id) for receipt in found.receipts) == ["new1", "new2", "new3"]
    assert len(service.writes) == 3


def test_several_records_that_may_be_the_one_are_a_question(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="Same")
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})
    service.put("budget-groups", "theirs", name="Same")

    found = go_on(service, journal, run)

    assert (found.unknown, found.exit_code) == (1, 8)
    assert "new1, theirs" in found.receipts[0].detail
    assert "--adopt 1=ID" in found.receipts[0].detail
    assert len(service.attempts) == 1


def test_a_record_of_the_same_name_with_other_content_is_a_question(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budgets", name="Same", type="global", granularity="month")
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})
    service.put("budgets", "theirs", name=" same ", type="employee", granularity="month")

    found = go_on(service, journal, run)

    assert (found.unknown, service.writes) == (1, [])


def test_the_answer_to_a_question_may_be_a_record(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", name="Same", type="global", granularity="month")
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})
    service.put("budgets", "b7", name="Same", type="employee", granularity="month")

    found = go_on(service, journal, run, {1: Adopt("b7")})

    assert (found.receipts[0].status, found.receipts[0].id) == (Status.DONE, "b7")
    assert [mismatch.field for mismatch in found.receipts[0].mismatches] == ["type"]
    assert (service.writes, found.exit_code) == ([], 10)


def test_the_answer_to_a_question_may_be_to_send(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", name="Same", type="global", granularity="month")
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})
    service.put("budgets", "b7", name="Same", type="employee", granularity="month")

    found = go_on(service, journal, run, {1: Send()})

    assert (found.receipts[0].id, found.exit_code) == ("new1", 0)


def test_a_record_that_does_not_exist_cannot_be_adopted(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="New")
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})

    with pytest.raises(NothingToAdopt, match="no budget-groups nowhere"):
        go_on(service, journal, run, {1: Adopt("nowhere")})


def test_children_of_a_creation_that_is_found_go_out_with_its_iri(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="Parent")
    planner.create("budgets", (1,), name="B", type="global", granularity="month", budgetGroup={"@change": 1})
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})

    found = go_on(service, journal, run)

    assert found.exit_code == 0
    assert service.records["budgets"]["new2"]["budgetGroup"] == "/api/budget-groups/new1"


@pytest.mark.parametrize(
    ("fault", "attempts"), [(Fault.LOST_ANSWER, 1), (Fault.LOST_REQUEST, 2)], ids=["it arrived", "it did not"]
)
def test_an_edit_is_settled_by_the_record_itself(
    service: Service, planner: Planner, journal: Journal, budget: Record, fault: Fault, attempts: int
) -> None:
    planner.patch("budgets", budget, name="Mine")
    run = cut_and_unseen(service, planner, journal, fault)

    found = go_on(service, journal, run)

    assert (found.exit_code, len(service.attempts)) == (0, attempts)
    assert service.names("budgets") == ("Mine",)


@pytest.mark.parametrize("verb", ["patch", "delete"])
def test_a_record_that_is_neither_as_before_nor_as_sent_is_a_conflict(
    service: Service, planner: Planner, journal: Journal, budget: Record, verb: str
) -> None:
    if verb == "patch":
        planner.patch("budgets", budget, name="Mine")
    else:
        planner.delete("budgets", budget)
    run = cut_and_unseen(service, planner, journal, Fault.LOST_REQUEST)
    service.put("budgets", "b1", name="Theirs", type="global", granularity="month")

    found = go_on(service, journal, run)

    assert (found.receipts[0].conflict, found.exit_code) == (True, 5)
    assert service.names("budgets") == ("Theirs",)


def test_an_edited_record_that_was_deleted_since_is_a_conflict(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    run = cut_and_unseen(service, planner, journal, Fault.LOST_ANSWER)
    del service.records["budgets"]["b1"]

    found = go_on(service, journal, run)

    assert found.receipts[0].detail == "The budget b1 is gone; somebody deleted it."


def test_a_deletion_whose_answer_was_lost_is_done(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.delete("budgets", budget)
    run = cut_and_unseen(service, planner, journal, Fault.LOST_ANSWER)

    found = go_on(service, journal, run)

    assert (found.exit_code, len(service.attempts)) == (0, 1)
    assert found.receipts[0].detail == "No answer said so; the service shows it."


def test_what_stopped_at_an_error_goes_on_but_the_refused_change_is_not_repeated(
    service: Service, planner: Planner, journal: Journal
) -> None:
    for name in ("One", "Two", "Three"):
        planner.create("budget-groups", name=name)
    service.faults = {1: Fault.REFUSED}
    run = apply(planner.plan(), service, journal, replace(ONE_AT_A_TIME, on_error=OnError.STOP), ignore)

    found = go_on(service, journal, run)

    assert [receipt.status.value for receipt in found.receipts] == ["failed", "done", "done"]
    assert service.names("budget-groups") == ("Three", "Two")


def test_what_never_left_is_sent(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budget-groups", name="One")
    planner.create("budget-groups", name="Two")
    run = cut(service, planner, journal, {1: Fault.UNREACHABLE})
    assert [receipt.status.value for receipt in run.receipts] == ["failed", "skipped"]

    assert go_on(service, journal, run).exit_code == 0


def test_a_conflict_is_not_tried_again_and_what_needs_it_stays_skipped(
    service: Service, planner: Planner, journal: Journal, budget: Record
) -> None:
    planner.patch("budgets", budget, name="Mine")
    planner.create("budget-groups", (1,), name="Needs it")
    planner.create("budget-groups", name="Free")
    service.put("budgets", "b1", name="Theirs", type="global", granularity="month")
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})

    found = go_on(service, journal, run)

    assert [receipt.status.value for receipt in found.receipts] == ["skipped", "skipped", "done"]
    assert found.exit_code == 5


def test_a_run_that_the_journal_does_not_know_cannot_be_resumed(service: Service, journal: Journal) -> None:
    with pytest.raises(RunMissing, match="rzzzz"):
        resume("rzzzz", service, journal, ONE_AT_A_TIME, ignore, {})


def test_a_service_that_is_down_leaves_everything_as_unknown_as_it_was(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="New")
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})
    service.down = True

    with pytest.raises(Unreachable):
        go_on(service, journal, run)

    assert journal.run(run.id).unknown == 1


def test_ctrl_c_while_settling_leaves_the_rest_for_another_resume(
    service: Service, planner: Planner, journal: Journal
) -> None:
    planner.create("budget-groups", name="One")
    planner.create("budget-groups", name="Two")
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER, 2: Fault.LOST_ANSWER})

    def press_ctrl_c(_: Receipt) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=f"flowtly resume {run.id}"):
        resume(run.id, service, journal, ONE_AT_A_TIME, press_ctrl_c, {})

    assert [receipt.status.value for receipt in journal.run(run.id).receipts] == ["done", "unknown"]
    assert go_on(service, journal, run).exit_code == 0
