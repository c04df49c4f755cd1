"""Rules: what the schema finds wrong with rows, folded to one problem for each cell and rule."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from toolkit.checking.cells import Reading
from toolkit.checking.decode import Table
from toolkit.checking.edits import Sayings, shown, usable
from toolkit.checking.issues import Issue, Problem, Severity
from toolkit.checking.look_alikes import look_alike_issues
from toolkit.checking.schema import CHOICE, ORDER, REQUIRED, schema
from toolkit.checking.sentences import CLEAR_REQUIRED, Failure, Sentences
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import RawValue, Value
from toolkit.entities.record import Clear, Header
from toolkit.excel.sheet import letters
from toolkit.language import _

_NO_VALUES: frozenset[type] = frozenset({Clear, Problem})


def failures(rules: pa.DataFrameSchema, frame: pd.DataFrame) -> Iterator[Failure]:
    """Validate a frame, the index of which is the rows of the sheet, and name every failure.

    The environment cannot switch the rules off: pandera's own variables are overruled. A check that raises is a fault
    of this program, never of the workbook. Raises `RuntimeError` for one.
    """
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            rules.validate(frame, lazy=True, inplace=True)
        except SchemaErrors as errors:
            for error in errors.schema_errors:
                yield from _failures(error)


def _failures(error: SchemaError) -> Iterator[Failure]:
    name = str(error.schema.name)
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
        yield from (Failure(int(row), REQUIRED, (name,)) for row in error.failure_cases["index"])
    elif error.reason_code is SchemaErrorReason.DATAFRAME_CHECK and isinstance(error.check_output, pd.Series):
        rule, *fields = str(error.check.name).split()
        passed = error.check_output
        yield from (Failure(int(row), rule, tuple(fields) or (name,)) for row in passed.index[~passed.astype(bool)])
    else:
        raise RuntimeError(
            _("The rule {check} of {name} cannot be asked: {failure_cases}").format(
                check=error.check, name=name, failure_cases=error.failure_cases
            )
        )


def rule_issues(table: Table, sayings: Sayings) -> Iterator[Issue]:
    """Ask the rules of new records and of edits; a rule about a cell that could not be read is not asked."""
    if not table.entity.writable:
        return
    if sayings.creations:
        yield from _of_creations(table, sayings)
        yield from look_alike_issues(table, sayings)
    if sayings.edits:
        yield from _of_edits(table, sayings)


def _of_creations(table: Table, sayings: Sayings) -> Iterator[Issue]:
    lines = sayings.creations
    columns = zip(*(line.readings for line in lines), strict=True)
    readings = dict(zip((column.field for column in table.columns), columns, strict=True))
    nothing: tuple[None, ...] = (None,) * len(lines)
    frame = _frame(
        table.entity,
        [line.number for line in lines],
        {name: _usable(readings.get(name, nothing)) for name in table.entity.by_field},
    )
    sentences = Sentences(table.entity, frame)
    missing: defaultdict[str, list[int]] = defaultdict(list)
    for failure in failures(schema(table.entity), frame):
        if failure.rule == REQUIRED and failure.fields[0] not in table.header.letters:
            missing[failure.fields[0]].append(failure.row)
        elif sayings.unreadable.isdisjoint(failure.cells):
            yield _issue(table, failure, sentences)
    yield from _without_column(table, missing)


def _of_edits(table: Table, sayings: Sayings) -> Iterator[Issue]:
    edits = {edit.line.number: edit for edit in sayings.edits}
    frame = _frame(
        table.entity,
        list(edits),
        {name: [_judged(edit.after.get(name)) for edit in edits.values()] for name in table.entity.by_field},
    )
    sentences = Sentences(table.entity, frame)
    for failure in failures(schema(table.entity), frame):
        said = edits[failure.row].said
        if said.isdisjoint(failure.fields):
            continue
        if sayings.unreadable.isdisjoint(failure.cells):
            rule = CLEAR_REQUIRED if failure.rule == REQUIRED else failure.rule
            yield _issue(table, replace(failure, rule=rule), sentences)


def _usable(readings: Sequence[Reading]) -> Sequence[Value | None]:
    """Return the values of a column; nearly always that is the column as it is."""
    if _NO_VALUES.isdisjoint(map(type, readings)):
        return cast("Sequence[Value | None]", readings)
    return [usable(reading) for reading in readings]


def _judged(value: Value | None) -> Value | None:
    """Return what rules are asked of: of a live value that cannot be read, nothing."""
    return None if isinstance(value, RawValue) else value


def _frame(entity: Entity, rows: Sequence[int], values: Mapping[str, Sequence[Value | None]]) -> pd.DataFrame:
    """Build a frame of object columns: pandas is never left to guess a type."""
    data = {column.field: values[column.field] for column in entity.writable}
    return pd.DataFrame(data, index=list(rows), dtype=object)


def _issue(table: Table, failure: Failure, sentences: Sentences) -> Issue:
    field = _blamed(table.header, failure)
    text = shown(table.entity.column(field), sentences.value(failure.row, field))
    severity = Severity.WARNING if failure.rule == CHOICE else Severity.ERROR
    return Problem(failure.rule, sentences.of(failure), text, severity).at(table.header, failure.row, field)


def _blamed(header: Header, failure: Failure) -> str:
    """Return the field at whose cell a failure is told: the later of two dates."""
    fields = tuple(reversed(failure.fields)) if failure.rule == ORDER else failure.fields
    return next((name for name in fields if name in header.letters), fields[0])


def _without_column(table: Table, missing: Mapping[str, Sequence[int]]) -> Iterator[Issue]:
    """Report a required field that has no column once, at the free cell of the header where it could stand."""
    header, entity = table.header, table.entity
    for place, (name, rows) in enumerate(missing.items(), start=table.width):
        title = entity.column(name).title
        yield Issue(
            sheet=header.sheet,
            cell=f"{letters(place)}{header.row}",
            row=header.row,
            entity=entity.path,
            field=name,
            rule=REQUIRED,
            severity=Severity.ERROR,
            message=(
                _("There is no column {title}, and a new {entity} needs it: row {rows}. Add the column.").format(
                    title=title,
                    entity=entity.singular,
                    rows=_rows(rows),
                )
            ),
        )


def _rows(rows: Sequence[int]) -> str:
    more = _("and {count:,} more").format(count=len(rows) - 1)
    return f"{rows[0]} {more}" if len(rows) > 1 else str(rows[0])
