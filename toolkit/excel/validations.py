"""Validations: what a column offers and refuses while one types.

Only the commands are refused outright. Everything else warns and lets the user insist: `[clear]` is fine in every
column, a reference may name a record of another row, and the service may know words that we do not. Whatever is
typed or pasted is checked again when the workbook is read.
"""

from collections.abc import Collection

from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Amount, Day, Integer, Kind, Moment, Number, Text
from toolkit.entities.kinds.texts import CELL_LIMIT
from toolkit.excel.layout import Role, SheetColumn
from toolkit.excel.lists import COMMANDS, list_name
from toolkit.excel.put import harmless
from toolkit.language import _, mark

_TITLE_LIMIT = 32
"""Characters that Excel takes for the title of a message."""

_TEXT_LIMIT = 255
"""Characters that it takes for the message."""

_EARLIEST = "61"
"""1900-03-01, the first day that Excel's calendar numbers rightly."""
_LATEST = "2958465"
"""9999-12-31."""


def validation(entity: Entity, column: SheetColumn, lists: Collection[str], area: str) -> DataValidation | None:
    """Return the validation of the cells of a column, `None` where anything may be typed.

    `area` is their range: not all rows of the sheet, as some libraries keep a validation for each cell in memory.
    `lists` holds the defined names that exist: a reference to an entity without records offers nothing.
    """
    made = _validation(entity, column, lists)
    if made is not None:
        made.sqref = area
    return made


def _validation(entity: Entity, column: SheetColumn, lists: Collection[str]) -> DataValidation | None:
    if column.role is Role.COMMAND:
        return _refusing(
            DataValidation("list", COMMANDS),
            column.header,
            _("Choose CREATE, UPDATE, UPSERT, DELETE or IGNORE, or leave it blank."),
        )
    if column.column is None or column.role is not Role.INPUT:
        return _refusing(DataValidation("custom", "FALSE"), column.header, _(_SHOWN[column.role]))
    name = list_name(entity, column.column)
    if name in lists:
        return _warning(DataValidation("list", name), column)
    bounds = _bounds(column.column.kind)
    return _warning(bounds, column) if bounds is not None and name is None else None


_SHOWN = {
    Role.ID: mark("The service gives ids. Leave it blank in a new row."),
    Role.SHOWN: mark("The service sets this. What you type here is not sent."),
    Role.EXTRA: mark("This field is only shown. What you type here is not sent."),
    Role.TARGET: mark("This id is only shown. Change the cell to the left: it takes a name or an id."),
    Role.RESULT: mark("This is written for you when the workbook is checked or applied."),
}


def _bounds(kind: Kind) -> DataValidation | None:
    match kind:
        case Day() | Moment():
            return DataValidation("date", _EARLIEST, _LATEST, operator="between")
        case Integer():
            return DataValidation("whole", "-999999999999999", "999999999999999", operator="between")
        case Amount() | Number():
            return DataValidation("decimal", "-999999999999999", "999999999999999", operator="between")
        case Text(limit) if limit < CELL_LIMIT:
            return DataValidation("textLength", str(limit), operator="lessThanOrEqual")
        case _:
            return None


def _refusing(made: DataValidation, title: str, text: str) -> DataValidation:
    made.errorStyle = "stop"
    return _speaking(made, title, text)


def _warning(made: DataValidation, column: SheetColumn) -> DataValidation:
    made.errorStyle = "warning"
    expected = column.column.kind.expected if column.column is not None else ""
    return _speaking(made, column.header, _("Expected {expected}.").format(expected=expected))


def _speaking(made: DataValidation, title: str, text: str) -> DataValidation:
    made.allow_blank = True
    made.showErrorMessage = True
    made.errorTitle = harmless(title)[:_TITLE_LIMIT]
    made.error = text[:_TEXT_LIMIT]
    return made
