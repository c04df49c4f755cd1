"""The payments within bookings as the rows of a workbook's own sheet, and back to the movements that they are of."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from toolkit.bank.ledger_rows import Cells, LedgerRow, ledger_rows
from toolkit.bank.statement import EntryPart, Movement, Statement
from toolkit.bank.titles import Line

PARTS = "Details"
PART_TITLES = (
    *("Sheet", "Booking", "Value date", "Bank's reference", "Booked", "Amount", "Reference", "Counterparty"),
    *("Counterparty account", "Purpose", "Original amount", "Original currency", "Rate"),
)
_Key = tuple[str, date, str, Decimal]


def part_rows(sheet: str, statements: Sequence[Statement], first: int) -> Iterator[Cells]:
    """Yield the cells of each payment, as `PART_TITLES` name them; bookings are counted from `first`."""
    booking = first
    for movement in (each for statement in statements for each in statement.movements if each.parts):
        for part in movement.parts:
            yield (
                *(sheet, Decimal(booking), movement.value_date, movement.bank_reference, movement.amount, part.amount),
                *(part.reference, part.name, part.account, part.text, part.original, part.original_currency, part.rate),
            )
        booking += 1


class PartsOfBookings:
    """The payments of a workbook that no movement has taken yet."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Read the rows of the sheet. Raises `Unreadable` where a text stands in place of a number or a day."""
        bookings: dict[tuple[_Key, int], list[EntryPart]] = {}
        for row in ledger_rows(lines, PART_TITLES):
            day, booked = row.day("Value date"), row.number_of("Booked")
            if day is not None and booked is not None:
                key = (row.text("Sheet"), day, row.text("Bank's reference"), booked)
                bookings.setdefault((key, row.whole("Booking")), []).append(_part(row))
        self._waiting: defaultdict[_Key, deque[tuple[EntryPart, ...]]] = defaultdict(deque)
        for (key, _booking), parts in bookings.items():
            self._waiting[key].append(tuple(parts))

    def take(self, sheet: str, movement: Movement) -> tuple[EntryPart, ...]:
        """Return the payments of a movement, which no other one gets."""
        waiting = self._waiting.get((sheet, movement.value_date, movement.bank_reference, movement.amount))
        return waiting.popleft() if waiting else ()

    @property
    def left(self) -> int:
        """How many bookings have no movement."""
        return sum(map(len, self._waiting.values()))


def _part(row: LedgerRow) -> EntryPart:
    return EntryPart(
        amount=row.number_of("Amount"),
        reference=row.text("Reference"),
        name=row.text("Counterparty"),
        account=row.text("Counterparty account"),
        text=row.text("Purpose"),
        original=row.number_of("Original amount"),
        original_currency=row.text("Original currency"),
        rate=row.number_of("Rate"),
    )
