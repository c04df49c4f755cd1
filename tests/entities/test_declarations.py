"""What every declaration of an entity has to keep, and the API document that the operations come from."""

import csv
from pathlib import Path

import pytest

from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.entities.columns import Column
from toolkit.entities.entity import DIRECTORY, FULL, LINK, Operation
from toolkit.entities.kinds import Amount, Integer
from toolkit.errors import UnknownEntity

ALL = (*ENTITIES, *DIRECTORIES)
COLUMNS = [(entity, column) for entity in ALL for column in entity.columns]

each_entity = pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.path)
each_column = pytest.mark.parametrize(
    ("entity", "column"), COLUMNS, ids=[f"{entity.path}.{column.field}" for entity, column in COLUMNS]
)


def documented() -> set[tuple[str, str, str]]:
    with (Path(__file__).parent / "endpoints.csv").open(encoding="utf-8", newline="") as file:
        return {(row["entity"], row["method"], row["path"]) for row in csv.DictReader(file)}


def test_the_operations_are_those_of_the_api_document() -> None:
    declared = [(entity.path, end.method, end.path) for entity in ENTITIES for end in entity.endpoints]

    assert set(declared) == documented()
    assert len(declared) == len(set(declared)) == 74


def test_twelve_entities_are_written_and_the_others_only_looked_up() -> None:
    assert len(ENTITIES) == 12
    assert all(entity.operations == DIRECTORY and not entity.writable for entity in DIRECTORIES)


@pytest.mark.parametrize(
    ("path", "lacking"),
    [
        ("budget-contractors", Operation.PATCH),
        ("budget-employees", Operation.PATCH),
        ("budget-invoices", Operation.PATCH),
        ("budget-projects", Operation.PATCH),
        ("transactions", Operation.DELETE),
        ("project-transactions", Operation.GET),
    ],
)
def test_what_an_entity_lacks_is_said_in_one_place(path: str, lacking: Operation) -> None:
    entity = find(path)

    assert not entity.can(lacking)
    assert entity.operations == FULL & ~lacking


def test_all_other_entities_can_be_read_made_edited_and_deleted() -> None:
    full = {entity.path for entity in ENTITIES if entity.operations == FULL}

    assert full == {
        "budgets",
        "budget-groups",
        "budget-transactions",
        "income-transactions",
        "transaction-attachments",
        "invoices",
    }
    assert LINK | Operation.PATCH == FULL


@each_entity
def test_an_entity_is_found_by_its_path(entity: Entity) -> None:
    assert find(entity.path) is entity
    assert entity.collection == f"/{entity.path}"


@each_entity
def test_fields_and_titles_are_unique_and_leave_our_own_columns_alone(entity: Entity) -> None:
    fields = [column.field for column in entity.columns]
    titles = [column.title.casefold() for column in entity.columns]

    assert len(set(fields)) == len(fields)
    assert len(set(titles)) == len(titles)
    assert not {"command", "id", "status", "detail"} & set(titles)


@each_entity
def test_a_title_is_no_other_columns_field(entity: Entity) -> None:
    """A header is recognised by either, so one word must not mean two columns."""
    for column in entity.columns:
        others = {other.field.casefold() for other in entity.columns if other is not column}
        assert column.title.casefold() not in others


@each_entity
def test_keys_labels_and_rules_name_fields_that_exist(entity: Entity) -> None:
    named = {*entity.natural_key, *entity.label, *(name for rule in entity.rules for name in (rule.first, rule.last))}

    assert named <= set(entity.by_field)
    assert entity.natural_key
    assert entity.label


@each_entity
def test_a_sheet_can_be_named_after_the_entity(entity: Entity) -> None:
    assert 0 < len(entity.title) <= 31
    assert not set(entity.title) & set("[]:*?/\\'")
    assert entity.summary.endswith(".")
    assert entity.singular == entity.singular.lower()


def test_no_two_entities_share_a_name() -> None:
    assert len({entity.path for entity in ALL}) == len({entity.title for entity in ALL}) == len(ALL)


@each_column
def test_a_reference_points_at_a_known_entity(entity: Entity, column: Column) -> None:
    if column.target is None:
        assert column not in entity.references
    else:
        assert column in entity.references
        assert find(column.target).path == column.target


@each_column
def test_what_is_required_can_be_written(entity: Entity, column: Column) -> None:
    assert column.writable or not column.required
    assert (column in entity.writable) == column.writable
    assert entity.column(column.field) is column


@each_column
def test_money_in_major_units_says_its_currency(entity: Entity, column: Column) -> None:
    assert bool(column.unit) == isinstance(column.kind, Amount), entity.path


def test_parents_stand_before_their_children() -> None:
    """A plan creates in this order, so that a child can point at its parent."""
    order = {entity.path: place for place, entity in enumerate(ENTITIES)}

    for entity in ENTITIES:
        for column in entity.references:
            if column.target in order and column.target != entity.path and column.required:
                assert order[column.target] < order[entity.path], (entity.path, column.field)


def test_only_the_fields_that_nobody_publishes_are_assumed() -> None:
    assumed = {entity.path for entity in ENTITIES if any(column.assumed for column in entity.columns)}
    published = {"budgets", "transactions", "invoices", "budget-transactions"}

    assert assumed == {entity.path for entity in ENTITIES} - published
    assert all(column.assumed for entity in ALL if entity.path not in published for column in entity.columns)


def test_shares_of_a_budget_are_whole_units() -> None:
    """The service keeps them as integers; a fraction must not be scaled by a hundred on the way (decision 15)."""
    for path in ("budget-employees", "budget-transactions", "income-transactions", "project-transactions"):
        assert isinstance(find(path).column("amount").kind, Integer)


def test_an_unknown_entity_names_the_nearest() -> None:
    with pytest.raises(UnknownEntity, match=r'no entity "budget"\. Did you mean budgets') as error:
        find("budget")

    assert error.value.exit_code == 2
    with pytest.raises(UnknownEntity, match=r'no entity "xyz"\. `flowtly entities`'):
        find("xyz")


def test_an_undeclared_field_is_no_column() -> None:
    with pytest.raises(KeyError):
        find("budgets").column("colour")
