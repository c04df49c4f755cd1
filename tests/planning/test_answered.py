"""What a colleague did meanwhile is merged with the answers of a work list, as with the cells of a record."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from worklists import answer, booking, document, iri, live_of, transaction

from tests.planning.test_derive import at, forged, leaves, other, shown
from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.offers import Offer
from toolkit.entities.record import Command, Header, Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.planning.answers import Offers, translate
from toolkit.planning.changes import Action, Create
from toolkit.planning.discrepancies import discrepancies_in
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.planfile import BadPlan, content_of, dump, load

OFFICE, TRAVEL = iri("budgets", "b1"), iri("budgets", "b2")
FORTUM, NOWAK = iri("counterparties", "c2"), iri("counterparties", "c1")
ORIGIN = Origin("october.xlsx", "ab" * 32, "sandbox", "sandbox", "demo@flowtly.test", "2026-11-01T09:30:00+00:00")
PARTY = Offer("c2", "Counterparty: Fortum", expected={"counterparty": FORTUM})
RIDDLE = Offer("7", "?")
BOOKED_NOTHING: Mapping[str, Mapping[str, Record]] = {
    "budget-transactions": {},
    "project-transactions": {},
    "income-transactions": {},
}


def planned(rows: Sequence[Mine], live: Live, listed: Record, offers: Offers | None = None) -> Plan:
    """Plan rows of a work list that was written when one transaction was as `listed`, and booked on nothing."""
    base: Live = {**BOOKED_NOTHING, "transactions": {listed.id: listed}}
    labels = Labels(live)
    made = translate(rows, base, live, labels, offers or {})
    plan = make_plan(ORIGIN, made.rows, base, live, labels)
    return replace(plan, refusals=(*plan.refusals, *made.refusals))


def accepting(offer: Offer, choice: Settlement | None = None) -> Mine:
    row = answer(accept=True, suggestion=offer.says, suggestionId=offer.id)
    return replace(row, settlement=choice)


def chosen(side: Side, **shown: Value | None) -> Settlement:
    """Return a choice for a row, made when these values were shown as live."""
    seen = Seen("2026-11-01", shown)
    return Settlement(side, seen=seen)


def suggested(offer: Offer) -> Offers:
    return {("transactions", "t1"): (offer,)}


def reasons(plan: Plan) -> list[str]:
    return [refusal.reason for refusal in plan.refusals]


OPEN = Record("t1", iri("transactions", "t1"), {"description": "Movement t1", "amount": Decimal("-100.50")})
THEIRS = transaction(counterparty=NOWAK)


def test_accepting_does_not_overwrite_what_a_colleague_assigned() -> None:
    plan = planned([accepting(PARTY)], live_of(THEIRS), OPEN, suggested(PARTY))

    assert plan.changes == ()
    (conflict,) = plan.conflicts
    assert (conflict.cell, conflict.field) == ("S2", "counterparty")
    assert (conflict.base, conflict.mine, conflict.live) == (None, FORTUM, NOWAK)
    assert (conflict.entity.path, conflict.id) == ("transactions", "t1")


@pytest.mark.parametrize(("side", "sent"), [(Side.MINE, [Action]), (Side.LIVE, [])])
def test_a_choice_settles_whether_a_suggestion_is_accepted(side: Side, sent: list[type]) -> None:
    choice = chosen(side, counterparty=NOWAK)

    plan = planned([accepting(PARTY, choice)], live_of(THEIRS), OPEN, suggested(PARTY))

    assert ([type(change) for change in plan.changes], plan.conflicts, plan.refusals) == (sent, (), ())


def test_a_choice_for_the_column_accept_is_one_for_what_the_suggestion_sets() -> None:
    choice = replace(chosen(Side.MINE, counterparty=NOWAK), rest=None)

    plan = planned(
        [accepting(PARTY, replace(choice, sides={"accept": Side.MINE}))], live_of(THEIRS), OPEN, suggested(PARTY)
    )

    assert [type(change) for change in plan.changes] == [Action]


@pytest.mark.parametrize("now", [transaction(counterparty=iri("counterparties", "c3")), OPEN], ids=["again", "back"])
def test_a_choice_for_another_live_value_accepts_nothing(now: Record) -> None:
    choice = chosen(Side.LIVE, counterparty=NOWAK)

    plan = planned([accepting(PARTY, choice)], live_of(now), OPEN, suggested(PARTY))

    assert plan.changes == ()
    assert [conflict.resolution for conflict in plan.conflicts] == ["live"]


def test_what_a_colleague_set_to_the_same_is_not_accepted_again() -> None:
    plan = planned([accepting(PARTY)], live_of(transaction(counterparty=FORTUM)), OPEN, suggested(PARTY))

    assert (plan.changes, plan.conflicts, plan.unchanged) == ((), (), 1)


@pytest.mark.parametrize("field", ["note", "connectedMonth", "amount"])
def test_a_suggestion_that_tells_nothing_relies_on_the_whole_record(field: str) -> None:
    moved: dict[str, Value] = {"note": "Theirs", "connectedMonth": "2026-09", "amount": 7}
    now = replace(OPEN, values={**OPEN.values, field: moved[field]})

    plan = planned([accepting(RIDDLE)], live_of(now), OPEN, suggested(RIDDLE))

    assert (plan.changes, [conflict.field for conflict in plan.conflicts]) == ((), [field])


def test_a_document_that_a_colleague_tied_to_another_transaction_is_a_conflict() -> None:
    offer = Offer("t1", "Transaction: Movement t1", expected={"transaction": iri("transactions", "t1")})
    row = document(accept=True, suggestion=offer.says, suggestionId="t1")
    base: Live = {"transaction-attachments": {"d1": Record("d1", iri("transaction-attachments", "d1"), {"name": "d1"})}}
    tied = Record("d1", iri("transaction-attachments", "d1"), {"name": "d1", "transaction": iri("transactions", "t2")})
    live = {**live_of(transaction()), "transaction-attachments": {"d1": tied}}
    labels = Labels(live)
    made = translate([row], base, live, labels, {("transaction-attachments", "d1"): (offer,)})

    plan = make_plan(ORIGIN, made.rows, base, live, labels)

    assert (plan.changes, [conflict.live for conflict in plan.conflicts]) == ((), [iri("transactions", "t2")])


WAS, NOW = transaction("-100"), transaction("-250")


@pytest.mark.parametrize("amount", [None, 40])
@pytest.mark.parametrize("on", ["budget", "project", "invoice"])
def test_an_amount_that_changed_since_the_list_is_not_booked_unseen(on: str, amount: int | None) -> None:
    bare = answer(amount=amount)
    row = replace(bare, values={**bare.values, on: iri(f"{on}s", "7")})

    plan = planned([row], live_of(NOW), WAS)

    assert plan.changes == ()
    (conflict,) = plan.conflicts
    assert (conflict.cell, conflict.entity.path, conflict.field) == ("N2", "transactions", "amount")
    assert (conflict.base, conflict.mine, conflict.live) == (-100, amount, -250)
    assert load(dump(plan)).conflicts == plan.conflicts


@pytest.mark.parametrize(("side", "sent"), [(Side.MINE, 1), (Side.LIVE, 0)])
def test_a_choice_settles_whether_another_amount_is_booked(side: Side, sent: int) -> None:
    row = replace(answer(budget=OFFICE), settlement=chosen(side, amount=-250))

    plan = planned([row], live_of(NOW), WAS)

    assert (len(plan.changes), plan.conflicts, plan.refusals) == (sent, (), ())


def test_a_choice_for_another_amount_books_nothing() -> None:
    row = replace(answer(budget=OFFICE), settlement=chosen(Side.MINE, amount=-180))

    plan = planned([row], live_of(NOW), WAS)

    assert plan.changes == ()
    assert "live changed again after mine was chosen" in plan.conflicts[0].reason


def test_what_is_booked_already_as_answered_is_no_conflict_whatever_it_comes_to() -> None:
    there = booking("budget-transactions", "x1", budget=OFFICE)

    plan = planned([answer(budget=OFFICE)], live_of(NOW, budget_transactions=(there,)), WAS)

    assert (plan.changes, plan.conflicts, plan.refusals) == ((), (), ())


def test_a_booking_that_a_colleague_changed_since_the_list_counts_as_theirs() -> None:
    before = booking("budget-transactions", "x1", budget=TRAVEL, amount=20)
    after = booking("budget-transactions", "x1", budget=TRAVEL, amount=30)
    base: Live = {**BOOKED_NOTHING, "transactions": {"t1": WAS}, "budget-transactions": {"x1": before}}
    live = live_of(WAS, budget_transactions=(after,))

    made = translate([answer(budget=OFFICE, amount=40)], base, live, Labels(live), {})

    assert "the transaction is booked on Travel (x1)" in made.refusals[0].reason


def test_the_answers_about_one_transaction_are_sent_together_or_not_at_all() -> None:
    rows = [
        answer(2, budget=OFFICE, amount=40, counterparty=FORTUM),
        answer(3, budget=TRAVEL, amount=60),
        answer(4, id="t2", budget=OFFICE),
    ]
    live = live_of(THEIRS, transaction(id="t2"))

    plan = planned(rows, live, OPEN)

    assert [(change.place.row, change.verb) for change in plan.changes] == [(4, "create")]
    assert [(conflict.cell, conflict.live) for conflict in plan.conflicts] == [("I2", NOWAK)]
    told = "Not sent: Open transactions!2 about the same record is in conflict or refused, and they are sent together."
    assert [(refusal.row, refusal.reason) for refusal in plan.refusals] == [(2, told), (3, told)]


def test_a_booking_carries_what_it_relies_on() -> None:
    """What is booked by the plan itself is no colleague's."""
    there = booking("budget-transactions", "x1", budget=TRAVEL, amount=20)
    base: Live = {**BOOKED_NOTHING, "transactions": {"t1": WAS}, "budget-transactions": {"x1": there}}
    live = live_of(WAS, budget_transactions=(there,))
    labels = Labels(live)
    made = translate([answer(budget=OFFICE, amount=40)], base, live, labels, {})

    plan = make_plan(ORIGIN, made.rows, base, live, labels)

    (change,) = plan.changes
    assert isinstance(change, Create)
    told = [(each.field, each.id, dict(each.values), each.beside) for each in change.relies]
    assert told == [("budget", "b1", {}, None), ("transaction", "t1", {"amount": -100}, {"x1": 20})]
    assert load(dump(plan)) == plan


