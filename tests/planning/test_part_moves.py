"""A row that moves to another invoice while its part is gone: sent at most once, and never beside a conflict."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planning.test_rebase import FIELDS, IRI, based
from toolkit.entities.canonical import canonical
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import Part, Rows, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.planning.plan import Plan

OTHER = "/api/invoices/2"
DESK: dict[str, Value] = {"name": "Desk", "quantity": Decimal(2), "priceNet": Decimal(100)}
LAMP: dict[str, Value] = {"name": "Lamp", "quantity": Decimal(1), "priceNet": Decimal(12)}


@pytest.fixture
def invoices(record: Callable[..., Record]) -> Callable[..., Live]:
    """Give a function that makes two live invoices of these parts."""
    kind = INVOICES.by_field["invoiceRows"].kind
    assert isinstance(kind, Rows)

    def make(*arrays: list[dict[str, Value]]) -> Live:
        joined = {str(n): kind.joined([Part(part) for part in parts]) for n, parts in enumerate(arrays, 1)}
        return {INVOICES.path: {own: record(INVOICES, own, invoiceRows=value) for own, value in joined.items()}}

    return make


def edited(row: Callable[..., Mine], base: Live, side: Side | None, **typed: Value) -> list[Mine]:
    """Return the child sheet as pulled, but for what is typed into its first row, and that row's Resolution."""
    rows = [
        row(INVOICE_ROWS, {name: part.values.get(name) for name in FIELDS}, part.id, at=at)
        for at, part in enumerate(base[INVOICE_ROWS.path].values(), 2)
    ]
    settlement = Settlement(side, seen=Seen("2026-01-01T00:00:00+00:00", {"Id": None})) if side else None
    return [replace(rows[0], values={**rows[0].values, **typed}, settlement=settlement), *rows[1:]]


def names(plan: Plan) -> list[list[str]]:
    """Return what the parts of each array are called that a plan sends."""
    bodies = [json.loads(canonical(change.requests[0].body)) for change in plan.changes]
    return [[part["name"] for part in body["invoiceRows"]] for body in bodies]


@pytest.mark.parametrize(
    ("side", "sent", "conflicts"), [(None, [], ["B2"]), (Side.LIVE, [], []), (Side.MINE, [["Lamp", "Desk"]], [])]
)
def test_a_move_that_stopped_half_way_waits_for_its_resolution(
    plan: Callable[..., Plan],
    row: Callable[..., Mine],
    invoices: Callable[..., Live],
    side: Side | None,
    sent: list[list[str]],
    conflicts: list[str],
) -> None:
    base = based(invoices([DESK], [LAMP]))

    made = plan(edited(row, base, side, invoice=OTHER), invoices([], [LAMP]), base)

    assert names(made) == sent
    assert [each.cell for each in made.conflicts] == conflicts
    assert all("in neither invoice by now" in each.reason for each in made.conflicts)


def test_a_move_that_was_done_asks_for_nothing(
    plan: Callable[..., Plan], row: Callable[..., Mine], invoices: Callable[..., Live]
) -> None:
    base = based(invoices([DESK], [LAMP]))

    made = plan(edited(row, base, None, invoice=OTHER), invoices([], [LAMP, DESK]), base)

    assert (made.changes, made.conflicts, made.unchanged) == ((), (), 2)


def test_a_row_that_somebody_deleted_is_created_again_where_its_resolution_says_mine(
    plan: Callable[..., Plan], row: Callable[..., Mine], invoices: Callable[..., Live]
) -> None:
    base = based(invoices([DESK, LAMP], []))
    rows = edited(row, base, Side.MINE, quantity=Decimal(7))

    made = plan(rows, invoices([LAMP], []), base)

    assert rows[0].values["invoice"] == IRI
    assert (names(made), made.conflicts) == ([["Lamp", "Desk"]], ())
