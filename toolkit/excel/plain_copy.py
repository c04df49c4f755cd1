"""A plain copy of a workbook: every sheet with the values of its cells at their addresses, and nothing else.

What else a workbook may hold (macros, links, formulas, drawings) is not taken along, so it cannot be there.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from openpyxl.styles.styleable import StyleableObject
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from toolkit.entities.cell import EPOCH_1904, Cell, NumberFormat, Stored
from toolkit.excel.pour import Pouring, pour
from toolkit.excel.sheet import Row, letters
from toolkit.excel.spelling import escape, text_cell
from toolkit.excel.workbook import Workbook, Worksheet
from toolkit.files import replacing

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_TYPES = {Stored.NUMBER: "n", Stored.BOOLEAN: "b", Stored.ERROR: "e", Stored.DATE: "d"}

_Styles = Mapping[NumberFormat, int]


def write_plain_copy(path: Path, workbook: Workbook) -> None:
    """Write the cells of a workbook, formulas as their results, each with its number format. Raises `NotWritable`."""
    rows = (row for sheet in workbook.sheets for row in sheet.rows())
    formats = dict.fromkeys(cell.format for row in rows for cell in row.cells.values())
    shell, styles = _shell(workbook, tuple(formats))
    poured = {
        f"xl/worksheets/sheet{number}.xml": Pouring(_rows(sheet, styles), None)
        for number, sheet in enumerate(workbook.sheets, 1)
    }
    with replacing(path) as part, part.open("wb") as file:
        pour(shell, poured, _NEVER, file)


def _shell(workbook: Workbook, formats: tuple[NumberFormat, ...]) -> tuple[bytes, _Styles]:
    """Return a workbook with empty sheets of the same names, and the style of each number format in it."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    made.properties.created = _NEVER
    made.properties.language = next(iter(workbook.languages), None)
    if any(each.epoch == EPOCH_1904 for each in formats):
        made.epoch = CALENDAR_MAC_1904
    for sheet in workbook.sheets:
        made.create_sheet(sheet.name).sheet_state = sheet.state.value
    # Without any sheet to see, Excel calls a workbook damaged; charts and the like are not taken along.
    first = next((page for page in made.worksheets if page.sheet_state == "visible"), made.worksheets[0])
    first.sheet_state = "visible"
    made.active = made.index(first)
    styles = {each: _style(made, each.code) for each in formats}
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue(), styles


def _style(made: openpyxl.Workbook, code: str) -> int:
    styled = StyleableObject(made.worksheets[0])
    styled.number_format = code
    found: int = styled.style_id
    return found


def _rows(sheet: Worksheet, styles: _Styles) -> Iterator[str]:
    return (_row(row, styles) for row in sheet.rows())


def _row(row: Row, styles: _Styles) -> str:
    cells = (f'<c r="{letters(index)}{row.number}{_cell(row.cells[index], styles)}' for index in sorted(row.cells))
    return f'<row r="{row.number}">{"".join(cells)}</row>'


def _cell(cell: Cell, styles: _Styles) -> str:
    """Spell what follows the address of a cell; a formula without a result becomes an empty cell."""
    style = styles[cell.format]
    if cell.stored is Stored.TEXT and cell.text:
        return text_cell(style, cell.text)
    if cell.stored not in _TYPES:
        return f'" s="{style}"/>'
    return f'" s="{style}" t="{_TYPES[cell.stored]}"><v>{escape(cell.text)}</v></c>'
