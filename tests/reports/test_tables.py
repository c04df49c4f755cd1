"""Tables lose nothing on a narrow terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.reports.tables import Table
from toolkit.reports.terminal import COLOUR, PLAIN, Painted, Tone, width_of

WORDS = st.lists(st.text("abż語", min_size=1, max_size=9), max_size=6).map(" ".join)


def table(*rows: tuple[str, ...], below: tuple[str, ...] = ()) -> Table:
    cells = [[Painted(text) for text in row] for row in rows]
    return Table(("n", "what"), cells, right=frozenset("n"), below=below)


def test_columns_are_as_wide_as_they_need() -> None:
    assert table(("1", "create"), ("10", "delete it")).lines(80, PLAIN) == [
        " n  what",
        " 1  create",
        "10  delete it",
    ]


def test_a_cell_is_wrapped_between_words() -> None:
    assert table(("1", "create a budget"), ("2", "delete")).lines(12, PLAIN) == [
        "n  what",
        "1  create a",
        "   budget",
        "2  delete",
    ]


def test_a_long_text_stands_below_its_row() -> None:
    assert table(("1", "x"), ("2", "y"), below=("too long for a column", "")).lines(20, PLAIN) == [
        "n  what",
        "1  x",
        "     too long for a",
        "     column",
        "2  y",
    ]


def test_colour_does_not_move_a_column() -> None:
    painted = Table(("status", "n"), [[Painted("done", Tone.GOOD), Painted("1")]]).lines(80, COLOUR)

    assert painted == ["\x1b[2mstatus\x1b[0m  \x1b[2mn\x1b[0m", "\x1b[32mdone\x1b[0m    1"]


def test_longest_words_are_broken_only_when_nothing_else_is_left() -> None:
    lines = Table(("a", "b"), [[Painted("short words here"), Painted("x" * 20)]]).lines(27, PLAIN)

    assert lines == ["a      b", "short  " + "x" * 20, "words", "here"]
    assert max(map(len, Table(("a",), [[Painted("x" * 20)]]).lines(7, PLAIN))) == 7


def test_a_long_word_is_broken_rather_than_a_figure_or_its_unit() -> None:
    lines = Table(("account", "sum"), [[Painted("x" * 20), Painted("1,206.50 EUR")]], frozenset({"sum"})).lines(
        24, PLAIN
    )

    assert lines == ["account              sum", "xxxxxxxxxx  1,206.50 EUR", "xxxxxxxxxx"]


SUMS = ("day", "debit", "credit", "opening", "closing")


def test_figures_are_never_parted_but_stand_below_each_other() -> None:
    """A sum that is broken over two lines reads as two sums."""
    rows = [[Painted(text) for text in ("2026-10-26", "-313,340.56", "9.19", "614.42", each)] for each in ("0", "1")]

    wide = Table(SUMS, rows, right=frozenset(SUMS[1:])).lines(49, PLAIN)
    narrow = Table(SUMS, rows, right=frozenset(SUMS[1:]), below=("", "too long for a column")).lines(40, PLAIN)

    assert wide[0] == "day               debit  credit  opening  closing"
    assert narrow == [
        "day      2026-10-26",
        "debit    -313,340.56",
        "credit          9.19",
        "opening       614.42",
        "closing            0",
        "",
        "day      2026-10-26",
        "debit    -313,340.56",
        "credit          9.19",
        "opening       614.42",
        "closing            1",
        "     too long for a column",
    ]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5), st.integers(12, 60))
def test_a_table_fits_and_has_every_word(rows: list[tuple[str, str]], width: int) -> None:
    lines = table(*rows).lines(width, PLAIN)

    assert all(width_of(line) <= width for line in lines)
    assert sorted("".join("".join(lines).split())) == sorted("nwhat" + "".join("".join(map("".join, rows)).split()))


@pytest.mark.parametrize("width", [1, 3])
def test_a_width_without_room_still_gives_every_row(width: int) -> None:
    assert len(table(("1", "x"), ("2", "y")).lines(width, PLAIN)) >= 3
