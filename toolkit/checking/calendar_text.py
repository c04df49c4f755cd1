"""Dates as people write them, and every way in which such a text can be read."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
"""The two ways of writing a day with slashes or hyphens that exclude each other."""

NEITHER = ""
"""A date that everybody reads alike."""

_LONGEST = 40

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008\u2002\u2003\t", " "))
_NOON = 12

_TIME = (
    r"(?:(?:T| +)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)
_compact = re.compile(r"(?P<y>(?:19|20|21)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_year_first = re.compile(rf"(?P<y>[0-9]{{4}})(?P<sign>[-./])(?P<m>[0-9]{{1,2}})(?P=sign)(?P<d>[0-9]{{1,2}}){_TIME}")
_year_last = re.compile(
    rf"(?P<a>[0-9]{{1,2}})(?P<sign>[-/]|\. ?)(?P<b>[0-9]{{1,2}})(?P=sign)(?P<y>[0-9]{{4}})\.?{_TIME}"
)
_named = re.compile(
    rf"(?:(?P<d>[0-9]{{1,2}})[. -]{{0,2}}(?P<name>[^\W\d_]+)|(?P<name2>[^\W\d_]+)\.? (?P<d2>[0-9]{{1,2}})),?\.?"
    rf"[ -](?P<y>[0-9]{{4}}){_TIME}"
)
_month = re.compile(
    r"(?P<y>[0-9]{4})[-./ ](?P<m>[0-9]{1,2})|(?P<m2>[0-9]{1,2})[-./](?P<y2>[0-9]{4})"
    r"|(?P<name>[^\W\d_]+)\.?[ -](?P<y3>[0-9]{4})|(?P<y4>[0-9]{4})[ -](?P<name2>[^\W\d_]+)"
)
_short_year = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{2}(?![0-9])")

# The full names of the months, in English, Swedish, Polish (as in a date, and alone) and German.
_NAMES = (
    "january february march april may june july august september october november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "januar februar märz april mai juni juli august september oktober november dezember",
)
_ABBREVIATED = 3


def _months() -> Mapping[str, int]:
    """Return the number of each month by its names, and by their first three letters where these name one month."""
    full = {name: number for names in _NAMES for number, name in enumerate(names.split(), 1)}
    found: dict[str, set[int]] = {}
    for name, number in full.items():
        found.setdefault(name[:_ABBREVIATED], set()).add(number)
    return {**{short: min(numbers) for short, numbers in found.items() if len(numbers) == 1}, **full, "sept": 9}


_MONTHS = _months()


def days_in(text: str) -> Mapping[str, datetime]:
    """Read a text that holds one date, with a time or without, in all ways it can be; empty where there is none.

    The day comes first where points separate, the year where it has its four digits there. With slashes or hyphens and
    the year at the end, day and month may change places: `DAY_FIRST` and `MONTH_FIRST` are then the two ways, `NEITHER`
    where both are the same day. A year needs four digits. Between day and time stands `T` or a blank, and nothing may
    follow: a range, a week or another time is no date.
    """
    text = text.translate(_BLANKS)
    if len(text) > _LONGEST:
        return {}
    if match := _compact.fullmatch(text) or _year_first.fullmatch(text):
        return _sound([(NEITHER, match, match["m"], match["d"])])
    if match := _named.fullmatch(text):
        month = _MONTHS.get((match["name"] or match["name2"]).casefold(), 0)
        return _sound([(NEITHER, match, str(month), match["d"] or match["d2"])])
    match = _year_last.fullmatch(text)
    if match is None:
        return {}
    first, second = match["a"], match["b"]
    if match["sign"][0] == "." or int(first) == int(second):
        return _sound([(NEITHER, match, second, first)])
    return _sound([(DAY_FIRST, match, second, first), (MONTH_FIRST, match, first, second)])


def month_in(text: str) -> str | None:
    """Read a month with its year, by number or by name, as `yyyy-mm`; `None` where there is none."""
    match = _month.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    name = match["name"] or match["name2"]
    month = _MONTHS.get(name.casefold(), 0) if name else int(match["m"] or match["m2"])
    year = match["y"] or match["y2"] or match["y3"] or match["y4"]
    return f"{year}-{month:02}" if month in range(1, 13) else None


def has_short_year(text: str) -> bool:
    """Tell whether a text looks like a date whose year has two digits."""
    return _short_year.match(text) is not None


def _sound(ways: Iterable[tuple[str, re.Match[str], str, str]]) -> Mapping[str, datetime]:
    """Return those ways that are days of the calendar."""
    found: dict[str, datetime] = {}
    for way, match, month, day in ways:
        try:
            found[way] = datetime(int(match["y"]), int(month), int(day), *_time_of_day(match))  # noqa: DTZ001 - cells have no zone
        except ValueError:
            continue
    return found


def _time_of_day(match: re.Match[str]) -> tuple[int, int, int]:
    """Return hour, minute and second, zeros if there is no time. Raises `ValueError` for 0 or 13 o'clock AM."""
    parts = match.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = parts.get("half")
    if half is None:
        return hour, minute, second
    if not 1 <= hour <= _NOON:
        raise ValueError(half)
    return hour % _NOON + (_NOON if half in "Pp" else 0), minute, second
