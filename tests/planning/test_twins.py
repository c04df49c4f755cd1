"""Nothing is created twice: natural keys of new rows against live records and against each other."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.columns import Column
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.plan import Plan
from toolkit.planning.twins import Twins, compared_fields, key_of

TRANSACTIONS = find("transactions")
BUDGETS = find("budgets")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]


@pytest.mark.parametrize("command", [Command.AUTO, Command.CREATE])
@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_new_row_with_the_natural_key_of_a_live_record_is_refused_naming_its_id(
    entity: Entity, command: Command, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(entity, record(entity, "there"))
    values = {column.field: live[entity.path]["there"].values[column.field] for column in entity.writable}

    made = plan([row(entity, values, command=command)], live)

    assert made.changes == ()
    assert "cannot be told apart from Id there" in made.refusals[0].reason


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_of_two_new_rows_with_one_natural_key_the_first_is_created(
    entity: Entity, plan: Make, row: Row, sampled: Callable[[Column, int], Value]
) -> None:
    values = {column.field: sampled(column, 1) for column in entity.writable}

    made = plan([row(entity, values, at=9), row(entity, values, at=5)], {entity.path: {}})

    assert [change.place.row for change in made.changes] == [9]
    assert f"{entity.title}!9 makes the same {entity.singular} already" in made.refusals[0].reason
    assert made.refusals[0].row == 5


def test_one_different_field_of_the_natural_key_tells_two_movements_apart(
    plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(TRANSACTIONS, record(TRANSACTIONS))
    values = {column.field: live["transactions"]["1"].values[column.field] for column in TRANSACTIONS.writable}

    made = plan([row(TRANSACTIONS, values | {"amount": Decimal("10.26")})], live)

    assert [change.verb for change in made.changes] == ["create"]


def test_a_blank_optional_field_is_equal_to_an_absent_one(plan: Make, record: Rec, row: Row, live_of: LiveOf) -> None:
    there = record(TRANSACTIONS, statementNumber=None, operationNumber="")
    values = {field: there.values.get(field) or None for field in TRANSACTIONS.natural_key}

    made = plan([row(TRANSACTIONS, values)], live_of(TRANSACTIONS, there))

    assert made.changes == ()


def test_a_field_without_a_column_has_no_say_in_the_comparison(
    plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    there = record(TRANSACTIONS)
    values = {field: there.values[field] for field in TRANSACTIONS.natural_key if field != "operationNumber"}

    (refusal,) = plan([row(TRANSACTIONS, values)], live_of(TRANSACTIONS, there)).refusals

    assert "the same Bank account, Booked, Amount, Description and Statement." in refusal.reason


def test_records_whose_natural_key_is_empty_are_never_twins(plan: Make, record: Rec, row: Row, live_of: LiveOf) -> None:
    live = live_of(BUDGETS, record(BUDGETS, name=None))
    rows = [row(BUDGETS, {"name": None, "type": "global"}, at=at, command=Command.UPSERT) for at in (2, 3)]

    assert [change.verb for change in plan(rows, live).changes] == ["create", "create"]


def test_a_row_is_not_the_twin_of_an_earlier_one_that_is_refused(
    plan: Make, record: Rec, row: Row, pulled: Row, live_of: LiveOf
) -> None:
    """The second row does not fall with the first, which points at a group that is being deleted."""
    groups = find("budget-groups")
    live = live_of(groups, record(groups, "g"))
    rows = [
        pulled(groups, live["budget-groups"]["g"], command=Command.DELETE),
        row(BUDGETS, {"name": "Rent", "budgetGroup": "/api/budget-groups/g"}),
        row(BUDGETS, {"name": "Rent"}, at=3),
    ]

    made = plan(rows, live)

    assert [(change.verb, change.place.row) for change in made.changes] == [("create", 3), ("delete", 2)]


@pytest.mark.parametrize("entity", [e for e in ENTITIES if Operation.PATCH not in e.operations], ids=lambda e: e.path)
def test_an_edit_that_would_make_a_twin_of_another_link_is_refused(
    entity: Entity, plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    live = live_of(entity, record(entity, "1", 0), record(entity, "2", 1))
    budget, other = entity.natural_key
    there = live[entity.path]["2"].values

    made = plan([pulled(entity, live[entity.path]["1"], **{budget: there[budget], other: there[other]})], live, live)

    assert made.changes == ()
    assert f"would make a second {entity.singular}" in made.refusals[0].reason
    assert "as Id 2." in made.refusals[0].reason


def test_of_two_edits_that_would_make_the_same_link_the_first_is_planned(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    links = find("budget-projects")
    live = live_of(links, *(record(links, str(k), k) for k in range(2)))
    same = {"budget": "/api/budgets/7", "project": "/api/projects/7"}
    rows = [pulled(links, each, at, **same) for at, each in enumerate(live[links.path].values(), 2)]

    made = plan(rows, live, live)

    assert [change.place.row for change in made.changes] == [2]
    assert "Budget projects!2 makes the same budget project already" in made.refusals[0].reason


def test_keys_are_compared_without_blanks_at_the_ends() -> None:
    assert key_of({"name": " Rent "}, ("name",)) == ("Rent",)
    assert key_of({"name": "  "}, ("name",)) is None
    assert compared_fields(BUDGETS, {"type": "global"}) == ()


def test_an_entity_that_was_not_read_has_no_twins() -> None:
    assert Twins({}).find(BUDGETS, ("name",), ("Rent",)) == ()


@pytest.mark.parametrize("command", [Command.UPDATE, Command.UPSERT])
def test_a_row_without_id_is_refused_where_another_row_makes_a_second_record_like_it(
    command: Command, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS, "1", name="One"), record(BUDGETS, "2", name="Two"))

    made = plan([row(BUDGETS, {"name": "One"}, command=command), row(BUDGETS, {"name": "One"}, "2", at=3)], live)

    (refusal,) = made.refusals
    assert "gives another budget the same Name" in refusal.reason
    assert [change.verb for change in made.changes] == ["patch"]
