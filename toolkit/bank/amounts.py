"""Amounts of MT940 as banks write them: whole, or not at all."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from toolkit.bank.currency import decimals
from toolkit.language import _

_PLAIN = re.compile(r"[0-9]+(?:[,.][0-9]*)?|,[0-9]+")
_MARKS = " '\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
_GROUPED = re.compile(
    rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<mark>[{_MARKS}.,])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)"
    r"(?:(?!(?P=mark))(?P<point>[.,])(?P<fraction>[0-9]*))?"
)
_LONGEST = 16
"""SWIFT has room for 15 characters; some banks fill one more."""
_THOUSANDTHS = 3

Value = TypeVar("Value")


class Unreadable(ValueError):
    """A value that cannot be what its field is; the text says why."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was put right to read a value: a sentence, and the rule that the file does not keep."""

    message: str
    rule: str = "mended"


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """A value, and what was put right to read it."""

    value: Value
    mended: tuple[Mended, ...] = ()


def read_amount(text: str, currency: str) -> Read[Decimal]:
    """Read an amount without a sign: `1000,00`, and with thousands marks `1 000,00`, `1'000.00`, `1.000.000`.

    Nothing of the text is left over. Raises `Unreadable` for what is no amount, and for what can be read in two ways:
    the point of `1.000` may be a thousands mark, and so may the comma of `1,000` in a currency (empty where none is
    known) without thousandths.
    """
    bare = text.strip()
    grouped = _GROUPED.fullmatch(bare)
    if grouped is None or _one_comma(grouped, currency):
        return _plain(bare)
    mark, point = grouped["mark"], grouped["point"]
    if mark in ",." and point is None and grouped["whole"].count(mark) == 1:
        raise Unreadable(
            _('"{text}" may be {thousands} or {decimals}').format(
                text=bare, thousands=bare.replace(mark, ""), decimals=bare.replace(mark, ".")
            )
        )
    plain = grouped["whole"].replace(mark, "") + "." + (grouped["fraction"] or "")
    _demand_room(bare, plain)
    return Read(Decimal(plain), (Mended(_("The amount has marks between its thousands: {text}").format(text=bare)),))


def _one_comma(grouped: re.Match[str], currency: str) -> bool:
    """Tell whether there is nothing but SWIFT's comma, before thousandths that the currency has."""
    single = grouped["mark"] == "," and grouped["point"] is None and grouped["whole"].count(",") == 1
    return single and decimals(currency) >= _THOUSANDTHS


def _plain(bare: str) -> Read[Decimal]:
    if not _PLAIN.fullmatch(bare):
        raise Unreadable(_('"{text}" is no amount').format(text=bare))
    _demand_room(bare, bare)
    amount = Decimal(bare.replace(",", "."))
    if "," in bare:
        return Read(amount)
    told = _("The amount has a point for its comma.") if "." in bare else _("The amount has no decimal comma.")
    return Read(amount, (Mended(told),))


def _demand_room(bare: str, plain: str) -> None:
    if len(plain) > _LONGEST:
        raise Unreadable(_('"{text}" has more than 15 characters').format(text=bare))
