"""Totals: rows below the records that add them up, made by Excel or by hand, which are no records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from toolkit.checking.decode import Line, Table
from toolkit.checking.issues import Issue, Problem, Severity, quoted
from toolkit.entities.kinds import Integer, Number
from toolkit.entities.record import Command
from toolkit.excel.sheet import column_index, letters
from toolkit.language import _

_LEAST = 2
"""Rows above that make a sum."""


@dataclass(frozen=True, slots=True)
class LikeTotal:
    """A row that looks like a total: where, and what it shows."""

    row: int
    column: int
    text: str


def take_out_totals(table: Table) -> list[Issue]:
    """Return an issue for each row that looks like a total; one that cannot be a record is taken out of the table.

    Asked when references are resolved. A row that may well be a record, as a group may be called Total, stays, with a
    warning.
    """
    required = [column.field for column in table.entity.writable if column.required]
    places = {column.field: place for place, column in enumerate(table.columns)}
    found: list[Issue] = []
    taken: set[int] = set()
    for line, total in _like_totals(table):
        values = [line.readings[places[name]] if name in places else None for name in required]
        unread = bool(line.problems) or any(isinstance(each, Problem) for each in line.readings)
        broken = unread or line.id is not None or any(value is None for value in values)
        found.append(_issue(table, total, Severity.ERROR if broken else Severity.WARNING))
        if broken:
            taken.add(line.number)
    if taken:
        table.lines = [line for line in table.lines if line.number not in taken]
    return found


def _like_totals(table: Table) -> Iterator[tuple[Line, LikeTotal]]:
    for place, line in enumerate(table.lines):
        if line.number in table.totals_like and (line.command is Command.AUTO or line.problems):
            column, text = table.totals_like[line.number]
            yield line, LikeTotal(line.number, column, text)
        elif place == len(table.lines) - 1 and line.id is None and (total := _bare_sum(table, line)):
            yield line, total


def _bare_sum(table: Table, line: Line) -> LikeTotal | None:
    """Look at the last row: numbers alone, one of which is what its column above adds up to."""
    filled = {n: each for n, each in enumerate(line.readings) if each is not None}
    numbers = {n: each for n, each in filled.items() if isinstance(table.columns[n].kind, Integer | Number)}
    if line.command is not Command.AUTO or not filled or len(numbers) != len(filled):
        return None
    for n, value in numbers.items():
        above = [each for row in table.lines[:-1] if isinstance(each := row.readings[n], int | Decimal)]
        if len(above) >= _LEAST and value == sum(above):
            header = table.header.letters[table.columns[n].field]
            return LikeTotal(line.number, column_index(header), str(value))
    return None


def _issue(table: Table, total: LikeTotal, severity: Severity) -> Issue:
    message = _("Row {row} looks like a total ({text}): take it out, or type IGNORE into its Command.").format(
        row=total.row, text=quoted(total.text)
    )
    names: Mapping[str, str] = {place: name for name, place in table.header.letters.items()}
    letter = letters(total.column)
    return Issue(
        sheet=table.header.sheet,
        cell=f"{letter}{total.row}",
        row=total.row,
        entity=table.entity.path,
        field=names.get(letter, ""),
        rule="totals-row",
        severity=severity,
        message=message,
        value=total.text,
    )
