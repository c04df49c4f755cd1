"""Control totals: by column and currency, exact, for what a plan touches and for nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.changes import Patch, Place
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load
from toolkit.planning.totals import NO_CURRENCY, Amounts, amounts_of, totals_of

TRANSACTIONS, INVOICES = find("transactions"), find("invoices")
BOOKINGS, SHARES, BUDGETS = find("budget-transactions"), find("budget-employees"), find("budgets")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]

Sum = tuple[str, str, str, str, str]


def sums(plan: Plan) -> list[Sum]:
    """Return every total in short: column, currency, before, effect, after."""
    return [(t.field, t.currency, str(t.before), str(t.effect), str(t.after)) for t in plan.totals]


@pytest.fixture
def directory() -> Live:
    """Give two accounts in two currencies, a third whose currency cannot be read, and a fourth without one."""
    currencies = {
        code: Record(code, f"/api/currencies/{code}", {"name": code, "code": code}) for code in ("PLN", "EUR")
    }
    of_account = {"1": "/api/currencies/PLN", "2": "/api/currencies/EUR", "3": "/api/currencies/x%20y"}
    accounts = {
        account: Record(account, f"/api/bank-accounts/{account}", {"currency": iri})
        for account, iri in of_account.items()
    }
    return {"bank-accounts": accounts | {"4": Record("4", "/api/bank-accounts/4", {})}, "currencies": currencies}


@pytest.fixture
def moved(record: Rec, directory: Live) -> Live:
    """Give three transactions: two in złoty, one in euro."""
    amounts = {"a": ("1", "100.10"), "b": ("1", "-0.05"), "c": ("2", "7")}
    found = {
        key: record(TRANSACTIONS, key, bankAccount=f"/api/bank-accounts/{account}", amount=Decimal(amount))
        for key, (account, amount) in amounts.items()
    }
    return {"transactions": found, **directory}


def test_an_edited_amount_moves_the_total_of_its_currency_alone(plan: Make, pulled: Row, moved: Live) -> None:
    made = plan([pulled(TRANSACTIONS, moved["transactions"]["b"], amount=Decimal("-1.15"))], moved, moved)

    assert sums(made) == [("amount", "PLN", "100.05", "-1.1", "98.95")]


def test_a_record_that_changes_its_account_changes_its_currency(plan: Make, pulled: Row, moved: Live) -> None:
    made = plan([pulled(TRANSACTIONS, moved["transactions"]["a"], bankAccount="/api/bank-accounts/2")], moved, moved)

    assert sums(made) == [("amount", "EUR", "7", "100.1", "107.1"), ("amount", "PLN", "100.05", "-100.1", "-0.05")]


def test_a_new_record_adds_and_what_it_leaves_empty_does_not(plan: Make, row: Row, moved: Live) -> None:
    new: Mapping[str, Value] = {"bankAccount": "/api/bank-accounts/2", "amount": Decimal("0.30")}

    made = plan([row(TRANSACTIONS, new), row(TRANSACTIONS, {"bankAccount": "/api/bank-accounts/2"}, at=3)], moved)

    assert sums(made) == [("amount", "EUR", "7", "0.3", "7.3")]


def test_an_edit_beside_the_amounts_has_no_totals(plan: Make, pulled: Row, moved: Live) -> None:
    assert plan([pulled(TRANSACTIONS, moved["transactions"]["a"], note="x")], moved, moved).totals == ()


def test_edits_that_cancel_each_other_are_shown(plan: Make, pulled: Row, moved: Live) -> None:
    a, b = moved["transactions"]["a"], moved["transactions"]["b"]
    rows = [pulled(TRANSACTIONS, a, 2, amount=Decimal("101.10")), pulled(TRANSACTIONS, b, 3, amount=Decimal("-1.05"))]

    assert sums(plan(rows, moved, moved)) == [("amount", "PLN", "100.05", "0", "100.05")]


def test_a_deletion_takes_away_and_a_whole_number_has_no_currency(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budget-transactions": {key: record(BOOKINGS, key, amount=int(key)) for key in ("20", "300")}}

    made = plan([pulled(BOOKINGS, live["budget-transactions"]["20"], command=Command.DELETE)], live, live)

    assert sums(made) == [("amount", "", "320", "-20", "300")]


def test_a_replacement_counts_the_difference(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budget-employees": {"1": record(SHARES, "1", amount=100)}}

    made = plan([pulled(SHARES, live["budget-employees"]["1"], amount=140)], live, live)

    assert [change.verb for change in made.changes] == ["replace"]
    assert sums(made) == [("amount", "", "100", "40", "140")]


def test_an_invoice_has_its_own_currency_and_none_for_its_targets(
    plan: Make, record: Rec, pulled: Row, directory: Live
) -> None:
    held = {"amount": Decimal(5), "targetAmount": Decimal(20), "currency": "/api/currencies/EUR"}
    live = {"invoices": {"1": record(INVOICES, "1", **held)}, **directory}

    made = plan([pulled(INVOICES, live["invoices"]["1"], amount=Decimal(6), targetAmount=None)], live, live)

    assert sums(made) == [("amount", "EUR", "5", "1", "6"), ("targetAmount", "", "20", "-20", "0")]


@pytest.mark.parametrize(
    ("account", "currency"),
    [("1", "PLN"), ("3", "x y"), ("4", "4"), ("nobody", "nobody"), (None, NO_CURRENCY)],
)
def test_a_currency_that_cannot_be_read_is_told_by_what_led_to_it(
    account: str | None, currency: str, directory: Live
) -> None:
    values: dict[str, Value] = {"amount": Decimal(1)}
    if account:
        values["bankAccount"] = f"/api/bank-accounts/{account}"

    assert Amounts(directory).of(TRANSACTIONS, values) == {("amount", currency): Decimal(1)}


def test_balances_and_budgets_have_no_control_totals() -> None:
    assert [column.field for column in amounts_of(TRANSACTIONS)] == ["amount"]
    assert amounts_of(BUDGETS) == ()


def test_totals_survive_the_plan_file(plan: Make, pulled: Row, moved: Live) -> None:
    made = plan([pulled(TRANSACTIONS, moved["transactions"]["b"], amount=Decimal("-12345678901.15"))], moved, moved)

    assert load(dump(made)).totals == made.totals
    assert '"after": -12345678801.05' in dump(made)


def test_the_fingerprint_sees_others_write_and_not_the_plans_own_records(plan: Make, pulled: Row, moved: Live) -> None:
    def others(live: Live) -> str:
        rows = [pulled(TRANSACTIONS, moved["transactions"]["b"], amount=Decimal(1))]
        (total,) = totals_of(plan(rows, moved, moved).changes, live)
        return total.others

    def with_amount(key: str, amount: str) -> Live:
        old = moved["transactions"][key]
        new = replace(old, values={**old.values, "amount": Decimal(amount)})
        return {**moved, "transactions": {**moved["transactions"], key: new}}

    assert others(with_amount("b", "3")) == others(moved)
    assert others(with_amount("a", "100.100")) == others(moved)
    assert others(with_amount("c", "8")) == others(moved)
    assert others(with_amount("a", "100.11")) != others(moved)


MONEY = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=9))
def test_the_prediction_is_what_adding_up_afterwards_gives(pairs: list[tuple[Decimal, Decimal]]) -> None:
    """To the cent, whatever the numbers: sums are decimal from end to end."""
    place = Place("Invoices", 2, {})
    live = {
        str(at): Record(str(at), f"/api/invoices/{at}", {"amount": before, "currency": "/api/currencies/PLN"})
        for at, (before, _) in enumerate(pairs)
    }
    changes = [
        Patch(1, INVOICES, place, "", record, {"amount": after}, ())
        for record, (before, after) in zip(live.values(), pairs, strict=True)
        if before != after
    ]

    totals = totals_of(changes, {"invoices": live})

    assert [total.after for total in totals] == ([sum(after for _, after in pairs)] if changes else [])
