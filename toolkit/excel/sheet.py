"""What a workbook's reader hands to the rest: rows of cells by address, exactly as stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.entities.cell import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number as Excel shows it, and its cells by column index, 0 being A."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False


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
