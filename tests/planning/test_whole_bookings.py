"""A booking without an amount is its whole transaction: in guards, in control totals, and after the run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from worklists import booking, iri, live_of, transaction

from toolkit.entities import find
from toolkit.entities.kinds import NewRow
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.worklists import BOOKINGS
from toolkit.planning.guards import counted
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load
from toolkit.planning.reconcile import Deed, reconcile

TRANSACTIONS = find("transactions")
Make = Callable[..., Plan]
Row = Callable[..., Mine]

KINDS = pytest.mark.parametrize("field", BOOKINGS)
POINTS_AT = {"budget": "/api/budgets/b1", "project": "/api/projects/p1", "invoice": "/api/invoices/7"}


def told(plan: Plan) -> Mapping[str, str]:
    return {guard.name: guard.message for guard in plan.guards}


def totals(plan: Plan) -> list[Sequence[str]]:
    return [(each.entity.path, str(each.before), str(each.effect)) for each in plan.totals]


@KINDS
def test_booking_a_whole_transaction_counts_with_what_it_comes_to(plan: Make, row: Row, field: str) -> None:
    live = live_of(transaction("-2000000.50"))
    values = {field: POINTS_AT[field], "transaction": iri("transactions", "t1")}

    made = plan([row(BOOKINGS[field], values)], live)

    assert f"Amount of {BOOKINGS[field].plural} would change by 2,000,000.5 in all" in told(made)["amount"]
    assert totals(made) == [(BOOKINGS[field].path, "0", "2000000.5")]
    assert counted(made) == (TRANSACTIONS,)
    assert load(dump(made)).totals == made.totals


@KINDS
@pytest.mark.parametrize(
    ("before", "after", "told_of"),
    [
        (None, 5000, (["4500"], {"scale"})),
        (5000, None, (["-4500"], {"scale"})),
        (None, -600, (["-1100"], set[str]())),
        (500, None, ([], set[str]())),
    ],
    ids=["typed", "emptied", "a part with its sign", "the same"],
)
def test_an_edit_between_whole_and_part_counts_with_the_difference(
    plan: Make, pulled: Row, field: str, before: int | None, after: int | None, told_of: tuple[list[str], set[str]]
) -> None:
    entity = BOOKINGS[field]
    there = booking(entity.path, "x", amount=before, **{field: POINTS_AT[field]})
    live = {**live_of(transaction("-500")), entity.path: {"x": there}}

    made = plan([pulled(entity, there, amount=after)], live, live)

    assert ([total[2] for total in totals(made)], set(told(made))) == told_of


def test_a_transaction_that_the_same_plan_makes_is_known(plan: Make, row: Row) -> None:
    new = {"description": "New", "amount": Decimal(1_500_000), "bankAccount": "/api/bank-accounts/1"}
    values = {"budget": "/api/budgets/b1", "transaction": NewRow("transactions", "Transactions", 5)}

    made = plan([row(TRANSACTIONS, new, at=5), row(BOOKINGS["budget"], values)], live_of())

    assert ("budget-transactions", "0", "1500000") in totals(made)
    assert "Amount of budget transactions would change by 1,500,000 in all" in told(made)["amount"]


@pytest.fixture
def deleting(plan: Make, pulled: Row) -> tuple[Plan, Live]:
    """Give a plan that deletes one of two whole bookings, and what is live."""
    there = {own: booking("budget-transactions", own, own, budget=f"/api/budgets/{own}") for own in ("t1", "t2")}
    live = {**live_of(transaction("-500"), transaction("70.25", "t2")), "budget-transactions": there}
    return plan([pulled(BOOKINGS["budget"], there["t1"], command=Command.DELETE)], live, live), live


@pytest.mark.parametrize("earlier", [False, True], ids=["this version", "an earlier version"])
def test_what_was_predicted_of_whole_bookings_is_found_after_the_run(
    deleting: tuple[Plan, Live], *, earlier: bool
) -> None:
    made, live = deleting
    assert totals(made) == [("budget-transactions", "570.25", "-500")]
    left: dict[str, Record] = {"t2": live["budget-transactions"]["t2"]}
    if earlier:
        # Such a booking counted for nothing, and its plan said so.
        (total,) = made.totals
        zero = replace(total, whole=False, before=Decimal(0), effect=Decimal(0), others=_NOBODY)
        made = replace(made, totals=(zero,))

    (verdict,) = reconcile(
        made.totals, made.changes, [Deed(made.changes[0], None, None)], {**live, "budget-transactions": left}
    ).verdicts

    assert verdict.difference == Decimal(0)
    assert not verdict.others_wrote
    assert verdict.found == (0 if earlier else Decimal("70.25"))


_NOBODY = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
"""The digest of nothing."""


def test_rows_of_an_invoice_have_a_control_total(plan: Make, record: Callable[..., Record], pulled: Row) -> None:
    invoices = find("invoices")
    before, after = (
        f'[{{"name":"Desk","priceNet":100,"quantity":{many}}},{{"name":"Lamp","priceNet":12.5,"quantity":1}}]'
        for many in (2, 3)
    )
    live = {"invoices": {"1": record(invoices, "1", invoiceRows=before, currency="/api/currencies/SEK")}}

    made = plan([pulled(invoices, live["invoices"]["1"], invoiceRows=after)], live, live)

    assert [(each.field, each.currency, str(each.before), str(each.effect)) for each in made.totals] == [
        ("invoiceRows", "SEK", "212.5", "100")
    ]
