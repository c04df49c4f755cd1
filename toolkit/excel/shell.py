"""The shell: a workbook with everything but its rows, made by openpyxl (decision 14, first step)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel import base, lists, looks
from toolkit.excel.base import Base
from toolkit.excel.entity_sheet import Table, fill_entity_sheet
from toolkit.excel.lists import ValueList
from toolkit.excel.notes import AUTHOR
from toolkit.excel.put import put
from toolkit.excel.readme_sheet import SHEET as README
from toolkit.excel.readme_sheet import fill_readme
from toolkit.language import _

_LIST_WIDTH = 28


@dataclass(frozen=True, slots=True)
class Shell:
    """A package without rows, and where they go: the style of each column of each table, and the parts' names."""

    package: bytes
    styles: tuple[tuple[int, ...], ...]
    tables: tuple[str, ...]
    lists: str
    base: str


def build_shell(tables: Sequence[Table], offered: Sequence[ValueList], base_: Base, made_at: datetime) -> Shell:
    """Make the workbook: *Read me*, a sheet for each table, *Lists* hidden and the base very hidden."""
    workbook = Workbook()
    workbook.properties.creator = AUTHOR
    workbook.properties.created = made_at
    readme = workbook.worksheets[0]
    readme.title = _(README)
    fill_readme(readme, [table.entity for table in tables], base_)
    names = frozenset(made.name for made in offered)
    styles = tuple(fill_entity_sheet(_sheet(workbook, table.entity.title), table, names) for table in tables)
    _fill_lists(workbook, _sheet(workbook, lists.SHEET), offered)
    hidden = _sheet(workbook, base.SHEET)
    hidden.sheet_state = Worksheet.SHEETSTATE_VERYHIDDEN
    hidden.protection.sheet = True
    workbook.active = 1 if tables else 0
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is workbook.active
    buffer = io.BytesIO()
    workbook.save(buffer)
    # openpyxl numbers the parts in the order of the sheets.
    parts = tuple(f"xl/worksheets/sheet{number}.xml" for number in range(1, len(workbook.worksheets) + 1))
    return Shell(buffer.getvalue(), styles, parts[1:-2], parts[-2], parts[-1])


def _sheet(workbook: Workbook, title: str) -> Worksheet:
    sheet: Worksheet = workbook.create_sheet(title)
    return sheet


def _fill_lists(workbook: Workbook, sheet: Worksheet, offered: Sequence[ValueList]) -> None:
    """Write the header row and the defined names; the entries are poured."""
    for column, title in enumerate(lists.titles(offered), 1):
        header = put(sheet, 1, column, title)
        header.font = looks.BOLD
        sheet.column_dimensions[header.column_letter].width = _LIST_WIDTH
    for name, area in lists.ranges(offered).items():
        workbook.defined_names[name] = DefinedName(name, attr_text=area)
    sheet.sheet_state = Worksheet.SHEETSTATE_HIDDEN
    sheet.protection.sheet = True
