"""Numerals: numbers as people write them, and every way in which such a text can be read.

Separators and signs are those of Swedish, Polish, German, Swiss and English writing (CLDR), currencies as signs, as
ISO 4217 codes, and as the words kr and zł.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

COMMA, POINT = ",", "."
"""What separates the fraction: the two ways of writing that exclude each other."""

NEITHER = ""
"""A number without any such sign is read alike by everybody."""

_LONGEST = 60
"""Characters of the longest text that is looked at; longer ones are no numbers."""

_MINUS = "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"
_APOSTROPHES = "\u2019\u02bc\u2018\u00b4`"
_SPACES = "\u00a0\u202f\u2009\u2007\u2008\u2002\u2003\t"
_ORDINARY = str.maketrans(
    {**dict.fromkeys(_MINUS, "-"), **dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_SPACES, " ")}
)

_SIGNS = frozenset("€$£¥₣₤₺₴₽₹₩₪¢")
_CODES = (
    "aed aud bgn brl cad chf cny czk dkk eur gbp hkd huf ils inr isk jpy krw mxn nok nzd pln ron rsd rub sek sgd thb "
    "try uah usd zar"
)
_WORDS = frozenset({"kr", "kr.", "zł", "zl", *_CODES.split()})

_CURRENCY = r"[^\W\d_]{2,3}\.?|[€$£¥₣₤₺₴₽₹₩₪¢]"
_shape = re.compile(
    rf"(?P<open>\( ?)?(?P<before>[-+])? ?(?P<first>{_CURRENCY})? ?(?P<inner>[-+])? ?"
    rf"(?P<digits>[0-9.,](?:[0-9.,' ]*[0-9])?)"
    rf" ?(?P<after>[-+])? ?(?P<last>{_CURRENCY})?(?P<end>-)?(?P<close> ?\))?",
).fullmatch
_grouped = re.compile(r"[1-9][0-9]{0,2}(?P<sign>[., '])[0-9]{3}(?:(?P=sign)[0-9]{3})*").fullmatch
_digits = re.compile("[0-9]+").fullmatch


@dataclass(frozen=True, slots=True)
class Numeral:
    """A text that holds a number: its spelling with a point for each way to read it, and the currency it names.

    The ways are `COMMA` and `POINT`, what the fraction would be separated by, or `NEITHER` alone.
    """

    readings: Mapping[str, str]
    currency: str = ""


def numeral(text: str) -> Numeral | None:
    """Read a text that holds nothing but a number, in all ways it can be; `None` where there is none.

    A group of thousands has three digits and the same sign before each, and starts with no zero. So `1.234` can be
    read in two ways, `1.23`, `0.234`, `1234.567` and `1.234.567` in one only.
    """
    if len(text) > _LONGEST:
        return None
    match = _shape(text.translate(_ORDINARY).strip())
    if match is None:
        return None
    minus = _minus(match)
    currency = _currency(match)
    if minus is None or currency is None:
        return None
    readings = {way: minus + digits for way, digits in _readings(match["digits"]).items()}
    return Numeral(readings, currency) if readings else None


def _minus(match: re.Match[str]) -> str | None:
    """Return the minus of a negative number, an empty text for others, and `None` where signs are too many."""
    signs = [match[name] for name in ("before", "inner", "after", "end") if match[name]]
    in_brackets = match["open"] is not None
    if in_brackets != (match["close"] is not None) or len(signs) + in_brackets > 1:
        return None
    return "-" if in_brackets or signs == ["-"] else ""


def _currency(match: re.Match[str]) -> str | None:
    """Return the currency that is named, an empty text for none, and `None` for a word that is no currency, or two."""
    named = [name for name in (match["first"], match["last"]) if name]
    if not named:
        return ""
    known = len(named) == 1 and (named[0] in _SIGNS or named[0].casefold() in _WORDS)
    return named[0] if known else None


def _readings(digits: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for sign, other in ((COMMA, POINT), (POINT, COMMA)):
        whole, separator, fraction = digits.partition(sign)
        if separator and _digits(fraction) and (bare := _whole(whole or "0", f" '{other}")):
            found[sign] = f"{bare}.{fraction}"
        elif bare := _whole(digits, other):
            found[sign] = bare
    if COMMA not in digits and POINT not in digits and (bare := _whole(digits, " '")):
        return {NEITHER: bare}
    return found


def _whole(digits: str, signs: str) -> str:
    """Return a whole number without its signs of thousands, which may be one of these; an empty text for others."""
    if _digits(digits):
        return digits
    match = _grouped(digits)
    return digits.replace(match["sign"], "") if match and match["sign"] in signs else ""
