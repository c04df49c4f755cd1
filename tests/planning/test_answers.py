"""Answers of a work list become changes like any other, and ask for nothing once they are carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worklists import answer, booking, document, iri, live_of, transaction

from toolkit.entities import find
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Labels, Live
from toolkit.entities.offers import Offer
from toolkit.entities.record import Command, Header, Mine, Record
from toolkit.planning.answers import Offers, translate
from toolkit.planning.changes import Action, Create, Patch
from toolkit.planning.make import make_plan
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.planfile import dump, load, summary
from toolkit.planning.reversibility import Reversibility

OFFICE, TRAVEL, GRID = iri("budgets", "b1"), iri("budgets", "b2"), iri("projects", "p1")
ORIGIN = Origin("october.xlsx", "ab" * 32, "sandbox", "sandbox", "demo@flowtly.test", "2026-11-01T09:30:00+00:00")
MONTH = Offer("month", "Month: 2026-10", expected={"connectedMonth": "2026-10"})
PARTY = Offer("c2", "Counterparty: Fortum", expected={"counterparty": iri("counterparties", "c2")})
RIDDLE = Offer("7", "?")


def planned(rows: Sequence[Mine], live: Live, base: Live | None = None, offers: Offers | None = None) -> Plan:
    labels = Labels(live)
    made = translate(rows, base or {}, live, labels, offers or {})
    plan = make_plan(ORIGIN, made.rows, base or {}, live, labels)
    return replace(plan, refusals=(*plan.refusals, *made.refusals))


def accepting(offer: Offer, row: int = 2, note: str | None = None, month: str | None = None) -> Mine:
    return answer(row, accept=True, suggestion=offer.says, suggestionId=offer.id, note=note, connectedMonth=month)


def suggested(*offers: Offer, path: str = "transactions", id: str = "t1") -> Offers:
    return {(path, id): offers}


def reasons(plan: Plan) -> list[str]:
    return [refusal.reason for refusal in plan.refusals]


def after(plan: Plan, live: Live) -> Live:
    """Return the records as a service that takes every change leaves them."""
    records = {path: dict(found) for path, found in live.items()}
    for change in plan.changes:
        found = records.setdefault(change.entity.path, {})
        match change:
            case Create():
                found[f"new{change.n}"] = Record(
                    f"new{change.n}", iri(change.entity.path, f"new{change.n}"), change.after
                )
            case Patch():
                kept = {name: value for name, value in change.edits.items() if value is not None}
                found[change.before.id] = replace(change.before, values={**change.before.values, **kept})
            case Action():
                held = found[change.before.id]
                found[held.id] = replace(held, values={**held.values, **change.expected})
            case _:
                pytest.fail("an answer deletes and replaces nothing")
    return records


def test_each_answer_becomes_the_record_it_is_about() -> None:
    row = answer(
        budget=OFFICE,
        project=GRID,
        invoice=iri("invoices", "7"),
        amount=40,
        employee=iri("employees", "e1"),
        note="Half",
    )

    plan = planned([row], live_of(transaction()))

    bodies = {request.path: request.body for change in plan.changes for request in change.requests}
    assert bodies == {
        "/budget-transactions": {
            "budget": OFFICE,
            "transaction": iri("transactions", "t1"),
            "employee": iri("employees", "e1"),
            "amount": 40,
        },
        "/income-transactions": {
            "transaction": iri("transactions", "t1"),
            "invoice": iri("invoices", "7"),
            "amount": 40,
        },
        "/project-transactions": {"project": GRID, "transaction": iri("transactions", "t1"), "amount": 40},
        "/transactions/t1": {"note": "Half"},
    }


def test_an_amount_left_out_is_not_sent() -> None:
    (change,) = planned([answer(budget=OFFICE)], live_of(transaction())).changes

    assert change.requests[0].body == {"budget": OFFICE, "transaction": iri("transactions", "t1")}


def test_a_change_knows_the_cells_of_its_answer_and_not_the_id_of_another_record() -> None:
    (change,) = planned([answer(5, budget=OFFICE, amount=40)], live_of(transaction())).changes

    assert (change.place.sheet, change.place.row) == ("Open transactions", 5)
    assert change.place.letters == {"budget": "K", "amount": "N", "Status": "U", "Detail": "V"}


def test_rows_without_answers_count_as_unchanged() -> None:
    plan = planned([answer(2), answer(3, command=Command.IGNORE, budget=OFFICE)], live_of(transaction()))

    assert (plan.changes, plan.unchanged) == ((), 2)


def test_what_a_row_only_shows_is_not_sent() -> None:
    held = transaction()
    shown = answer(counterparty=iri("counterparties", "c2"), connectedMonth="2026-10")

    assert planned([shown], live_of(held), {"transactions": {"t1": held}}).changes == ()


def test_several_rows_that_say_one_thing_of_a_transaction_make_one_patch() -> None:
    rows = [answer(2, note="Both", budget=OFFICE, amount=40), answer(3, note="Both", budget=TRAVEL, amount=60)]

    patches = [change for change in planned(rows, live_of(transaction())).changes if isinstance(change, Patch)]

    assert [(patch.place.row, patch.edits) for patch in patches] == [(2, {"note": "Both"})]


def test_a_field_that_somebody_else_changed_meanwhile_is_a_conflict() -> None:
    base = {"transactions": {"t1": transaction()}}

    plan = planned([answer(connectedMonth="2026-11")], live_of(transaction(connectedMonth="2026-12")), base)

    assert [(conflict.cell, conflict.live) for conflict in plan.conflicts] == [("J2", "2026-12")]


def test_what_somebody_else_booked_meanwhile_is_not_booked_twice() -> None:
    theirs = booking("budget-transactions", "x1", budget=TRAVEL, amount=60)
    live = live_of(transaction(), budget_transactions=(theirs,))

    plan = planned([answer(budget=OFFICE, amount=40)], live, {"budget-transactions": {}})

    assert plan.changes == ()
    (reason,) = reasons(plan)
    assert reason == (
        "Somebody has answered this since the list was written: the transaction is booked on Travel (x1). "
        "Nothing is booked twice; write the list again."
    )


def test_the_very_answer_of_somebody_else_leaves_nothing_to_do() -> None:
    theirs = booking("budget-transactions", "x1", budget=OFFICE, amount=40)

    plan = planned([answer(budget=OFFICE, amount=40)], live_of(transaction(), budget_transactions=(theirs,)))

    assert (plan.changes, plan.refusals, plan.unchanged) == ((), (), 1)


def test_another_part_on_the_same_budget_cannot_be_told_apart() -> None:
    old = booking("budget-transactions", "x1", budget=OFFICE, amount=10)
    base = {"budget-transactions": {"x1": old}}

    plan = planned([answer(budget=OFFICE, amount=40)], live_of(transaction(), budget_transactions=(old,)), base)

    assert plan.changes == ()
    assert reasons(plan)[0].startswith("A new budget transaction cannot be told apart from Id x1")


def test_a_transaction_that_is_gone_is_said_where_somebody_answered() -> None:
    plan = planned([answer(2, "gone", budget=OFFICE), answer(3, "gone")], live_of(transaction()))

    assert reasons(plan) == ["The transaction gone is no longer there."]
    assert plan.unchanged == 1


def test_a_suggestion_is_accepted_by_its_own_operation_and_has_no_way_back() -> None:
    plan = planned([accepting(MONTH)], live_of(transaction(connectedMonth=None)), offers=suggested(MONTH))

    (change,) = plan.changes
    assert isinstance(change, Action)
    assert change.requests[0].to_json() == {
        "method": "POST",
        "path": "/transactions/t1/suggestions/month/apply",
        "body": {},
    }
    assert change.reversibility is Reversibility.IRREVERSIBLE
    assert [guard.name for guard in plan.guards] == ["irreversible"]
    assert change.place.letters == {"Status": "U", "Detail": "V", "connectedMonth": "S", "Command": "S"}
    assert summary(plan)["accept"] == 1


def test_a_plan_with_an_operation_is_read_back_as_it_was() -> None:
    live = live_of(transaction(connectedMonth=None, counterparty=None))
    plan = planned([accepting(MONTH), accepting(PARTY, 3, note="x")], live, offers=suggested(MONTH, PARTY))

    assert load(dump(plan)) == plan


def test_what_is_done_to_one_record_goes_one_after_the_other_edits_first() -> None:
    live = live_of(transaction(connectedMonth=None, counterparty=None))

    plan = planned([accepting(MONTH), accepting(PARTY, 3, note="x")], live, offers=suggested(MONTH, PARTY))

    assert [(type(change), change.needs) for change in plan.changes] == [(Patch, ()), (Action, (1,)), (Action, (2,))]


@pytest.mark.parametrize(
    ("offers", "reason"),
    [
        ({}, "The service no longer suggests this: somebody accepted it, or answered otherwise."),
        (
            suggested(replace(MONTH, says="Month: 2026-11")),
            "The service suggests something else under this id by now: Month: 2026-11.",
        ),
    ],
    ids=["gone", "another"],
)
def test_only_the_suggestion_that_was_shown_is_accepted(offers: Offers, reason: str) -> None:
    plan = planned([accepting(MONTH)], live_of(transaction(connectedMonth=None)), offers=offers)

    assert (plan.changes, reasons(plan)) == ((), [reason])


def test_one_field_has_one_answer() -> None:
    live = live_of(transaction(connectedMonth=None))

    plan = planned([accepting(MONTH, month="2026-11")], live, offers=suggested(MONTH))

    assert plan.changes == ()
    assert reasons(plan) == [
        "Not sent: another answer about the same record is in conflict or refused, and they are sent together.",
        "Row 2 says something of Month already. Keep one of the two.",
    ]


def test_what_nobody_can_tell_the_effect_of_is_accepted_by_itself() -> None:
    live = live_of(transaction(connectedMonth=None))

    alone = planned([accepting(RIDDLE)], live, offers=suggested(RIDDLE))
    together = planned([accepting(MONTH), accepting(RIDDLE, 3)], live, offers=suggested(MONTH, RIDDLE))

    assert [type(change) for change in alone.changes] == [Action]
    assert together.changes == ()
    assert reasons(together) == [
        "Not sent: another answer about the same record is in conflict or refused, and they are sent together.",
        "The service does not tell what this suggestion sets. Accept it in a run of its own.",
    ]


def test_a_document_gets_its_transaction_by_name_or_by_a_suggestion() -> None:
    papers = {own: Record(own, iri("transaction-attachments", own), {"name": own}) for own in ("d1", "d2")}
    live = {**live_of(transaction()), "transaction-attachments": papers}
    offer = Offer("t1", "Transaction: Movement t1", expected={"transaction": iri("transactions", "t1")})
    yes = document(3, "d2", accept=True, suggestion=offer.says, suggestionId="t1")

    plan = planned(
        [document(transaction=iri("transactions", "t1")), yes],
        live,
        offers=suggested(offer, path="transaction-attachments", id="d2"),
    )

    assert [change.requests[0].path for change in plan.changes] == [
        "/transaction-attachments/d1",
        "/transaction-attachments/d2/suggestions/t1/apply",
    ]


def test_rows_of_other_sheets_stay_as_they_are_and_may_make_what_answers_name() -> None:
    budgets = find("budgets")
    new = Mine(Header(budgets, "Budgets", 1, {"name": "C"}), 2, Command.AUTO, None, {"name": "Fairs"})

    plan = planned([answer(budget=NewRow("budgets", "Budgets", 2)), new], live_of(transaction()))

    assert [(change.entity.path, change.needs) for change in plan.changes] == [
        ("budgets", ()),
        ("budget-transactions", (1,)),
    ]


SPLITS = st.dictionaries(st.sampled_from(["b1", "b2"]), st.integers(1, 50))


@given(SPLITS, st.none() | st.sampled_from(["2026-10", "2026-11"]), st.sampled_from([(), (PARTY,)]), st.text())
def test_answers_that_were_carried_out_ask_for_nothing(
    parts: Mapping[str, int], month: str | None, offers: tuple[Offer, ...], note: str
) -> None:
    live = live_of(transaction(counterparty=None))
    base = {path: found for path, found in live.items() if path in {"transactions", "budget-transactions"}}
    rows = [answer(row, budget=iri("budgets", own), amount=part) for row, (own, part) in enumerate(parts.items(), 2)]
    rows.append(answer(9, connectedMonth=month, note=note or None))
    accepted = [accepting(offer, 10) for offer in offers]

    plan = planned([*rows, *accepted], live, base, suggested(PARTY))
    done = after(plan, live)

    assert plan.refusals == ()
    assert sum(isinstance(change, Create) for change in plan.changes) == len(parts)
    assert planned(rows, done, base).changes == ()
