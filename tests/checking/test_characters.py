"""Characters that are not what they look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checking.characters import is_ordinary, strange_letter, tidy_number, tidy_text, tidy_word
from toolkit.checking.conversions import Rule


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        (" Coffee\u00a0", ("Coffee", Rule.SPACES)),
        ("\ufeffCoffee\u200b", ("Coffee", Rule.SPACES)),
        ("two\r\nlines", ("two\nlines", Rule.LINE_BREAKS)),
        ("two\x0blines\rmore", ("two\nlines\nmore", Rule.LINE_BREAKS)),
        ("co\u00adoperate", None),
        ("two\nlines", None),
        ("\uff21", None),
    ],
)
def test_a_free_text_keeps_what_may_be_meant(text: str, tidied: tuple[str, Rule] | None) -> None:
    assert tidy_text(text) == tidied


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("\uff11\uff12", ("12", Rule.CHARACTERS)),
        ("b\u200b1", ("b1", Rule.SPACES)),
        ("mon\u00adth\n", ("month", Rule.SPACES)),
        ("month", None),
    ],
)
def test_a_word_loses_what_nobody_can_see(text: str, tidied: tuple[str, Rule] | None) -> None:
    assert tidy_word(text) == tidied


@pytest.mark.parametrize(
    ("text", "letter", "place"),
    [
        ("OP\u0430B", "Cyrillic small letter a", 3),
        ("\u0410B-1", "Cyrillic capital letter a", 1),
        ("invoice no. 2024\u039fK", "Greek capital letter omicron", 17),
    ],
)
def test_a_letter_of_another_script_is_found_among_latin_ones(text: str, letter: str, place: int) -> None:
    assert strange_letter(text) == (letter, place)


@pytest.mark.parametrize("text", ["Москва", "Αθήνα and Москва", "Łódź", "smörgås", "5 \u03bcm", ""])
def test_whole_words_of_another_script_are_what_they_are(text: str) -> None:
    assert strange_letter(text) is None


@given(st.text(max_size=20))
def test_an_ordinary_text_needs_no_second_look(text: str) -> None:
    if is_ordinary(text):
        assert tidy_text(text) is None
        assert tidy_word(text) is None
        assert strange_letter(text) is None


@pytest.mark.parametrize("text", ["Coffee", "smörgås – “fin”", "", "a b"])
def test_western_texts_are_ordinary(text: str) -> None:
    assert is_ordinary(text)


@pytest.mark.parametrize("text", ["\u00ad100 back", "back \u00ad100", "100\u00ad"])
def test_a_soft_hyphen_beside_a_digit_is_never_dropped(text: str) -> None:
    assert tidy_text(text) is None
    assert tidy_number(text) == (text.replace("\u00ad", "-"), Rule.CHARACTERS)


def test_a_soft_hyphen_among_letters_is_invisible() -> None:
    assert tidy_word("ac\u00adcount") == ("account", Rule.SPACES)
    assert tidy_text("\u00adaccount\u00ad") == ("account", Rule.SPACES)
