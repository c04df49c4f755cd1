"""A lost creation that a colleague has changed since is asked about, and not made a second time."""

import pytest

from tests.applying.plans import Planner
from tests.applying.runs import ONE_AT_A_TIME, ignore, statuses
from tests.applying.service import Fault, Service
from toolkit.applying.executor import apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Run, Status
from toolkit.applying.resume import resume
from toolkit.applying.settle import Adopt, Decision, Send

BUDGET = {"type": "global", "granularity": "month"}


def cut(service: Service, planner: Planner, journal: Journal, faults: dict[int, Fault]) -> Run:
    """Apply the planner's plan with trouble, and let the service be well again."""
    service.faults = faults
    run = apply(planner.plan(), service, journal, ONE_AT_A_TIME, ignore)
    service.faults = {}
    return run


def go_on(service: Service, journal: Journal, run: Run, decisions: dict[int, Decision] | None = None) -> Run:
    return resume(run.id, service, journal, ONE_AT_A_TIME, ignore, decisions or {})


@pytest.mark.parametrize(
    ("path", "sent", "since"),
    [
        ("budgets", {"name": "Fair", **BUDGET}, {"name": "Nordic Fair", **BUDGET}),
        ("budgets", {"name": "Fair", **BUDGET}, {"name": "Nordic Fair", "type": "global", "granularity": "quarter"}),
        ("budget-groups", {"name": "Fair"}, {"name": "Nordic Fair"}),
    ],
    ids=["renamed", "renamed and edited", "nothing but a name"],
)
def test_a_lost_creation_that_was_renamed_is_a_question(
    service: Service, planner: Planner, journal: Journal, path: str, sent: dict[str, str], since: dict[str, str]
) -> None:
    planner.create(path, (), **sent)
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})
    service.put(path, "new1", **since)

    asked = go_on(service, journal, run)

    (receipt,) = asked.receipts
    assert (receipt.status, len(service.attempts), asked.exit_code) == (Status.UNKNOWN, 1, 8)
    assert "changed by somebody: new1. Say which it is with --adopt 1=ID" in receipt.detail
    adopted = go_on(service, journal, run, {1: Adopt("new1")})
    assert (adopted.receipts[0].id, len(service.attempts)) == ("new1", 1)


def test_the_answer_may_be_that_it_is_another(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", (), name="Fair", **BUDGET)
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})
    service.put("budgets", "theirs", name="Their own", **BUDGET)

    assert statuses(go_on(service, journal, run).receipts) == ["unknown"]
    assert go_on(service, journal, run, {1: Send()}).exit_code == 0
    assert service.names("budgets") == ("Fair", "Their own")


def test_what_was_there_before_the_run_is_no_question(service: Service, planner: Planner, journal: Journal) -> None:
    service.put("budgets", "old", name="Old", **BUDGET)
    planner.create("budgets", (), name="Fair", **BUDGET)
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})

    assert go_on(service, journal, run).exit_code == 0


def test_what_has_nothing_of_it_is_no_question(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", (), name="Fair", **BUDGET)
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})
    service.put("budgets", "theirs", name="Their own", type="employee", granularity="year")

    assert go_on(service, journal, run).exit_code == 0


@pytest.mark.parametrize("second", [Fault.LOST_ANSWER, None], ids=["lost as well", "done"])
def test_the_other_creations_of_the_run_are_no_question(
    service: Service, planner: Planner, journal: Journal, second: Fault | None
) -> None:
    """One request was lost on its way; what the other one made is accounted for."""
    planner.create("budgets", (), name="One", **BUDGET)
    planner.create("budgets", (), name="Two", **BUDGET)
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST} | ({2: second} if second else {}))

    assert go_on(service, journal, run).exit_code == 0
    assert service.names("budgets") == ("One", "Two")


def test_many_candidates_are_counted(service: Service, planner: Planner, journal: Journal) -> None:
    planner.create("budgets", (), name="Fair", **BUDGET)
    run = cut(service, planner, journal, {1: Fault.LOST_REQUEST})
    for number in range(25):
        service.put("budgets", f"b{number}", name=f"Budget {number}", **BUDGET)

    assert "b9 and 15 more." in go_on(service, journal, run).receipts[0].detail


def test_a_creation_that_was_deleted_since_is_made_again(service: Service, planner: Planner, journal: Journal) -> None:
    """Nothing tells it from one that never arrived; there is one record afterwards, and the receipt names it."""
    planner.create("budgets", (), name="Fair", **BUDGET)
    run = cut(service, planner, journal, {1: Fault.LOST_ANSWER})
    service.records["budgets"].clear()

    found = go_on(service, journal, run)

    assert (found.receipts[0].id, service.names("budgets")) == ("new2", ("Fair",))