def test_a_row_of_the_record_itself_that_nobody_touched_does_not_stop_an_answer() -> None:
    """A workbook may hold a work list beside what was pulled."""
    transactions = find("transactions")
    header = Header(transactions, "Transactions", 1, {"Id": "B", "note": "C"})
    untouched = Mine(header, 7, Command.AUTO, "t1", {"note": OPEN.values.get("note")})

    plan = planned([answer(note="Mine"), untouched], live_of(OPEN), OPEN)

    assert ([change.verb for change in plan.changes], plan.refusals) == (["patch"], ())


def test_what_a_booking_relies_on_cannot_be_edited_unseen() -> None:
    """A forged fact is refused, does not follow from the rest, or is read by whoever looks at the plan."""
    there = booking("budget-transactions", "x1", budget=TRAVEL, amount=20)
    base: Live = {**BOOKED_NOTHING, "transactions": {"t1": WAS}, "budget-transactions": {"x1": there}}
    live = live_of(WAS, budget_transactions=(there,))
    labels = Labels(live)
    plan = make_plan(
        ORIGIN, translate([answer(budget=OFFICE, amount=40)], base, live, labels, {}).rows, base, live, labels
    )
    content = content_of(plan)
    before = shown(dump(plan))
    paths = [path for path in leaves(content) if "relies" in path]

    assert len(paths) == 8
    for path in paths:
        text = forged(content, path, other(at(content, path)))
        with suppress(BadPlan):
            assert discrepancies_in(text) or shown(text) != before, path
