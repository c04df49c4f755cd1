"""How numbers and dates are written in the language that a workbook says it is in."""

import pytest

from toolkit.checking.calendar_text import DAY_FIRST, MONTH_FIRST
from toolkit.checking.dialects import ways_of
from toolkit.checking.numerals import COMMA, POINT


@pytest.mark.parametrize(
    ("languages", "ways"),
    [
        ((), set()),
        (("sv-SE",), {COMMA, DAY_FIRST}),
        (("pl-PL", "de-DE"), {COMMA, DAY_FIRST}),
        (("de-CH",), {POINT, DAY_FIRST}),
        (("en-GB",), {POINT, DAY_FIRST}),
        (("en-US",), {POINT, MONTH_FIRST}),
        (("en",), {POINT}),
        (("ja-JP",), {POINT}),
        (("sv-SE", "en-GB"), {DAY_FIRST}),
        (("sv-SE", "en-US"), set()),
    ],
)
def test_languages_tell_what_they_agree_on(languages: tuple[str, ...], ways: set[str]) -> None:
    assert ways_of(languages) == ways
