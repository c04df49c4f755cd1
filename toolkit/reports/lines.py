"""Lines: one field of a change as words, and the lines of parts of its record that have rows on another sheet."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.entities.kinds import Value
from toolkit.entities.part_row import Deed as PartDeed
from toolkit.language import _
from toolkit.planning.cells_written import WrittenPart
from toolkit.reports.terminal import clean
from toolkit.reports.words import EMPTY, Known, is_number, phrase


class Deed(enum.Enum):
    """What happens to a field."""

    SETS = "sets"
    CHANGES = "changes"
    CLEARS = "clears"
    LOSES = "loses"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: its cell's address or nothing, its title, and how its value reads before and after.

    `symbol` tells what becomes of a part of the record, as that may be another thing than becomes of the record.
    `whole` is set where the line holds all fields of a part.
    """

    deed: Deed
    cell: str
    title: str
    before: str = ""
    after: str = ""
    numeric: bool = False
    symbol: str = ""
    whole: bool = False


SYMBOLS: Mapping[PartDeed, str] = {PartDeed.CREATED: "+", PartDeed.CHANGED: "~", PartDeed.DELETED: "-"}

Values = Mapping[str, Value | None]


def part_lines(part: WrittenPart) -> Iterator[Line]:
    """Yield a line for a part that comes or goes, and one for each field of a part that becomes another."""
    address = clean(f"{part.row.sheet}!{part.row.row}") if part.row else ""
    title, symbol = _of(part), SYMBOLS[part.deed]
    if part.before is None:
        yield Line(Deed.SETS, address, title, after=_words(part, part.after or {}), symbol=symbol, whole=True)
    elif part.after is None:
        yield Line(Deed.LOSES, address, title, _words(part, part.before), symbol=symbol, whole=True)
    else:
        yield from _fields(part, part.before, part.after)


def _fields(part: WrittenPart, before: Values, after: Values) -> Iterator[Line]:
    for column in part.entity.columns:
        was, now = before.get(column.field), after.get(column.field)
        if was == now:
            continue
        deed = Deed.CLEARS if now is None else Deed.CHANGES
        words = [clean(phrase(part.entity, column.field, value, Known())) for value in (was, now)]
        numeric = is_number(was) or is_number(now)
        cell = clean(part.row.cell(column.field)) if part.row else ""
        title = f"{_of(part)}, {column.title}"
        yield Line(deed, cell, title, words[0], words[1], numeric, SYMBOLS[part.deed])


def _of(part: WrittenPart) -> str:
    """Return what a part is, and its number: that which it will have for one that comes, else that which it has."""
    name = part.entity.singular
    return _("{title} {number}").format(title=name[:1].upper() + name[1:], number=part.number)


def _words(part: WrittenPart, values: Values) -> str:
    told = (
        f"{column.title} {clean(phrase(part.entity, column.field, values[column.field], Known()))}"
        for column in part.entity.columns
        if column.field in values
    )
    return ", ".join(told) or _(EMPTY)
