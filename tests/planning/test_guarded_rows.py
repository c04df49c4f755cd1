"""Rows of invoices count in guards like records, and so do replaced records that something points at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.kinds import Part, Rows, Value
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Mine, Record
from toolkit.planning.changes import Change, Create, Delete, Patch, Place, Replace
from toolkit.planning.guards import counted, standing
from toolkit.planning.plan import Origin, Plan

BUDGETS = find("budgets")
INVOICES = find("invoices")
BOOKINGS = find("budget-transactions")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]


def _lines(*lines: tuple[str, int, int]) -> str:
    kind = INVOICES.by_field["invoiceRows"].kind
    assert isinstance(kind, Rows)
    return kind.joined(
        [Part({"name": name, "quantity": Decimal(many), "priceNet": Decimal(price)}) for name, many, price in lines]
    )


def _parts_of(live: Live) -> Iterator[Record]:
    owner = owner_of(find("invoice-rows"))
    assert owner is not None
    return parts_of(live["invoices"].values(), owner)


def test_a_column_of_the_rows_of_invoices_can_be_shuffled(record: Rec, plan: Make, row: Row) -> None:
    names = [f"Thing {k}" for k in range(6)]
    invoices = [record(INVOICES, str(k), k, invoiceRows=_lines((name, 1, 5))) for k, name in enumerate(names)]
    live = {"invoices": {each.id: each for each in invoices}}
    sheet = find("invoice-rows")
    base = {**live, "invoice-rows": {part.id: part for part in _parts_of(live)}}
    rows = [
        row(sheet, {**part.values, "name": name}, part.id, at=at)
        for at, (part, name) in enumerate(zip(base["invoice-rows"].values(), reversed(names), strict=True), 2)
    ]

    made = plan(rows, {**live, "invoice-rows": base["invoice-rows"]}, base)

    assert {guard.name: guard.message for guard in made.guards}["shuffled"].startswith(
        "Name of 6 rows of invoice rows would become"
    )
    assert counted(made) == (INVOICES,)
    assert standing(made, live) == made.guards


_MANY = [(f"Thing {k}", 1, 1) for k in range(12)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(
            _MANY, _MANY[:1], {"deletes": "11 of 12 invoice rows would be deleted; the threshold is 10%"}, id="rows go"
        ),
        pytest.param(_MANY, None, {"deletes": "12 of 12 invoice rows would be deleted"}, id="the invoice goes"),
        pytest.param(_MANY, _MANY[2:], {}, id="few rows go"),
        pytest.param(
            [("Desk", 1, 5)],
            [("Desk", 1, 5), ("House", 2, 500_001)],
            {"amount": "Quantity × Net price of invoice rows would change by 1,000,002 in all"},
            id="a row comes",
        ),
        pytest.param(
            [("Desk", 1, 5), ("House", 2, 500_001)],
            [("Desk", 1, 5)],
            {"amount": "Quantity × Net price of invoice rows would change by 1,000,002 in all"},
            id="a row goes",
        ),
        pytest.param(
            [("House", 2, 500_001)],
            None,
            {"amount": "Quantity × Net price of invoice rows would change by 1,000,002 in all"},
            id="the only row goes with its invoice",
        ),
        pytest.param(
            [("House", 2, 5)],
            [("House", 300_000, 5)],
            {"amount": "Quantity × Net price of invoice rows would change by 1,499,990 in all"},
            id="a quantity",
        ),
        pytest.param(
            [("Desk", 1, 5)], [("Desk", 100, 5)], {"scale": "Invoices!A2 Quantity 1 → 100: a factor"}, id="scaled"
        ),
        pytest.param([("Desk", 1, 5)], [("Desk", 2, 5), ("Lamp", 3, 70)], {}, id="little"),
    ],
)
def test_rows_of_invoices_count(
    before: Sequence[tuple[str, int, int]],
    after: Sequence[tuple[str, int, int]] | None,
    told: Mapping[str, str],
    record: Rec,
    origin: Origin,
) -> None:
    was = record(
        INVOICES, "1", amount=None, amountNet=None, targetAmount=None, targetAmountNet=None, invoiceRows=_lines(*before)
    )
    live = {"invoices": {"1": was}}
    place = Place("Invoices", 2, {})
    change: Change = (
        Delete(1, INVOICES, place, "", was, ())
        if after is None
        else Patch(1, INVOICES, place, "", was, {"invoiceRows": _lines(*after)}, ())
    )
    made = Plan(origin, (change,), (), (), 0, {})

    guards = {guard.name: guard.message for guard in standing(made, live)}

    guards.pop("irreversible", None)
    assert guards.keys() == told.keys()
    assert all(guards[name].startswith(words) for name, words in told.items())
    assert all(guard.name != "deletes" or INVOICES in counted(made) for guard in standing(made, live))


def test_the_rows_of_a_new_invoice_count_in_amounts(origin: Origin) -> None:
    made = Create(1, INVOICES, Place("Invoices", 2, {}), "", {"invoiceRows": _lines(("House", 3, 400_000))}, ())

    (guard,) = standing(Plan(origin, (made,), (), (), 0, {}), {})

    assert guard.message.startswith("Quantity × Net price of invoice rows would change by 1,200,000 in all")


@pytest.mark.parametrize(
    ("points_at", "edits", "names"),
    [
        ("/api/budgets/{}", {}, ["deletes"]),
        ("/api/budgets/{}", {"budget": "/api/budgets/99"}, []),
        ("/api/budgets/99", {}, []),
    ],
    ids=["pointed at", "pointed elsewhere by the plan", "nothing points"],
)
def test_a_replaced_record_counts_as_deleted_where_something_goes_on_pointing_at_it(
    points_at: str, edits: Mapping[str, Value], names: list[str], record: Rec, origin: Origin
) -> None:
    old = [record(BUDGETS, str(k), k) for k in range(11)]
    pointing = [record(BOOKINGS, str(k), k, budget=points_at.format(k)) for k in range(11)]
    live = {"budgets": {each.id: each for each in old}, "budget-transactions": {each.id: each for each in pointing}}
    changes: list[Change] = [
        Replace(n, BUDGETS, Place("Budgets", n + 1, {}), "", each, {}, {}, ()) for n, each in enumerate(old, 1)
    ]
    changes += [
        Patch(n, BOOKINGS, Place("Bookings", n, {}), "", each, edits, ())
        for n, each in enumerate(pointing, 12)
        if edits
    ]
    made = Plan(origin, tuple(changes), (), (), 0, {})

    assert [guard.name for guard in standing(made, live)] == names
    assert {BUDGETS, BOOKINGS} <= set(counted(made))
