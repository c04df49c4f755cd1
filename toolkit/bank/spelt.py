"""Numbers and dates as banks spell them in their tables, decided for a whole column at a time."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from toolkit.language import _

_NOISE = re.compile(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}]|[A-Za-z]{2,3}$|^[A-Za-z]{3}|[€$£]|(?<=\d)zł$|(?<=\d)kr$")
_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class Ambiguous(ValueError):
    """A column whose values can be read in two ways; the text says which."""


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the sign before the decimals of a column of amounts.

    The last sign of a value with both kinds, or one that is not followed by three digits, shows it. Raises
    `Ambiguous` where every value could have thousands as well as thousandths.
    """
    found: set[str] = set()
    doubtful: set[str] = set()
    for text in texts:
        bare = _bare(text)
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


def read_amount(text: str, mark: str) -> Decimal:
    """Read an amount with the given decimal sign: `1 234,56`, `-12.5`, `12,50-`, `(12,50)`. Raises `ValueError`."""
    bare = _bare(text)
    negative = bare.startswith(("-", "(")) or bare.endswith("-")
    digits = bare.strip("-+()").replace("," if mark == "." else ".", "").replace(mark, ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    return -number if negative else number


def _bare(text: str) -> str:
    return _NOISE.sub("", text.strip().translate(_MINUS))


def month_first(texts: Iterable[str]) -> bool:
    """Tell whether a column of dates has the month before the day, as only dates after the 12th show.

    Raises `Ambiguous` where it shows neither and a slash leaves it open; dots and dashes have the day first.
    """
    parts = [found for text in texts if (found := _DATE.fullmatch(text.strip())) and len(found[1]) <= 2]
    if any(int(found[1]) > 12 for found in parts):
        return False
    if any(int(found[3]) > 12 for found in parts):
        return True
    if any(found[2] == "/" and found[1] != found[3] for found in parts):
        raise Ambiguous(_("day and month may be either way round"))
    return False


def read_date(text: str, *, us_order: bool) -> date:
    """Read a date: 2026-01-31, 20260131, 31.01.2026, 31/1/26. Raises `ValueError`."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return datetime.fromisoformat(text.strip()).date()
    first, _, second, last = found.groups()
    if len(first) == 4:
        return date(int(first), int(second), int(last))
    year = int(last) + (2000 if len(last) == 2 else 0)
    return date(year, int(first), int(second)) if us_order else date(year, int(second), int(first))
