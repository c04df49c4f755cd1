"""Check a workbook: decode it, find what its references mean, ask the rules, and give each row as it is meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

from toolkit.checking.answers import answer_issues
from toolkit.checking.cells import Reading
from toolkit.checking.circles import circle_issues
from toolkit.checking.conversions import Conversion, NamedCurrency
from toolkit.checking.currencies import mixed_currencies
from toolkit.checking.decode import Table, decode
from toolkit.checking.dialects import ways_of
from toolkit.checking.edits import say
from toolkit.checking.flags import resolve_flags
from toolkit.checking.headers import Recognised
from toolkit.checking.ids import id_issues
from toolkit.checking.issues import Issue, Problem, Severity, issue_column
from toolkit.checking.merged import with_merged
from toolkit.checking.references import NewRows, References
from toolkit.checking.resolve import resolve_references
from toolkit.checking.round_trips import round_trips
from toolkit.checking.tables import another_table
from toolkit.checking.time_zones import time_zone_issues
from toolkit.checking.totals_rows import take_out_totals
from toolkit.checking.unescaped import NOT_PULLED, PulledText, restore_unescaped
from toolkit.checking.unreadable import edited_issue, unreadable_cells, untouched_issue
from toolkit.checking.untouched import forget_untouched
from toolkit.entities import WORKLISTS
from toolkit.entities.kinds import RawValue, Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Clear, Command, Header, Mine, Record
from toolkit.entities.worklists import stands_for
from toolkit.excel.sheet import Row, column_index, letters
from toolkit.language import _

_NO_RECORDS: Live = MappingProxyType({})
_PROBLEM: frozenset[type] = frozenset({Problem})


@dataclass(frozen=True, slots=True)
class Checked:
    """Every row that is not blank, once, and every issue, those of the headers included, in the order of the workbook.

    `hidden_rows` of the `rows_seen` are hidden or filtered away in Excel; they are rows like all others. `conversions`
    has each cell that was not taken as typed, `formulas` is the number of cells whose stored results were read, and
    `currencies` has those that stand beside amounts. `totals_rows` has the sheet and row of each total of Excel's.
    """

    rows: tuple[Mine, ...]
    issues: tuple[Issue, ...]
    rows_seen: int
    hidden_rows: int
    conversions: tuple[Conversion, ...] = ()
    formulas: int = 0
    currencies: tuple[NamedCurrency, ...] = ()
    totals_rows: tuple[tuple[str, int], ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that stop a plan."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """The issues that do not."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.WARNING)


def check(
    recognised: Recognised,
    base: Live,
    live: Live | None,
    pulled: PulledText = NOT_PULLED,
    languages: Sequence[str] = (),
    kept: Live = _NO_RECORDS,
) -> Checked:
    """Read and judge every row of the recognised sheets.

    `base` has the records that the workbook was pulled with, empty without a pull, and `pulled` what their cells
    showed then. `live` has the records of the service now; an entity that it lacks cannot be looked up. Without
    `live` references are found in the base and among records that were `kept` from earlier, else taken by their form.
    `languages` are those that the workbook says it is in, such as `sv-SE`: they tell how it writes numbers and dates. A
    row with errors is among the rows all the same, without the values that could not be read.
    """
    ways = ways_of(languages)
    tables = [
        decode(sheet, header, ways, unreadable_cells(header, *_records_of(header, base, live)))
        for sheet, header in recognised.headers
    ]
    restore_unescaped(tables, pulled)
    references = References(live, base, NewRows(tables), pulled, kept)
    for table in tables:
        path = table.entity.path
        # The rows of a work list show records of another entity: what they show of these is as it was pulled, too.
        shown = base.get(stands_for(table.entity)[0].path, {})
        resolve_references(table, shown, (live or {}).get(path, {}), references)
        resolve_flags(table, base.get(path, {}), (live or {}).get(path))
    seen = sum(len(table.lines) for table in tables)
    totals = [issue for table in tables for issue in take_out_totals(table)]
    issues = [*recognised.issues, *totals, *id_issues(tables), *circle_issues(tables)]
    for table in tables:
        issues += _table_issues(table, base, live or {})
    for (sheet, _header), table in zip(recognised.headers, tables, strict=True):
        issues = with_merged(sheet.merged(), table, issues)
    rows = tuple(mine for table in tables for mine in _mine(table))
    issues += answer_issues(rows, base, base if live is None else live)
    issues += round_trips(rows, base, base if live is None else live)
    return Checked(
        rows=rows,
        issues=_sorted(issues, recognised.sheets),
        rows_seen=seen,
        hidden_rows=sum(table.hidden for table in tables),
        conversions=_in_order(tables),
        formulas=sum(table.formulas for table in tables),
        totals_rows=tuple((table.header.sheet, row) for table in tables for row in table.totals),
        currencies=tuple(named for table in tables for named in table.currencies),
    )


