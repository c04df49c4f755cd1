"""Currencies: how many decimals an amount has (ISO 4217), and what can be an amount and a currency at all."""

import re
from decimal import Decimal

_NONE = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"}
    | {"XAF", "XOF", "XPF"}
)
_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_FOUR = frozenset({"CLF", "UYW"})
_CODE = re.compile(r"[A-Z]{3}")
_DIGITS, _DECIMALS = 15, 10
"""So many digits stand before and behind the decimal sign at most, so that sums of amounts stay exact."""


def decimals(currency: str) -> int:
    """Return the decimals of a currency; two for one that is not known."""
    if currency in _NONE:
        return 0
    if currency in _THREE:
        return 3
    return 4 if currency in _FOUR else 2


def places(amount: Decimal) -> int:
    """Return how many decimals an amount needs."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_currency(code: str) -> bool:
    """Return whether a text is spelt as a currency is: three letters from A to Z."""
    return _CODE.fullmatch(code) is not None


def is_money(number: Decimal) -> bool:
    """Return whether a number can be an amount: finite, and of a size that sums of it stay exact in."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    return number.is_zero() or (number.adjusted() < _DIGITS and exponent >= -_DECIMALS)
