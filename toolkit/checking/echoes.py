"""Echoes: what an untouched cell says that `pull` wrote: not always the value, as cells hold less than JSON."""

from decimal import Decimal

from toolkit.checking.cells import Reading, interpret
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Value
from toolkit.entities.kinds.texts import CELL_LIMIT
from toolkit.entities.literals import written

_REMEMBERED = 5_000


class Echoes:
    """The echoes of one sheet's values; those that come again, such as empty lists, are heard once."""

    def __init__(self) -> None:
        self._heard: dict[tuple[str, Value], Reading] = {}

    def shows(self, column: Column, reading: Reading, value: Value) -> bool:
        """Tell whether a cell still says what it said when the value was written to it."""
        echo = self._echo(column, value)
        if isinstance(reading, str) and isinstance(echo, str):
            return reading.replace("\r\n", "\n") == echo.replace("\r\n", "\n")
        return reading == echo

    def _echo(self, column: Column, value: Value) -> Reading:
        key = (column.field, value)
        if key in self._heard:
            return self._heard[key]
        echo = _echo(column, value)
        if len(self._heard) < _REMEMBERED:
            self._heard[key] = echo
        return echo


def _echo(column: Column, value: Value) -> Reading:
    content = written(column.kind.to_cell(value))
    match content:
        case str():
            return interpret(column.kind, Cell(Stored.TEXT, _fitted(content))) if content else None
        case int() | Decimal():
            return interpret(column.kind, Cell(Stored.NUMBER, str(content)))
        case _:
            return interpret(column.kind, Cell(Stored.DATE, content.isoformat()))


def _fitted(text: str) -> str:
    """Cut text to the UTF-16 units that a cell holds."""
    if len(text) * 2 <= CELL_LIMIT:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: CELL_LIMIT * 2].decode("utf-16-le", "ignore")
