"""Notes: what the header of a column tells, shown when the pointer rests on it."""

from openpyxl.comments import Comment

from toolkit.entities.columns import Column
from toolkit.entities.kinds import Rows
from toolkit.excel.box import box
from toolkit.excel.layout import Role, SheetColumn
from toolkit.language import _, mark

AUTHOR = "flowtly-toolkit"

_FIXED = {
    Role.COMMAND: (
        mark(
            "What to do with the row. Leave it blank: a row without an id is created, a changed row is "
            "updated.\nCREATE, UPDATE, UPSERT, DELETE or IGNORE say it outright. Nothing is ever deleted "
            "without DELETE."
        )
    ),
    Role.ID: (
        mark(
            "The id the service gave the record. Leave it blank in a new row, never change it, and empty "
            "it in a row that you copied to make a new record."
        )
    ),
    Role.EXTRA: mark(
        "The service sends this field, and no declaration knows it. It is only shown; nothing here is sent."
    ),
    Role.TARGET: mark(
        "The id of what the cell to the left named when this was pulled. It is only shown; nothing here is sent. "
        "To point at another record, change the cell to the left: it takes a name or an id."
    ),
}
_RESULTS = {
    "Status": mark("Written for you when the workbook is checked or applied: what became of the row."),
    "Detail": mark("Written for you when the workbook is checked or applied: why, and what to do."),
}


def note_text(column: SheetColumn) -> str:
    """Return the whole note of a column, one fact per line."""
    if column.column is not None:
        return "\n".join(_facts(column.column))
    if column.role is Role.RESULT:
        return _(_RESULTS[column.name])
    return _(_FIXED[column.role])


def _facts(column: Column) -> list[str]:
    facts = [column.note] if column.note else []
    facts.append(_("Field: {field} ({word})").format(field=column.field, word=_(column.kind.word)))
    facts.append(_("Expected: {expected}").format(expected=column.kind.expected))
    if column.unit:
        facts.append(_("Unit: {unit}").format(unit=column.unit))
    if column.required:
        facts.append(_("Required to create a record."))
    if isinstance(column.kind, Rows):
        facts.append(_("Read-only here: this cell only shows them."))
    elif not column.writable:
        facts.append(_("Read-only: set by the service; changes here are not sent."))
    if column.assumed:
        facts.append(_("Assumed: no published schema lists this field."))
    return facts


def note(column: SheetColumn) -> Comment:
    """Return the note in a box that is large enough to show all of it."""
    text = note_text(column)
    size = box(text)
    return Comment(text, AUTHOR, height=size.height, width=size.width)
