"""Workbooks to fill and to edit: empty for new records, or holding what was pulled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from toolkit.entities import ENTITIES
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import RawValue
from toolkit.entities.labels import Labels
from toolkit.entities.parts import with_parts
from toolkit.entities.record import Record
from toolkit.errors import TooManyRecords
from toolkit.excel.base import Base, base_length, base_rows
from toolkit.excel.entity_sheet import Table
from toolkit.excel.layout import FIRST_ROW, HEADER_ROW, LAST_ROW, columns_of
from toolkit.excel.lists import ValueList, list_rows, value_lists
from toolkit.excel.pour import Pouring, pour
from toolkit.excel.rows import record_rows, text_rows
from toolkit.excel.sheet import letters
from toolkit.excel.shell import Shell, build_shell
from toolkit.excel.totals import NO_TOTALS, Totals, results
from toolkit.files import replacing
from toolkit.language import _

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When a workbook says it was made that was not pulled: the same for all, so that templates can be compared."""


@dataclass(frozen=True, slots=True)
class EntitySheet:
    """The sheet of one entity: its records, and what to show beside them, read-only.

    `extra` names undeclared fields, `ids` the references beside which the ids of what they point at stand.
    `totals` tells what amounts add up to, above the header.
    """

    entity: Entity
    records: Iterable[Record] = ()
    extra: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    totals: Totals = field(default_factory=lambda: NO_TOTALS)


def write_workbook(path: Path, sheets: Sequence[EntitySheet], labels: Labels, base: Base) -> None:
    """Write a workbook with a sheet for each of `sheets`: a template where they hold no records, else a pull.

    References show their labels. The same arguments give the same bytes. Raises `NotWritable`, and
    `TooManyRecords` where a sheet has not enough rows; then no file is made or changed.
    """
    records = [tuple(sheet.records) for sheet in sheets]
    tables = [
        Table(
            sheet.entity,
            columns_of(sheet.entity, sheet.extra, sheet.ids),
            len(rows),
            sheet.totals,
            any(isinstance(value, RawValue) for row in rows for value in row.values.values()),
        )
        for sheet, rows in zip(sheets, records, strict=True)
    ]
    offered = value_lists([sheet.entity for sheet in sheets], labels)
    _check_counts(tables, offered, base)
    made_at = base.moment or _NEVER
    shell = build_shell(tables, offered, base, made_at)
    poured = {
        part: Pouring(record_rows(table, styles, rows, labels), _area(table), results(table.columns, table.totals))
        for part, table, styles, rows in zip(shell.tables, tables, shell.styles, records, strict=True)
    }
    with replacing(path) as part, part.open("wb") as file:
        pour(shell.package, poured | _hidden(shell, offered, base), made_at, file)


def _check_counts(tables: Sequence[Table], offered: Sequence[ValueList], base: Base) -> None:
    for table in tables:
        if table.count > LAST_ROW - table.header_row:
            raise TooManyRecords(table.entity.title, table.count, LAST_ROW - table.header_row)
    counts = {made.title: len(made.entries) for made in offered}
    counts[_("All sheets together")] = base_length(base)
    for what, count in counts.items():
        if count > LAST_ROW - HEADER_ROW:
            raise TooManyRecords(what, count, LAST_ROW - HEADER_ROW)


def _hidden(shell: Shell, offered: Sequence[ValueList], base: Base) -> dict[str, Pouring]:
    """Fill the hidden sheets: what the drop-downs offer, and the base."""
    longest = max(len(made.entries) for made in offered)
    lists_area = f"A1:{letters(2 * len(offered) - 1)}{FIRST_ROW + longest - 1}"
    return {
        shell.lists: Pouring(text_rows(list_rows(offered), FIRST_ROW), lists_area),
        shell.base: Pouring(text_rows(base_rows(base)), None),
    }


def _area(table: Table) -> str:
    return f"A{HEADER_ROW}:{table.last_column}{table.header_row + table.count}"


def write_templates(folder: Path) -> None:
    """Write one empty workbook for each entity, `<path>.xlsx`, the same at every time and place."""
    for entity in ENTITIES:
        document = uuid5(NAMESPACE_URL, entity.collection).hex
        shown = with_parts([entity])
        paths = tuple(each.path for each in shown)
        base = Base(document, profile="", service="", pulled_at="", entities=paths, records={})
        write_workbook(folder / f"{entity.path}.xlsx", [EntitySheet(each) for each in shown], Labels({}), base)
