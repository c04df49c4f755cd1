"""Displays: what the number format of a cell shows of the number that the cell holds."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from toolkit.checking.numerals import is_currency
from toolkit.entities.number_format import Section, sections

_MINUS = "-\u2212\u2010\u2011\u2012\u2013\u2014"
_AROUND = f" \u00a0\u202f+(){_MINUS}"
_ABOVE_BELOW, _WITH_ZERO = 2, 3
"""How many sections a code has that splits at zero, and one that has a section for zero itself."""

_LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "kr": {"41D": "SEK", "81D": "SEK", "414": "NOK", "814": "NOK", "406": "DKK", "40F": "ISK"},
    "$": {"409": "USD", "1009": "CAD", "C0C": "CAD", "C09": "AUD", "1409": "NZD", "C04": "HKD", "4804": "SGD"},
    "¥": {"411": "JPY", "804": "CNY"},
}
"""The currency of a sign that several have, by the language that a number format says beside it (MS-LCID)."""

_COMPARE = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}


class Shown(enum.Enum):
    """What a cell shows of its number."""

    AS_IS = "as it is"
    NOTHING = "nothing"
    OTHER_SIGN = "another sign"


@dataclass(frozen=True, slots=True)
class Display:
    """What a number format shows: its sections, and the currency that it names, a sign or a code, or nothing.

    `plain` tells whether it shows every number as it is, without a currency.
    """

    parts: tuple[Section, ...]
    currency: str
    plain: bool

    def of(self, number: Decimal) -> Shown:
        """Tell what is shown of a number."""
        part = self._part(number)
        if not part.shows_numbers:
            # A word or a dash in the place of zero says what a zero is.
            return Shown.AS_IS if part.before.strip() and not number else Shown.NOTHING
        if not number:
            return Shown.AS_IS if part.zero or (part.before + part.behind).strip() else Shown.NOTHING
        return Shown.AS_IS if self._keeps_sign(part, number) else Shown.OTHER_SIGN

    def _part(self, number: Decimal) -> Section:
        conditional = [part for part in self.parts if part.condition]
        if conditional:
            met = (
                part
                for part in conditional
                if part.condition and _COMPARE[part.condition[0]](number, part.condition[1])
            )
            others = (part for part in self.parts if not part.condition)
            return next(met, next(others, self.parts[0]))
        if number < 0 and len(self.parts) >= _ABOVE_BELOW:
            return self.parts[1]
        return self.parts[2] if not number and len(self.parts) >= _WITH_ZERO else self.parts[0]

    def _keeps_sign(self, part: Section, number: Decimal) -> bool:
        if number > 0:
            return not _is_negative(part)
        if not self._is_for_negatives(part):
            # Excel writes the minus itself, as the section is not for numbers below zero alone.
            return True
        above = next((other for other in self.parts if other is not part), part)
        different = (part.colour, _letters(part)) != (above.colour, _letters(above))
        return different or any(sign in part.before + part.behind for sign in f"({_MINUS}")

    def _is_for_negatives(self, part: Section) -> bool:
        if any(other.condition for other in self.parts):
            compare, limit = part.condition or ("", Decimal(0))
            return compare in {"<", "<="} and limit <= 0
        return part is not self.parts[0]


@lru_cache(maxsize=4_096)
def display_of(code: str) -> Display:
    """Return what a number format code shows; a last section for texts says nothing of numbers."""
    parts = sections(code)
    if len(parts) > 1 and "text" in parts[-1].kinds:
        parts = parts[:-1]
    currency = _currency(parts)
    return Display(parts[:_WITH_ZERO], currency, not currency and len(parts) == 1 and _is_plain(parts[0]))


def _is_plain(part: Section) -> bool:
    return part.shows_numbers and part.zero and not part.condition and not _is_negative(part)


def _is_negative(part: Section) -> bool:
    """Tell whether a section shows every number as one below zero."""
    before, behind = (_without_currency(words) for words in (part.before, part.behind))
    return before in {*_MINUS} or behind in {*_MINUS} or (before, behind) == ("(", ")")


def _without_currency(words: str) -> str:
    return "".join(letter for letter in words if letter in f"(){_MINUS}")


def _letters(part: Section) -> str:
    return "".join(letter for letter in part.before + part.behind if letter.isalpha())


def _currency(parts: Sequence[Section]) -> str:
    """Return the first currency that a section names."""
    for part in parts:
        if part.currency:
            return _LANGUAGES.get(part.currency, {}).get(part.language, part.currency)
        for words in (part.before, part.behind):
            if is_currency(words.strip(_AROUND)):
                return words.strip(_AROUND)
    return ""
