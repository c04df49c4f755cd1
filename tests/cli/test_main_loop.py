"""The main loop at the command line, for every entity: from an empty template to a verified result."""

import json
from operator import attrgetter

import pytest
from command_line import Flowtly
from filling import Fill, ValidRow

from toolkit.entities import ENTITIES, Entity
from toolkit.entities.entity import Operation

every_entity = pytest.mark.parametrize("entity", ENTITIES, ids=attrgetter("path"))


@every_entity
def test_a_filled_template_is_created_once_and_then_asks_for_nothing(
    flowtly: Flowtly, fill: Fill, valid_row: ValidRow, entity: Entity
) -> None:
    """Template, fill, check, plan, apply, pull, plan: the record is there, and nothing is left to do."""
    flowtly("template", entity.path, "-o", "new.xlsx")
    fill(flowtly.folder / "new.xlsx", entity, [valid_row(entity)])

    assert flowtly("check", "new.xlsx").code == 0
    assert flowtly("plan", "new.xlsx", "-o", "plan.json").code == 0
    applied = flowtly("--json", "apply", "plan.json", *_allow(entity))
    assert applied.code == 0, applied
    assert json.loads(applied.out)["done"] == 1
    for workbook in ("new.result.xlsx", "pulled.xlsx"):
        if workbook == "pulled.xlsx":
            flowtly("pull", entity.path, "-o", workbook)
        again = flowtly("--json", "plan", workbook)
        assert (again.code, json.loads(again.out)["changes"]) == (0, [])


@every_entity
def test_a_pulled_workbook_asks_for_nothing(flowtly: Flowtly, entity: Entity) -> None:
    """Pull, then plan: no cell of the seed looks changed."""
    flowtly("pull", entity.path, "-o", "pulled.xlsx")

    planned = flowtly("--json", "plan", "pulled.xlsx")

    assert planned.code == 0, planned
    assert json.loads(planned.out)["changes"] == []


def _allow(entity: Entity) -> tuple[str, ...]:
    return () if entity.can(Operation.DELETE) else ("--allow", "irreversible")
