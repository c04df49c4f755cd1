"""A page of a workbook as it grows, section by section, with charts beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.excel.front import CHART_ROWS, Chart, Entry, Front, Line, Look, Shape

_WIDTHS = (30, 30, 13, 18, 16, 16, 16, 3)
_FIRST_CHART = 3

PLACES = 4
"""No currency has more decimals; binary fractions leave dust behind."""


@dataclass
class Page:
    """A page; its rows are counted from 1."""

    lines: list[Line] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)

    @property
    def next(self) -> int:
        """The number of the row that is added next."""
        return len(self.lines) + 1

    def add(self, *cells: tuple[Look, Entry]) -> None:
        """Add a row."""
        self.lines.append(cells)

    def section(self, title: str, note: str) -> None:
        """Begin a section with a heading and a sentence."""
        self.add()
        self.add((Look.SECTION, title))
        self.add((Look.NOTE, note))

    def head(self, texts: Sequence[str], numbers: Sequence[str]) -> None:
        """Add the titles of a table: columns of texts, then columns of numbers."""
        self.add(*((Look.HEADER, each) for each in texts), *((Look.NUMBERS, each) for each in numbers))

    def draw(self, title: str, shape: Shape, names: int, values: tuple[int, ...], first: int) -> None:
        """Draw the rows from `first` to the last one, below the charts that are there."""
        at = _FIRST_CHART + CHART_ROWS * len(self.charts)
        self.charts.append(Chart(title, shape, names, values, first, len(self.lines), at))

    def front(self, name: str) -> Front:
        """Return the page as a workbook begins with it."""
        return Front(name, _WIDTHS, self.lines, self.charts, self.zeros)
