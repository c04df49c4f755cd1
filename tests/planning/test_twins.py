"""Nothing is created twice: natural keys of new rows against live records and against each other."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.columns import Column
from toolkit.entities.entity import Operation
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.natural_keys import NOT_ALIKE, spelled
from toolkit.entities.record import Command, Mine, Record
from toolkit.planning.changes import Create, Patch
from toolkit.planning.plan import Plan
from toolkit.planning.twins import Twins, compared_fields

TRANSACTIONS = find("transactions")
BUDGETS = find("budgets")

Make = Callable[..., Plan]
Row = Callable[..., Mine]
Rec = Callable[..., Record]
LiveOf = Callable[..., Live]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_new_row_with_the_natural_key_of_a_live_record_is_refused_naming_its_id(
    entity: Entity, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(entity, record(entity, "there"))
    values = {column.field: live[entity.path]["there"].values[column.field] for column in entity.writable}

    made = plan([row(entity, values)], live)

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


def test_a_field_without_a_column_is_one_of_which_nothing_is_said(
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


def test_fields_without_a_column_are_not_compared() -> None:
    assert compared_fields(BUDGETS, {"type": "global"}) == ()


def test_an_entity_that_was_not_read_has_no_twins() -> None:
    assert Twins({}).find(BUDGETS, {"name": "Rent"}) == NOT_ALIKE


@pytest.mark.parametrize("command", [Command.UPDATE, Command.UPSERT])
def test_a_row_without_id_is_refused_where_another_row_makes_a_second_record_like_it(
    command: Command, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS, "1", name="One"), record(BUDGETS, "2", name="Two"))

    made = plan([row(BUDGETS, {"name": "One"}, command=command), row(BUDGETS, {"name": "One"}, "2", at=3)], live)

    (refusal,) = made.refusals
    assert "gives another budget the same Name" in refusal.reason
    assert [change.verb for change in made.changes] == ["patch"]


SPELLINGS = {
    "capitals": "M\u00c4SSOR NORDEN",
    "decomposed": "Ma\u0308ssor Norden",
    "two spaces": "M\u00e4ssor  Norden",
    "a hard space": "M\u00e4ssor\u00a0Norden",
    "a line break": "M\u00e4ssor\nNorden",
    "zero width": "M\u00e4ssor\u200b Norden",
    "a soft hyphen": "M\u00e4s\u00adsor Norden",
    "a byte order mark": "\ufeffM\u00e4ssor Norden",
    "a bidi mark": "M\u00e4ssor Norden\u200f",
}


@pytest.fixture(params=list(SPELLINGS.values()), ids=list(SPELLINGS))
def spelling(request: pytest.FixtureRequest) -> str:
    """Give a name that looks like another one."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture
def named(record: Rec, live_of: LiveOf) -> Live:
    """Give one budget."""
    return live_of(BUDGETS, record(BUDGETS, "b1", name="M\u00e4ssor Norden", type="global", granularity="month"))


def test_another_spelling_of_a_name_is_refused_with_both(spelling: str, named: Live, plan: Make, row: Row) -> None:
    made = plan([row(BUDGETS, {"name": spelling, "type": "global", "granularity": "month"})], named)

    assert made.changes == ()
    (refusal,) = made.refusals
    assert "cannot be told apart from Id b1: the same Name." in refusal.reason
    assert f'Name {spelled(spelling)} here, "M\u00e4ssor Norden" there.' in refusal.reason


def test_the_second_of_two_spellings_in_one_file_is_refused(spelling: str, plan: Make, row: Row) -> None:
    rows = [row(BUDGETS, {"name": name}, at=at) for at, name in enumerate(["M\u00e4ssor Norden", spelling], 2)]

    made = plan(rows, {"budgets": {}})

    assert [change.place.row for change in made.changes] == [2]
    assert "Budgets!2 makes the same budget already" in made.refusals[0].reason
    assert f'Name {spelled(spelling)} here, "M\u00e4ssor Norden" there.' in made.refusals[0].reason


def test_a_row_that_says_create_is_planned_as_typed_behind_a_guard(
    spelling: str, named: Live, plan: Make, row: Row
) -> None:
    made = plan([row(BUDGETS, {"name": spelling}, command=Command.CREATE)], named)

    (change,) = made.changes
    assert isinstance(change, Create)
    assert change.requests[0].body == {"name": spelling}
    assert made.twins == {1: ("b1",)}
    (guard,) = [guard for guard in made.guards if guard.name == "twins"]
    assert guard.message.startswith(
        "1 new row looks like what is there, or what another row makes: Budgets!2 like Id b1"
    )
    assert f"Name {spelled(spelling)} here" in guard.message


