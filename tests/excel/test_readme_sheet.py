"""The sheet *Read me* tells what one has to know, and nothing that is not so."""

from dataclasses import replace

import pytest

from toolkit.entities import DIRECTORIES, ENTITIES, Entity, find
from toolkit.entities.entity import Operation
from toolkit.entities.record import Command, Record
from toolkit.excel.base import Base
from toolkit.excel.readme_sheet import lines

TEMPLATE = Base("d" * 32, "", "", "", (), {})
PULL = Base(
    "d" * 32,
    "books",
    "https://flowtly.example/api",
    "2026-11-22T12:00:00+01:00",
    ("budgets",),
    {"budgets": {"b": Record("b", "/api/budgets/b", {})}},
)


def told(base: Base, *entities: Entity) -> dict[str, str]:
    return {line.term: line.text for line in lines(entities, base)}


def test_a_pull_tells_where_it_came_from_and_when() -> None:
    text = told(PULL, find("budgets"))
    assert text["Service"] == "https://flowtly.example/api (profile books)"
    assert text["Pulled at"].startswith("2026-11-22 11:00 UTC.")
    assert "Template" not in text


@pytest.mark.parametrize("base", [TEMPLATE, replace(PULL, records={"budgets": {}})], ids=["bare", "of a service"])
def test_a_template_tells_that_it_knows_no_records(base: Base) -> None:
    text = told(base, find("budgets"))
    assert "knows no existing ones" in text["Template"]
    assert "Pulled at" not in text
    assert ("Service" in text) is bool(base.service)


def test_every_command_and_the_clear_word_is_explained() -> None:
    text = told(TEMPLATE, find("budgets"))
    assert all(text[command or "(blank)"] for command in Command)
    assert text["[clear]"]


def test_conflicts_and_ways_to_get_help_are_told() -> None:
    text = told(TEMPLATE, find("budgets"))
    assert "choose mine or live" in text["Both changed"]
    assert "explain" in text["One cell"]
    assert "--help" in text["A command"]


@pytest.mark.parametrize("entity", [*ENTITIES, *DIRECTORIES], ids=lambda entity: entity.path)
def test_every_sheet_is_explained_with_what_the_service_cannot_do(entity: Entity) -> None:
    text = told(TEMPLATE, entity)[entity.title]
    assert text.startswith(entity.summary)
    can_post, can_patch = entity.can(Operation.POST), entity.can(Operation.PATCH)
    assert ("Nothing on this sheet is sent" in text) is not can_post
    assert ("makes a new record, with a new id" in text) is (can_post and not can_patch)
    assert ("DELETE is refused" in text) is (can_post and not entity.can(Operation.DELETE))


def test_assumed_columns_are_mentioned_where_there_are_any() -> None:
    assert "Assumed columns" in told(TEMPLATE, find("budget-groups"))
    assert "Assumed columns" not in told(TEMPLATE, find("budgets"))
