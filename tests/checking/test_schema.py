"""The schema of an entity is the declaration of its columns, and nobody switches it off."""

import json
import os
import subprocess
import sys

import pytest

from toolkit.checking.schema import schema
from toolkit.entities import DIRECTORIES, ENTITIES, Entity

_SCRIPT = """
import json
from tests.checking.sheets import BUDGETS, budget, judge, sheet, told
rows = [budget(name="x" * 256), budget(name="A", granularity="weird"), budget(type=None)]
print(json.dumps(told(judge(sheet(BUDGETS, *rows)).issues)))
"""


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
    switched = {**os.environ, "PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}
    done = subprocess.run([sys.executable, "-c", _SCRIPT], env=switched, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["C2", "too-long"], ["E3", "choice"], ["D4", "required"]]
