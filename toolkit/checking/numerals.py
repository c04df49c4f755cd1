"""Numerals: numbers as people write them, and every way in which such a text can be read.

Separators and signs are those of Swedish, Polish, German, Swiss and English writing (CLDR), currencies as signs, as
ISO 4217 codes, and as the words kr and zł.
"""

import re
from collections.abc import Mapping, Sequence
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

# A whole word, or a text of letters alone could be parted in millions of ways.
_CURRENCY = r"(?<![^\W\d_])[^\W\d_]{2,3}(?![^\W\d_])\.?|[€$£¥₣₤₺₴₽₹₩₪¢]"
_AROUND = rf"(?:[-+()]|{_CURRENCY}| )*"
_shape = re.compile(
    rf"(?P<head>{_AROUND}?)(?P<digits>[0-9.,](?:[0-9.,' ]*[0-9])?)"
    rf"(?P<mark>:-|:(?P<cents>[0-9]{{2}}))?(?P<tail>{_AROUND})"
).fullmatch
_currencies = re.compile(_CURRENCY).findall
_nothing = re.compile(rf"(?P<first>{_CURRENCY})? *[-\u2014\u2015] *(?P<last>{_CURRENCY})?").fullmatch
_SIDES = frozenset(
    "d c k s h dr cr db dt ct wn ma af bij debet debit kredit credit soll haben winien".split()  # noqa: SIM905 - one a word
)
"""What stands beside an amount for a side of an account, in English, Swedish, German, Polish and Dutch."""
_first_word = re.compile(r"([^\W\d_]+)\.? ?(.*)").fullmatch
_last_word = re.compile(r"(.*?) ?(?<![^\W\d_])([^\W\d_]+)\.?").fullmatch
_SHORTEST_BEFORE_COLON = 3
"""Digits before a colon that separates hundredths: with fewer, it can be a time of day."""
_grouped = re.compile(r"[1-9][0-9]{0,2}(?P<sign>[., '])[0-9]{3}(?:(?P=sign)[0-9]{3})*").fullmatch
_digits = re.compile("[0-9]+").fullmatch


@dataclass(frozen=True, slots=True)
class Numeral:
    """A text that holds a number: its spelling with a point for each way to read it, and the currency it names.

    The ways are `COMMA` and `POINT`, what the fraction would be separated by, or `NEITHER` alone. `money` tells whether
    it is written as only amounts of money are: with a currency, or as `100:-` or `1 337:50`.
    """

    readings: Mapping[str, str]
    currency: str = ""
    money: bool = False


def numeral(text: str) -> Numeral | None:
    """Read a text that holds nothing but a number, in all ways it can be; `None` where there is none.

    A group of thousands has three digits and the same sign before each, and starts with no zero. So `1.234` can be
    read in two ways, `1.23`, `0.234`, `1234.567` and `1.234.567` in one only. A minus, or brackets, and a currency may
    stand on either side of the digits, in any order, but one of each only.
    """
    if len(text) > _LONGEST:
        return None
    match = _shape(text.translate(_ORDINARY).strip())
    if match is None:
        return None
    if match["mark"] and match["tail"].strip(" ").startswith(("-", "+")):
        return None
    minus = _minus(match["head"], match["tail"])
    currency = _currency(match["head"], match["tail"])
    if minus is None or currency is None:
        return None
    found = _readings(match["digits"]) if match["cents"] is None else _with_cents(match["digits"], match["cents"])
    readings = {way: minus + digits for way, digits in found.items()}
    return Numeral(readings, currency, bool(currency or match["mark"])) if readings else None


def is_nothing(text: str) -> bool:
    """Tell whether a text is a dash alone, with a currency or without: what ledgers show where there is no amount."""
    match = _nothing(text.translate(_ORDINARY).strip()) if len(text) <= _LONGEST else None
    return match is not None and _known([name for name in match.groups() if name]) is not None


def names_a_side(text: str) -> bool:
    """Tell whether a text is a number beside a word for debit or credit, which is no sign by itself."""
    if len(text) > _LONGEST:
        return False
    bare = text.translate(_ORDINARY).strip()
    first, last = _first_word(bare), _last_word(bare)
    parted = [*([(first[1], first[2])] if first else ()), *([(last[2], last[1])] if last else ())]
    return any(word.casefold() in _SIDES and numeral(rest) is not None for word, rest in parted)


def is_currency(text: str) -> bool:
    """Tell whether a text is a sign, a code or a word for a currency."""
    return text in _SIGNS or text.casefold() in _WORDS


def _minus(head: str, tail: str) -> str | None:
    """Return the minus of a negative number, an empty text for others, and `None` where signs are too many."""
    signs = [letter for letter in head + tail if letter in "-+"]
    brackets = [letter for letter in head if letter in "()"], [letter for letter in tail if letter in "()"]
    in_brackets = brackets == (["("], [")"])
    if (brackets != ([], []) and not in_brackets) or len(signs) + in_brackets > 1:
        return None
    return "-" if in_brackets or signs == ["-"] else ""


def _currency(head: str, tail: str) -> str | None:
    """Return the currency that is named, an empty text for none, and `None` for a word that is no currency, or two."""
    return _known([*_currencies(head), *_currencies(tail)])


def _known(named: Sequence[str]) -> str | None:
    if not named:
        return ""
    return named[0] if len(named) == 1 and is_currency(named[0]) else None


def _with_cents(digits: str, cents: str) -> Mapping[str, str]:
    """Read what stands before a colon and two digits, as Swedish prices do."""
    whole = _whole(digits, " '.,")
    return {NEITHER: f"{whole}.{cents}"} if len(whole) >= _SHORTEST_BEFORE_COLON else {}


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
