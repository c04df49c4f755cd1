"""Edits: what each row says about its record, seen beside the record that it started from.

A row without a record behind it says everything about a new one. A row with a base says only what its author changed:
a cell that still shows what `pull` wrote is no edit, even where a cell cannot hold the value as the service has it.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from toolkit.checking.cells import Reading
from toolkit.checking.decode import Line, Table
from toolkit.checking.echoes import Echoes
from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.entities.columns import Column
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Clear, Command, Record
from toolkit.language import _, mark

_UNREAD = (Command.IGNORE, Command.DELETE)

_READ_ONLY = mark("Only the service sets {title}: what stands here is ignored.")
_NOTHING_TO_CLEAR = mark("A new {singular} has nothing to clear: [clear] is ignored. Leave the cell empty.")


@dataclass(frozen=True, slots=True)
class Edit:
    """A row about a record that exists, or may: the fields it speaks of, and the record as it would be live after."""

    line: Line
    said: AbstractSet[str]
    after: Mapping[str, Value | None]


@dataclass(slots=True)
class Sayings:
    """The rows of a table by what they say: new records, edits; rows that say nothing new are in neither.

    `unreadable` holds the row and field of each cell that holds no usable value.
    """

    creations: list[Line] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    unreadable: set[tuple[int, str]] = field(default_factory=set)


def say(table: Table, base: Mapping[str, Record], live: Mapping[str, Record]) -> Sayings:
    """Sort the rows by what they say, and report the cells that say nothing usable."""
    sayings, echoes = Sayings(), Echoes()
    fields = [column.field for column in table.columns]
    for line in table.lines:
        if line.command in _UNREAD:
            continue
        before = base.get(line.id) if line.id is not None else None
        if before is not None:
            get = before.values.get
            if line.readings != [get(name) for name in fields]:
                now = live.get(before.id, before)
                _add_edit(table, line, now, _changed(table, line, before, echoes), sayings)
        elif line.creates:
            _say_of_new(table, line, sayings)
        else:
            known = live.get(line.id or "")
            _add_edit(table, line, known, _said_of_known(table, line, known, echoes), sayings)
    return sayings


def _said_of_known(table: Table, line: Line, live: Record | None, echoes: Echoes) -> set[str]:
    """Compare a row without a base with its live record, if any: a blank cell has no opinion."""
    readings = zip(table.columns, line.readings, strict=True)
    filled = {column.field for column, value in readings if value is not None}
    return filled & _changed(table, line, live, echoes) if live is not None else filled.difference(table.read_only)


def _changed(table: Table, line: Line, before: Record, echoes: Echoes) -> set[str]:
    """Return the fields whose cells do not show the record's values; where they do, take the value as it was."""
    changed = set()
    for index, column in enumerate(table.columns):
        value, was = line.readings[index], before.values.get(column.field)
        if value == was:
            continue
        if was is not None and column.target is None and echoes.shows(column, value, was):
            line.readings[index] = was
        else:
            changed.add(column.field)
    return changed


def _add_edit(table: Table, line: Line, now: Record | None, changed: set[str], sayings: Sayings) -> None:
    """Note what a row says of its record; what it does not say is as it is live, else as it was pulled."""
    if not changed:
        return
    _report(table, line, changed, sayings)
    said = changed.difference(table.read_only)
    if not said or line.command is Command.CREATE or line.problems:
        return
    after: dict[str, Value | None] = dict(now.values) if now is not None else {}
    after |= {
        column.field: usable(value)
        for column, value in zip(table.columns, line.readings, strict=True)
        if column.field in said
    }
    sayings.edits.append(Edit(line, said, after))


def _say_of_new(table: Table, line: Line, sayings: Sayings) -> None:
    sayings.creations.append(line)
    if line.plain and not table.read_only:
        return
    filled = {column.field for column, value in zip(table.columns, line.readings, strict=True) if value is not None}
    _report(table, line, filled, sayings)
    if line.command is not Command.UPSERT:
        sayings.issues += _drop_clears(table, line)


def _report(table: Table, line: Line, fields: set[str], sayings: Sayings) -> None:
    """Report what cannot be read, and what was written where only the service writes."""
    for column, value in zip(table.columns, line.readings, strict=True):
        if column.field not in fields:
            continue
        if not column.writable:
            message = _(_READ_ONLY).format(title=column.title)
            problem = Problem("read-only", message, shown(column, value), Severity.WARNING)
            sayings.issues.append(problem.at(table.header, line.number, column.field))
        elif isinstance(value, Problem):
            sayings.issues.append(value.at(table.header, line.number, column.field))
            sayings.unreadable.add((line.number, column.field))


def _drop_clears(table: Table, line: Line) -> Iterator[Issue]:
    """Take `[clear]` for an empty cell where a record is made; the service's own rule asks for what is required."""
    for index, column in enumerate(table.columns):
        if line.readings[index] is not Clear.CLEAR:
            continue
        line.readings[index] = None
        if column.writable and not column.required:
            message = _(_NOTHING_TO_CLEAR).format(singular=table.entity.singular)
            yield Problem("clear-new", message, Clear.CLEAR.value, Severity.WARNING).at(
                table.header, line.number, column.field
            )


def usable(value: Reading) -> Value | None:
    """Return the value, or `None` for what is none."""
    return None if isinstance(value, Clear | Problem) else value


def shown(column: Column, value: Reading) -> str | None:
    """Return what a cell shows of a reading; `None` for an empty one."""
    match value:
        case None:
            return None
        case Problem():
            return value.text
        case Clear():
            return value.value
        case str():
            return value
        case NewRow():
            return f"{value.sheet}!{value.row}"
        case _:
            return str(column.kind.to_cell(value))
