"""Lists: what drop-downs offer, however many there are."""

from pathlib import Path

import openpyxl
import pytest

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.kinds import Choice
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Record
from toolkit.excel.base import Base
from toolkit.excel.lists import list_name, value_lists
from toolkit.excel.template import EntitySheet, write_workbook

BASE = Base("d" * 32, "", "", "", (), {})


def groups(*names: str) -> Live:
    records = (
        Record(f"g {number}", f"/api/budget-groups/g%20{number}", {"name": name}) for number, name in enumerate(names)
    )
    return {"budget-groups": {record.id: record for record in records}}


def offered(path: Path, live: Live) -> openpyxl.Workbook:
    write_workbook(path, [EntitySheet(find("budgets"))], Labels(live), BASE)
    return openpyxl.load_workbook(path)


def test_names_are_offered_in_the_order_of_people_with_their_ids(tmp_path: Path) -> None:
    workbook = offered(tmp_path / "t.xlsx", groups("zebra", "Äpfel", "Apfel", "=1+1"))
    assert workbook.defined_names["ref_budget_groups"].attr_text == "Lists!$G$2:$G$5"
    rows = workbook["Lists"].iter_rows(min_col=7, max_col=8, values_only=True)
    assert list(rows)[:5] == [
        ("Budget groups", "Budget groups, id"),
        ("=1+1", "g 3"),
        ("Apfel", "g 2"),
        ("zebra", "g 0"),
        ("Äpfel", "g 1"),
    ]
    assert workbook["Lists"]["G2"].data_type == "s"


def test_a_reference_offers_its_names_and_lets_others_through_with_a_warning(tmp_path: Path) -> None:
    sheet = offered(tmp_path / "t.xlsx", groups("Marketing"))["Budgets"]
    made = next(made for made in sheet.data_validations.dataValidation if made.formula1 == "ref_budget_groups")
    assert (made.type, made.errorStyle, str(made.sqref)) == ("list", "warning", "F2:F1001")


def test_a_reference_without_records_offers_nothing_and_warns_of_nothing(tmp_path: Path) -> None:
    workbook = offered(tmp_path / "t.xlsx", {})
    assert "ref_budget_groups" not in workbook.defined_names
    assert not any(str(made.sqref).startswith("F2:") for made in workbook["Budgets"].data_validations.dataValidation)


def test_more_than_ten_thousand_names_are_offered_in_full(tmp_path: Path) -> None:
    workbook = offered(tmp_path / "t.xlsx", groups(*(f"Group {number:05}" for number in range(12_345))))
    assert workbook.defined_names["ref_budget_groups"].attr_text == "Lists!$G$2:$G$12346"
    assert workbook["Lists"]["G12346"].value == "Group 12344"
    assert workbook["Lists"].max_row == 12_346


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_every_choice_with_known_words_has_a_list_of_its_own(entity: Entity) -> None:
    known = [column for column in entity.writable if isinstance(column.kind, Choice) and column.kind.choices]
    open_ones = [column for column in entity.writable if isinstance(column.kind, Choice) and column not in known]
    assert len({list_name(entity, column) for column in known} - {None}) == len(known)
    assert {list_name(entity, column) for column in open_ones} <= {None}


def test_a_list_that_several_sheets_use_is_there_once() -> None:
    labels = Labels({**groups("Marketing"), "budgets": {"b": Record("b", "/api/budgets/b", {"name": "B"})}})
    lists = value_lists([find("budgets"), find("budget-projects"), find("budget-employees")], labels)
    assert [made.name for made in lists] == [
        "commands",
        "choice_budgets_type",
        "choice_budgets_granularity",
        "ref_budget_groups",
        "ref_budgets",
    ]
