"""A plan is a file and nothing else: making one writes nothing, and it can be read for ever."""

import json
from collections.abc import Mapping

import openpyxl
import pytest
from command_line import Flowtly

from toolkit.api.client import Client
from toolkit.entities import ENTITIES


@pytest.fixture
def edited(flowtly: Flowtly) -> None:
    """Give w.xlsx: budgets with an edit and a new row."""
    flowtly("pull", "budgets", "-o", "w.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
    sheet = book["Budgets"]
    sheet["E2"] = "quarter"
    last = sheet.max_row + 1
    for letter, value in {"C": "Nordic Fair", "D": "global", "E": "month"}.items():
        sheet[f"{letter}{last}"] = value
    book.save(flowtly.folder / "w.xlsx")


def _everything(service: Client) -> Mapping[str, set[str]]:
    return {entity.path: {record.digest(entity) for record in service.records(entity)} for entity in ENTITIES}


@pytest.mark.usefixtures("edited")
def test_planning_writes_nothing_and_the_same_again(flowtly: Flowtly, service: Client) -> None:
    """Check and plan as often as you like: the service holds what it held, and the plan stays the same."""
    before = _everything(service)

    flowtly("check", "w.xlsx")
    plans = [json.loads(flowtly("--json", "plan", "w.xlsx").out) for _ in range(2)]

    assert _everything(service) == before
    assert [change["verb"] for change in plans[0]["changes"]] == ["create", "patch"]
    assert plans[0]["changes"] == plans[1]["changes"]
    assert plans[0]["changes"][0]["id"] is None


@pytest.mark.usefixtures("edited")
def test_a_plan_that_was_applied_can_still_be_shown(flowtly: Flowtly) -> None:
    """Stale or burned is a matter of applying, not of reading."""
    flowtly("plan", "w.xlsx", "-o", "p.json")
    before = flowtly("show", "p.json")
    assert flowtly("apply", "p.json").code == 0

    after = flowtly("show", "p.json", "--html", "p.html")

    assert (after.code, after.out) == (0, before.out)
    assert flowtly("apply", "p.json").code == 5
