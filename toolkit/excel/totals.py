"""Totals: a row above the header that tells what amounts add up to, of the rows that a filter shows.

It stands above the header, so neither sorting nor filtering moves it, and who reads the workbook takes nothing above
the header for a record.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel import looks
from toolkit.excel.box import box
from toolkit.excel.layout import HEADER_ROW, LAST_ROW, NOTE_MARK, SheetColumn
from toolkit.excel.notes import AUTHOR
from toolkit.excel.put import put
from toolkit.excel.sheet import letters
from toolkit.language import _

Totals = Mapping[str, Decimal | None]
"""What each amount column adds up to, by field; `None` where the rows are in several currencies."""

NO_TOTALS: Totals = MappingProxyType({})

TOTALS_ROW = HEADER_ROW
"""The row of the totals; the header and the records move down by one."""

_FIRST_ROW = TOTALS_ROW + 2


def put_totals(sheet: Worksheet, columns: Sequence[SheetColumn], totals: Totals) -> None:
    """Write the row, locked and quiet over all columns. What its formulas come to is poured: see `results`."""
    for index, column in enumerate(columns):
        cell = sheet.cell(TOTALS_ROW, index + 1)
        cell.font, cell.fill, cell.alignment = looks.GREY, looks.QUIET_FILL, looks.TOP
        if column.column is not None and column.name in totals:
            cell.number_format = column.number_format
            _put_total(sheet, index, totals[column.name])
    put(sheet, TOTALS_ROW, 1, NOTE_MARK + _("Total"))


def _put_total(sheet: Worksheet, index: int, total: Decimal | None) -> None:
    if total is None:
        text = _("The rows are in several currencies, so they have no one sum.")
        put(sheet, TOTALS_ROW, index + 1, _("not added up"))
    else:
        text = _("The sum of the rows below. Rows that a filter hides are left out.")
        put(sheet, TOTALS_ROW, index + 1, f"={_formula(index)}").data_type = "f"
    size = box(text)
    sheet.cell(TOTALS_ROW, index + 1).comment = Comment(text, AUTHOR, height=size.height, width=size.width)


def results(columns: Sequence[SheetColumn], totals: Totals) -> Mapping[str, Decimal]:
    """Return what each formula of the row comes to."""
    places = {column.name: index for index, column in enumerate(columns) if column.column is not None}
    return {_formula(places[name]): total for name, total in totals.items() if total is not None}


def _formula(index: int) -> str:
    """Spell the sum of a column to the end of the sheet, so that rows added later count, and hidden ones do not."""
    letter = letters(index)
    return f"SUBTOTAL(109,{letter}{_FIRST_ROW}:{letter}{LAST_ROW})"
