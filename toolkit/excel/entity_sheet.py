"""The sheet of one entity without its rows: header, notes, validations, protection, print setup."""

from collections.abc import Collection
from dataclasses import dataclass, field

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Day, Moment, Month
from toolkit.entities.record import Command
from toolkit.excel import looks
from toolkit.excel.layout import (
    COMMAND,
    DETAIL,
    FIRST_ROW,
    HEADER_ROW,
    LAST_ROW,
    NOTE_COLUMNS,
    SPARE_ROWS,
    STATUS,
    Role,
    SheetColumn,
)
from toolkit.excel.notes import note
from toolkit.excel.printing import print_wide
from toolkit.excel.put import put
from toolkit.excel.sheet import letters
from toolkit.excel.totals import NO_TOTALS, Totals, put_totals
from toolkit.excel.validations import validation
from toolkit.language import mark, translations

_HEADER_POINTS = 32.0
_KEPT = "A:C"
"""What each page of a wide sheet repeats: the command, the id and what the record is mostly known by."""

_QUIET = frozenset({Role.ID, Role.SHOWN, Role.EXTRA, Role.TARGET, Role.RESULT})
"""Columns that are not typed in."""

_GOOD = (mark("done"), mark("created"), mark("changed"), mark("replaced"), mark("deleted"))
_WARNING = (mark("warning"), mark("skipped"), mark("unknown"))
_BAD = (mark("error"), mark("failed"), mark("conflict"), mark("refused"))


@dataclass(frozen=True, slots=True)
class Table:
    """What stands on the sheet of an entity: its columns, and how many rows will be poured below the header.

    With `totals`, a row above the header tells them. `unreadable` tells whether a record has a value that its column
    cannot hold.
    """

    entity: Entity
    columns: tuple[SheetColumn, ...]
    count: int
    totals: Totals = field(default_factory=lambda: NO_TOTALS)
    unreadable: bool = False

    @property
    def header_row(self) -> int:
        """The row of the header."""
        return HEADER_ROW + bool(self.totals)

    @property
    def first_row(self) -> int:
        """The row of the first record."""
        return FIRST_ROW + bool(self.totals)

    @property
    def last_validated(self) -> int:
        """The last row in which typing is guided: some way below the records."""
        return min(self.header_row + self.count + SPARE_ROWS, LAST_ROW)

    @property
    def last_column(self) -> str:
        """The letters of the last column."""
        return letters(len(self.columns) - 1)

    def letter(self, name: str) -> str:
        """Return the letters of the column of this header or field."""
        return next(letters(index) for index, column in enumerate(self.columns) if column.name == name)


def fill_entity_sheet(sheet: Worksheet, table: Table, lists: Collection[str]) -> tuple[int, ...]:
    """Write the sheet but for its rows. Return the style index of each column, for the rows to come.

    Behind them stands that of cells whose value cannot be read.
    """
    styles = tuple(_put_column(sheet, index, column, table.header_row) for index, column in enumerate(table.columns))
    _open_note_columns(sheet, len(table.columns))
    for index, column in enumerate(table.columns):
        at = letters(index)
        made = validation(table.entity, column, lists, f"{at}{table.first_row}:{at}{table.last_validated}")
        if made is not None:
            sheet.add_data_validation(made)
    sheet.row_dimensions[table.header_row].height = _HEADER_POINTS
    sheet.freeze_panes = f"C{table.first_row}"
    sheet.auto_filter.ref = f"A{table.header_row}:{table.last_column}{table.header_row + table.count + SPARE_ROWS}"
    _colour_rows(sheet, table)
    _protect(sheet)
    if table.totals:
        put_totals(sheet, table.columns, table.totals)
    _put_cursor(sheet, table)
    width = sum(column.width for column in table.columns)
    print_wide(sheet, table.entity.title, width, f"1:{table.header_row}", _KEPT)
    return (*styles, _marked_style(sheet) if table.unreadable else 0)


def _marked_style(sheet: Worksheet) -> int:
    """Return the style of a cell that shows what its column cannot hold."""
    dimension = ColumnDimension(sheet)
    dimension.number_format = "@"
    dimension.protection = looks.OPEN
    dimension.alignment = looks.TOP
    dimension.font = looks.PLAIN
    dimension.fill = looks.WARNING_FILL
    return int(dimension.style_id)


