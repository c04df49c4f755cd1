"""The column `Resolution`: whose value the cells of a row take that two people changed."""

import re

from toolkit.checking.header_reading import name_of
from toolkit.checking.issues import Problem, quoted
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.entity import Entity
from toolkit.entities.settlement import Settlement, Side
from toolkit.language import _

_SIDES = {side.value: side for side in Side}


def read_resolution(entity: Entity, cell: Cell | None) -> Settlement | Problem | None:
    """Read a cell: `mine` or `live` for the whole row, or `mine: Name, Type; live: Parent` for single columns."""
    text = "" if cell is None else cell.text.strip()
    if cell is None or not text:
        return None
    if cell.stored is not Stored.TEXT:
        return _unreadable(text)
    if (side := _SIDES.get(text.casefold())) is not None:
        return Settlement(side)
    sides: dict[str, Side] = {}
    for clause in filter(str.strip, re.split(r"[;\n]", text)):
        word, _colon, titles = clause.partition(":")
        side = _SIDES.get(word.strip().casefold())
        if side is None or not titles.strip():
            return _unreadable(text)
        for title in titles.split(","):
            name = name_of(entity, title.strip())
            if name is None or name in sides:
                return _no_column(text, title.strip(), entity)
            sides[name] = side
    return Settlement(None, sides)


def _unreadable(text: str) -> Problem:
    said = _(
        "{text} is no Resolution. Choose mine or live for the whole row; for single cells, "
        "write the columns behind each: mine: Name; live: Type."
    )
    return Problem("resolution", said.format(text=quoted(text)), text)


def _no_column(text: str, title: str, entity: Entity) -> Problem:
    said = _("{title} is no column of {entity}, or is named twice in this Resolution. Name each column once.")
    return Problem("resolution", said.format(title=quoted(title), entity=entity.title), text)
