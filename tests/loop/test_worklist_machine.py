"""Two people over one work list: whatever a colleague does between list, plan and run, nothing is lost or doubled."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from worklists import answer

from toolkit.api.client import Client
from toolkit.applying.executor import Options, apply
from toolkit.applying.journal import Journal, open_journal
from toolkit.applying.receipts import Receipt, Run, Status
from toolkit.applying.timing import Timing
from toolkit.checking.answers import answer_issues
from toolkit.entities import find
from toolkit.entities.canonical import Json
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.offers import Offer
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.excel.base import Base
from toolkit.loop.conflicts import with_seen
from toolkit.loop.offers import offers_of
from toolkit.loop.reach import Reached, reach
from toolkit.planning.answers import translate
from toolkit.planning.changes import Create
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.planfile import dump, load
from toolkit.settings import Profile

TRANSACTIONS, BOOKINGS = find("transactions"), find("budget-transactions")
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "8"))
"""So many months are lived through; `make machines` asks for more."""
OPTIONS = Options(workers=1, timing=Timing(deadline=10.0, margin=0.0, backoff=0.0))
STAMP = count()
AMOUNT = 1000
FIELDS = ("counterparty", "connectedMonth", "note")

Deed = tuple[int, str, int | None]
"""What a colleague does: to which transaction, what, and with which value."""
Said = tuple[int, str, int]
"""What the person answers: about which transaction, what, and with which of several values."""
PARTS: tuple[tuple[int | None, ...], ...] = ((None,), (400,), (400, 600), (AMOUNT,))
which = st.sampled_from([0, 0, 0, 1])
said = st.one_of(
    st.tuples(which, st.just("book"), st.sampled_from(range(len(PARTS)))),
    st.tuples(which, st.sampled_from(["assign", "note", "accept"]), st.integers(0, 1)),
)
deed = st.one_of(
    st.tuples(which, st.just("assign"), st.sampled_from([0, 1, None])),
    st.tuples(which, st.just("amount"), st.sampled_from([-AMOUNT, -900, -1500])),
    st.tuples(which, st.just("book"), st.sampled_from([None, 100, 600])),
    st.tuples(which, st.just("take back"), st.none()),
)
deeds: st.SearchStrategy[list[Deed]] = st.lists(deed, max_size=2)


class Month(RuleBasedStateMachine):
    """A person with a work list of two transactions, and a colleague who works in the service itself."""

    reached: ClassVar[Reached]
    journal: ClassVar[Journal]
    budgets: ClassVar[tuple[str, ...]]
    parties: ClassVar[tuple[str, ...]]
    account: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.client: Client = self.reached.client
        self.ids = tuple(self._transaction() for _ in range(2))
        self.rows: dict[int, Mine] = {}
        self.seen: dict[str, Seen] = {}
        self.ours: set[str] = set()
        self.base = self._look()
        self.offers = self._offers()

    # What the person does.

    @initialize(parts=st.sampled_from(range(len(PARTS))), more=st.lists(said, max_size=2))
    def start(self, parts: int, more: list[Said]) -> None:
        """Answer something at once: a list that nobody answers asks for nothing."""
        for each in ((0, "book", parts), *more):
            self.answer(each)

    @rule(parts=st.sampled_from(range(len(PARTS))), more=st.lists(said, max_size=2))
    def list_again(self, parts: int, more: list[Said]) -> None:
        """Write the list anew, as what is in the service now is what its author sees, and answer it."""
        self.rows, self.seen, self.ours = {}, {}, set()
        self.base, self.offers = self._look(), self._offers()
        self.start(parts, more)

    @rule(each=said)
    def answer(self, each: Said) -> None:
        """Answer with a budget for the whole or parts, a counterparty, a note, or by accepting a suggestion."""
        which, what, value = each
        match what:
            case "book":
                for at, part in enumerate(PARTS[value]):
                    self._say(which, at, budget=self.budgets[at], amount=part)
            case "assign":
                self._say(which, 0, counterparty=self.parties[value], accept=None)
            case "note":
                self._say(which, 0, note=f"Note {value}")
            case _:
                self._accept(which)

    def _accept(self, which: int) -> None:
        offer = self.offers.get(self.ids[which])
        if offer is not None:
            shown = {"suggestion": offer.says, "suggestionId": offer.id}
            self._say(which, 0, accept=True, counterparty=None, **shown)

    @rule(side=st.sampled_from(Side))
    def choose(self, side: Side) -> None:
        """Look at the conflicts, and choose one side for all: that they are settled by it is not for ever the same."""
        plan = self._planned()
        if plan is None or not plan.conflicts:
            return
        shown = with_seen(BARE, plan.conflicts, "2026-11-01T09:30:00+00:00").seen.get("transactions", {})
        for own, seen in shown.items():
            known = self.seen[own].values if own in self.seen else {}
            self.seen[own] = replace(seen, values={**known, **seen.values})
        rows = {conflict.row for conflict in plan.conflicts}
        for number, mine in self.rows.items():
            if number in rows:
                self.rows[number] = replace(mine, settlement=Settlement(side))
        again = self._planned()
        assert again is not None
        assert again.conflicts == ()

    @rule(since=deeds, side=st.sampled_from([None, *Side]), meanwhile=deeds)
    def plan_wait_and_apply(self, since: list[Deed], side: Side | None, meanwhile: list[Deed]) -> None:
        """Apply a saved plan, the colleague being at work before it is made and after.

        What came of it is held against what its author knew.
        """
        for deed in since:
            self.colleague(deed)
        if side is not None:
            self.choose(side)
        made = self._planned()
        if made is None or not made.changes:
            return
        plan = load(dump(made))
        for deed in meanwhile:
            self.colleague(deed)
        before = self._look()
        run = apply(plan, self.client, self.journal, OPTIONS, hear)
        after = self._look()
        self._nothing_doubled(plan, run, before, after)
        self._nothing_overwritten(before, after)
        self._nothing_lost(plan, run, before)

    # What the colleague does.

    @rule(deed=deed)
    def colleague(self, deed: Deed) -> None:
        """Assign, correct the amount of, book, or take back what is booked on a transaction, in the service itself."""
        which, what, value = deed
        match what:
            case "assign":
                self._patch(which, counterparty=None if value is None else self.parties[value])
            case "amount":
                self._patch(which, amount=value)
            case "take back":
                for record in self._booked(self._look(), which):
                    self.client.send("DELETE", f"/budget-transactions/{record.id}", None)
            case _:
                self._book_in_the_service(which, value)

    def _book_in_the_service(self, which: int, amount: int | None) -> None:
        """Book the transaction on a budget that nobody answers with, or more on it where that is done already."""
        there = [each for each in self._booked(self._look(), which) if each.values.get("budget") == self.budgets[2]]
        body: dict[str, Json] = {"budget": self.budgets[2], "transaction": self._iri(which)}
        body = body if amount is None else {**body, "amount": amount}
        if there:
            self.client.send("PATCH", f"/budget-transactions/{there[0].id}", {"amount": amount})
        else:
            self.client.send("POST", "/budget-transactions", body)

    # What must hold.

    def _nothing_doubled(self, plan: Plan, run: Run, before: Live, after: Live) -> None:
        """Let nothing be booked on a transaction whose amount or bookings are not those that its author knew."""
        done = {receipt.n: receipt for receipt in run.receipts if receipt.status is Status.DONE}
        for change in plan.changes:
            if not isinstance(change, Create) or change.n not in done:
                continue
            which = self._which(str(change.after["transaction"]))
            listed, now = self._of(self.base, which), self._of(before, which)
            chosen = self.seen.get(self.ids[which])
            agreed = {listed.values["amount"], chosen.values.get("amount") if chosen else None}
            assert now.values["amount"] in agreed
            known = {record.id: record for record in self._booked(self.base, which)}
            others = [record for record in self._booked(before, which) if record.id not in self.ours]
            assert all(known.get(record.id) == record for record in others)
            self.ours.add(str(done[change.n].id))
        for which in range(2):
            made = {record.id for record in self._booked(after, which)} - {
                record.id for record in self._booked(before, which)
            }
            if made:
                assert self._sum(after, which) <= abs(Decimal(str(self._of(after, which).values["amount"])))

    def _nothing_overwritten(self, before: Live, after: Live) -> None:
        """Let no field that the colleague set become another but by a choice that was made for that very value."""
        for which, own in enumerate(self.ids):
            listed, was, now = (self._of(side, which).values for side in (self.base, before, after))
            for name in FIELDS:
                if now.get(name) != was.get(name) and was.get(name) != listed.get(name):
                    assert own in self.seen
                    assert self.seen[own].values.get(name) == was.get(name)

    def _nothing_lost(self, plan: Plan, run: Run, before: Live) -> None:
        """Let everything be done about transactions that nobody touched since the list."""
        quiet = {
            which
            for which in range(2)
            if self._of(self.base, which) == self._of(before, which)
            and self._booked(self.base, which) == self._booked(before, which)
        }
        for change, receipt in zip(plan.changes, run.receipts, strict=True):
            iri = str(change.after["transaction"]) if isinstance(change, Create) else change.before.iri
            if self._which(iri) in quiet:
                assert receipt.status is Status.DONE, receipt.detail

    # How it is done.

    def _planned(self) -> Plan | None:
        """Plan the rows as the loop does; nothing where the check finds an error."""
        live = self._look()
        rows = [self._with_seen(mine) for mine in self.rows.values()]
        if any(issue.severity == "error" for issue in answer_issues(rows, self.base, live)):
            return None
        wanted = [own for own in self.ids if any(row.id == own and row.values.get("accept") for row in rows)]
        offers = offers_of(self.reached, TRANSACTIONS, wanted)
        labels = Labels(live)
        made = translate(rows, self.base, live, labels, offers)
        origin = Origin("list.xlsx", f"{next(STAMP):064}", "sandbox", "sandbox", "demo", "2026-11-01T09:30:00+00:00")
        plan = make_plan(origin, made.rows, self.base, live, labels)
        self._one_intention(plan, {(each.sheet, each.row) for each in made.refusals})
        return plan

    def _one_intention(self, plan: Plan, refused: set[tuple[str, int]]) -> None:
        """Let a transaction with one answer in conflict or refused have none of its answers in the plan."""
        waiting = refused | {(each.sheet, each.row) for each in plan.conflicts}
        waiting |= {(each.sheet, each.row) for each in plan.refusals}
        held = {self.rows[row].id for _sheet, row in waiting}
        assert held.isdisjoint({self.rows[change.place.row].id for change in plan.changes})

    def _with_seen(self, mine: Mine) -> Mine:
        seen = self.seen.get(mine.id or "")
        return mine if mine.settlement is None else replace(mine, settlement=replace(mine.settlement, seen=seen))

    def _say(self, which: int, at: int, **values: Value | None) -> None:
        number = 2 + 2 * which + at
        known = self.rows.get(number, answer(number, id=self.ids[which]))
        self.rows[number] = replace(known, values={**known.values, **values}, settlement=None)

    def _look(self) -> Live:
        """Read what this example is about, as it is now; the rest of the company stays as it is."""
        transactions = {own: self.client.read(TRANSACTIONS, own) for own in self.ids}
        there = {own: record for own, record in transactions.items() if record is not None}
        booked = self.client.list(BOOKINGS)
        return {**COMPANY, "transactions": there, "budget-transactions": booked}

    def _offers(self) -> Mapping[str, Offer]:
        found = offers_of(self.reached, TRANSACTIONS, self.ids)
        return {own: offers[0] for (_path, own), offers in found.items()}

    def _transaction(self) -> str:
        body: dict[str, Json] = {
            "bankAccount": self.account,
            "description": f"Vättern Energi {next(STAMP)}",
            "amount": -AMOUNT,
            "orderDate": "2026-10-05",
            "execDate": "2026-10-05",
            "connectedMonth": "2026-10",
        }
        made = self.client.send("POST", "/transactions", body)
        assert made is not None
        return str(made["id"])

    def _patch(self, which: int, **values: str | int | None) -> None:
        self.client.send("PATCH", f"/transactions/{self.ids[which]}", values)

    def _iri(self, which: int) -> str:
        return f"/api/transactions/{self.ids[which]}"

    def _which(self, iri: str) -> int:
        return self.ids.index(iri.rsplit("/", 1)[-1])

    def _of(self, live: Live, which: int) -> Record:
        return live["transactions"][self.ids[which]]

    def _booked(self, live: Live, which: int) -> list[Record]:
        iri = self._iri(which)
        return [record for record in live["budget-transactions"].values() if record.values.get("transaction") == iri]

    def _sum(self, live: Live, which: int) -> Decimal:
        whole = abs(Decimal(str(self._of(live, which).values["amount"])))
        booked = (record.values.get("amount") for record in self._booked(live, which))
        return sum((whole if part is None else Decimal(str(part)) for part in booked), Decimal(0))


COMPANY: dict[str, Mapping[str, Record]] = {}
BARE = Base("", "", "", "", (), {}, {})


def hear(_receipt: Receipt) -> None:
    """Hear no progress."""


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Month]]:
    """Serve a company whose months these are."""
    folder: Path = tmp_path_factory.mktemp("company")
    with reach(Profile("sandbox", None), folder) as reached:
        paths = ("budgets", "counterparties", "bank-accounts", "employees")
        COMPANY.update({path: dict(reached.client.list(find(path))) for path in paths})
        Month.reached = reached
        Month.budgets = tuple(record.iri for record in COMPANY["budgets"].values())[:3]
        Month.parties = tuple(record.iri for record in COMPANY["counterparties"].values())[:2]
        Month.account = next(iter(COMPANY["bank-accounts"].values())).iri
        reached.client.list(BOOKINGS)
        Month.journal = open_journal(f"sqlite:///{folder / 'journal.sqlite3'}")
        yield Month
        Month.journal.close()


def test_two_people_over_a_work_list(month: type[Month]) -> None:
    run_state_machine_as_test(month, settings=settings(max_examples=EXAMPLES, stateful_step_count=6))
