"""What a workbook's reader hands to the rest: rows of cells by address, exactly as stored."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from toolkit.entities.cell import Cell

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""The number of the last row, and of columns, that Excel knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number as Excel shows it, and its cells by column index, 0 being A."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False


class SheetState(enum.Enum):
    """Whether Excel shows a sheet's tab, and whether its menu can bring it back (ECMA-376, ST_SheetState)."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class Sheet(Protocol):
    """A sheet that can be read again and again."""

    @property
    def name(self) -> str:
        """The name on its tab."""

    def rows(self) -> Iterator[Row]:
        """Stream the rows that hold something, by rising number."""

    def merged(self) -> tuple[str, ...]:
        """Return the merged ranges, such as `"A2:B3"`."""

    def totals(self) -> tuple[str, ...]:
        """Return the ranges that a program keeps for totals below its tables, such as `"A9:D9"`: no data."""


def letters(index: int) -> str:
    """Return the letters of a column: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_index(name: str) -> int:
    """Return the index of a column: A is 0, AA is 26."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
