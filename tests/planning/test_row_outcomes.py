"""Plan, diff and explain tell the same of every row, whatever was typed and whatever a colleague did meanwhile."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worklists import answer, booking, document, iri, live_of, transaction

from toolkit.entities import find
from toolkit.entities.invoices import INVOICE_ROWS, INVOICES
from toolkit.entities.kinds import NewRow, Part, Rows, Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.offers import Offer
from toolkit.entities.parts import owner_of, parts_of
from toolkit.entities.record import Clear, Command, Header, Mine, Record
from toolkit.entities.settlement import Seen, Settlement, Side
from toolkit.planning.answers import translate
from toolkit.planning.changes import Patch
from toolkit.planning.decide import Sides
from toolkit.planning.differences import Outcome
from toolkit.planning.make import make_plan
from toolkit.planning.parts import live_parts
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.row_outcomes import Happening, RowOutcome, row_outcomes
from toolkit.reports.changes import blocks

BUDGETS, LINKS = find("budgets"), find("budget-employees")
KIND = INVOICES.by_field["invoiceRows"].kind
WRITTEN = {Outcome.SEND, Outcome.SETTLED_MINE, Outcome.CREATE, Outcome.DELETE, Outcome.ACCEPT}
Row = tuple[str, int]
World = tuple[list[Mine], Live, Live]


def header(name: str) -> Header:
    entity = find(name)
    names = ["Command", "Id", *(column.field for column in entity.columns), "Status", "Detail"]
    return Header(entity, entity.title, 1, {each: f"C{chr(ord('A') + at)}" for at, each in enumerate(names)})


HEADERS = {name: header(name) for name in ("budgets", "budget-employees", "invoices", "invoice-rows")}
names = st.sampled_from(["Desk", "Lamp", "Chair"])
words = st.one_of(st.none(), names, st.just(Clear.CLEAR))
numbers = st.sampled_from([None, Decimal(1), Decimal(2)])
commands = st.sampled_from([Command.AUTO] * 4 + [Command.DELETE, Command.IGNORE, Command.UPDATE])


@st.composite
def settlements(draw: st.DrawFn, live: Mapping[str, Value]) -> Settlement | None:
    """Draw no Resolution, or one whose author was shown what is live, something else, or nothing."""
    side = draw(st.sampled_from([None, None, Side.MINE, Side.LIVE]))
    if side is None:
        return None
    fields = ("name", "invoice", "quantity", "budgetGroup", "amount", "Id")
    shown = draw(st.sampled_from([{name: live.get(name) for name in fields}, {"name": "Other"}, None]))
    return Settlement(side, seen=None if shown is None else Seen("2026-01-01T00:00:00+00:00", shown))


@st.composite
def budgets(draw: st.DrawFn) -> World:
    """Draw pulled budgets, edited on both sides, and new ones; some point at others' rows."""
    base, live, rows = {}, {}, []
    for at in range(2, 2 + draw(st.integers(1, 3))):
        own = str(at)
        record = Record(own, iri("budgets", own), {"name": f"Budget {own}", "type": "global"})
        base[own] = record
        theirs = draw(st.one_of(st.just({}), st.fixed_dictionaries({"name": names}), st.none()))
        if theirs is not None:
            live[own] = replace(record, values={**record.values, **theirs})
        typed = draw(st.one_of(st.just(record.values["name"]), words))
        values: dict[str, Value | Clear | None] = {"name": typed, "type": "global", "budgetGroup": None}
        shown = draw(settlements(live[own].values if own in live else {}))
        rows.append(Mine(HEADERS["budgets"], at, draw(commands), own, values, shown))
    for at in range(10, 10 + draw(st.integers(0, 2))):
        values = {"name": draw(words), "type": "global", "budgetGroup": NewRow("budget-groups", "Groups", 3)}
        command = draw(st.sampled_from([Command.AUTO, Command.CREATE, Command.UPSERT, Command.DELETE]))
        rows.append(Mine(HEADERS["budgets"], at, command, None, {**values, "budgetGroup": None}))
    return rows, {"budgets": base}, {"budgets": live, "budget-groups": {}}


@st.composite
def replaced(draw: st.DrawFn) -> World:
    """Draw records that the service cannot edit."""
    base, live, rows = {}, {}, []
    for at in (2, 3):
        own, amount = str(at), draw(st.sampled_from([1, 2, 5]))
        record = Record(own, iri("budget-employees", own), {"budget": iri("budgets", own), "amount": at})
        base[own], live[own] = (
            record,
            replace(record, values={**record.values, "amount": draw(st.sampled_from([at, 9]))}),
        )
        values: dict[str, Value | Clear | None] = {"budget": record.values["budget"], "amount": amount}
        shown = draw(settlements(live[own].values))
        rows.append(Mine(HEADERS["budget-employees"], at, draw(commands), own, values, shown))
    return rows, {"budget-employees": base}, {"budget-employees": live}


