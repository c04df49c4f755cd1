"""The sheets of an audit workbook: one for each entity, and the two that spending is traced on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from toolkit.audit.records import read
from toolkit.audit.spending import Booking, Planned, with_plan
from toolkit.entities import Entity, find
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.canonical import Json, canonical
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Content, RawValue
from toolkit.entities.labels import Labels
from toolkit.entities.record import value_from_json
from toolkit.entities.typed_json import object_of
from toolkit.excel.front import Entry
from toolkit.excel.layout import FIRST_ROW, columns_of
from toolkit.excel.ledger import AMOUNT, TEXT, LedgerColumn, LedgerSheet
from toolkit.excel.sheet import letters
from toolkit.language import _, mark
from toolkit.loop.audit.records import Gathered, Held
from toolkit.planning.totals import amounts_of

SPENDING, PLANNED = mark("Spending"), mark("Planned")
YES, NO = mark("yes"), mark("no")
ID = "Id"
CURRENCY = mark("Currency of {amount}")
_SHOWN = frozenset({"Command", "Status", "Detail"})
"""Columns of a workbook to fill in, which one to read has no use for."""


@dataclass(frozen=True)
class EntitySheet:
    """The sheet of an entity: its records, references by name, or by id where they lead to records with days."""

    held: Held
    labels: Labels

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.held.entity.title

    @cached_property
    def priced(self) -> tuple[Column, ...]:
        """The amounts that have a currency, each with a column beside the others that tells it."""
        return tuple(column for column in amounts_of(self.held.entity) if column.currency)

    def column_of(self, field: str) -> str:
        """Return the letters of an amount's column."""
        return letters(1 + [column.field for column in self.held.entity.columns].index(field))

    def currency_of(self, field: str) -> str:
        """Return the letters of the column with an amount's currency, empty where it has none."""
        found = [column.field for column in self.priced]
        return letters(1 + len(self.held.entity.columns) + found.index(field)) if field in found else ""

    def area(self, column: str) -> str:
        """Return the range of a column, as a formula on another sheet calls it."""
        return area(self.name, column, self.held.count)

    def sheet(self) -> LedgerSheet:
        """Return the sheet, which reads its records as it is written."""
        entity = self.held.entity
        laid_out = [each for each in columns_of(entity, self.held.extra) if each.name not in _SHOWN]
        declared = 1 + len(entity.columns)
        columns = [LedgerColumn(each.header, each.number_format, each.width) for each in laid_out]
        columns[declared:declared] = [
            LedgerColumn(_(CURRENCY).format(amount=column.title), TEXT, 12) for column in self.priced
        ]
        return LedgerSheet(self.name, tuple(columns), self._rows(), self.held.count, locked=True)

    def _rows(self) -> Iterator[Sequence[Entry]]:
        with self.held.path.open("rb") as file:
            for line in file:
                yield self._row(read(line))

    def _row(self, line: Mapping[str, Json]) -> Sequence[Entry]:
        values, currencies, extra = (object_of(line.get(name)) for name in ("values", "currencies", "extra"))
        return (
            str(line["id"]),
            *(self._entry(column, values.get(column.field)) for column in self.held.entity.columns),
            *(_text(currencies.get(column.field)) for column in self.priced),
            *(_text(extra.get(name)) for name in self.held.extra),
        )

    def _entry(self, column: Column, json: Json) -> Content | None:
        if json is None:
            return None
        value = value_from_json(self.held.entity, column.field, json)
        if isinstance(value, RawValue):
            return str(value)
        if column.target is None:
            return column.kind.to_cell(value)
        iri = str(value)
        return short(iri) if by_id(find(column.target)) else self.labels.of(column.target, iri)


def by_id(target: Entity) -> bool:
    """Tell whether references to an entity are shown by id: its records have days, and are found on their sheet."""
    return bool(target.dated)


def short(iri: str) -> str:
    """Return the id that an IRI ends with."""
    return unquote(iri.rsplit("/", 1)[-1])


def area(sheet: str, column: str, count: int) -> str:
    """Return the range of a column with so many rows; an empty one has one row that is blank."""
    return f"'{sheet}'!${column}${FIRST_ROW}:${column}${FIRST_ROW + max(count, 1) - 1}"


def spending_sheet(bookings: Sequence[Booking], planned: Sequence[Planned], labels: Labels) -> LedgerSheet:
    """Return the sheet of every booking that is looked at, also of months before the period."""
    known = with_plan(planned)
    columns = (
        LedgerColumn(ID, TEXT, 14),
        LedgerColumn(_("Budget"), TEXT, 28),
        LedgerColumn(_("Budget id"), TEXT, 14),
        LedgerColumn(_("Transaction"), TEXT, 14),
        LedgerColumn(_("Month"), TEXT, 10),
        LedgerColumn(_("Currency"), TEXT, 10),
        LedgerColumn(_("Spent"), AMOUNT, 16),
        LedgerColumn(_("Amount from"), TEXT, 20),
        LedgerColumn(_("Has a plan"), TEXT, 12),
    )
    rows = (
        (
            each.id,
            labels.of(BUDGETS.path, each.budget),
            short(each.budget),
            short(each.transaction),
            each.month,
            each.currency,
            each.spent,
            _("the whole transaction") if each.whole else _("the booking"),
            _(YES) if (each.budget, each.currency) in known else _(NO),
        )
        for each in bookings
    )
    return LedgerSheet(_(SPENDING), columns, rows, len(bookings), locked=True)


def planned_sheet(planned: Sequence[Planned], labels: Labels) -> LedgerSheet:
    """Return the sheet of what is planned, budget by budget and month by month."""
    columns = (
        LedgerColumn(_("Budget"), TEXT, 28),
        LedgerColumn(_("Budget id"), TEXT, 14),
        LedgerColumn(_("Currency"), TEXT, 10),
        LedgerColumn(_("Month"), TEXT, 10),
        LedgerColumn(_("Planned"), AMOUNT, 16),
    )
    rows = (
        (labels.of(BUDGETS.path, each.budget), short(each.budget), each.currency, each.month, each.amount)
        for each in planned
    )
    return LedgerSheet(_(PLANNED), columns, rows, len(planned), locked=True)


def entity_sheets(gathered: Gathered) -> tuple[EntitySheet, ...]:
    """Return the sheets of all entities, in their order."""
    return tuple(EntitySheet(held, gathered.labels) for held in gathered.held.values())


def _text(json: Json) -> Content | None:
    if json is None or isinstance(json, str):
        return json
    return canonical(json)
