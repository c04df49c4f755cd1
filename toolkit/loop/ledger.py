"""Statements into a workbook and out of it: the joining of bank and excel."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, repeat
from pathlib import Path

from toolkit.bank.findings import Reading
from toolkit.bank.ledger import (
    MOVEMENT_TITLES,
    SUMMARY,
    SUMMARY_TITLES,
    Sheet,
    read_ledger,
    sheets_of,
    summary_row,
)
from toolkit.bank.ledger_parts import PART_TITLES, PARTS, part_rows
from toolkit.bank.statement import Statement
from toolkit.bank.table import read_table
from toolkit.bank.table_balances import Told
from toolkit.bank.titles import Content, Line
from toolkit.entities.cell import Cell, NotAMoment, Shape, Stored, moment
from toolkit.errors import NotAStatement
from toolkit.excel.front import Entry, Formula
from toolkit.excel.ledger import (
    AMOUNT,
    DAY,
    TEXT,
    WHOLE,
    LedgerColumn,
    LedgerSheet,
    LineOfBalance,
    write_ledger,
)
from toolkit.excel.sheet import Row
from toolkit.excel.sheet import Sheet as ExcelSheet
from toolkit.excel.spelling import CELL_LIMIT, fitted
from toolkit.excel.workbook import open_workbook
from toolkit.language import _, ngettext

_WHOLE = frozenset({"Statement", "Part", "Booking"})
_AMOUNTS = frozenset(
    {"Opening", "Closing", "Available", "Difference", "Amount", "Balance", "Booked", "Original amount", "Rate"}
)
_WIDE = frozenset({"Information", "Purpose"})
_IBANS = frozenset({"Sheet", "Account"})
_DAYS = ("Day", "Balance that day")
_AT = {title: index for index, title in enumerate(MOVEMENT_TITLES)}
_OPENING = "G"
"""The column of opening balances on the summary sheet, which the running balances begin with."""


def write_workbook(path: Path, statements: Sequence[Statement]) -> tuple[str, ...]:
    """Write statements: a sheet of balances, and one for each account with its movements and a chart.

    The running balance and every difference are formulas, with what we make them come to. Returns what had no room,
    as sentences.
    """
    sheets = sheets_of(statements)
    first = 2
    made: list[LedgerSheet] = []
    summary: list[tuple[Entry, ...]] = []
    for sheet in sheets:
        made.append(_account_sheet(sheet, first))
        summary += _summary(sheet, first)
        first += len(sheet.statements)
    columns = tuple(_column(title) for title in SUMMARY_TITLES)
    write_ledger(path, [LedgerSheet(SUMMARY, columns, summary, len(summary)), *made, *_parts_sheet(sheets)])
    return tuple(_cut(statements))


def _parts_sheet(sheets: Sequence[Sheet]) -> Iterator[LedgerSheet]:
    """Yield the sheet of the payments within bookings, if there are any."""
    rows: list[tuple[Entry, ...]] = []
    for sheet in sheets:
        rows += part_rows(sheet.name, sheet.statements, len(rows) + 1)
    if rows:
        yield LedgerSheet(PARTS, tuple(map(_column, PART_TITLES)), rows, len(rows))


def _cut(statements: Sequence[Statement]) -> Iterator[str]:
    """Tell of texts that a cell has no room for."""
    for each in statements:
        texts = (each.text, *(movement.text for movement in each.movements))
        cut = sum(fitted(text) != text for text in texts)
        if cut:
            yield ngettext(
                "{statement}: {cut:,} text was cut to the {limit:,} characters of a cell.",
                "{statement}: {cut:,} texts were cut to the {limit:,} characters of a cell.",
                cut,
            ).format(statement=each.name, cut=cut, limit=CELL_LIMIT)


def _column(title: str) -> LedgerColumn:
    if title in _WHOLE:
        return LedgerColumn(title, WHOLE, 10)
    if title in _AMOUNTS or title == _DAYS[1]:
        return LedgerColumn(title, AMOUNT, 16, zero=title == "Difference")
    if title.lower().endswith(("day", "date")):
        return LedgerColumn(title, DAY, 12)
    if title in _IBANS:
        return LedgerColumn(title, TEXT, 32)
    return LedgerColumn(title, TEXT, 48 if title in _WIDE else 20)


def _summary(sheet: Sheet, first: int) -> Iterator[tuple[Entry, ...]]:
    """Yield the row of each statement; its difference is what Excel makes of the account's sheet."""
    at = 2
    difference = SUMMARY_TITLES.index("Difference")
    for number, each in enumerate(sheet.statements, first):
        cells: list[Entry] = list(summary_row(sheet.name, each))
        last = at + len(each.movements) - 1
        if each.difference is not None:
            moved = f"-SUM('{sheet.name}'!E{at}:E{last})" if each.movements else ""
            # Binary fractions leave dust behind; no currency has more than four decimals.
            cells[difference] = Formula(f"ROUND(J{number}-{_OPENING}{number}{moved},4)", each.difference)
        yield tuple(cells)
        at = last + 1


