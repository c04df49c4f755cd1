"""Ledgers: workbooks of plain tables with sums that Excel itself checks, and a chart of what they come to."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.errors import TooManyRecords
from toolkit.excel import looks
from toolkit.excel.front import Entry, Front, fill_front, front_rows, spell
from toolkit.excel.layout import FIRST_ROW, HEADER_ROW, LAST_ROW
from toolkit.excel.notes import AUTHOR
from toolkit.excel.pour import Pouring, pour
from toolkit.excel.printing import print_wide
from toolkit.excel.put import put
from toolkit.excel.sheet import letters
from toolkit.files import replacing

TEXT, DAY, AMOUNT, WHOLE = "@", "yyyy-mm-dd", "#,##0.00", "0"
_ALARM = PatternFill(bgColor=looks.BAD_FILL.fgColor)
"""In conditional formats, Excel takes the background for the colour."""
_KEPT = "A:B"
"""What each page of a wide sheet repeats."""
_CHART = 120.0
"""The width of a chart in characters."""
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""What the file says of its making: the same for all, so that the same content gives the same bytes."""


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column: its title, its number format and its width.

    `zero` marks numbers that must be zero, `links` texts that lead to files.
    """

    title: str
    number_format: str = TEXT
    width: float = 14
    zero: bool = False
    links: bool = False


@dataclass(frozen=True, slots=True)
class LineOfBalance:
    """A chart over two columns, days and what they come to: their indexes, 0 being A, and how many rows they have."""

    title: str
    days: int
    values: int
    count: int


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A sheet: its name, its columns and its rows, of which there are `count`.

    `locked` ones are to read alone. `printed` is how many columns go on paper, from the left; all where it is 0.
    """

    name: str
    columns: tuple[LedgerColumn, ...]
    rows: Iterable[Sequence[Entry]]
    count: int
    chart: LineOfBalance | None = None
    locked: bool = False
    printed: int = 0


def write_ledger(path: Path, sheets: Sequence[LedgerSheet], front: Front | None = None) -> None:
    """Write a workbook, `front` before its sheets; texts stay texts, formulas are ours alone.

    The rows are read once, as they are written, one sheet after the other. Raises `NotWritable`, `TooManyRecords`.
    """
    for sheet in sheets:
        if sheet.count > LAST_ROW - HEADER_ROW:
            raise TooManyRecords(sheet.name, sheet.count, LAST_ROW - HEADER_ROW)
    workbook = Workbook()
    workbook.properties.creator = AUTHOR
    workbook.properties.created = _MADE_AT
    del workbook[workbook.sheetnames[0]]
    made = [] if front is None else [_front(workbook, front)]
    made += [_pouring(workbook, sheet) for sheet in sheets]
    buffer = io.BytesIO()
    workbook.save(buffer)
    # openpyxl numbers the parts in the order of the sheets.
    poured = {f"xl/worksheets/sheet{number}.xml": each for number, each in enumerate(made, 1)}
    with replacing(path) as part, part.open("wb") as file:
        pour(buffer.getvalue(), poured, _MADE_AT, file)


def _front(workbook: Workbook, front: Front) -> Pouring:
    return Pouring(front_rows(front, fill_front(workbook.create_sheet(front.name), front)), front.area)


def _pouring(workbook: Workbook, sheet: LedgerSheet) -> Pouring:
    return Pouring(_rows(sheet.rows, _fill(workbook.create_sheet(sheet.name), sheet)), _area(sheet))


def _fill(sheet: Worksheet, ledger: LedgerSheet) -> tuple[int, ...]:
    """Write the titles and the chart, and return the style of each column."""
    styles = []
    for index, column in enumerate(ledger.columns):
        letter = letters(index)
        header = put(sheet, HEADER_ROW, index + 1, column.title)
        header.font, header.fill, header.alignment = looks.BOLD, looks.OPTIONAL_FILL, looks.HEADER
        dimension = sheet.column_dimensions[letter]
        dimension.width = column.width
        dimension.number_format = column.number_format
        dimension.font = looks.LINK if column.links else looks.PLAIN
        styles.append(dimension.style_id)
        if column.zero:
            area = f"{letter}{FIRST_ROW}:{letter}{HEADER_ROW + max(ledger.count, 1)}"
            rule = Rule("expression", formula=[f"{letter}{FIRST_ROW}<>0"], dxf=DifferentialStyle(fill=_ALARM))
            sheet.conditional_formatting.add(area, rule)
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.auto_filter.ref = _area(ledger)
    print_wide(sheet, ledger.name, _printed_width(ledger), f"1:{HEADER_ROW}", _KEPT)
    if ledger.printed:
        sheet.print_area = f"A{HEADER_ROW}:{letters(ledger.printed - 1)}{HEADER_ROW + ledger.count}"
    if ledger.locked:
        protection = sheet.protection
        protection.sheet = True
        protection.sort = protection.autoFilter = protection.formatColumns = False
    if ledger.chart is not None and ledger.chart.count:
        _draw(sheet, ledger.chart, len(ledger.columns))
    return tuple(styles)


def _printed_width(ledger: LedgerSheet) -> float:
    """Return how many characters the sheet is wide on paper, where its chart stands beside it."""
    columns = ledger.columns[: ledger.printed or None]
    return sum(column.width for column in columns) + (_CHART if ledger.chart is not None else 0)


def _draw(sheet: Worksheet, line: LineOfBalance, columns: int) -> None:
    """Draw the line beside the table."""
    last = HEADER_ROW + line.count
    chart = LineChart()
    chart.title, chart.legend = line.title, None
    chart.height, chart.width = 9, 22
    chart.add_data(Reference(sheet, min_col=line.values + 1, min_row=FIRST_ROW, max_row=last))
    chart.set_categories(Reference(sheet, min_col=line.days + 1, min_row=FIRST_ROW, max_row=last))
    chart.x_axis.number_format, chart.y_axis.number_format = DAY, "#,##0"
    # Without this, openpyxl's axes are hidden in newer versions of Excel.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.series[0].smooth = False
    sheet.add_chart(chart, f"{letters(columns + 1)}{FIRST_ROW}")


def _area(sheet: LedgerSheet) -> str:
    return f"A{HEADER_ROW}:{letters(len(sheet.columns) - 1)}{HEADER_ROW + sheet.count}"


def _rows(rows: Iterable[Sequence[Entry]], styles: Sequence[int]) -> Iterator[str]:
    openings = [f'<c r="{letters(index)}' for index in range(len(styles))]
    for number, row in enumerate(rows, FIRST_ROW):
        tails = (spell(style, entry) for style, entry in zip(styles, row, strict=True))
        cells = (f"{opening}{number}{tail}" for opening, tail in zip(openings, tails, strict=True) if tail)
        yield f'<row r="{number}">{"".join(cells)}</row>'
