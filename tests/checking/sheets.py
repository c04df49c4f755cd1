"""Small sheets in memory, and a small company that they refer to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.checking.check import Checked, check
from toolkit.checking.headers import recognise
from toolkit.checking.issues import Issue
from toolkit.checking.unescaped import PulledText
from toolkit.entities import DIRECTORIES, ENTITIES, find
from toolkit.entities.cell import EPOCH_1900, GENERAL, Cell, NumberFormat, Shape, Stored
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Amount, Choice, Day, Flags, Integer, Kind, Month, Number, Text, Value, YesNo
from toolkit.entities.labels import Live
from toolkit.entities.record import Record
from toolkit.excel.sheet import Row, Sheet

DATE = NumberFormat("yyyy-mm-dd", Shape.DATE)
ERROR = Cell(Stored.ERROR, "#N/A")
FORMULA = Cell(Stored.BLANK, formula=True)

Typed = str | int | Decimal | bool | date | Cell | None
"""What a test types into a cell: a value as Excel would store it, or the cell itself; `None` is no cell."""


def cell(typed: Typed) -> Cell | None:
    """Store what was typed as Excel would."""
    match typed:
        case None | Cell():
            return typed
        case str():
            return Cell(Stored.TEXT, typed)
        case bool():
            return Cell(Stored.BOOLEAN, str(int(typed)))
        case date():
            return Cell(Stored.NUMBER, str((typed - EPOCH_1900).days), DATE)
        case _:
            return Cell(Stored.NUMBER, str(typed), GENERAL)


def grid_row(number: int, typed: Sequence[Typed], *, hidden: bool = False) -> Row:
    """Return a row whose cells stand side by side from column A on."""
    found = {index: stored for index, content in enumerate(typed) if (stored := cell(content)) is not None}
    return Row(number, found, hidden)


@dataclass(frozen=True)
class Grid:
    """A sheet whose rows were made before."""

    name: str
    grid: Sequence[Row]
    ranges: tuple[str, ...] = ()
    own_totals: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Read the rows, as often as asked."""
        return iter(self.grid)

    def merged(self) -> tuple[str, ...]:
        """Return the merged ranges."""
        return self.ranges

    def totals(self) -> tuple[str, ...]:
        """Return the totals rows of Excel's tables."""
        return self.own_totals


def headers_of(entity: Entity) -> list[str]:
    """Return the headers that a template has."""
    return ["Command", "Id", *(column.title for column in entity.columns), "Status", "Detail"]


def names_of(entity: Entity) -> list[str]:
    """Return what the headers of a template mean."""
    return ["Command", "Id", *(column.field for column in entity.columns), "Status", "Detail"]


def sheet(
    entity: Entity,
    *rows: Mapping[str, Typed],
    name: str | None = None,
    without: Collection[str] = (),
    hidden: Collection[int] = (),
    merged: tuple[str, ...] = (),
) -> Grid:
    """Return a sheet as `flowtly template` makes it, with its header in row 1 and the rows from row 2 on.

    Each row maps fields, `Command` and `Id` to what is typed; `without` are columns that were taken out.
    """
    kept = [field for field in names_of(entity) if field not in without]
    titles = dict(zip(names_of(entity), headers_of(entity), strict=True))
    grid = [grid_row(1, [titles[field] for field in kept])]
    for number, row in enumerate(rows, start=2):
        assert set(row) <= set(kept), "the test types into a column that is not there"
        grid.append(grid_row(number, [row.get(field) for field in kept], hidden=number in hidden))
    return Grid(name or entity.title, grid, merged)


def judge(
    *sheets: Sheet, base: Live | None = None, live: Live | None = None, names: Mapping[str, str] | None = None
) -> Checked:
    """Check the sheets against the company, or other live records."""
    return check(recognise(sheets), base or {}, COMPANY if live is None else live, PulledText(names or {}))


def told(issues: Sequence[Issue]) -> list[tuple[str, str]]:
    """Return where and what the issues are: addresses and rules."""
    return [(issue.cell, issue.rule) for issue in issues]


def record(path: str, id: str, **values: Value) -> Record:
    """Return a record of the service."""
    return Record(id, f"/api/{path}/{id}", values)


def _directory(path: str, *names: str) -> dict[str, Record]:
    return {f"{path}-{n}": record(path, f"{path}-{n}", name=name) for n, name in enumerate(names, start=1)}


COMPANY: Live = {
    **{entity.path: {} for entity in ENTITIES},
    **{entity.path: _directory(entity.path, f"First {entity.singular}") for entity in DIRECTORIES},
    "employees": _directory("employees", "Anna Berg", "Bo Ek", "Bo Ek"),
    "budget-groups": {"g1": record("budget-groups", "g1", name="Marketing")},
    "budgets": {
        "b1": record("budgets", "b1", name="Ads", type="global", granularity="month"),
        "b2": record("budgets", "b2", name="Travel", type="employee", granularity="quarter"),
    },
    "invoices": {"7": record("invoices", "7", name="2024/7", issueDate=date(2024, 1, 1), dueDate=date(2024, 1, 31))},
    "transactions": {
        "t1": record(
            "transactions", "t1", execDate=date(2024, 1, 31), description="Coffee", amount=Decimal("12.5"), note="Hm"
        )
    },
}
"""The live records of a small company."""


def valid(entity: Entity) -> dict[str, Typed]:
    """Return a row for a new record, with a value in each column that can be written."""
    return {column.field: typed_for(column) for column in entity.writable}


_TYPED: Mapping[type[Kind], Typed] = {
    Text: "Some text",
    Choice: "some-word",
    Flags: "spend_alerts, auto-freeze",
    Integer: 12,
    Amount: Decimal("12.5"),
    Number: Decimal("12.5"),
    YesNo: "yes",
    Day: date(2024, 1, 31),
    Month: "2024-01",
}


def typed_for(column: Column) -> Typed:
    """Return something that fits the column."""
    if column.target is not None:
        return next(iter(COMPANY[column.target]))
    if isinstance(column.kind, Choice) and column.kind.choices:
        return column.kind.choices[0]
    return _TYPED[type(column.kind)]


def budget(**values: Typed) -> dict[str, Typed]:
    """Return a row for a new budget with what is required, changed by the values given."""
    return {"name": "Events", "type": "global", "granularity": "month", **values}


BUDGETS = find("budgets")
