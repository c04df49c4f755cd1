"""A plain workbook: the cells of any sheet as texts, each at its own address, with nothing around them."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, takewhile
from pathlib import Path

from openpyxl import Workbook

from toolkit.excel import looks
from toolkit.excel.pour import Pouring, pour
from toolkit.excel.put import put
from toolkit.excel.rows import text_rows
from toolkit.excel.sheet import Row, Sheet, letters
from toolkit.excel.spelling import fitted
from toolkit.files import replacing

_PART = "xl/worksheets/sheet1.xml"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_MEASURED = 200
_NARROWEST, _WIDEST = 10, 60


def write_plain_workbook(path: Path, sheet: Sheet) -> None:
    """Write a workbook with one sheet of the same name, rows and cells; the same cells give the same bytes.

    The first row is taken for the header. Raises `NotWritable`.
    """
    first = list(takewhile(lambda row: row.number <= _MEASURED, sheet.rows()))
    with replacing(path) as part, part.open("wb") as file:
        pour(_shell(sheet.name, first), {_PART: Pouring(_rows(sheet), None)}, _NEVER, file)


def _shell(name: str, first: Sequence[Row]) -> bytes:
    workbook = Workbook()
    workbook.properties.created = _NEVER
    page = workbook.worksheets[0]
    page.title = name
    for index in set(chain.from_iterable(row.cells for row in first)):
        longest = max(len(row.cells[index].text) for row in first if index in row.cells)
        page.column_dimensions[letters(index)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    if first:
        page.freeze_panes = f"A{first[0].number + 1}"
        for index, cell in first[0].cells.items():
            header = put(page, first[0].number, index + 1, cell.text)
            header.font = looks.BOLD
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _rows(sheet: Sheet) -> Iterator[str]:
    """Spell the rows below the first one, which is in the shell; lines without a row become empty rows."""
    rows = sheet.rows()
    header = next(rows, None)
    return text_rows(_texts(rows, header.number + 1), header.number + 1) if header else iter(())


def _texts(rows: Iterator[Row], number: int) -> Iterator[Sequence[str]]:
    for row in rows:
        yield from ((),) * (row.number - number)
        number = row.number + 1
        width = max(row.cells) + 1
        yield [_whole(row.cells[index].text) if index in row.cells else "" for index in range(width)]


def _whole(text: str) -> str:
    """Return a text, nothing for one that a cell cannot hold: a part of it would be taken for an edit."""
    return text if fitted(text) == text else ""
