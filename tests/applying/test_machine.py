"""Whatever order plans, faults, colleagues and resumes come in: every row is made once, or asked about."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.applying.plans import Planner, origin
from tests.applying.runs import ONE_AT_A_TIME
from tests.applying.service import Crash, Fault, Service
from toolkit.applying.executor import OnError, Options, apply
from toolkit.applying.journal import Journal
from toolkit.applying.receipts import Receipt, Status
from toolkit.applying.resume import resume
from toolkit.planning.changes import Create
from toolkit.planning.plan import Plan

FAULTS = st.sampled_from(
    [
        Fault.REFUSED,
        Fault.BUSY,
        Fault.UNREACHABLE,
        Fault.LOCKED_OUT,
        Fault.LOST_REQUEST,
        Fault.LOST_ANSWER,
        Fault.NO_BODY,
        Fault.FAILED,
        Fault.FAILED_AFTER,
        Fault.CRASH_BEFORE,
        Fault.CRASH_AFTER,
    ]
)

FAULTY = st.dictionaries(st.integers(1, 6), FAULTS, max_size=3)
OPTIONS = st.sampled_from([ONE_AT_A_TIME, replace(ONE_AT_A_TIME, on_error=OnError.STOP)])
STAMP = count()
"""Tells the plans of all examples apart, as they share a journal: opening one takes most of the time."""


class Office(RuleBasedStateMachine):
    """People who plan, apply and resume on one service, where anything may break, beside a colleague."""

    journal: ClassVar[Journal]

    def __init__(self) -> None:
        super().__init__()
        self.service = Service()
        self.plans: dict[str, Plan] = {}
        self.colleague: Counter[str] = Counter()

    @rule(creates=st.integers(0, 3), child=st.booleans(), edits=st.integers(0, 2), faults=FAULTY, options=OPTIONS)
    def plan_and_apply(
        self, *, creates: int, child: bool, edits: int, faults: dict[int, Fault], options: Options
    ) -> None:
        """Plan new groups, perhaps one with a budget under it, and edits and a deletion of live ones; apply that."""
        stamp = f"{next(STAMP):06}"
        planner = Planner()
        for number in range(creates):
            planner.create("budget-groups", name=f"{stamp}.{number}")
        if child and creates:
            planner.create("budgets", (1,), name=stamp, type="global", granularity="month", budgetGroup={"@change": 1})
        live = self._settled_groups()
        for id in live[:edits]:  # noqa: A001 - the API's word
            planner.patch("budget-groups", self.service.record("budget-groups", id), name=f"{stamp}.edit.{id}")
        for id in live[edits : edits + 1]:  # noqa: A001 - the API's word
            planner.delete("budget-groups", self.service.record("budget-groups", id))
        plan = planner.plan(replace(origin(), planned_at=stamp))
        self._with(faults)
        with suppress(Crash):
            apply(plan, self.service, self.journal, options, self._hear)
        self.plans[str(self.journal.burned(plan))] = plan

    @precondition(lambda self: self.plans)
    @rule(data=st.data(), faults=FAULTY, options=OPTIONS)
    def resume_one(self, data: st.DataObject, faults: dict[int, Fault], options: Options) -> None:
        """Resume a run, which may break again."""
        run = data.draw(st.sampled_from(sorted(self.plans, key=lambda key: self.plans[key].origin.planned_at)))
        self._with(faults)
        with suppress(Crash):
            resume(run, self.service, self.journal, options, self._hear, {})

    @precondition(lambda self: self._settled_groups())
    @rule(data=st.data(), deletes=st.booleans())
    def colleague_touches(self, data: st.DataObject, *, deletes: bool) -> None:
        """Rename or delete a group behind our back."""
        id = data.draw(st.sampled_from(self._settled_groups()))  # noqa: A001 - the API's word
        if deletes:
            del self.service.records["budget-groups"][id]
        else:
            self.service.put("budget-groups", id, name=f"theirs {next(STAMP)}")

    @precondition(lambda self: self.plans)
    @rule(data=st.data())
    def colleague_makes_a_twin(self, data: st.DataObject) -> None:
        """Make a group of the very name that a plan has."""
        names = sorted(name for plan in self.plans.values() for name in _created(plan).values() if "." in name)
        if names:
            name = data.draw(st.sampled_from(names))
            self.colleague[name] += 1
            self.service.put("budget-groups", f"theirs{next(STAMP)}", name=name)

    @invariant()
    def nothing_is_made_twice(self) -> None:
        """Let no creation take effect more than once."""
        made = Counter(str((request.body or {})["name"]) for request in self.service.writes if request.method == "POST")
        assert all(times == 1 for times in made.values())

    @invariant()
    def receipts_tell_the_truth(self) -> None:
        """Call done only what is there or was; call what took effect done, or a question."""
        made = {str((request.body or {})["name"]) for request in self.service.writes if request.method == "POST"}
        for run, plan in self.plans.items():
            found = {receipt.n: receipt.status for receipt in self.journal.run(run).receipts}
            for n, name in _created(plan).items():
                if found[n] is Status.DONE:
                    assert name in made or self.colleague[name]
                if name in made:
                    assert found[n] in {Status.DONE, Status.UNKNOWN}

    def teardown(self) -> None:
        """Be well again and resume everything: what is unknown then has a twin, or its record was taken away."""
        self._with({})
        for run, plan in self.plans.items():
            resume(run, self.service, self.journal, ONE_AT_A_TIME, self._hear, {})
            found = resume(run, self.service, self.journal, ONE_AT_A_TIME, self._hear, {})
            self.receipts_tell_the_truth()
            for receipt in found.receipts:
                if receipt.status is Status.UNKNOWN:
                    assert self.colleague[_created(plan)[receipt.n]]
        self.nothing_is_made_twice()

    def _settled_groups(self) -> list[str]:
        """Return the ids of live groups but those that are looked for: one that is renamed meanwhile is not found."""
        looked_for = {
            _created(plan)[receipt.n]
            for run, plan in self.plans.items()
            for receipt in self.journal.run(run).receipts
            if receipt.status is Status.UNKNOWN and receipt.verb == "create"
        }
        groups = self.service.records.get("budget-groups", {})
        return sorted(str(member["id"]) for member in groups.values() if member["name"] not in looked_for)

    def _with(self, faults: dict[int, Fault]) -> None:
        already = len(self.service.attempts)
        self.service.down = False
        self.service.faults = {already + attempt: fault for attempt, fault in faults.items()}

    def _hear(self, receipt: Receipt) -> None:
        assert receipt.detail or receipt.status is Status.DONE, "whatever is not done says why"


def _created(plan: Plan) -> dict[int, str]:
    return {change.n: str(change.after["name"]) for change in plan.changes if isinstance(change, Create)}


def test_every_row_is_made_once_or_asked_about(journal: Journal) -> None:
    Office.journal = journal
    run_state_machine_as_test(Office, settings=settings(max_examples=6, stateful_step_count=8, deadline=None))
