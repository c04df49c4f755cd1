"""The cells of a bank's table: dates, amounts with their side, and texts, by what their column holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from toolkit.bank.currency import is_money
from toolkit.bank.findings import Finding, error
from toolkit.bank.sides import Contradiction, Side
from toolkit.bank.spelt import Ambiguous, SpeltAmount, decimal_mark, month_first, read_amount, read_date
from toolkit.bank.titles import MONEY, Columns, Content, Line
from toolkit.language import _

Decided = TypeVar("Decided")


@dataclass(slots=True)
class TableCells:
    """The columns of a table by what they hold, and how their texts are to be read.

    `signed` names the columns of figures in which at least one has a sign; there a figure without one is a credit.
    """

    columns: Columns
    lines: Sequence[Line]
    findings: list[Finding] = field(default_factory=list)
    mark: str = ","
    us_order: bool = False
    signed: frozenset[str] = frozenset()

    def decide(self) -> None:
        """Decide how the amounts and dates of the whole table are spelt."""
        self.mark = self._decide(decimal_mark, MONEY, "amounts", ",")
        self.us_order = self._decide(month_first, ("booked", "value"), "dates", other=False)
        self.signed = frozenset(name for name in MONEY if any(self._has_sign(line, name) for line in self.lines))

    def _decide(
        self, decide: Callable[[Iterable[str]], Decided], names: Sequence[str], what: str, other: Decided
    ) -> Decided:
        texts = [text for line in self.lines for name in names if isinstance(text := self.cell(line, name), str)]
        try:
            return decide(text for text in texts if any(map(str.isdigit, text)))
        except Ambiguous as reason:
            told = _("The {what} of the table cannot be told: {reason}.").format(what=what, reason=reason)
            self.findings.append(error(0, "ambiguous", told))
            return other

    def cell(self, line: Line, name: str) -> Content | None:
        """Return what a line has in the column of a name."""
        return line.cells.get(self.columns.roles[name]) if name in self.columns.roles else None

    def text(self, line: Line, name: str) -> str:
        """Return a cell as text; empty where there is none."""
        found = self.cell(line, name)
        if isinstance(found, Decimal) and is_money(found):
            return f"{found:f}"
        return "" if found is None else f"{found}".strip()

    def day(self, line: Line, name: str) -> date | None:
        """Return a date, or `None` for an empty cell. Raises `ValueError` with the text."""
        found = self.cell(line, name)
        if isinstance(found, str):
            return read_date(found, us_order=self.us_order)
        return found if isinstance(found, date) else None

    def amount(self, line: Line, name: str) -> SpeltAmount | None:
        """Return a figure with its side, or `None` for an empty cell. Raises `ValueError` with the text."""
        found = self._spelt(line, name)
        if found is None or found.side or not found.size or name not in self.signed:
            return found
        return SpeltAmount(found.size, Side.CREDIT, found.currency)

    def _spelt(self, line: Line, name: str) -> SpeltAmount | None:
        found = self.cell(line, name)
        if isinstance(found, str):
            return read_amount(found, self.mark)
        if not isinstance(found, Decimal):
            return None
        if not is_money(found):
            raise ValueError(f"{found}"[:40])
        return SpeltAmount(abs(found), Side.DEBIT if found < 0 else None)

    def _has_sign(self, line: Line, name: str) -> bool:
        try:
            found = self._spelt(line, name)
        except Contradiction:
            return True
        except ValueError:
            return False
        return found is not None and found.side is not None and bool(found.size)
