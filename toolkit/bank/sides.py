"""The words by which banks tell a debit from a credit, beside an amount that has no sign."""

import enum
from collections.abc import Iterable
from decimal import Decimal


class Side(enum.Enum):
    """The way that money goes: a debit leaves the account."""

    DEBIT = -1
    CREDIT = 1

    @property
    def sign(self) -> Decimal:
        """What an amount without a sign is multiplied with."""
        return Decimal(self.value)


_DEBITS = (
    "d dr db dt deb debit debits debet débit dbit s soll af ut uit out ud wn winien obciążenie obciążenia uttag "
    "withdrawal lastschrift belastung ausgang ausgabe utgift utbetalning paidout moneyout dare debe cargo otto minus -"
)
_CREDITS = (
    "c cr ct cre credit credits kredit crédit crdt k h haben bij in inn ind ma uznanie uznania insättning deposit "
    "gutschrift eingang einnahme inkomst inbetalning paidin moneyin avere haber abono pano plus +"
)
_SIDES = {
    **dict.fromkeys(_DEBITS.split(), Side.DEBIT),
    **dict.fromkeys(_CREDITS.split(), Side.CREDIT),
}
_BESIDE = "d dr db dt c cr s h debit credit debet kredit débit crédit soll haben af bij"
_BESIDE_DIGITS = frozenset(_BESIDE.split())
"""The words that stand in the very cell of an amount. A lone `k` may mean thousands there."""


def side_of(word: str) -> Side | None:
    """Return the side that a whole cell tells, such as `Debit`, `CR`, `Af`, `H` or `+`."""
    return _SIDES.get("".join(letter for letter in word.casefold() if letter.isalpha() or letter in "+-"))


def side_beside_digits(word: str) -> Side | None:
    """Return the side that a word in the cell of an amount tells, as in `12.50 DR`."""
    return side_of(word) if word.casefold().rstrip(".") in _BESIDE_DIGITS else None


def is_plain_debit(word: str) -> bool:
    """Return whether a cell says debit in a word, not in a letter that may mean anything."""
    return side_of(word) is Side.DEBIT and sum(map(str.isalpha, word)) > 2


def one_side(sides: Iterable[Side | None]) -> Side | None:
    """Return the side that all agree on, or `None` if none tells one. Raises `Contradiction`."""
    found = {side for side in sides if side is not None}
    if len(found) > 1:
        raise Contradiction
    return found.pop() if found else None


class Contradiction(ValueError):
    """An amount that is a debit by one sign and a credit by another."""
