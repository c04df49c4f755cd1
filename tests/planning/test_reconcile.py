"""After a run: equal to the cent, or different for a reason that is named, or off with only the service to blame."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from toolkit.entities import Entity, find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.plan import Plan
from toolkit.planning.reconcile import Deed, PerhapsOurs, Verdict, Verification, reconcile

BOOKINGS, SHARES, INVOICES = find("budget-transactions"), find("budget-employees"), find("invoices")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]


def held(entity: Entity, key: str, **values: Value) -> Record:
    return Record(key, f"/api/{entity.path}/{key}", values)


def with_amount(record: Record, amount: int) -> Record:
    return replace(record, values={**record.values, "amount": amount})


def of(entity: Entity, records: Mapping[str, Record]) -> Live:
    return {entity.path: dict(records)}


@pytest.fixture
def before(record: Rec) -> dict[str, Record]:
    """Give three bookings of 10, 20 and 30."""
    return {key: record(BOOKINGS, key, at, amount=int(key)) for at, key in enumerate(("10", "20", "30"))}


@pytest.fixture
def edited(plan: Make, pulled: Row, before: dict[str, Record]) -> Plan:
    """Give a plan that makes 25 of 20."""
    live = of(BOOKINGS, before)
    return plan([pulled(BOOKINGS, before["20"], amount=25)], live, live)


def only(verification: Verification) -> Verdict:
    (verdict,) = verification.verdicts
    return verdict


def whole(*amounts: Decimal) -> list[int]:
    return [int(amount) for amount in amounts if amount == int(amount)]


def carried_out(plan: Plan, live: Live, answered: Record | None = None, id: str | None = None) -> Verification:
    """Return the verdict where the plan's one change took effect."""
    (change,) = plan.changes
    written = answered.id if answered else id
    return reconcile(plan.totals, plan.changes, [Deed(change, written, answered)], live)


def test_what_was_predicted_is_found(edited: Plan, before: dict[str, Record]) -> None:
    after = with_amount(before["20"], 25)

    verdict = only(found := carried_out(edited, of(BOOKINGS, before | {"20": after}), after))

    assert whole(verdict.expected, verdict.found, verdict.difference) == [65, 65, 0]
    assert not verdict.others_wrote
    assert not found.failed


def test_a_value_that_the_service_took_otherwise_is_off_by_the_cent(edited: Plan, before: dict[str, Record]) -> None:
    rounded = with_amount(before["20"], 26)

    found = carried_out(edited, of(BOOKINGS, before | {"20": rounded}), rounded)

    assert whole(only(found).difference, only(found).unexplained, only(found).foreign) == [1, 1, 0]
    assert not only(found).others_wrote
    assert found.failed


@pytest.mark.parametrize(
    ("meanwhile", "foreign"),
    [
        ({"10": 11}, 1),
        ({"10": None}, -10),
        ({"40": 40}, 40),
        ({"20": 27}, 2),
        ({"20": None}, -25),
        ({"10": 12, "30": 28}, 0),
    ],
    ids=["edited", "deleted", "created", "edited ours after us", "deleted ours after us", "cancelling each other"],
)
def test_what_others_wrote_meanwhile_explains_the_difference(
    edited: Plan, before: dict[str, Record], meanwhile: Mapping[str, int | None], foreign: int
) -> None:
    after = with_amount(before["20"], 25)
    live = before | {"20": after}
    for key, amount in meanwhile.items():
        if amount is None:
            del live[key]
        else:
            live[key] = with_amount(live.get(key, held(BOOKINGS, key)), amount)

    found = carried_out(edited, of(BOOKINGS, live), after)

    assert whole(only(found).foreign, only(found).difference, only(found).unexplained) == [foreign, foreign, 0]
    assert only(found).others_wrote
    assert not found.failed


def test_others_do_not_hide_what_the_service_took_otherwise(edited: Plan, before: dict[str, Record]) -> None:
    rounded = with_amount(before["20"], 26)
    live = before | {"20": rounded, "30": with_amount(before["30"], 29)}

    found = carried_out(edited, of(BOOKINGS, live), rounded)

    assert whole(only(found).difference, only(found).foreign, only(found).unexplained) == [0, -1, 1]
    assert found.failed


def test_a_change_that_was_not_done_is_not_expected(edited: Plan, before: dict[str, Record]) -> None:
    untouched = only(reconcile(edited.totals, edited.changes, [], of(BOOKINGS, before)))
    moved = only(
        reconcile(edited.totals, edited.changes, [], of(BOOKINGS, before | {"20": with_amount(before["20"], 21)}))
    )

    assert whole(untouched.expected, untouched.difference) == [60, 0]
    assert untouched.others_wrote is False
    assert whole(moved.expected, moved.foreign, moved.unexplained) == [60, 1, 0]
    assert moved.others_wrote is True


