"""Text stays straight, whole and harmless on any terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.reports.terminal import COLOUR, PLAIN, Tone, clean, cut, elide, focus, hanging, left, right, width_of, wrap

WORDS = st.text(st.sampled_from("ab ż語e\u0301-…"), max_size=40)


def test_paint_wraps_a_text_in_codes_and_plain_paint_does_not() -> None:
    assert COLOUR("gone", Tone.BAD) == "\x1b[31mgone\x1b[0m"
    assert COLOUR("as it is", Tone.NORMAL) == "as it is"
    assert COLOUR("", Tone.BAD) == ""
    assert PLAIN("gone", Tone.BAD) == "gone"


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("żółć", 4), ("語", 2), ("e\u0301", 1), ("a\u200bb", 2), ("", 0), ("\uff21\uff22", 4)],
)
def test_wide_characters_take_two_columns_and_combining_ones_none(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("two\r\nlines\tand a tab", "two⏎lines and a tab"),
        ("safe\u202etxt.exe", "safe\N{REPLACEMENT CHARACTER}txt.exe"),
        ("\x7f\x9b", "\N{REPLACEMENT CHARACTER}" * 2),
        ("zażółć", "zażółć"),
    ],
)
def test_a_value_cannot_steer_the_terminal(text: str, harmless: str) -> None:
    assert clean(text) == harmless


@given(st.text())
def test_a_clean_text_is_one_printable_line(text: str) -> None:
    assert len(f"{clean(text)}.".splitlines()) == 1
    assert not any(character < " " for character in clean(text))


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdefghij", 10, "abcdefghij"),
        ("abcdefghij", 5, "ab…ij"),
        ("abcdefghij", 2, "a…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_eliding_leaves_out_the_middle(text: str, width: int, shown: str) -> None:
    assert elide(text, width) == shown


@given(WORDS, st.integers(0, 30))
def test_an_elided_text_fits(text: str, width: int) -> None:
    assert width_of(elide(text, width)) <= width
    assert width_of(cut(text, width)) <= width


@given(WORDS, st.integers(2, 30))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width)

    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(width_of(line) <= width for line in lines)


def test_a_word_without_a_break_is_broken_where_it_must() -> None:
    assert wrap("see https://x.test/long now", 10) == ["see", "https://x.", "test/long", "now"]
    assert wrap("語", 1) == ["語"]


def test_further_lines_hang_below_the_first() -> None:
    assert hanging("Note: ", "one two three", 12) == ["Note: one", "      two", "      three"]


def test_padding_counts_columns_not_characters() -> None:
    assert left("語", 4) == "語  "
    assert right("1.50", 6) == "  1.50"
    assert left("too long", 3) == "too long"


def test_focus_brings_the_difference_into_view() -> None:
    before, after = focus("x" * 50 + "old" + "y" * 50, "x" * 50 + "brand new" + "y" * 50)

    assert before == "…" + "x" * 12 + "old" + "y" * 12 + "…"
    assert after == "…" + "x" * 12 + "brand new" + "y" * 12 + "…"


@given(WORDS, WORDS)
def test_focus_keeps_different_texts_different(before: str, after: str) -> None:
    one, other = focus(before, after)

    assert (one == other) == (before == after)
