"""The rows of a workbook of statements by title, each cell as the value that belongs there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.bank.currency import is_money
from toolkit.bank.titles import Content, Line

Cells = tuple[Content | None, ...]


class Unreadable(ValueError):
    """A cell that holds a text where a date or a number belongs, or a number that is no amount."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row below the titles: its number, and its cells by title."""

    number: int
    cells: Mapping[str, Content]

    def text(self, title: str) -> str:
        """Return a cell as text; empty where there is none."""
        found = self.cells.get(title)
        return "" if found is None else f"{found}"

    def whole(self, title: str) -> int:
        """Return a whole number, else 0."""
        found = self.cells.get(title)
        fits = isinstance(found, Decimal) and is_money(found) and found == found.to_integral_value()
        return int(found) if isinstance(found, Decimal) and fits else 0

    def day(self, title: str) -> date | None:
        """Return a day, or `None` for an empty cell. Raises `Unreadable`."""
        found = self.cells.get(title)
        if isinstance(found, str):
            raise Unreadable(found)
        return found if isinstance(found, date) else None

    def number_of(self, title: str) -> Decimal | None:
        """Return an amount, or `None` for an empty cell. Raises `Unreadable`."""
        found = self.cells.get(title)
        if isinstance(found, str) or (isinstance(found, Decimal) and not is_money(found)):
            raise Unreadable(f"{found}"[:40])
        return found if isinstance(found, Decimal) else None


def ledger_rows(lines: Sequence[Line], titles: Sequence[str]) -> Iterator[LedgerRow]:
    """Yield the rows below the titles by title; only our own columns count, wherever they stand."""
    if not lines:
        return
    named = {index: title for index, title in lines[0].cells.items() if isinstance(title, str) and title in titles}
    for line in lines[1:]:
        cells = {named[index]: content for index, content in line.cells.items() if index in named}
        if cells:
            yield LedgerRow(line.number, cells)