def _put_cursor(sheet: Worksheet, table: Table) -> None:
    """Open the sheet with the cursor where one starts to type, which is not in the header."""
    first = next((index for index, column in enumerate(table.columns) if column.role is Role.INPUT), 0)
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = f"{letters(first)}{table.first_row}"


def _put_column(sheet: Worksheet, index: int, column: SheetColumn, row: int) -> int:
    """Write the header, and style the whole column so that empty rows below are formatted too.

    Every cell below the header is unlocked: Excel neither sorts nor deletes rows that hold a locked cell, whatever
    the protection allows. What is not to be typed is grey, and a validation refuses it.
    """
    header = put(sheet, row, index + 1, column.header)
    header.font, header.fill = _header_look(column)
    header.alignment = looks.HEADER
    header.border = looks.FRAMED
    header.comment = note(column)
    dimension = sheet.column_dimensions[letters(index)]
    dimension.width = column.width
    dimension.number_format = column.number_format
    dimension.protection = looks.OPEN
    dimension.alignment = _alignment(column)
    quiet = column.role in _QUIET
    dimension.font = looks.GREY if quiet else looks.PLAIN
    if quiet:
        dimension.fill = looks.QUIET_FILL
    return dimension.style_id


def _alignment(column: SheetColumn) -> Alignment:
    """Keep days away from the texts beside them, and show the whole of what a row is told."""
    if column.name == DETAIL and column.role is Role.RESULT:
        return looks.WRAPPED
    days = column.column is not None and isinstance(column.column.kind, Day | Moment | Month)
    return looks.MIDDLE if days else looks.TOP


def _header_look(column: SheetColumn) -> tuple[Font, PatternFill]:
    if column.role in _QUIET:
        return looks.GREY_BOLD, looks.SHOWN_FILL
    if column.column is not None and column.column.required:
        return looks.WHITE_BOLD, looks.REQUIRED_FILL
    return looks.BOLD, looks.OPTIONAL_FILL


def _open_note_columns(sheet: Worksheet, count: int) -> None:
    """Unlock the columns to the right, header row included, for the user's own notes."""
    first = letters(count)
    notes = ColumnDimension(sheet, index=first, min=count + 1, max=count + NOTE_COLUMNS)
    notes.protection = looks.OPEN
    sheet.column_dimensions[first] = notes


def _colour_rows(sheet: Worksheet, table: Table) -> None:
    """Colour the status, strike out rows to be deleted, and pale those to be ignored."""
    status = table.letter(STATUS)
    for words, fill, font in (
        (_GOOD, looks.GOOD_FILL, looks.SAID),
        (_WARNING, looks.WARNING_FILL, looks.SAID),
        (_BAD, looks.BAD_FILL, looks.SAID_LOUDLY),
    ):
        same = ",".join(f'${status}{table.first_row}="{said}"' for word in words for said in translations(word))
        rule = _rule(f"OR({same})", DifferentialStyle(font=font, fill=_for_rules(fill)))
        sheet.conditional_formatting.add(f"{status}{table.first_row}:{status}{LAST_ROW}", rule)
    # Not over Status and Detail: what became of a row has to stay readable.
    rows = f"A{table.first_row}:{letters(len(table.columns) - 3)}{LAST_ROW}"
    command = f"${table.letter(COMMAND)}{table.first_row}"
    for word, struck in ((Command.DELETE, looks.STRUCK), (Command.IGNORE, looks.PALE)):
        sheet.conditional_formatting.add(rows, _rule(f'{command}="{word}"', DifferentialStyle(font=struck)))


def _rule(formula: str, look: DifferentialStyle) -> Rule:
    return Rule("expression", formula=[formula], dxf=look)


def _for_rules(fill: PatternFill) -> PatternFill:
    """Turn a fill into that of a conditional format, where Excel takes the background for the colour."""
    return PatternFill(bgColor=fill.fgColor)


def _protect(sheet: Worksheet) -> None:
    """Protect the header, without password; everything one does to rows stays allowed (openpyxl: False is allowed)."""
    protection = sheet.protection
    protection.sheet = True
    protection.sort = protection.autoFilter = False
    protection.insertRows = protection.deleteRows = False
    protection.formatCells = protection.formatColumns = protection.formatRows = False