@st.composite
def invoice_rows(draw: st.DrawFn) -> World:
    """Draw two invoices whose rows are edited, deleted, added and moved, while a colleague edits or deletes some."""
    assert isinstance(KIND, Rows)
    owner = owner_of(INVOICE_ROWS)
    assert owner is not None
    base, live, rows = {}, {}, []
    for own in "12":
        pulled: list[dict[str, Value]] = [
            {"name": f"{name} {own}", "quantity": Decimal(3)} for name in draw(st.lists(names, max_size=3))
        ]
        record = Record(own, iri("invoices", own), {"name": f"F/{own}", "invoiceRows": _joined(pulled)})
        theirs: list[dict[str, Value]] = [
            {**part, "quantity": draw(st.sampled_from([Decimal(3), Decimal(4)]))} for part in pulled
        ]
        if draw(st.booleans()):
            theirs = theirs[1:]
        base[own] = record
        live[own] = replace(record, values={**record.values, "invoiceRows": _joined(theirs)})
    for at, part in enumerate(parts_of(base.values(), owner), 2):
        typed: dict[str, Value | Clear | None] = {**part.values}
        typed |= draw(st.one_of(st.just({}), st.fixed_dictionaries({"quantity": numbers})))
        typed |= draw(st.sampled_from([{}, {}, {"invoice": iri("invoices", "1")}, {"invoice": iri("invoices", "2")}]))
        shown = draw(settlements({**part.values, "quantity": Decimal(4)}))
        rows.append(Mine(HEADERS["invoice-rows"], at, draw(commands), part.id, typed, shown))
    for at in range(20, 20 + draw(st.integers(0, 2))):
        added = {
            "invoice": iri("invoices", draw(st.sampled_from("12"))),
            "name": draw(names),
            "quantity": draw(numbers),
        }
        rows.append(Mine(HEADERS["invoice-rows"], at, Command.AUTO, None, added))
    if draw(st.booleans()):
        said = draw(st.sampled_from(["F/1", "New"]))
        command = draw(st.sampled_from([Command.AUTO, Command.DELETE]))
        rows.append(Mine(HEADERS["invoices"], 2, command, "1", {"name": said}))
    pulled_parts = {part.id: part for part in parts_of(base.values(), owner)}
    based = {"invoices": base, "invoice-rows": pulled_parts}
    return rows, based, {"invoices": live, **live_parts(based, {"invoices": live})}


def _joined(parts: Sequence[Mapping[str, Value]]) -> str:
    assert isinstance(KIND, Rows)
    return KIND.joined([Part(part) for part in parts])


@st.composite
def worklist(draw: st.DrawFn) -> World:
    """Draw answers about two transactions and a document: edits, splits, whole bookings, accepted suggestions."""
    base = live_of(transaction(note="Old"), transaction("70", "t2"), transaction_attachments=())
    base = {
        **base,
        "transaction-attachments": {"d1": Record("d1", iri("transaction-attachments", "d1"), {"name": "d"})},
    }
    live = dict(base)
    if draw(st.booleans()):
        live["transactions"] = {
            **base["transactions"],
            "t1": transaction(note=draw(st.sampled_from(["New", "Theirs"]))),
        }
    if draw(st.booleans()):
        there = booking("budget-transactions", "x", budget=iri("budgets", draw(st.sampled_from(["b1", "b2"]))))
        live["budget-transactions"] = {"x": there}
    if draw(st.booleans()):
        del (transactions := dict(live["transactions"]))["t2"]
        live["transactions"] = transactions
    rows = []
    for at, own in enumerate(("t1", "t1", "t2"), 2):
        typed: dict[str, Value | Clear | None] = {
            "note": draw(st.sampled_from([None, "Old", "Mine", "New"])),
            "budget": draw(st.sampled_from([None, None, iri("budgets", "b1")])),
            "amount": None,
            "project": draw(st.sampled_from([None, None, iri("projects", "p1")])),
        }
        if draw(st.booleans()):
            typed |= {"accept": True, "suggestion": "Supplier: Fortum", "suggestionId": draw(st.sampled_from("sx"))}
        command = draw(st.sampled_from([Command.AUTO] * 5 + [Command.IGNORE]))
        rows.append(answer(at, own, command, **typed))
    rows.append(document(2, "d1", transaction=draw(st.sampled_from([None, iri("transactions", "t1")]))))
    return rows, base, live


OFFERS = {
    ("transactions", own): [Offer("s", "Supplier: Fortum", expected={"cost": iri("costs", "s1")})]
    for own in ("t1", "t2")
}


