"""What there is, told in three forms from one declaration."""

import pytest

from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.planning.reversibility import Reversibility
from toolkit.reports.entities import describe, describe_json, json, lacks, markdown, operations, reversibility, text
from toolkit.reports.terminal import PLAIN, width_of

ALL = (*ENTITIES, *DIRECTORIES)
each_entity = pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.path)


def test_operations_and_what_is_lacking_are_words() -> None:
    assert operations(find("budgets")) == ("list", "read", "create", "patch", "delete")
    assert lacks(find("budgets")) == ()
    assert lacks(find("budget-projects")) == ("PATCH",)
    assert lacks(find("project-transactions")) == ("GET by id",)
    assert lacks(find("clients")) == ("POST", "PATCH", "DELETE")


def test_each_verb_says_how_it_is_undone() -> None:
    assert reversibility(find("budgets")) == {
        "create": Reversibility.REVERSIBLE,
        "patch": Reversibility.REVERSIBLE,
        "delete": Reversibility.NEW_ID,
    }
    assert reversibility(find("transactions")) == {
        "create": Reversibility.IRREVERSIBLE,
        "patch": Reversibility.REVERSIBLE,
    }
    assert reversibility(find("budget-projects")) == {
        "create": Reversibility.REVERSIBLE,
        "replace": Reversibility.NEW_ID,
        "delete": Reversibility.NEW_ID,
    }
    assert reversibility(find("clients")) == {}


def test_the_list_tells_what_an_entity_cannot() -> None:
    entities = [find(path) for path in ("budgets", "transactions", "budget-projects", "clients")]

    assert text(entities, 80, PLAIN) == (
        "entity           title            operations\n"
        "budgets          Budgets          list read create patch delete\n"
        "transactions     Transactions     list read create patch\n"
        "     no DELETE; create cannot be undone\n"
        "budget-projects  Budget projects  list read create delete\n"
        "     no PATCH\n"
        "clients          Clients          list read\n"
        "     only looked up\n"
    )


def test_every_entity_fits_a_line_of_80_columns() -> None:
    shown = text(ENTITIES, 80, PLAIN).splitlines()

    assert [line.split()[0] for line in shown[1:] if not line.startswith(" ")] == [entity.path for entity in ENTITIES]


@pytest.mark.parametrize("width", [80, 160])
def test_paths_survive_a_narrow_terminal(width: int) -> None:
    shown = text(ALL, width, PLAIN)

    assert max(map(width_of, shown.splitlines())) <= width
    assert {entity.path for entity in ALL} <= set(shown.split())


@each_entity
def test_a_description_has_every_column(entity: Entity) -> None:
    shown = describe(entity, 80, PLAIN)

    assert shown.startswith(f"{entity.title} ({entity.path})\n")
    assert max(map(width_of, shown.splitlines())) <= 80
    assert {column.field for column in entity.columns} <= set(shown.split())


@pytest.mark.parametrize(
    "told",
    [
        "told apart by Name called by Name",
        "delete reversible with a new id",
        "Granularity granularity one of month, quarter required The interval of its reports.",
        "Group budgetGroup one of budget-groups The group",
        "Employees budgetEmployees structure read-only",
    ],
)
def test_a_description_tells_what_a_column_holds(told: str) -> None:
    assert told in " ".join(describe(find("budgets"), 100, PLAIN).split())


def test_money_says_its_currency_and_guesses_are_marked() -> None:
    assert "leaves the account. In the currency of the account." in describe(find("transactions"), 100, PLAIN)
    assert "required, assumed" in describe(find("budget-groups"), 100, PLAIN)


def test_machines_get_the_list() -> None:
    assert json((find("transactions"),)) == {
        "version": 1,
        "entities": [
            {
                "entity": "transactions",
                "title": "Transactions",
                "operations": ["list", "read", "create", "patch"],
                "lacks": ["DELETE"],
                "reversible": {"create": "irreversible", "patch": "reversible"},
            }
        ],
    }


def test_machines_get_every_column() -> None:
    told = describe_json(find("budget-groups"))

    assert told["natural_key"] == told["label"] == ["name"]
    assert told["endpoints"] == [
        {"method": "GET", "path": "/budget-groups"},
        {"method": "POST", "path": "/budget-groups"},
        {"method": "GET", "path": "/budget-groups/{id}"},
        {"method": "PATCH", "path": "/budget-groups/{id}"},
        {"method": "DELETE", "path": "/budget-groups/{id}"},
    ]
    assert told["columns"] == [
        {
            "field": "name",
            "title": "Name",
            "type": "text",
            "expected": "text of at most 255 characters",
            "required": True,
            "writable": True,
            "assumed": True,
            "unit": None,
            "target": None,
            "note": "For example Marketing.",
        }
    ]


def test_the_page_for_the_documentation_has_every_entity_and_column() -> None:
    page = markdown(ALL)

    for entity in ALL:
        assert f"\n## {entity.title}\n" in page
        for column in entity.columns:
            assert f"| {column.title} | {column.field} |" in page


def test_every_table_of_the_page_is_regular() -> None:
    rows = [line for line in markdown(ALL).splitlines() if line.startswith("|")]

    assert {line.count("|") for line in rows} == {6}