def test_two_rows_that_look_alike_need_create_in_the_second_alone(spelling: str, plan: Make, row: Row) -> None:
    first = row(BUDGETS, {"name": "M\u00e4ssor Norden"})
    second = row(BUDGETS, {"name": spelling}, command=Command.CREATE, at=3)

    made = plan([first, second], {"budgets": {}})

    assert [change.place.row for change in made.changes] == [2, 3]
    assert [guard.message for guard in made.guards if "Budgets!3 like Budgets!2" in guard.message]


@pytest.mark.parametrize("command", [Command.UPSERT, Command.UPDATE])
def test_a_row_without_id_finds_its_record_in_another_spelling_and_does_not_rename_it(
    command: Command, spelling: str, named: Live, plan: Make, row: Row
) -> None:
    made = plan([row(BUDGETS, {"name": spelling, "granularity": "quarter"}, command=command)], named)

    (change,) = made.changes
    assert isinstance(change, Patch)
    assert (change.before.id, change.edits) == ("b1", {"granularity": "quarter"})
    assert [note for note in made.notes if spelled(spelling) in note and "b1" in note]


def test_of_two_records_that_look_alike_the_exact_name_is_meant(
    plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    live = live_of(BUDGETS, record(BUDGETS, "b1", name="Rent"), record(BUDGETS, "b2", name="RENT"))
    exact, neither = (
        row(BUDGETS, {"name": name}, command=Command.UPSERT, at=at) for at, name in ((2, "RENT"), (3, "rent"))
    )

    made = plan([exact, neither], live)

    assert made.unchanged == 1
    assert "2 budgets have the same Name: Id b1, Id b2" in made.refusals[0].reason


def test_a_row_with_an_id_is_no_twin(spelling: str, named: Live, plan: Make, pulled: Row) -> None:
    made = plan([pulled(BUDGETS, named["budgets"]["b1"], name=spelling)], named, named)

    assert [change.verb for change in made.changes] == ["patch"]
    assert "twins" not in {guard.name for guard in made.guards}


def test_links_that_were_alike_before_are_edited_like_others(
    plan: Make, record: Rec, pulled: Row, live_of: LiveOf
) -> None:
    links = find("budget-employees")
    live = live_of(links, record(links, "1"), record(links, "2"))
    rows = [pulled(links, each, at, amount=900 + at) for at, each in enumerate(live[links.path].values(), 2)]

    made = plan(rows, live, live)

    assert [change.verb for change in made.changes] == ["replace", "replace"]


@pytest.mark.parametrize("default", [None, 0], ids=["absent", "zero"])
@pytest.mark.parametrize("said", ["no column", "blank"])
def test_what_a_type_holds_by_default_hides_no_twin(
    said: str, default: int | None, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    there = record(TRANSACTIONS, statementNumber=default, operationNumber="" if default == 0 else None)
    unsaid: dict[str, Value | None] = (
        {} if said == "no column" else dict.fromkeys(("statementNumber", "operationNumber"))
    )
    values = {name: there.values[name] for name in ("bankAccount", "execDate", "amount", "description")}

    (refusal,) = plan([row(TRANSACTIONS, values | unsaid)], live_of(TRANSACTIONS, there)).refusals

    assert "cannot be told apart from Id 1" in refusal.reason


@pytest.mark.parametrize("command", [Command.AUTO, Command.UPSERT])
def test_a_record_that_holds_more_than_was_said_is_asked_about(
    command: Command, plan: Make, record: Rec, row: Row, live_of: LiveOf
) -> None:
    there = record(TRANSACTIONS, statementNumber=7)
    values: dict[str, Value | None] = {name: there.values[name] for name in TRANSACTIONS.natural_key}

    (refusal,) = plan(
        [row(TRANSACTIONS, values | {"statementNumber": None}, command=command)], live_of(TRANSACTIONS, there)
    ).refusals

    assert "may" in refusal.reason
    assert "Only the record that is there has Statement 7." in refusal.reason
    assert "a row with CREATE in Command on a sheet of transactions" in refusal.reason
