"""Edits: what each row says about its record, seen beside the record that it started from.

A row without a record behind it says everything about a new one. A row with a base says only what its author changed:
a cell that still shows what `pull` wrote is no edit, even where a cell cannot hold the value as the service has it.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.checking.cells import Reading, interpret
from toolkit.checking.decode import Line, Table
from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.checking.references import References, points_at_itself
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.columns import Column
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.kinds.texts import CELL_LIMIT
from toolkit.entities.record import Clear, Command, Record

_UNREAD = (Command.IGNORE, Command.DELETE)

_READ_ONLY = "Only the service sets {title}: what stands here is ignored."
_NOTHING_TO_CLEAR = "A new {singular} has nothing to clear: [clear] is ignored. Leave the cell empty."
_ITSELF = "{title} points at the very row it stands in. Name another {singular}."


@dataclass(frozen=True, slots=True)
class Edit:
    """A row about a record that exists, or may: the fields it speaks of, and the record as it would be after."""

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


def resolve_references(table: Table, base: Mapping[str, Record], references: References) -> None:
    """Put records and new rows in the place of what the reference cells say.

    A cell that still shows what `pull` wrote means the record it meant then, whatever is called so by now.
    """
    for index, column in enumerate(table.columns):
        if column.target is not None:
            _resolve_column(table, index, column, base, references)


def _resolve_column(
    table: Table, index: int, column: Column, base: Mapping[str, Record], references: References
) -> None:
    target = column.target or ""
    written = references.written(target)
    for line in table.lines:
        text = line.readings[index]
        if not isinstance(text, str):
            continue
        before = base.get(line.id or "")
        iri = before.values.get(column.field) if before is not None else None
        if isinstance(iri, str) and written.get(iri, iri).strip() == text:
            line.readings[index] = iri
            continue
        hit = references.resolve(target, text)
        if points_at_itself(hit, table.header.sheet, line.number):
            message = _ITSELF.format(title=column.title, singular=table.entity.singular)
            hit = Problem("reference-itself", message, text)
        line.readings[index] = hit


def say(table: Table, base: Mapping[str, Record], live: Mapping[str, Record]) -> Sayings:
    """Sort the rows by what they say, and report the cells that say nothing usable."""
    sayings = Sayings()
    fields = [column.field for column in table.columns]
    for line in table.lines:
        if line.command in _UNREAD:
            continue
        before = base.get(line.id) if line.id is not None else None
        if before is not None:
            known = before.values.get
            if line.readings != [known(name) for name in fields]:
                _say_of_base(table, line, before, sayings)
        elif line.creates:
            _say_of_new(table, line, sayings)
        else:
            _say_of_known(table, line, live.get(line.id or ""), sayings)
    return sayings


def _say_of_base(table: Table, line: Line, before: Record, sayings: Sayings) -> None:
    """Compare a row with its base: an emptied cell is an edit (decision 4)."""
    _add_edit(table, line, before, _changed(table, line, before), sayings)


def _say_of_known(table: Table, line: Line, live: Record | None, sayings: Sayings) -> None:
    """Compare a row without a base with its live record, if any: a blank cell has no opinion."""
    readings = zip(table.columns, line.readings, strict=True)
    filled = {column.field for column, value in readings if value is not None}
    changed = _changed(table, line, live) if live is not None else filled.difference(table.read_only)
    _add_edit(table, line, live, changed & filled, sayings)


def _changed(table: Table, line: Line, before: Record) -> set[str]:
    """Return the fields whose cells do not show the record's values; where they do, take the value as it was."""
    changed = set()
    for index, column in enumerate(table.columns):
        value, was = line.readings[index], before.values.get(column.field)
        if value == was:
            continue
        if was is not None and column.target is None and _looks_like(value, _echo(column, was)):
            line.readings[index] = was
        else:
            changed.add(column.field)
    return changed


def _add_edit(table: Table, line: Line, before: Record | None, changed: set[str], sayings: Sayings) -> None:
    if not changed:
        return
    _report(table, line, changed, sayings)
    said = changed.difference(table.read_only)
    if not said or line.command is Command.CREATE or line.problems:
        return
    after: dict[str, Value | None] = dict(before.values) if before is not None else {}
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
            message = _READ_ONLY.format(title=column.title)
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
            message = _NOTHING_TO_CLEAR.format(singular=table.entity.singular)
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


def _echo(column: Column, value: Value) -> Reading:
    """Return what the cell says that `pull` writes for a value: not always that value, as cells hold less than JSON."""
    content = column.kind.to_cell(value)
    match content:
        case str():
            return interpret(column.kind, Cell(Stored.TEXT, _fitted(content))) if content else None
        case int() | Decimal():
            return interpret(column.kind, Cell(Stored.NUMBER, str(content)))
        case date():
            return interpret(column.kind, Cell(Stored.DATE, content.isoformat()))


def _fitted(text: str) -> str:
    """Cut text to the UTF-16 units that a cell holds."""
    if len(text) * 2 <= CELL_LIMIT:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: CELL_LIMIT * 2].decode("utf-16-le", "ignore")


def _looks_like(value: Reading, echo: Reading) -> bool:
    if isinstance(value, str) and isinstance(echo, str):
        return value.replace("\r\n", "\n") == echo.replace("\r\n", "\n")
    return value == echo
