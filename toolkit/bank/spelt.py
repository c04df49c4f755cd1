"""Numbers and dates as banks spell them in their tables, decided for a whole column at a time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from toolkit.bank.currency import is_money
from toolkit.bank.sides import Side, one_side, side_beside_digits
from toolkit.language import _

_WORD = r"(?:[^\W\d_]+\.?|[€$£¥])"
_SPELT = re.compile(
    rf"(?P<lead>[-+(]?)\s*(?P<head>{_WORD}?)\s*(?P<sign>[-+(]?)\s*"
    r"(?P<digits>[0-9.,](?:[0-9\s.,']*[0-9.,])?)"
    rf"\s*(?P<after>[-+)]?)\s*(?P<tail>(?:{_WORD}\s*){{0,2}})(?P<end>[-+)]?)"
)
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:(?P<mark>[ .,'])[0-9]{3}(?:(?P=mark)[0-9]{3})*)?|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}"
)
_WORDS = re.compile(_WORD)
_SIGNS = {"": "", "-": "-", "()": "-", "+": "+"}
_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_ISO = re.compile(r"\d{4}(-?)\d\d\1\d\d(?:[T ].*)?", re.ASCII)
_ALIKE = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'"})
_MONEY = frozenset({"€", "$", "£", "¥", "kr", "zł", "kč", "ft"})


class Ambiguous(ValueError):
    """A column whose values can be read in two ways; the text says which."""


@dataclass(frozen=True, slots=True)
class SpeltAmount:
    """An amount as a cell spells it: its size, the side that a sign or a word tells, and the currency beside it."""

    size: Decimal
    side: Side | None
    currency: str = ""

    @property
    def signed(self) -> Decimal:
        """The amount, negative for a debit; without any sign it is as it stands."""
        return self.size if self.side is None else self.size * self.side.sign


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the sign before the decimals of a column of amounts.

    The last sign of a value with both kinds, or one that is not followed by three digits, shows it. Raises
    `Ambiguous` where every value could have thousands as well as thousandths.
    """
    found: set[str] = set()
    doubtful: set[str] = set()
    for text in texts:
        bare = re.sub(r"[^0-9.,]", "", _WORDS.sub("", text))
        signs = [letter for letter in bare if letter in ",."]
        if len(set(signs)) == 2:
            found.add(signs[-1])
        elif len(signs) > 1:
            found.add("." if signs[0] == "," else ",")
        elif signs and len(bare) - bare.index(signs[0]) != 4:
            found.add(signs[0])
        elif signs:
            doubtful.add(signs[0])
    if len(found) > 1:
        raise Ambiguous(_("some amounts have a decimal comma and some a decimal point"))
    if not found and doubtful:
        raise Ambiguous(_('"{text}" may stand before thousands or before decimals').format(text=doubtful.pop()))
    return found.pop() if found else ","


def read_amount(text: str, mark: str) -> SpeltAmount:
    """Read an amount with the given decimal sign: `1 234,56`, `-12.5`, `12,50-`, `(12,50)`, `12.50 DR`, `5 kr`.

    Whatever is left over, such as a letter between digits or a group that has not three of them, makes it unreadable.
    Raises `ValueError` with the text.
    """
    found = _SPELT.fullmatch(text.strip().translate(_ALIKE))
    if found is None:
        raise ValueError(text)
    signs = _SIGNS.get("".join(found[name] for name in ("lead", "sign", "after", "end")))
    size = _size(found["digits"], mark)
    if signs is None or size is None:
        raise ValueError(text)
    sides: list[Side | None] = [{"-": Side.DEBIT, "+": Side.CREDIT}.get(signs)]
    currency = ""
    for word in _WORDS.findall(f"{found['head']} {found['tail']}"):
        side = side_beside_digits(word)
        if side is None and not _is_currency(word):
            raise ValueError(text)
        sides.append(side)
        currency = currency if side else word.rstrip(".")
    return SpeltAmount(size, one_side(sides), currency.upper() if len(currency) == 3 else "")


def _size(spelt: str, mark: str) -> Decimal | None:
    """Return the digits as a number, or `None` if their marks stand where none can."""
    whole, _, decimals = re.sub(r"\s", " ", spelt).partition(mark)
    fits = not whole or whole.isdigit() or _GROUPED.fullmatch(whole)
    if not fits or mark in decimals or not (decimals.isdigit() or not decimals) or not (whole or decimals):
        return None
    number = Decimal(f"{re.sub('[^0-9]', '', whole) or '0'}.{decimals or '0'}")
    exact = number if decimals else number.to_integral_value()
    return exact if is_money(exact) else None


def _is_currency(word: str) -> bool:
    bare = word.rstrip(".").casefold()
    return bare in _MONEY or (len(bare) == 3 and bare.isascii())


def month_first(texts: Iterable[str]) -> bool:
    """Tell whether a column of dates has the month before the day, as only dates after the 12th show.

    Raises `Ambiguous` where it shows neither and a slash leaves it open; dots and dashes have the day first. Two
    digits, dashes and two more may be a year or a day: that is left open too.
    """
    parts = [found for text in texts if (found := _DATE.fullmatch(text.strip())) and len(found[1]) <= 2]
    if any(found[2] == "-" and len(found[4]) <= 2 and int(found[4]) <= 31 for found in parts):
        raise Ambiguous(_("year or day may stand first"))
    if any(int(found[1]) > 12 for found in parts):
        return False
    if any(int(found[3]) > 12 for found in parts):
        return True
    if any(found[2] == "/" and found[1] != found[3] for found in parts):
        raise Ambiguous(_("day and month may be either way round"))
    return False


def read_date(text: str, *, us_order: bool) -> date:
    """Read a date: 2026-01-31, 20260131, 31.01.2026, 31/1/26. Raises `ValueError` with the text."""
    bare = text.strip()
    found = _DATE.fullmatch(bare)
    try:
        if found is None:
            if _ISO.fullmatch(bare):
                return datetime.fromisoformat(bare).date()
            raise ValueError(text)  # noqa: TRY301 -- one sentence for every text that is no date
        first, _sign, second, last = found.groups()
        if len(first) == 4:
            return date(int(first), int(second), int(last))
        year = int(last) + (2000 if len(last) == 2 else 0)
        return date(year, int(first), int(second)) if us_order else date(year, int(second), int(first))
    except ValueError:
        raise ValueError(text) from None