@pytest.fixture
def told(origin: Origin) -> Callable[[World], tuple[Plan, list[RowOutcome]]]:
    """Give a function that plans a world and tells what happens to each of its rows."""

    def make(world: World) -> tuple[Plan, list[RowOutcome]]:
        rows, base, live = world
        labels = Labels(live)
        answers = translate(rows, base, live, labels, OFFERS)
        made = make_plan(origin, answers.rows, base, live, labels)
        plan = replace(made, refusals=(*made.refusals, *answers.refusals))
        return plan, list(row_outcomes(rows, Sides(base, live), plan))

    return make


def in_text(plan: Plan) -> Iterator[tuple[int, Row]]:
    """Yield each change that the text of a plan lists, with each row that it names for it."""
    for block in blocks(plan):
        rows = {(block.sheet, block.row), *(_row(line.cell, (block.sheet, block.row)) for line in block.lines)}
        yield from ((block.n, row) for row in rows)


def _row(cell: str, here: Row) -> Row:
    sheet, _, address = cell.rpartition("!")
    number = "".join(letter for letter in address if letter.isdigit())
    return (sheet or here[0], int(number)) if number else here


def cells_in_text(plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield the cells of fields, with their sheet, that the text of a plan lists for each change."""
    for block in blocks(plan):
        for line in block.lines:
            if line.cell and not line.whole and block.verb != "delete":
                yield block.n, line.cell if "!" in line.cell else f"{block.sheet}!{line.cell}"


@given(world=st.one_of(budgets(), replaced(), invoice_rows(), worklist()))
@settings(max_examples=400)
def test_every_row_is_told_alike(told: Callable[[World], tuple[Plan, list[RowOutcome]]], world: World) -> None:
    plan, outcomes = told(world)
    rows = {(each.mine.header.sheet, each.mine.row): each for each in outcomes}
    cells = [cell for each in outcomes for cell in each.cells]

    by_row = {(change.n, at) for at, each in rows.items() for change in each.at.changes}
    assert {n for n, _at in by_row} == {change.n for change in plan.changes}
    assert by_row == set(in_text(plan))
    assert {(cell.change, f"{cell.sheet}!{cell.cell}") for cell in cells} >= set(cells_in_text(plan)) - moved(
        outcomes, plan
    )
    assert all((cell.change is not None) == (cell.outcome in WRITTEN) for cell in cells)
    assert {cell.change for cell in cells if cell.change is not None} <= {change.n for change in plan.changes}

    in_conflict = {(cell.sheet, cell.cell, cell.field) for cell in cells if cell.outcome is Outcome.CONFLICT}
    assert in_conflict == {(each.sheet, each.cell, each.field) for each in plan.conflicts}
    refused = {(*at, refusal.reason) for at, each in rows.items() for refusal in each.at.refusals}
    assert refused == {(each.sheet, each.row, each.reason) for each in plan.refusals}
    for each in outcomes:
        assert_sound(each)


def moved(outcomes: Sequence[RowOutcome], plan: Plan) -> set[tuple[int, str]]:
    """Return the cells of rows that leave one invoice for another: these are told once, with their new invoice."""
    places = {(each.mine.header.sheet, each.mine.row) for each in outcomes if each.at.moves}
    return {(n, cell) for n, cell in cells_in_text(plan) if _row(cell, ("", 0)) in places}


def only_rows_of(each: RowOutcome) -> bool:
    """Tell whether a row's change does nothing but what rows of another sheet ask for."""
    return all(isinstance(change, Patch) and set(change.edits) == {"invoiceRows"} for change in each.at.own)


def assert_sound(each: RowOutcome) -> None:
    """Demand that the one word for a row fits what is said of its cells."""
    outcomes = {cell.outcome for cell in each.cells}
    match each.happening:
        case Happening.NOTHING:
            assert outcomes <= {Outcome.KEEP, Outcome.AGREED, Outcome.GONE, Outcome.SETTLED_LIVE}
        case Happening.CONFLICT:
            assert each.at.conflicts
        case Happening.REFUSED:
            assert each.at.refusals
            assert outcomes & ({Outcome.HELD} | WRITTEN)
        case Happening.CHANGE:
            assert outcomes & WRITTEN or only_rows_of(each)
            assert Outcome.CONFLICT not in outcomes
        case Happening.HELD:
            assert Outcome.HELD in outcomes
            assert not outcomes & WRITTEN
        case Happening.RESOLVED:
            assert Outcome.SETTLED_LIVE in outcomes
        case Happening.IGNORED:
            assert not each.cells
        case _:
            pytest.fail(f"{each.happening} of a row without errors")
