"""The rows of a bank's table below its titles: movements, balances and totals, each read or told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.bank.currency import is_currency
from toolkit.bank.findings import Finding, error, note
from toolkit.bank.sides import Contradiction, Side, one_side, side_of
from toolkit.bank.spelt import SpeltAmount
from toolkit.bank.statement import Movement
from toolkit.bank.table_cells import TableCells
from toolkit.bank.table_labels import Label, label_of
from toolkit.bank.table_sides import side_columns, undirected
from toolkit.bank.titles import MONEY, Line
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Booking:
    """A row that is a movement: of which account, in which currency, and the balance after it where it is stated."""

    movement: Movement
    account: str
    currency: str
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row that states a balance or a total: its figures, with their signs, by what their columns hold."""

    line: int
    label: Label
    figures: Mapping[str, Decimal]


Row = Booking | LabelledRow


class _Unreadable(ValueError):
    """A row that cannot be read; the text is a sentence."""


def read_rows(table: TableCells, titles: Line) -> Iterator[Row]:
    """Yield every row that is a movement, a balance or a total; the others are told."""
    table.decide()
    reader = _Rows(table, titles, side_columns(table))
    table.findings += [*reader.unread_columns(), *reader.rivals(), *undirected(table, reader.sides)]
    for line in table.lines:
        try:
            found = reader.row(line)
        except Contradiction:
            told = _("Row {line}: one sign makes the amount a debit, and another a credit.").format(line=line.number)
            table.findings.append(error(line.number, "direction", told))
        except _Unreadable as reason:
            table.findings.append(error(line.number, "unreadable", f"{reason}"))
        except ValueError as reason:
            told = _('Row {line}: "{reason}" cannot be read.').format(line=line.number, reason=f"{reason}"[:40])
            table.findings.append(error(line.number, "unreadable", told))
        else:
            if found is not None:
                yield found


