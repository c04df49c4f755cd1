"""Each guard stands for its own reason, with the numbers and the threshold, and for no other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from toolkit.entities import Entity, find
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.guards import standing
from toolkit.planning.plan import Guard, Plan
from toolkit.planning.reversibility import Reversibility
from toolkit.thresholds import Thresholds

BUDGETS = find("budgets")
INVOICES = find("invoices")
BOOKINGS = find("budget-transactions")
TRANSACTIONS = find("transactions")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]


def _messages(plan: Plan) -> dict[str, str]:
    return {guard.name: guard.message for guard in plan.guards}


@pytest.fixture
def edited(plan: Make, record: Rec, pulled: Row) -> Callable[..., Plan]:
    """Give a function that plans an edit of one field of one record."""

    def make(entity: Entity, field: str, before: Value | None, after: Value | None) -> Plan:
        live = {entity.path: {"1": record(entity, **{field: before})}}
        return plan([pulled(entity, live[entity.path]["1"], **{field: after})], live, live)

    return make


@pytest.fixture
def deleting(plan: Make, record: Rec, pulled: Row) -> Callable[[int, int], Plan]:
    """Give a function that plans to delete so many of so many budgets."""

    def make(gone: int, there: int) -> Plan:
        records = [record(BUDGETS, str(k), k) for k in range(there)]
        live = {"budgets": {each.id: each for each in records}}
        rows = [pulled(BUDGETS, each, at, Command.DELETE) for at, each in enumerate(records[:gone], 2)]
        return plan(rows, live, live)

    return make


@pytest.mark.parametrize(("gone", "there", "names"), [(10, 10, []), (11, 110, []), (11, 109, ["deletes"])])
def test_deletes_stands_over_ten_records_that_are_over_a_tenth(
    gone: int, there: int, names: list[str], deleting: Callable[[int, int], Plan]
) -> None:
    expected = (
        f"{gone} of {there} budgets would be deleted; the threshold is 10% of what is there, and never less than 10."
    )

    assert _messages(deleting(gone, there)) == dict.fromkeys(names, expected)


def test_clears_stands_over_ten_emptied_cells(plan: Make, record: Rec, pulled: Row) -> None:
    records = [record(BUDGETS, str(k), k) for k in range(11)]
    live = {"budgets": {each.id: each for each in records}}
    rows = [pulled(BUDGETS, each, at, budgetGroup=None) for at, each in enumerate(records, 2)]

    assert _messages(plan(rows, live, live)) == {"clears": "11 cells would be emptied; the threshold is 10."}
    assert plan(rows[:10], live, live).guards == ()


def test_amount_adds_up_what_creations_edits_and_deletions_move(plan: Make, record: Rec, pulled: Row, row: Row) -> None:
    live = {"budget-transactions": {str(k): record(BOOKINGS, str(k), k, amount=400_000) for k in range(2)}}
    first, second = live["budget-transactions"].values()
    rows = [
        pulled(BOOKINGS, first, 2, Command.DELETE),
        pulled(BOOKINGS, second, 3, amount=700_000),
        row(BOOKINGS, {"budget": "/api/budgets/9", "transaction": "/api/transactions/9", "amount": -300_001}, at=4),
    ]

    assert _messages(plan(rows, live, live)) == {
        "amount": "Amount of budget transactions would change by 1,000,001 in all, whatever the currencies; "
        "the threshold is 1,000,000 a column."
    }
    assert plan(rows[:2], live, live).guards == ()


def test_amount_does_not_add_up_balances(edited: Callable[..., Plan]) -> None:
    """A balance is a state, not a movement."""
    assert _messages(edited(TRANSACTIONS, "endingBalance", Decimal(1), Decimal(7_654_321))) == {}


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("12.50", "125", ["scale"]),
        ("1250", "12.5", ["scale"]),
        ("12.5", "12500", ["scale"]),
        ("12.5", "25", []),
        ("12.5", "125000", []),
        ("0", "125", []),
        ("-12.5", "-125", ["scale"]),
    ],
)
def test_scale_stands_for_a_factor_of_ten_a_hundred_or_a_thousand(
    before: str, after: str, names: list[str], edited: Callable[..., Plan]
) -> None:
    made = edited(INVOICES, "amountNet", Decimal(before), Decimal(after))

    assert list(_messages(made)) == names


def test_scale_names_the_cells_and_both_values(edited: Callable[..., Plan]) -> None:
    assert _messages(edited(INVOICES, "amountNet", Decimal("1234.5"), Decimal(123450)))["scale"] == (
        "Invoices!K2 Net 1,234.5 → 123,450: a factor of 10, 100, 1000 looks like a slipped decimal separator."
    )


def test_scale_does_not_mind_counters_nor_what_becomes_empty(edited: Callable[..., Plan]) -> None:
    assert _messages(edited(TRANSACTIONS, "statementNumber", 1, 10)) == {}
    assert _messages(edited(INVOICES, "conversionRate", Decimal("1.5"), None)) == {}
    assert list(_messages(edited(INVOICES, "conversionRate", Decimal("1.5"), Decimal(15)))) == ["scale"]


def test_sign_stands_where_money_would_flow_the_other_way(edited: Callable[..., Plan]) -> None:
    assert _messages(edited(TRANSACTIONS, "amount", Decimal("-12.5"), Decimal(13))) == {
        "sign": "Transactions!K2 Amount -12.5 → 13: the sign turns, so money would flow the other way."
    }
    assert _messages(edited(TRANSACTIONS, "amount", Decimal(0), Decimal(13))) == {}


@pytest.fixture
def shuffling(plan: Make, record: Rec, pulled: Row) -> Callable[..., Plan]:
    """Give a function that plans new values of one field, for records that hold the live ones in turn."""

    def make(entity: Entity, field: str, held: Sequence[Value | None], typed: Sequence[Value | None]) -> Plan:
        records = [record(entity, str(k), k, **{field: value}) for k, value in enumerate(held)]
        live = {entity.path: {each.id: each for each in records}}
        rows = [pulled(entity, each, at, **{field: typed[at - 2]}) for at, each in enumerate(records, 2)]
        return plan(rows, live, live)

    return make


DAYS = [date(2024, 5, day) for day in range(1, 13)]
WORDS = [f"word {k:02}" for k in range(12)]
SUMS = [Decimal(f"{k}.5") for k in range(1, 13)]


@pytest.mark.parametrize(("field", "held"), [("description", WORDS), ("amount", SUMS), ("execDate", DAYS)])
@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        (lambda held: held[::-1], 12),
        (lambda held: [*held[1:], held[0]], 12),
        (lambda held: [held[0], *held[:-1]], 10),
        (lambda held: [*held[4::-1], *held[5:]], 0),
        (lambda held: [*held[5::-1], *held[6:]], 6),
        (lambda held: held, 0),
    ],
    ids=["backwards", "turned", "shifted by a cell", "four rows", "six rows", "untouched"],
)
def test_shuffled_stands_where_rows_take_over_each_others_values(
    field: str,
    held: list[Value],
    typed: Callable[[list[Value]], list[Value]],
    moved: int,
    shuffling: Callable[..., Plan],
) -> None:
    told = _messages(shuffling(TRANSACTIONS, field, held, typed(held)))
    title = TRANSACTIONS.by_field[field].title

    assert told.get("shuffled") == (
        f"{title} of {moved} rows of transactions would become what other rows hold now: it looks as if one column, "
        "or Id, was sorted without the others; the threshold is 5 rows."
        if moved
        else None
    )


def test_shuffled_does_not_mind_words_that_most_rows_share_nor_new_ones(shuffling: Callable[..., Plan]) -> None:
    few = [f"word {k % 6}" for k in range(12)]

    assert "shuffled" not in _messages(shuffling(TRANSACTIONS, "description", few, [*few[1:], few[0]]))
    assert "shuffled" not in _messages(shuffling(TRANSACTIONS, "description", WORDS, [f"new {k}" for k in range(12)]))


def test_shuffled_names_every_column_where_ids_were_sorted_alone(plan: Make, record: Rec, pulled: Row) -> None:
    records = [record(BUDGETS, str(k), k, name=f"Budget {k}") for k in range(6)]
    live = {"budgets": {each.id: each for each in records}}
    rows = [
        replace(pulled(BUDGETS, each, at), id=other.id)
        for at, (each, other) in enumerate(zip(records, records[::-1], strict=True), 2)
    ]

    message = _messages(plan(rows, live, live))["shuffled"]

    assert message.startswith("Name of 6 rows of budgets; ")
    assert "more column" in message


def test_a_guard_names_three_cells_and_counts_the_rest(plan: Make, record: Rec, pulled: Row) -> None:
    records = [record(INVOICES, str(k), k, amount=Decimal(-5)) for k in range(5)]
    live = {"invoices": {each.id: each for each in records}}
    rows = [pulled(INVOICES, each, at, amount=Decimal(6)) for at, each in enumerate(records, 2)]

    message = _messages(plan(rows, live, live))["sign"]

    assert message.startswith(
        "Invoices!L2 Gross -5 → 6, Invoices!L3 Gross -5 → 6, Invoices!L4 Gross -5 → 6 and 2 more:"
    )


def test_irreversible_stands_for_every_change_without_a_way_back(plan: Make, row: Row) -> None:
    rows = [row(TRANSACTIONS, {"description": f"pay {at}"}, at=at) for at in (2, 3)]

    made = plan(rows, {})

    assert {change.reversibility for change in made.changes} == {Reversibility.IRREVERSIBLE}
    assert _messages(made) == {
        "irreversible": "The plan would create 2 transactions, which nothing undoes; the threshold is 0."
    }


@pytest.mark.parametrize(
    ("service", "names"),
    [
        ("sandbox", []),
        ("http://127.0.0.1:8000", []),
        ("http://localhost", []),
        ("http://[::1]:80/x", []),
        ("https://api.flowtly.eu", ["production"]),
        ("https://sandbox", ["production"]),
        ("https://10.0.0.1", ["production"]),
        ("not a URL", ["production"]),
    ],
)
def test_production_stands_for_every_service_beyond_this_machine(
    service: str, names: list[str], edited: Callable[..., Plan]
) -> None:
    made = edited(BUDGETS, "name", "a", "b")

    guards = standing(replace(made, origin=replace(made.origin, service=service)), {})

    assert guards == tuple(Guard(name, f"The plan writes to {service}, which is not the sandbox.") for name in names)


def test_a_plan_that_changes_nothing_has_no_guards(plan: Make, record: Rec, pulled: Row) -> None:
    live = {"budgets": {"1": record(BUDGETS)}}
    made = plan([pulled(BUDGETS, live["budgets"]["1"])], live, live)

    assert standing(replace(made, origin=replace(made.origin, service="https://api.flowtly.eu")), live) == ()


def test_thresholds_can_be_stricter(edited: Callable[..., Plan], deleting: Callable[[int, int], Plan]) -> None:
    strict = Thresholds(deletes_share=Decimal(0), deletes_floor=0, clears=0, amount=Decimal(1), factors=(2,))

    cleared = standing(edited(INVOICES, "amount", Decimal(2), None), {}, strict)
    doubled = standing(edited(INVOICES, "amount", Decimal(2), Decimal(4)), {}, strict)
    deleted = standing(deleting(1, 1000), {}, strict)

    assert [guard.allow for guard in cleared] == ["--allow clears", "--allow amount"]
    assert [guard.name for guard in doubled] == ["amount", "scale"]
    assert [guard.name for guard in deleted] == ["deletes"]
