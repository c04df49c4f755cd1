"""Dialects: how numbers and dates are written in the language that a workbook says it is in."""

from collections.abc import Sequence

from toolkit.checking.calendar_text import DAY_FIRST, MONTH_FIRST
from toolkit.checking.numerals import COMMA, POINT

_WITH_POINT = frozenset({"en", "zh", "ja", "ko", "th", "he"})
"""Languages that write a point before the fraction (CLDR); all others that come up here write a comma."""

_POINT_IN = frozenset({"de-CH", "de-LI", "it-CH", "es-MX", "es-US"})
_COMMA_IN = frozenset({"en-ZA"})
_MONTH_FIRST_IN = frozenset({"en-US", "en-PH"})
_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu"})


def ways_of(languages: Sequence[str]) -> frozenset[str]:
    """Return how the languages, such as `sv-SE`, write numbers and dates; of those that differ, neither.

    A language without its country says nothing of dates in English, as `en` may be American.
    """
    numbers = {_number_way(language) for language in languages}
    dates = {way for language in languages for way in _date_way(language)}
    return frozenset({*(numbers if len(numbers) == 1 else ()), *(dates if len(dates) == 1 else ())})


def _number_way(language: str) -> str:
    if language in _POINT_IN:
        return POINT
    known = _root(language) in _WITH_POINT and language not in _COMMA_IN
    return POINT if known else COMMA


def _date_way(language: str) -> tuple[str, ...]:
    if language == "en" or _root(language) in _YEAR_FIRST:
        return ()
    return (MONTH_FIRST,) if language in _MONTH_FIRST_IN else (DAY_FIRST,)


def _root(language: str) -> str:
    return language.partition("-")[0]
