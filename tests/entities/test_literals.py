"""Texts that look like `[clear]` are written so that they are read as themselves."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.entities.literals import count_escaped, is_clear_word, literal, needs_escape, written
from toolkit.entities.record import Record

PIECES = st.sampled_from(["[clear]", "[CLEAR]", "\\", " ", "\u00a0", "\u200b", "[", "x"])
TEXTS = st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=10)


@given(text=TEXTS)
@example(text="\\ \\[clear]")
def test_an_escape_is_taken_away_exactly(text: str) -> None:
    told = written(text)

    assert isinstance(told, str)
    assert literal(told) == (text if needs_escape(text) else None)
    assert not is_clear_word(told)


@given(text=TEXTS)
def test_only_what_could_be_taken_for_the_word_is_escaped(text: str) -> None:
    read_as_itself = not is_clear_word(text) and literal(text) is None

    assert (written(text) == text) is not needs_escape(text)
    assert read_as_itself or needs_escape(text)


@pytest.mark.parametrize("text", ["[clear]", " [Clear]\u00a0", "\u200b[CLEAR]", "[cLeAr]\n"])
def test_the_word_is_known_in_any_case_and_with_blanks_around_it(text: str) -> None:
    assert is_clear_word(text)


@pytest.mark.parametrize("text", ["[rensa]", "clear", "[ clear ]", "[clear", "x [clear]", "\\[clear]"])
def test_nothing_else_is_the_word(text: str) -> None:
    assert not is_clear_word(text)


def test_escaped_texts_are_counted_in_flags_as_well() -> None:
    records = [Record("1", "", {"name": "[clear]", "note": "plain", "config": ("[clear]",)}), Record("2", "", {})]

    assert count_escaped(records) == 2
