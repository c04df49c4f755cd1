"""Layout: which columns the sheet of an entity has, in order, and how each looks and behaves."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Amount, Choice, Day, Flags, Integer, Kind, Moment, Month, Number, Structure, YesNo
from toolkit.language import _, mark

COMMAND = mark("Command")
ID = mark("Id")
STATUS = mark("Status")
DETAIL = mark("Detail")

NOTE_MARK = "# "
"""What the header of an undeclared field starts with: a reader takes the column for a note and ignores it."""

HEADER_ROW = 1
FIRST_ROW = 2
"""Where the header and the first record stand on a sheet without totals; with them, one row further down."""

LAST_ROW = 1_048_576
"""The last row of an .xlsx sheet."""

SPARE_ROWS = 1_000
"""Rows below the records that filters and validations reach. Not all: Excel saves every row that a filter hides."""

NOTE_COLUMNS = 20
"""Columns to the right of ours that stay free for the user's own notes."""


class Role(enum.Enum):
    """What a column is for: what it asks, who wrote it, whether it can be changed.

    `EXTRA` shows a field that no declaration knows, `TARGET` the id of what the column to its left points at.
    """

    COMMAND = "command"
    ID = "id"
    INPUT = "input"
    SHOWN = "shown"
    EXTRA = "extra"
    TARGET = "target"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet: its header, what it is for, its number format and its width in characters.

    `column` is the declaration of the entity's own columns, `None` for all others. `name` is the field, or the header
    of the columns that every sheet has, in English.
    """

    header: str
    name: str
    role: Role
    number_format: str
    width: float
    column: Column | None = None


_WIDTHS: tuple[tuple[type[Kind], float], ...] = (
    (Choice, 15),
    (Flags, 26),
    (Structure, 42),
    (YesNo, 10),
    (Integer, 12),
    (Amount, 15),
    (Number, 14),
    (Day, 13),
    (Moment, 20),
    (Month, 10),
)
_TEXT_WIDTH = 26

_OWN_WIDTHS = {"suggestion": 44.0, "suggestionId": 16.0}
"""Widths of columns of texts that are longer or shorter than most."""

_FILTER_ARROW = 4
"""Characters that a header loses to its filter's button."""


def columns_of(entity: Entity, extra: tuple[str, ...] = (), ids: tuple[str, ...] = ()) -> tuple[SheetColumn, ...]:
    """Return the columns of an entity's sheet: command and id, its own, undeclared fields, then results.

    `ids` names the references that have the ids of what they point at beside them.
    """
    return (
        SheetColumn(_(COMMAND), COMMAND, Role.COMMAND, "@", 12),
        SheetColumn(_(ID), ID, Role.ID, "@", 14),
        *(each for column in entity.columns for each in _with_id(column, ids)),
        *(SheetColumn(f"{NOTE_MARK}{name}", name, Role.EXTRA, "General", _TEXT_WIDTH) for name in extra),
        SheetColumn(_(STATUS), STATUS, Role.RESULT, "@", 12),
        SheetColumn(_(DETAIL), DETAIL, Role.RESULT, "@", 60),
    )


def _with_id(column: Column, ids: tuple[str, ...]) -> Iterator[SheetColumn]:
    yield _declared(column)
    if column.field in ids:
        header = NOTE_MARK + _("{title} id").format(title=column.title)
        yield SheetColumn(header, column.field, Role.TARGET, "@", max(14, len(header) + _FILTER_ARROW))


def _declared(column: Column) -> SheetColumn:
    usual = _OWN_WIDTHS.get(column.field, _TEXT_WIDTH)
    width = next((width for kind, width in _WIDTHS if isinstance(column.kind, kind)), usual)
    return SheetColumn(
        header=column.title,
        name=column.field,
        role=Role.INPUT if column.writable else Role.SHOWN,
        number_format=column.kind.number_format,
        width=max(width, len(column.title) + _FILTER_ARROW),
        column=column,
    )
