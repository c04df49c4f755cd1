"""Several tables on one sheet: where another header stands below the first."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from toolkit.checking.characters import visible
from toolkit.checking.header_reading import spellings
from toolkit.checking.issues import Problem
from toolkit.entities import ENTITIES
from toolkit.entities.cell import Cell, Stored
from toolkit.excel.sheet import Row
from toolkit.language import _

_ANCHORS = 2
"""Columns, from the left, in which a header of another table is looked for."""

_ENOUGH = 2
"""Names of columns that make a row a header; one may be somebody's name for a thing."""


def until_another(rows: Iterable[Row], headed: Iterable[int], found: Callable[[Row], None]) -> Iterator[Row]:
    """Yield rows until one is the header of another table, which goes to `found` instead.

    `headed` are the indexes of the columns that have a header.
    """
    anchors = sorted(headed)[:_ANCHORS]
    words = _words()
    for row in rows:
        for anchor in anchors:
            cell = row.cells.get(anchor)
            if cell is not None and _seen(cell) in words and _is_header(row):
                found(row)
                return
        yield row


def another_table(row: Row) -> Problem:
    """Return what is wrong with the sheet that has another header in this row."""
    message = _(
        "Row {row} is the header of another table, and nothing from there on was read. "
        "A sheet has one table: move the other one to a sheet of its own."
    ).format(row=row.number)
    return Problem("another-table", message, next(iter(row.cells.values())).text)


def _is_header(row: Row) -> bool:
    """Tell whether a row holds texts alone, and at least half of them are names of columns of one entity."""
    cells = [cell for cell in row.cells.values() if cell.text.strip()]
    if any(cell.stored is not Stored.TEXT for cell in cells):
        return False
    known = max(sum(_seen(cell) in spellings(entity) for cell in cells) for entity in ENTITIES)
    return known >= _ENOUGH and known * 2 >= len(cells)


def _seen(cell: Cell) -> str:
    """Return the text of a cell as people see it."""
    return cell.text if cell.text.isascii() else visible(cell.text)


@cache
def _words() -> frozenset[str]:
    return frozenset(word for entity in ENTITIES for word in spellings(entity))
