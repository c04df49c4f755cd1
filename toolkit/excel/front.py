"""The front of a workbook: one page of headings, figures and charts, before the sheets that the figures come from."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities.kinds import Content
from toolkit.excel import looks
from toolkit.excel.links import Link, spell_link
from toolkit.excel.sheet import letters
from toolkit.excel.spelling import cell, escape


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of our own making, and the number that it comes to."""

    expression: str
    value: Decimal


Entry = Content | Formula | Link | None


class Look(enum.Enum):
    """How a cell of the page looks."""

    TITLE = "title"
    SECTION = "section"
    NOTE = "note"
    HEADER = "header"
    NUMBERS = "numbers"
    """The header of a column of numbers."""
    TEXT = "text"
    RIGHT = "right"
    AMOUNT = "amount"
    WHOLE = "whole"


Line = Sequence[tuple[Look, Entry]]
"""One row of the page, from its first column on."""


class Shape(enum.Enum):
    """What a chart draws."""

    COLUMNS = "columns"
    LINES = "lines"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over rows of the page: `first` to `last`, the titles right above them.

    `names` is the column with what is drawn along the axis, `values` those that are drawn; 0 is A. `at` is the row of
    the page beside which it stands.
    """

    title: str
    shape: Shape
    names: int
    values: tuple[int, ...]
    first: int
    last: int
    at: int


@dataclass(frozen=True, slots=True)
class Front:
    """The page: its name, the widths of its columns, its rows, its charts, and areas whose numbers must be zero."""

    name: str
    widths: tuple[float, ...]
    lines: Sequence[Line]
    charts: Sequence[Chart] = ()
    zeros: Sequence[str] = ()

    @property
    def area(self) -> str:
        """The range that all rows cover."""
        return f"A1:{letters(len(self.widths) - 1)}{max(len(self.lines), 1)}"


CHART_ROWS = 17
"""So many rows a chart is high."""

_ALARM = PatternFill(bgColor=looks.BAD_FILL.fgColor)
_COLOURS = ("1F3A5F", "E08E45")
_TOP = Alignment(vertical="top")
_RIGHT = Alignment(vertical="center", horizontal="right", wrap_text=True)
_HIGH = 28
"""Points of a row with a title, which would be cut off where programs do not measure rows themselves."""
_LOOKS: dict[Look, tuple[Font, PatternFill | None, Alignment, str]] = {
    Look.TITLE: (looks.TITLE, None, _TOP, "@"),
    Look.SECTION: (looks.SECTION, None, _TOP, "@"),
    Look.NOTE: (looks.GREY, None, _TOP, "@"),
    Look.HEADER: (looks.BOLD, looks.OPTIONAL_FILL, looks.HEADER, "@"),
    Look.NUMBERS: (looks.BOLD, looks.OPTIONAL_FILL, _RIGHT, "@"),
    Look.RIGHT: (looks.PLAIN, None, _RIGHT, "@"),
    Look.TEXT: (looks.PLAIN, None, _TOP, "@"),
    Look.AMOUNT: (looks.PLAIN, None, _TOP, "#,##0.00"),
    Look.WHOLE: (looks.PLAIN, None, _TOP, "#,##0"),
}


def fill_front(sheet: Worksheet, front: Front) -> dict[Look, int]:
    """Give a sheet everything of the page but its rows, and return the style of each look."""
    for index, width in enumerate(front.widths):
        sheet.column_dimensions[letters(index)].width = width
    for area in front.zeros:
        first = area.partition(":")[0]
        rule = Rule("expression", formula=[f"ABS({first})>0.00005"], dxf=DifferentialStyle(fill=_ALARM))
        sheet.conditional_formatting.add(area, rule)
    for chart in front.charts:
        sheet.add_chart(_drawn(sheet, chart), f"{letters(len(front.widths))}{chart.at}")
    sheet.sheet_view.showGridLines = False
    sheet.page_margins = looks.MARGINS
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.sheet = True
    return {look: _style(sheet, look) for look in Look}


def front_rows(front: Front, styles: dict[Look, int]) -> Iterator[str]:
    """Yield the rows of the page as XML."""
    for number, line in enumerate(front.lines, 1):
        cells = (
            f'<c r="{letters(index)}{number}{tail}'
            for index, (look, entry) in enumerate(line)
            if (tail := spell(styles[look], entry))
        )
        high = f' ht="{_HIGH}" customHeight="1"' if any(look is Look.TITLE for look, _entry in line) else ""
        yield f'<row r="{number}"{high}>{"".join(cells)}</row>'


def spell(style: int, entry: Entry) -> str:
    """Spell what follows `<c r="B7`, a formula together with what it comes to."""
    if entry is None:
        return ""
    if isinstance(entry, Formula):
        return f'" s="{style}"><f>{escape(entry.expression)}</f><v>{entry.value:f}</v></c>'
    if isinstance(entry, Link):
        return spell_link(style, entry)
    return cell(style, entry)


def _style(sheet: Worksheet, look: Look) -> int:
    font, fill, alignment, number_format = _LOOKS[look]
    styled = StyleableObject(sheet)
    styled.font, styled.alignment, styled.number_format = font, alignment, number_format
    if fill is not None:
        styled.fill = fill
    found: int = styled.style_id
    return found


def _drawn(sheet: Worksheet, chart: Chart) -> BarChart | LineChart:
    drawn = LineChart() if chart.shape is Shape.LINES else BarChart()
    if isinstance(drawn, BarChart):
        drawn.type = "bar" if chart.shape is Shape.BARS else "col"
        drawn.gapWidth = 60
    drawn.title = chart.title
    drawn.height, drawn.width = 8, 18
    for column, colour in zip(chart.values, _COLOURS, strict=False):
        drawn.add_data(
            Reference(sheet, min_col=column + 1, min_row=chart.first - 1, max_row=chart.last), titles_from_data=True
        )
        _coloured(drawn, colour)
    drawn.set_categories(Reference(sheet, min_col=chart.names + 1, min_row=chart.first, max_row=chart.last))
    drawn.y_axis.number_format = "#,##0"
    # Names stand outside of the plot, also where bars go below zero; and axes are hidden unless told otherwise.
    drawn.x_axis.tickLblPos = "low"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    if chart.shape is Shape.BARS:
        drawn.x_axis.scaling.orientation = "maxMin"
    if len(chart.values) == 1:
        drawn.legend = None
    elif drawn.legend is not None:
        drawn.legend.position = "b"
    return drawn


def _coloured(drawn: BarChart | LineChart, colour: str) -> None:
    series = drawn.series[-1]
    if isinstance(drawn, LineChart):
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour
    else:
        series.graphicalProperties.solidFill = colour
        series.invertIfNegative = False