@dataclass(frozen=True, slots=True)
class _Rows:
    table: TableCells
    titles: Line
    sides: Mapping[str, int]

    def unread_columns(self) -> Iterator[Finding]:
        """Tell which columns nothing is taken from."""
        taken = {*self.table.columns.roles.values(), *self.sides.values()}
        taken |= {index for _role, index in self.table.columns.again}
        filled = {index for line in self.table.lines for index in line.cells}
        names = [self.table.columns.unread.get(index) or f"{index + 1}" for index in sorted(filled - taken)]
        if names:
            told = _("Columns that were not read: {names}.").format(names=", ".join(name[:40] for name in names))
            yield note(self.titles.number, "columns", told)

    def rivals(self) -> Iterator[Finding]:
        """Yield an error for a column of figures whose like says something else."""
        for role, index in self.table.columns.again:
            if role == "balance":
                continue
            own = self.table.columns.roles[role]
            odd = next((line for line in self.table.lines if line.cells.get(index) != line.cells.get(own)), None)
            if odd is not None:
                names = (f"{self.titles.cells[each]}" for each in (own, index))
                told = _("Row {line}: the columns {one} and {other} differ, and both are named for the amount.")
                one, other = names
                yield error(odd.number, "columns", told.format(line=odd.number, one=one, other=other))

    def row(self, line: Line) -> Row | None:
        """Return what a row is. Raises `_Unreadable`, `ValueError` with a text, and `Contradiction`."""
        self._demand_width(line)
        label = label_of(line.cells.values())
        if label is not None and (label is not Label.TOTAL or not self._is_dated(line)):
            return self._labelled(line, label)
        booked, value = (self.table.day(line, name) for name in ("booked", "value"))
        day = value or booked
        if day is None:
            return self._labelled(line, Label.TOTAL)
        amount = self._amount(line)
        if amount is None:
            self._demand_no_figures(line)
            self._leave_out(line)
            return None
        return self._booking(line, day, booked, amount)

    def _booking(self, line: Line, day: date, booked: date | None, amount: SpeltAmount) -> Booking:
        table = self.table
        currency = table.text(line, "currency").upper()
        if currency and not is_currency(currency):
            told = _('Row {line}: "{currency}" is no currency: three letters from A to Z, such as SEK.')
            raise _Unreadable(told.format(line=line.number, currency=currency[:20]))
        if currency and amount.currency and amount.currency != currency:
            told = _("Row {line} is in {currency}, and its amount in {other}.")
            raise _Unreadable(told.format(line=line.number, currency=currency, other=amount.currency))
        balance = table.amount(line, "balance")
        movement = Movement(
            value_date=day,
            entry_date=booked,
            amount=amount.signed,
            bank_reference=table.text(line, "reference"),
            text="\n".join(filter(None, (table.text(line, "text"), table.text(line, "name")))),
            line=line.number,
        )
        stated = None if balance is None else self._with_side(line, "balance", balance).signed
        return Booking(movement, table.text(line, "account"), currency or amount.currency, stated)

    def _demand_width(self, line: Line) -> None:
        """Raise if a row of text has more fields than there are titles: a mark within a field has parted it."""
        width = self.titles.width
        beyond = [index for index in line.cells if width and index >= width and index not in self.sides.values()]
        if beyond:
            told = _("Row {line} has {count} fields, and {width} titles: a field that is not quoted was parted.")
            raise _Unreadable(told.format(line=line.number, count=max(beyond) + 1, width=width))

    def _is_dated(self, line: Line) -> bool:
        try:
            return any(self.table.day(line, name) for name in ("booked", "value"))
        except ValueError:
            return False

    def _labelled(self, line: Line, label: Label) -> LabelledRow | None:
        read = {name: self.table.amount(line, name) for name in MONEY}
        figures = {
            name: self._with_side(line, name, amount).signed for name, amount in read.items() if amount is not None
        }
        if figures:
            return LabelledRow(line.number, label, figures)
        self._leave_out(line)
        return None

    def _leave_out(self, line: Line) -> None:
        told = _("Row {line} has no date and amount; it was left out.").format(line=line.number)
        self.table.findings.append(note(line.number, "row", told))

    def _demand_no_figures(self, line: Line) -> None:
        if self.table.cell(line, "balance") is not None:
            raise _Unreadable(_("Row {line} has a balance and no amount.").format(line=line.number))

    def _with_side(self, line: Line, name: str, amount: SpeltAmount) -> SpeltAmount:
        """Return a figure with the side that the column beside it tells."""
        if name not in self.sides:
            return amount
        word = f"{line.cells.get(self.sides[name], '')}".strip()
        side = side_of(word)
        if word and side is None:
            told = _('Row {line}: "{word}" is neither a debit nor a credit.')
            raise _Unreadable(told.format(line=line.number, word=word[:20]))
        if side is None and amount.side is None and amount.size and name == "amount":
            raise _Unreadable(_("Row {line} does not tell whether it is a debit or a credit.").format(line=line.number))
        return SpeltAmount(amount.size, one_side((side, amount.side)) if amount.size else None, amount.currency)

    def _amount(self, line: Line) -> SpeltAmount | None:
        """Return the amount with its side: of one column, or of one for each way; what both say must agree."""
        whole = self.table.amount(line, "amount")
        whole = whole if whole is None else self._with_side(line, "amount", whole)
        parts = [found for found in (self._one_way(line, side) for side in Side) if found is not None]
        moved = [each for each in parts if each.size]
        if len(moved) > 1:
            raise _Unreadable(_("Row {line} has both a debit and a credit.").format(line=line.number))
        if whole is None:
            return next(iter(moved or parts), None)
        if not moved:
            return whole
        if moved[0].size != whole.size:
            raise _Unreadable(_("Row {line} has two amounts that differ.").format(line=line.number))
        return SpeltAmount(whole.size, one_side((whole.side, moved[0].side)), whole.currency)

    def _one_way(self, line: Line, side: Side) -> SpeltAmount | None:
        found = self.table.amount(line, "debit" if side is Side.DEBIT else "credit")
        if found is None or not found.size:
            return found
        return SpeltAmount(found.size, one_side((side, found.side)), found.currency)
