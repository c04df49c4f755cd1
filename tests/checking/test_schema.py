"""The schema of an entity is the declaration of its columns, and nobody switches it off."""

import pandas as pd
import pytest
from pandera.config import ValidationDepth, config_context

from tests.checking.sheets import BUDGETS, budget, judge, sheet, told
from toolkit.checking.schema import schema
from toolkit.entities import DIRECTORIES, ENTITIES, Entity


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_schema_has_what_can_be_written_and_requires_what_is_required(entity: Entity) -> None:
    columns = schema(entity).columns
    assert list(columns) == [column.field for column in entity.writable]
    assert {name for name, column in columns.items() if not column.nullable} == {
        column.field for column in entity.writable if column.required
    }


@pytest.mark.parametrize("entity", [*ENTITIES, *DIRECTORIES], ids=lambda entity: entity.path)
def test_a_schema_coerces_nothing_and_is_made_once(entity: Entity) -> None:
    made = schema(entity)
    assert not made.coerce
    assert not any(column.coerce for column in made.columns.values())
    assert schema(entity) is made


def test_panderas_own_switches_do_not_disarm_the_rules() -> None:
    rows = [budget(name="x" * 256), budget(name="A", granularity="weird"), budget(type=None)]
    with config_context(validation_enabled=False, validation_depth=ValidationDepth.SCHEMA_ONLY):
        assert schema(BUDGETS).validate(pd.DataFrame()).empty  # that is how disarmed it is
        assert told(judge(sheet(BUDGETS, *rows)).issues) == [("C2", "too-long"), ("E3", "choice"), ("D4", "required")]
