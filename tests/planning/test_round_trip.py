"""What is pulled and not touched asks for nothing, whatever the service keeps; what two people do does not collide."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.canonical import plain
from toolkit.entities.cell import Cell, NumberFormat, Shape, Stored
from toolkit.entities.columns import Column
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import Content, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record, read_member, values_to_json
from toolkit.planning.changes import Patch
from toolkit.planning.plan import Plan

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ("", " ", " a ", "NA", "007")
)
_WORD = st.text("ab", min_size=1, max_size=3)


def _values(column: Column) -> st.SearchStrategy[Value]:
    """Return what the service may keep in a column."""
    kept: Mapping[str, st.SearchStrategy[Value]] = {
        "text": _TEXT,
        "choice": _WORD,
        "reference": _WORD.map(lambda word: f"/api/{column.target}/{word}"),
        "flags": st.sets(_WORD, max_size=2).map(lambda words: tuple(sorted(words))),
        "integer": st.integers(1 - 10**15, 10**15 - 1),
        "amount": st.decimals(-(10**9), 10**9, places=2).map(plain),
        "number": st.decimals(-(10**3), 10**3, places=18).map(plain),
        "yes/no": st.booleans(),
        "date": st.dates(date(1950, 1, 1), date(2150, 1, 1)),
        "month": st.dates(date(1950, 1, 1), date(2150, 1, 1)).map(lambda day: f"{day:%Y-%m}"),
    }
    return kept[column.kind.word]


def _records(entity: Entity) -> st.SearchStrategy[Record]:
    optional = {column.field: _values(column) for column in entity.writable}
    made = st.fixed_dictionaries({}, optional=optional)
    return made.map(lambda values: Record("1", f"/api/{entity.path}/1", values))


def _typed(column: Column, value: Value | None) -> Value | None:
    """Read back what pull writes into a cell; an empty text leaves a blank cell."""
    content = None if value is None else column.kind.to_cell(value)
    return None if content is None or not str(content).strip() else column.kind.from_cell(_cell(content))


def _cell(content: Content) -> Cell:
    match content:
        case str():
            return Cell(Stored.TEXT, content)
        case date():
            serial = (content - date(1899, 12, 30)) // timedelta(days=1)
            return Cell(Stored.NUMBER, str(serial), NumberFormat("yyyy-mm-dd", Shape.DATE))
        case _:
            return Cell(Stored.NUMBER, str(content))


def _pulled(row: Row, entity: Entity, record: Record, command: Command = Command.AUTO) -> Mine:
    values = {column.field: _typed(column, record.values.get(column.field)) for column in entity.writable}
    return row(entity, values, record.id, command)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
@settings(max_examples=12)
@given(data=st.data())
def test_a_row_pulled_and_not_touched_asks_for_nothing(
    entity: Entity, plan: Make, row: Row, data: st.DataObject
) -> None:
    record = data.draw(_records(entity))
    live: Live = {entity.path: {"1": record}}
    command = data.draw(st.sampled_from((Command.AUTO, Command.UPDATE, Command.UPSERT, Command.IGNORE)))

    assert plan([_pulled(row, entity, record, command)], live, live).unchanged == 1
    assert plan([_pulled(row, entity, record, command)], live).unchanged == 1


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_an_edit_goes_to_the_service_and_comes_back_as_it_was_meant(
    entity: Entity, plan: Make, record: Rec, pulled: Row
) -> None:
    """The record that answers the request equals what the plan said it would be."""
    live = {entity.path: {"1": record(entity)}}
    theirs = record(entity, "1", 1)
    edits = {column.field: theirs.values[column.field] for column in entity.writable}

    (change,) = plan([pulled(entity, live[entity.path]["1"], **edits)], live, live).changes

    body = change.requests[0].body
    assert body is not None
    answer = read_member(entity, {**values_to_json(entity, live[entity.path]["1"].values), **body, "id": "1"})
    assert {name: answer.values[name] for name in edits} == edits


@pytest.mark.parametrize("entity", [e for e in ENTITIES if e.can(Operation.PATCH)], ids=lambda entity: entity.path)
@settings(max_examples=12)
@given(data=st.data())
def test_two_people_who_edit_different_cells_lose_nothing(
    entity: Entity, plan: Make, row: Row, data: st.DataObject
) -> None:
    base, mine, theirs = (data.draw(_records(entity)) for _ in range(3))
    fields = [column.field for column in entity.writable]
    my_fields = data.draw(st.sets(st.sampled_from(fields)))
    live = Record("1", base.iri, _mixed(base, theirs, set(fields) - my_fields))
    meant = Record("1", base.iri, _mixed(base, mine, my_fields))

    made = plan([_pulled(row, entity, meant)], {entity.path: {"1": live}}, {entity.path: {"1": base}})

    assert made.conflicts == ()
    for change in made.changes:
        assert isinstance(change, Patch)
        assert change.edits.keys() <= my_fields
        for name, value in change.edits.items():
            assert value == _typed(entity.column(name), mine.values.get(name))


def _mixed(base: Record, other: Record, fields: set[str]) -> dict[str, Value]:
    """Take some fields from another record."""
    kept = {name: value for name, value in base.values.items() if name not in fields}
    return kept | {name: value for name, value in other.values.items() if name in fields}


def test_a_column_that_the_sheet_lacks_has_no_opinion(plan: Make, record: Rec, row: Row) -> None:
    budgets = find("budgets")
    live = {"budgets": {"1": record(budgets)}}

    (change,) = plan([row(budgets, {"name": "other"}, "1")], live, live).changes

    assert change.requests[0].body == {"name": "other"}


def test_an_amount_is_sent_exactly(plan: Make, record: Rec, pulled: Row) -> None:
    invoices = find("invoices")
    live = {"invoices": {"1": record(invoices)}}

    (change,) = plan([pulled(invoices, live["invoices"]["1"], amount=Decimal("0.1"))], live, live).changes

    assert change.requests[0].body == {"amount": Decimal("0.1")}
