"""A Resolution is a side, bound to the sides that were shown: for records and for parts, edited, deleted and moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import NO_ROWS, NewRow, Part, Rows, Value
from toolkit.entities.labels import Live
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Command, Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.excel.base import Base
from toolkit.loop.conflicts import with_seen
from toolkit.planning.changes import Conflict, Create, Delete
from toolkit.planning.decide import Sides
from toolkit.planning.plan import Plan
from toolkit.planning.planfile import dump, load
from toolkit.planning.rebase import find_moves

BUDGETS = find("budgets")
AT = "2026-01-01T00:00:00+00:00"
THERE = "/api/invoices/2"
Row = Callable[..., Mine]
Make = Callable[..., Plan]
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Sheet:
    """One row of a kind, as it was pulled, and what makes a live state of it."""

    mine: Mine
    base: Live
    live: Callable[..., Live]
    field: str
    values: tuple[Value, Value, Value]

    def typed(self, value: Value, command: Command = Command.AUTO, **more: Value) -> Mine:
        """Return the row with something typed into the cell, and a word into Command."""
        return replace(self.mine, values={**self.mine.values, self.field: value, **more}, command=command)


def _kind() -> Rows:
    kind = INVOICES.by_field["invoiceRows"].kind
    assert isinstance(kind, Rows)
    return kind


def _invoices(**part: Value) -> Live:
    array = _kind().joined([Part({"name": "Desk", "quantity": Decimal(2), "priceNet": Decimal(9), **part})])
    return {
        INVOICES.path: {
            "1": Record("1", "/api/invoices/1", {"name": "A", "invoiceRows": array}),
            "2": Record("2", THERE, {"name": "B", "invoiceRows": NO_ROWS}),
        }
    }


def _records(**values: Value) -> Live:
    return {"budgets": {"1": Record("1", "/api/budgets/1", {"name": "Old", "type": "global", **values})}}


@pytest.fixture(params=["record", "part"])
def sheet(request: pytest.FixtureRequest, row: Row) -> Sheet:
    """Give a row of each kind: a record, and a part of one."""
    if request.param == "record":
        base = _records()
        mine = row(BUDGETS, {"name": "Old", "type": "global"}, "1")
        return Sheet(mine, base, _records, "name", ("Old", "Mine", "Theirs"))
    live = _invoices()
    owner = owner_of(INVOICE_ROWS)
    assert owner is not None
    base = {**live, INVOICE_ROWS.path: {part.id: part for part in parts_of(live[INVOICES.path].values(), owner)}}
    (part,) = base[INVOICE_ROWS.path].values()
    mine = row(INVOICE_ROWS, {c.field: part.values.get(c.field) for c in INVOICE_ROWS.columns}, part.id)
    return Sheet(mine, base, _invoices, "quantity", (Decimal(2), Decimal(3), Decimal(5)))


def shown(mine: Mine, conflicts: Sequence[Conflict], word: Side | None) -> Mine:
    """Return the row as it is when it was annotated with these conflicts and a side was chosen."""
    base = with_seen(Base("d", "p", "s", AT, (), {}), conflicts, AT)
    seen = base.seen.get(mine.entity.path, {}).get(mine.id or "")
    return replace(mine, settlement=Settlement(word, seen=seen))


def sent(plan: Plan) -> list[object]:
    """Return the bodies of a plan; a deletion has none."""
    return [request.body for change in plan.changes for request in change.requests]


def test_live_keeps_a_row_that_is_marked_delete(plan: Make, sheet: Sheet) -> None:
    _old, _mine, theirs = sheet.values
    row, live = sheet.typed(sheet.values[0], Command.DELETE), sheet.live(**{sheet.field: theirs})

    open_ = plan([row], live, sheet.base)
    kept = plan([shown(row, open_.conflicts, Side.LIVE)], live, sheet.base)
    gone = plan([shown(row, open_.conflicts, Side.MINE)], live, sheet.base)

    assert [each.field for each in open_.conflicts] == [sheet.field]
    assert (kept.changes, kept.conflicts, kept.refusals) == ((), (), ())
    assert len(gone.changes) == 1
    assert gone.conflicts == ()


@pytest.mark.parametrize("command", [Command.AUTO, Command.UPDATE, Command.DELETE])
def test_live_is_not_dropped_where_live_goes_back_to_what_it_was(plan: Make, sheet: Sheet, command: Command) -> None:
    old, mine, theirs = sheet.values
    row = sheet.typed(old if command is Command.DELETE else mine, command)
    open_ = plan([row], sheet.live(**{sheet.field: theirs}), sheet.base)
    chosen = shown(row, open_.conflicts, Side.LIVE)

    back = plan([chosen], sheet.live(), sheet.base)
    asked = plan([shown(row, back.conflicts, None)], sheet.live(), sheet.base)
    again = plan([shown(row, back.conflicts, Side.LIVE)], sheet.live(), sheet.base)
    mine_after_all = plan([shown(row, back.conflicts, Side.MINE)], sheet.live(), sheet.base)

    assert back.changes == ()
    assert [each.field for each in back.conflicts] == [sheet.field]
    assert "changed again after live was chosen" in back.conflicts[0].reason
    assert (asked.changes, [each.field for each in asked.conflicts]) == ((), [sheet.field]), "it waits for a word"
    assert "changed back" in asked.conflicts[0].reason
    assert (again.changes, again.conflicts) == ((), ())
    assert (len(mine_after_all.changes), mine_after_all.conflicts) == (1, ())


def test_mine_needs_no_second_word_where_live_goes_back_to_what_it_was(plan: Make, sheet: Sheet) -> None:
    _old, mine, theirs = sheet.values
    open_ = plan([sheet.typed(mine)], sheet.live(**{sheet.field: theirs}), sheet.base)

    back = plan([shown(sheet.typed(mine), open_.conflicts, Side.MINE)], sheet.live(), sheet.base)

    assert (len(back.changes), back.conflicts) == (1, ())


@pytest.mark.parametrize("side", Side)
def test_a_choice_for_other_values_of_mine_is_a_new_conflict(plan: Make, sheet: Sheet, side: Side) -> None:
    _old, mine, theirs = sheet.values
    live = sheet.live(**{sheet.field: theirs})
    other = "Third" if isinstance(mine, str) else Decimal(7)
    open_ = plan([sheet.typed(mine)], live, sheet.base)

    made = plan([shown(sheet.typed(other), open_.conflicts, side)], live, sheet.base)

    assert (made.changes, [each.field for each in made.conflicts]) == ((), [sheet.field])
    assert f"the row was changed after {side.value} was chosen" in made.conflicts[0].reason


@pytest.mark.parametrize(("before", "after"), [(Command.AUTO, Command.DELETE), (Command.DELETE, Command.AUTO)])
def test_a_choice_for_an_edit_decides_no_deletion_nor_the_other_way_round(
    plan: Make, sheet: Sheet, before: Command, after: Command
) -> None:
    _old, mine, theirs = sheet.values
    live = sheet.live(**{sheet.field: theirs})
    open_ = plan([sheet.typed(mine, before)], live, sheet.base)

    made = plan([shown(sheet.typed(mine, after), open_.conflicts, Side.MINE)], live, sheet.base)

    assert (made.changes, [each.field for each in made.conflicts]) == ((), [sheet.field])


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("field", [None, "name"])
def test_a_choice_that_decides_nothing_is_told(plan: Make, sheet: Sheet, side: Side, field: str | None) -> None:
    settlement = Settlement(side) if field is None else Settlement(None, {field: side})
    row = replace(sheet.typed(sheet.values[1]), settlement=settlement)

    made = plan([row], sheet.live(), sheet.base)

    assert (len(made.changes), made.conflicts) == (1, ())
    (note,) = [note for note in made.notes if "Resolution" in note]
    assert f"!{row.row}: its Resolution says" in note
    assert side.value in note
    assert "decides nothing" in note


@pytest.mark.parametrize("side", Side)
def test_a_choice_that_decides_is_not_told_as_one_that_does_not(plan: Make, sheet: Sheet, side: Side) -> None:
    _old, mine, theirs = sheet.values
    live = sheet.live(**{sheet.field: theirs})
    open_ = plan([sheet.typed(mine)], live, sheet.base)

    made = plan([shown(sheet.typed(mine), open_.conflicts, side)], live, sheet.base)

    assert [note for note in made.notes if "Resolution" in note] == []


@pytest.mark.parametrize("side", Side)
def test_a_rebase_counts_no_choice_that_decides_nothing(sheet: Sheet, side: Side) -> None:
    live = {**sheet.live(), INVOICE_ROWS.path: sheet.base.get(INVOICE_ROWS.path, {})}
    row = replace(sheet.typed(sheet.values[1]), settlement=Settlement(side))

    found = find_moves([row], Sides(sheet.base, live), frozenset())

    assert (found.moves, found.settled, found.idle) == ([], [], [row])


def test_a_rebase_leaves_a_choice_alone_that_was_made_for_other_sides(plan: Make, sheet: Sheet) -> None:
    _old, mine, theirs = sheet.values
    open_ = plan([sheet.typed(mine)], sheet.live(**{sheet.field: theirs}), sheet.base)
    chosen = shown(sheet.typed(mine), open_.conflicts, Side.LIVE)
    live = {**sheet.live(), INVOICE_ROWS.path: sheet.base.get(INVOICE_ROWS.path, {})}

    found = find_moves([chosen], Sides(sheet.base, live), frozenset())

    assert (found.moves, found.settled, found.idle) == ([], [], [])


def test_a_choice_of_an_earlier_version_holds_for_the_live_value_that_it_was_made_for(plan: Make, sheet: Sheet) -> None:
    _old, mine, theirs = sheet.values
    live = sheet.live(**{sheet.field: theirs})
    seen = Seen(AT, {sheet.field: theirs})

    kept, sends = (
        plan([replace(sheet.typed(mine), settlement=Settlement(side, seen=seen))], live, sheet.base)
        for side in (Side.LIVE, Side.MINE)
    )

    assert (kept.changes, kept.conflicts) == ((), ())
    assert (len(sends.changes), sends.conflicts) == (1, ())


def moved(sheet: Sheet, **typed: Value) -> Mine:
    return replace(sheet.mine, values={**sheet.mine.values, "invoice": THERE, **typed})


def rows_sent(plan: Plan) -> dict[str, list[tuple[object, object, object]]]:
    """Return name, quantity and price of the rows that each invoice is sent, by its id."""
    found: dict[str, list[tuple[object, object, object]]] = {}
    for change in plan.changes:
        assert not isinstance(change, Create | Delete)
        array = (change.requests[0].body or {})["invoiceRows"]
        assert isinstance(array, list)
        found[change.before.id] = [(row["name"], row["quantity"], row["priceNet"]) for row in array]
    return found


PARTS = pytest.mark.parametrize("sheet", ["part"], indirect=True)


@PARTS
def test_a_move_is_one_conflict_that_names_both_and_sends_neither_half(plan: Make, sheet: Sheet) -> None:
    made = plan([moved(sheet)], sheet.live(quantity=Decimal(5)), sheet.base)

    assert (made.changes, made.refusals, made.unchanged) == ((), (), 0)
    (conflict,) = made.conflicts
    assert (conflict.field, conflict.base, conflict.live) == ("quantity", Decimal(2), Decimal(5))
    assert "moved from A to B" in conflict.reason
    assert conflict.intent == THERE


@PARTS
def test_a_move_is_moved_by_mine_with_what_i_changed_on_what_is_live(plan: Make, sheet: Sheet) -> None:
    row, live = moved(sheet, priceNet=Decimal(11)), sheet.live(quantity=Decimal(5), name="Big desk")
    open_ = plan([row], live, sheet.base)

    made = plan([shown(row, open_.conflicts, Side.MINE)], live, sheet.base)

    assert [each.field for each in open_.conflicts] == ["name", "quantity"]
    assert (rows_sent(made), made.conflicts) == ({"1": [], "2": [("Big desk", 5, 11)]}, ())


@PARTS
def test_a_move_stays_where_it_is_by_live(plan: Make, sheet: Sheet) -> None:
    row, live = moved(sheet, priceNet=Decimal(11)), sheet.live(quantity=Decimal(5))
    open_ = plan([row], live, sheet.base)

    made = plan([shown(row, open_.conflicts, Side.LIVE)], live, sheet.base)

    assert (made.changes, made.conflicts, made.refusals, made.unchanged) == ((), (), (), 1)


@PARTS
def test_a_move_is_a_new_conflict_where_its_target_or_live_becomes_another(plan: Make, sheet: Sheet) -> None:
    live = sheet.live(quantity=Decimal(5))
    open_ = plan([moved(sheet)], live, sheet.base)
    elsewhere = replace(sheet.mine, values={**sheet.mine.values, "invoice": "/api/invoices/3"})
    three = {
        INVOICES.path: {
            **live[INVOICES.path],
            "3": Record("3", "/api/invoices/3", {"name": "C", "invoiceRows": NO_ROWS}),
        }
    }

    for row, now in (
        (shown(elsewhere, open_.conflicts, Side.MINE), three),
        (shown(moved(sheet), open_.conflicts, Side.MINE), sheet.live(quantity=Decimal(6))),
        (shown(moved(sheet), open_.conflicts, Side.LIVE), sheet.live()),
    ):
        made = plan([row], now, sheet.base)
        assert (made.changes, [each.field for each in made.conflicts]) == ((), ["quantity"])


@PARTS
def test_a_move_asks_nothing_about_what_both_changed_alike(plan: Make, sheet: Sheet) -> None:
    made = plan([moved(sheet, quantity=Decimal(5))], sheet.live(quantity=Decimal(5)), sheet.base)

    assert (rows_sent(made), made.conflicts) == ({"1": [], "2": [("Desk", 5, 9)]}, ())


@PARTS
def test_a_move_whose_part_is_gone_is_one_conflict_that_its_choice_decides(plan: Make, sheet: Sheet) -> None:
    live = {
        INVOICES.path: {
            **sheet.live()[INVOICES.path],
            "1": Record("1", "/api/invoices/1", {"name": "A", "invoiceRows": NO_ROWS}),
        }
    }
    row = moved(sheet)
    open_ = plan([row], live, sheet.base)

    mine, left = (plan([shown(row, open_.conflicts, side)], live, sheet.base) for side in (Side.MINE, Side.LIVE))

    assert [each.field for each in open_.conflicts] == ["Id"]
    assert rows_sent(mine) == {"2": [("Desk", 2, 9)]}
    assert (left.changes, left.conflicts) == ((), ())


@PARTS
def test_a_move_waits_as_a_whole_where_the_other_record_is_not_sent(plan: Make, sheet: Sheet, row: Row) -> None:
    live = sheet.live()
    theirs = {**live[INVOICES.path], "2": Record("2", THERE, {"name": "B theirs", "invoiceRows": NO_ROWS})}
    other = row(INVOICES, {"name": "B mine"}, "2", at=5)
    beside = row(INVOICES, {"notes": "mine"}, "1", at=4)

    made = plan([other, beside, moved(sheet)], {INVOICES.path: theirs}, sheet.base)

    assert made.changes == ()
    assert [(each.sheet, each.row) for each in made.conflicts] == [("Invoices", 5)]
    assert [(each.sheet, each.row) for each in made.refusals] == [("Invoice rows", 2), ("Invoices", 4)]
    assert load(dump(made)) == made


@PARTS
@pytest.mark.parametrize("gone", ["target", "deleted"])
def test_a_move_stays_in_its_record_where_the_other_one_cannot_take_it(
    plan: Make, sheet: Sheet, row: Row, gone: str
) -> None:
    live = dict(sheet.live()[INVOICES.path])
    deleted = row(INVOICES, {}, "2", Command.DELETE, at=5)
    if gone == "target":
        del live["2"]

    made = plan([moved(sheet), *([deleted] if gone == "deleted" else [])], {INVOICES.path: live}, sheet.base)

    waiting = [("Invoices", 5)] if gone == "deleted" else []
    assert made.changes == ()
    assert [(each.sheet, each.row) for each in made.refusals] == [("Invoice rows", 2), *waiting]


@PARTS
def test_a_move_keeps_the_record_alive_that_it_cannot_leave(plan: Make, sheet: Sheet, row: Row) -> None:
    made = plan([row(INVOICES, {}, "1", Command.DELETE, at=5), moved(sheet)], sheet.live(), sheet.base)

    assert made.changes == ()
    assert [(each.sheet, each.row) for each in made.refusals] == [("Invoice rows", 2), ("Invoices", 5)]


@PARTS
def test_a_move_that_a_colleague_has_done_already_asks_for_the_first_half_alone(plan: Make, sheet: Sheet) -> None:
    array = sheet.base[INVOICES.path]["1"].values["invoiceRows"]
    live = {INVOICES.path: {**sheet.live()[INVOICES.path], "2": Record("2", THERE, {"invoiceRows": array})}}

    made = plan([moved(sheet)], live, sheet.base)

    assert (rows_sent(made), made.unchanged, made.conflicts) == ({"1": []}, 0, ())


def test_a_move_to_a_new_record_waits_for_its_row(plan: Make, row: Row) -> None:
    live = _invoices()
    owner = owner_of(INVOICE_ROWS)
    assert owner is not None
    base = {**live, INVOICE_ROWS.path: {part.id: part for part in parts_of(live[INVOICES.path].values(), owner)}}
    header = row(INVOICES, {}).header

    (part,) = base[INVOICE_ROWS.path].values()
    values = {c.field: part.values.get(c.field) for c in INVOICE_ROWS.columns}
    going = row(INVOICE_ROWS, {**values, "invoice": NewRow("invoices", header.sheet, 7)}, part.id)
    twin = row(INVOICES, {"name": "B"}, at=7)

    made = plan([going, twin], live, base)

    assert made.changes == ()
    assert {(each.sheet, each.row) for each in made.refusals} == {("Invoice rows", 2), ("Invoices", 7)}
