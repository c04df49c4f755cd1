"""A rebase settles at once: a second one finds nothing, and the plan stays the same, for the parts of records too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import Part, Rows, Value
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Clear, Command, Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.planning.decide import Sides
from toolkit.planning.parts import live_parts
from toolkit.planning.plan import Plan
from toolkit.planning.rebase import Found, Move, find_moves, moved, steady

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
Typed = Mapping[str, Value | Clear | None]

OWNER = owner_of(INVOICE_ROWS)
FIELDS = [column.field for column in INVOICE_ROWS.columns]
IRI = "/api/invoices/1"

_NUMBERS = st.integers(1, 3).map(Decimal)
_PARTS = st.fixed_dictionaries({"name": st.sampled_from("abc"), "quantity": _NUMBERS, "priceNet": _NUMBERS})
_EDITS = st.fixed_dictionaries({}, optional={"name": st.sampled_from("ax"), "quantity": _NUMBERS})


def live_of(record: Rec, parts: Sequence[Mapping[str, Value]]) -> Live:
    kind = INVOICES.by_field["invoiceRows"].kind
    assert isinstance(kind, Rows)
    return {INVOICES.path: {"1": record(INVOICES, "1", invoiceRows=kind.joined([Part(part) for part in parts]))}}


def based(live: Live) -> Live:
    assert OWNER is not None
    return {**live, INVOICE_ROWS.path: {part.id: part for part in parts_of(live[INVOICES.path].values(), OWNER)}}


def rebased(rows: Sequence[Mine], base: Live, live: Live) -> tuple[Found, list[Mine], Live]:
    """Return what a rebase does, and the rows and the base after it."""
    sides = Sides(base, {**live, **live_parts(base, live)})
    found = steady(find_moves(rows, sides, frozenset()), rows, sides)
    return found, [_after(mine, found.moves) for mine in rows], moved(base, found.moves)[0]


def _after(mine: Mine, moves: Sequence[Move]) -> Mine:
    shown = {move.column.field: move.live for move in moves if move.mine is mine and move.shows}
    return replace(mine, values={**mine.values, **shown})


@given(states=st.tuples(*[st.lists(_PARTS, max_size=5)] * 2), data=st.data())
def test_a_second_rebase_of_parts_finds_nothing_and_the_plan_stays(
    plan: Make,
    record: Rec,
    row: Row,
    states: tuple[list[dict[str, Value]], list[dict[str, Value]]],
    data: st.DataObject,
) -> None:
    before, now = states
    base, live = based(live_of(record, before)), live_of(record, now)
    rows = [
        row(INVOICE_ROWS, {**{name: part.values.get(name) for name in FIELDS}, **data.draw(_EDITS)}, part.id, at=at)
        for at, part in enumerate(base[INVOICE_ROWS.path].values(), 2)
    ]
    added = data.draw(st.lists(_PARTS, max_size=2))
    rows += [row(INVOICE_ROWS, {"invoice": IRI, **part}, at=50 + at) for at, part in enumerate(added)]

    _first, again, after = rebased(rows, base, live)

    second, _rows, _base = rebased(again, after, live)
    assert second.moves == []
    old, new = plan(rows, live, base), plan(again, live, after)
    assert [change.requests for change in new.changes] == [change.requests for change in old.changes]
    assert [each.cell for each in new.conflicts] == [each.cell for each in old.conflicts]


def test_a_row_that_somebody_had_added_already_is_not_added_by_a_rebase(record: Rec, row: Row, plan: Make) -> None:
    """The row was typed here and there; the pulled one is gone. The new base must not take its place."""
    desk: dict[str, Value] = {"name": "a", "quantity": Decimal(1), "priceNet": Decimal(1)}
    lamp: dict[str, Value] = {"name": "b", "quantity": Decimal(2), "priceNet": Decimal(2)}
    base, live = based(live_of(record, [desk])), live_of(record, [lamp])
    pulled = {name: base[INVOICE_ROWS.path]["1/1"].values.get(name) for name in FIELDS}
    rows = [row(INVOICE_ROWS, pulled, "1/1", at=2), row(INVOICE_ROWS, {"invoice": IRI, **lamp}, at=3)]

    found, again, after = rebased(rows, base, live)

    assert found.moves == []
    assert plan(again, live, after).changes == ()


@pytest.mark.parametrize(("seen", "moves"), [(True, ["name"]), (False, [])])
def test_a_deletion_in_conflict_takes_a_new_base_by_its_resolution_alone(
    record: Rec, row: Row, *, seen: bool, moves: list[str]
) -> None:
    desk: dict[str, Value] = {"name": "a", "quantity": Decimal(1), "priceNet": Decimal(1)}
    base, live = based(live_of(record, [desk])), live_of(record, [{**desk, "name": "b"}])
    shown = Settlement(Side.MINE, seen=Seen("2026-01-01T00:00:00+00:00", {"name": "b"}) if seen else None)
    unread: Typed = dict.fromkeys(FIELDS)
    deleted = replace(row(INVOICE_ROWS, unread, "1/1", Command.DELETE), settlement=shown)

    found, _rows, _base = rebased([deleted], base, live)

    assert [move.column.field for move in found.moves] == moves
    assert found.settled == ([deleted] if seen else [])