def _account_sheet(sheet: Sheet, first: int) -> LedgerSheet:
    days = sheet.days
    columns = (*map(_column, MOVEMENT_TITLES), LedgerColumn("", TEXT, 3), *map(_column, _DAYS))
    chart = LineOfBalance("Balance", len(MOVEMENT_TITLES) + 1, len(MOVEMENT_TITLES) + 2, len(days))
    return LedgerSheet(sheet.name, columns, _rows(sheet, first), max(sheet.count, len(days)), chart)


def _rows(sheet: Sheet, first: int) -> Iterator[tuple[Entry, ...]]:
    """Yield the cells of each movement, its balance as a formula, and beside them the balance of each day."""
    days = sheet.days
    nothing: tuple[Entry, ...] = (None,) * len(MOVEMENT_TITLES)
    count = max(sheet.count, len(days))
    movements = chain(_movements(sheet, first), repeat(nothing, count - sheet.count))
    beside = chain(days, repeat((None, None), count - len(days)))
    return ((*cells, None, *day) for cells, day in zip(movements, beside, strict=True))


def _movements(sheet: Sheet, first: int) -> Iterator[tuple[Entry, ...]]:
    starts: dict[int, int] = {}
    place = 0
    for number, each in enumerate(sheet.statements, first):
        if each.movements:
            starts[place] = number
        place += len(each.movements)
    for place, row in enumerate(sheet.rows):
        cells: list[Entry] = list(row)
        after = row[_AT["Balance"]]
        before = f"'{SUMMARY}'!{_OPENING}{starts[place]}" if place in starts else f"F{place + 1}"
        if isinstance(after, Decimal):
            cells[_AT["Balance"]] = Formula(f"ROUND({before}+E{place + 2},4)", after)
        yield tuple(cells)


def read_workbook(path: Path, told: Told) -> Reading:
    """Read statements out of a workbook: one that we wrote, or a bank's own table on its first sheet that has one.

    Raises what reading a workbook raises, `NotAStatement` and `NoCurrency`.
    """
    workbook = open_workbook(path)
    reason = NotAStatement(_("it is a workbook without a worksheet"))
    by_name: dict[str, ExcelSheet] = {sheet.name: sheet for sheet in workbook.sheets}
    if SUMMARY in by_name:
        summary = _lines(by_name[SUMMARY])
        if summary and set(SUMMARY_TITLES[:4]) <= set(map(str, summary[0].cells.values())):
            others = {name: _lines(sheet) for name, sheet in by_name.items() if name != SUMMARY}
            return read_ledger(summary, others)
    for sheet in workbook.sheets:
        try:
            return read_table(_lines(sheet), told, "xlsx")
        except NotAStatement as error:
            reason = error
    raise reason


def _lines(sheet: ExcelSheet) -> list[Line]:
    return [Line(row.number, _contents(row)) for row in sheet.rows()]


def _contents(row: Row) -> dict[int, Content]:
    read = ((index, _content(cell)) for index, cell in row.cells.items())
    return {index: content for index, content in read if content not in {None, ""} and content is not None}


def _content(cell: Cell) -> Content | None:
    """Return what a cell shows: a date, an exact number, or its text."""
    if cell.stored is Stored.BLANK:
        return None
    try:
        return moment(cell).date()
    except NotAMoment:
        number = cell.stored is Stored.NUMBER and cell.format.shape is not Shape.DATE
        return _exact(cell.text) if number else cell.text


def _exact(text: str) -> Content:
    """Return the number that a cell shows: Excel keeps 15 digits, and stores the dust of binary fractions behind.

    What is too large or too small for a number stays the text that it is.
    """
    try:
        number = Decimal(text)
        digits = len(number.as_tuple().digits)
        return number if digits <= 15 else number.quantize(Decimal(1).scaleb(number.adjusted() - 14)).normalize()
    except ArithmeticError:
        return text
