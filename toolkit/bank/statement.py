"""A bank statement as a value, whatever file it was read from or is written to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.language import _

NONREF = "NONREF"
"""What stands where a reference must stand and there is none (SWIFT field 61, subfield 7)."""
_NO_REFERENCE = frozenset({"", NONREF, "NOTPROVIDED", "NOT PROVIDED"})
"""What banks write for no reference: SWIFT's word, and that of ISO 20022."""


def known_reference(spelt: str) -> str:
    """Return a reference without the blanks at its ends; empty for NONREF and its like, in capitals or not."""
    bare = spelt.strip()
    return "" if bare.upper() in _NO_REFERENCE else bare


@dataclass(frozen=True, slots=True)
class Balance:
    """What is on an account at the end of a day; negative where it is overdrawn.

    `final` is false between the parts of one statement (:60M: and :62M:). `line` is the line of the file.
    """

    day: date
    currency: str
    amount: Decimal
    final: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One payment of a booking that has several, or was made in another currency; negative where money leaves.

    `amount` is in the account's currency, and `None` if the file does not state it. `original` is what was paid in
    `original_currency`, and `rate` the rate of exchange.
    """

    amount: Decimal | None
    reference: str = ""
    name: str = ""
    account: str = ""
    text: str = ""
    original: Decimal | None = None
    original_currency: str = ""
    rate: Decimal | None = None

    @property
    def exchanged(self) -> str:
        """The original amount and the rate, for people: `100.00 USD, rate 10.52`; empty where there are none."""
        rate = "" if self.rate is None else _("rate {rate}").format(rate=f"{self.rate:f}")
        paid = "" if self.original is None else f"{self.original:,f} {self.original_currency}"
        return ", ".join(filter(None, (paid, rate)))

    @property
    def sentence(self) -> str:
        """All of it for people, in one line."""
        amount = "" if self.amount is None else f"{self.amount:,f}"
        told = (amount, self.exchanged, self.reference, self.name, self.account, self.text)
        return ", ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement; its amount is negative where money leaves the account.

    `entry_date` is the day of booking where the bank tells it, `code` the four characters of the type (`NTRF`),
    `supplementary` the second line of :61:, `text` the information to the owner, its lines as they were. `parts` are
    the payments that one booking stands for, or the one that was made in another currency. `unreal_day` tells of a
    date that the file has and no calendar, such as 30 February, and what it was taken for.
    """

    value_date: date
    entry_date: date | None
    amount: Decimal
    code: str = "NMSC"
    owner_reference: str = NONREF
    bank_reference: str = ""
    supplementary: str = ""
    text: str = ""
    reversal: bool = False
    funds: str = ""
    line: int = 0
    parts: tuple[EntryPart, ...] = ()
    unreal_day: str = ""

    @property
    def reference(self) -> str:
        """The bank's reference, else the owner's; empty where there is none."""
        return known_reference(self.bank_reference) or known_reference(self.owner_reference)

    @property
    def booking_day(self) -> date:
        """The day of booking, which is the value date where the bank tells no other."""
        return self.entry_date or self.value_date


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account between two balances.

    A long one may come in parts: then all have the same `number`, and `sequence` counts them from 1. `number` is 0
    where the file has none. A balance is `None` where the file has none that can be read. `added_up` is set if a
    balance is the sum of the other and the movements, so that the three cannot contradict each other.
    """

    account: str
    number: int
    sequence: int
    opening: Balance | None
    movements: tuple[Movement, ...]
    closing: Balance | None
    reference: str = ""
    related: str = ""
    bic: str = ""
    available: Balance | None = None
    forward: tuple[Balance, ...] = ()
    text: str = ""
    line: int = 0
    added_up: bool = False

    @property
    def currency(self) -> str:
        """The currency of the balances; empty where there is none."""
        known = self.opening or self.closing or self.available
        return known.currency if known else ""

    @property
    def turnover(self) -> Decimal:
        """The sum of all movements."""
        return sum((each.amount for each in self.movements), Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """What is left over of closing − opening − movements: zero where the statement is right."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing.amount - self.opening.amount - self.turnover

    @property
    def name(self) -> str:
        """What people call the statement: account, number, and part where there are several."""
        part = f"/{self.sequence}" if self.sequence else ""
        return f"{self.account or _('no account')} {self.number}{part}"


def running(statement: Statement) -> Iterator[tuple[Movement, Decimal]]:
    """Yield each movement with the balance after it; an unknown opening balance counts as zero."""
    balance = statement.opening.amount if statement.opening else Decimal(0)
    for movement in statement.movements:
        balance += movement.amount
        yield movement, balance