def test_a_deletion_that_left_the_record_is_off(plan: Make, pulled: Row, before: dict[str, Record]) -> None:
    live = of(BOOKINGS, before)
    made = plan([pulled(BOOKINGS, before["30"], command=Command.DELETE)], live, live)

    gone = carried_out(made, of(BOOKINGS, {key: before[key] for key in ("10", "20")}), id="30")
    still = carried_out(made, live, id="30")

    assert whole(only(gone).expected, only(gone).difference) == [30, 0]
    assert gone.failed is False
    assert whole(only(still).unexplained) == [30]
    assert still.failed is True


def test_a_replacement_is_expected_under_its_new_id(plan: Make, pulled: Row, record: Rec) -> None:
    old = record(SHARES, "old", amount=100)
    live = of(SHARES, {"old": old})
    made = plan([pulled(SHARES, old, amount=140)], live, live)
    new = replace(with_amount(old, 140), id="new", iri="/api/budget-employees/new")

    done = carried_out(made, of(SHARES, {"new": new}), new)
    both = carried_out(made, of(SHARES, {"new": new, "old": old}), new)

    assert whole(only(done).expected, only(done).difference) == [140, 0]
    assert done.failed is False
    assert whole(only(both).unexplained) == [100]
    assert both.failed is True


def test_what_the_service_fills_into_an_empty_cell_is_named_and_no_failure(plan: Make, row: Row) -> None:
    """Left out, the service books the whole transaction: no plan can know how much that is."""
    shown = {"budget": "/api/budgets/1", "transaction": "/api/transactions/1"}
    rows = [row(BOOKINGS, shown), row(BOOKINGS, {**shown, "transaction": "/api/transactions/2", "amount": 5}, at=3)]
    made = plan(rows, of(BOOKINGS, {}))
    first, second = held(BOOKINGS, "a", amount=70), held(BOOKINGS, "b", amount=5)
    deeds = [Deed(made.changes[0], "a", first), Deed(made.changes[1], "b", second)]

    found = reconcile(made.totals, made.changes, deeds, of(BOOKINGS, {"a": first, "b": second}))

    assert whole(only(found).expected, only(found).filled, only(found).unexplained) == [5, 70, 0]
    assert found.failed is False


def test_a_currency_that_the_service_fills_in_is_named_and_no_failure(plan: Make, row: Row) -> None:
    made = plan([row(INVOICES, {"name": "1/2026", "amount": Decimal("9.90")})], of(INVOICES, {}))
    new = held(INVOICES, "1", amount=Decimal("9.90"), currency="/api/currencies/PLN")

    found = carried_out(made, of(INVOICES, {"1": new}), new)

    assert [(v.total.currency, v.expected, v.found, v.filled) for v in found.verdicts] == [
        ("no currency", Decimal("9.9"), Decimal(0), Decimal("-9.9"))
    ]
    assert not found.failed


def test_an_answer_that_leaves_fields_out_is_completed_from_live(edited: Plan, before: dict[str, Record]) -> None:
    after = with_amount(before["20"], 25)

    found = carried_out(edited, of(BOOKINGS, before | {"20": after}), held(BOOKINGS, "20"))

    assert whole(only(found).difference) == [0]
    assert found.failed is False


def test_records_that_could_not_be_read_prove_nothing() -> None:
    assert Verification((), "no answer", unread=True).failed
    assert not Verification((), "an outcome is unknown").failed


def test_what_is_perhaps_ours_is_not_blamed_on_others(edited: Plan, before: dict[str, Record], record: Rec) -> None:
    """Its amount is a part of the difference of its own, and the verdict stands for it."""
    after = with_amount(before["20"], 25)
    twice = record(BOOKINGS, "late", 9, amount=25)
    (change,) = edited.changes
    live = of(BOOKINGS, before | {"20": after, "late": twice})

    found = reconcile(
        edited.totals, edited.changes, [Deed(change, "20", after)], live, (PerhapsOurs(BOOKINGS, "late", 1),)
    )

    verdict = only(found)
    assert whole(verdict.difference, verdict.doubled, verdict.foreign, verdict.unexplained) == [25, 25, 0, 0]
    assert (verdict.others_wrote, found.failed) == (False, True)


def test_without_totals_what_is_perhaps_ours_is_a_verdict_of_its_own(edited: Plan, before: dict[str, Record]) -> None:
    found = reconcile((), edited.changes, [], of(BOOKINGS, before), (PerhapsOurs(BOOKINGS, "30", 1),))

    assert (found.verdicts, found.failed) == ((), True)
