"""The workbooks in templates/ are what the entities declare; `make generated` writes them anew.

Cells, notes, validations and styles are compared, not bytes: those depend on the version of zlib.
"""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities import ENTITIES
from toolkit.excel.template import write_templates

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(f"{entity.path}.xlsx" for entity in ENTITIES)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of templates written just now."""
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


def cells(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [
        (cell.coordinate, cell.value, cell.comment and cell.comment.text, cell.number_format, cell.fill.fgColor.rgb)
        for row in sheet.iter_rows()
        for cell in row
    ]


def validations(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [
        (str(made.sqref), made.type, made.formula1, made.formula2, made.operator, made.errorStyle, made.error)
        for made in sheet.data_validations.dataValidation
    ]


def settings(sheet: Worksheet) -> list[object]:
    columns = [
        (letter, dimension.width, dimension.number_format, dimension.protection.locked)
        for letter, dimension in sorted(sheet.column_dimensions.items())
    ]
    return [sheet.sheet_state, sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows, *columns]


def test_there_is_one_template_for_each_entity_and_nothing_else() -> None:
    assert sorted(path.name for path in TEMPLATES.glob("*.xlsx")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_template_is_what_the_entity_declares(name: str, fresh: Path) -> None:
    kept, made = openpyxl.load_workbook(TEMPLATES / name), openpyxl.load_workbook(fresh / name)
    assert kept.sheetnames == made.sheetnames
    for one, two in zip(kept.worksheets, made.worksheets, strict=True):
        assert cells(one) == cells(two)
        assert validations(one) == validations(two)
        assert settings(one) == settings(two)
    areas = [{name: made.attr_text for name, made in book.defined_names.items()} for book in (kept, made)]
    assert areas[0] == areas[1]