def with_issues(checked: Checked, found: Iterable[Issue], sheets: Sequence[str]) -> Checked:
    """Return what was checked with further issues; `sheets` has the names of all sheets in the workbook's order."""
    return replace(checked, issues=_sorted((*checked.issues, *found), sheets))


def _in_order(tables: Sequence[Table]) -> tuple[Conversion, ...]:
    def place(conversion: Conversion) -> tuple[int, int]:
        return conversion.row, column_index(conversion.cell.rstrip("0123456789"))

    return tuple(conversion for table in tables for conversion in sorted(table.conversions, key=place))


def _records_of(header: Header, base: Live, live: Live | None) -> tuple[Mapping[str, Record], Mapping[str, Record]]:
    """Return the records that the cells of a sheet may show: those of the base and those of now."""
    path = stands_for(header.entity)[0].path
    return base.get(path, {}), (live or {}).get(path, {})


def _table_issues(table: Table, base: Live, live: Live) -> Iterator[Issue]:
    path = table.entity.path
    sayings = say(table, base.get(path, {}), live.get(path, {}))
    yield from sayings.issues
    if sayings.creations or sayings.edits:
        from toolkit.checking.rules import rule_issues  # noqa: PLC0415 - pandas and Pandera take seconds to load

        yield from rule_issues(table, sayings)
    yield from _unreadable_issues(table, base.get(path, {}), live.get(path, {}))
    forget_untouched(table, base.get(path, {}))
    yield from mixed_currencies(table)
    yield from time_zone_issues(table)
    yield from (note.problem.at(table.header, note.row, note.field) for note in table.notes)
    for index, row in table.stray.items():
        yield _stray(table, index, row)
    if table.another is not None:
        yield _another(table, table.another)


def _unreadable_issues(table: Table, base: Mapping[str, Record], live: Mapping[str, Record]) -> Iterator[Issue]:
    """Warn of each cell that shows a live value which cannot be read, and of each edit that takes its place."""
    for line in table.lines:
        for column, reading in zip(table.columns, line.readings, strict=True):
            if isinstance(reading, RawValue):
                yield untouched_issue(table.header, line.number, column.field, reading)
        record = base.get(line.id or "") or live.get(line.id or "")
        if record is None or line.command in {Command.IGNORE, Command.DELETE}:
            continue
        for column, reading in zip(table.columns, line.readings, strict=True):
            was = record.values.get(column.field)
            if not isinstance(was, RawValue) or not column.writable or isinstance(reading, Problem | RawValue):
                continue
            if reading is not None or line.id in base:
                yield edited_issue(table.header, line.number, column.field, was)


def _stray(table: Table, index: int, row: int) -> Issue:
    """Report a column that has values and no header: they would be lost without a word."""
    header = table.header
    return Issue(
        sheet=header.sheet,
        cell=f"{letters(index)}{header.row}",
        row=header.row,
        entity=header.entity.path,
        field="",
        rule="header-blank",
        severity=Severity.WARNING,
        message=(
            _(
                "This column has values, the first in row {row}, and no header, so they are ignored. "
                "Give it the name of a column, or start its header with # to keep it as your own note."
            ).format(row=row)
        ),
    )


def _another(table: Table, row: Row) -> Issue:
    name = next((name for name, at in table.header.letters.items() if column_index(at) in row.cells), "Id")
    return another_table(row).at(table.header, row.number, name)


def _mine(table: Table) -> Iterator[Mine]:
    """Yield the rows as their authors mean them; a value that could not be read is no value."""
    header = table.header
    fields = [column.field for column in table.columns]
    for line in table.lines:
        readings = line.readings if _PROBLEM.isdisjoint(map(type, line.readings)) else map(_usable, line.readings)
        values = dict(zip(fields, readings, strict=True))
        # What a row of a work list shows tells which suggestion it accepts.
        for name in table.read_only if header.entity not in WORKLISTS else ():
            del values[name]
        wishes = cast("dict[str, Value | Clear | None]", values)
        yield Mine(header, line.number, line.command, line.id, wishes, line.settlement)


def _usable(reading: Reading) -> Value | Clear | None:
    return None if isinstance(reading, Problem) else reading


def _sorted(issues: Iterable[Issue], sheets: Sequence[str]) -> tuple[Issue, ...]:
    order = {name: place for place, name in enumerate(sheets)}
    return tuple(sorted(issues, key=lambda issue: (order[issue.sheet], issue.row, issue_column(issue), issue.rule)))
