"""The code of a number format, taken apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.number_format import sections


@given(st.text(max_size=40) | st.text('0#?.,;-+()[]$kr€\\"_*@%<>= ', max_size=25))
def test_every_code_has_a_section(code: str) -> None:
    assert sections(code)


@pytest.mark.parametrize(
    ("code", "before", "behind"),
    [
        ("0", "", ""),
        ('"a b"0\\c', "a b", "c"),
        ("_-* -0_-", "-", ""),
        ("(#,##0.00) kr", "(", ") kr"),
        ("0 USD", "", " USD"),
        ('"no digits"', "no digits", ""),
    ],
)
def test_words_and_signs_stand_before_and_behind_the_digits(code: str, before: str, behind: str) -> None:
    [section] = sections(code)
    assert (section.before, section.behind) == (before, behind)


def test_a_section_says_its_condition_colour_and_currency() -> None:
    above, below = sections("[Red][>=-1.5]0 [$kr-41d];[$€]0")
    assert above.condition == (">=", Decimal("-1.5"))
    assert (above.colour, above.currency, above.language) == ("[red]", "kr", "41D")
    assert (below.condition, below.currency, below.language) == (None, "€", "")


@pytest.mark.parametrize(("code", "shows"), [("0", True), ("General", True), ("@", True), ("y", True), ('"a"', False)])
def test_a_section_shows_numbers_or_not(code: str, shows: bool) -> None:  # noqa: FBT001 - a case, no switch
    assert sections(code)[0].shows_numbers is shows
