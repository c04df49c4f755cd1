"""Places: how a cell is named to people, by address in a workbook, by line and column in a text file."""

import enum

from toolkit.excel.sheet import column_index
from toolkit.language import _

_DIGITS = "0123456789"


class Places(enum.Enum):
    """What the cells of a file go by."""

    CELLS = "cells"
    LINES = "lines"

    def of(self, cell: str) -> str:
        """Name the cell at an A1 address; of a text file, its row is the line and its letters are the column."""
        if self is Places.CELLS:
            return cell
        line, column = _line_and_column(cell)
        return _("line {line}, column {column}").format(line=line, column=column)

    def to_json(self, cell: str) -> dict[str, int]:
        """Spell line and column for machines; nothing for a workbook, where the address is all."""
        if self is Places.CELLS:
            return {}
        line, column = _line_and_column(cell)
        return {"line": line, "column": column}


def _line_and_column(cell: str) -> tuple[int, int]:
    letters = cell.rstrip(_DIGITS)
    return int(cell.removeprefix(letters)), column_index(letters) + 1
