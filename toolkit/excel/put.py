"""Texts put into cells through openpyxl, which would take one that starts with `=` for a formula."""

import re

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """Replace the characters that XML cannot hold; for headers and notes, where no one reads the text back."""
    return _CONTROLS.sub("\ufffd", text)


def put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write text into a cell, counted from 1, as text whatever it looks like, and return the cell to be styled."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("a cell inside a merged range cannot be written")
    cell.value = harmless(text)
    cell.data_type = "s"
    return cell
