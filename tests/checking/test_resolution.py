"""The column `Resolution` is read in one go, however much stands in one cell."""

import pytest

from toolkit.checking.issues import Problem
from toolkit.checking.resolution import read_resolution
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.settlement import Settlement, Side


def read(text: str) -> Settlement | Problem | None:
    return read_resolution(BUDGETS, Cell(Stored.TEXT, text))


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("mine", Settlement(Side.MINE)),
        (" LIVE ", Settlement(Side.LIVE)),
        ("mine: Name", Settlement(None, {"name": Side.MINE})),
        (" Mine :  Name ,granularity;\n ;live:", None),
        (" Mine :  Name ,granularity;\n ;", Settlement(None, {"name": Side.MINE, "granularity": Side.MINE})),
    ],
)
def test_a_choice_is_read(text: str, settled: Settlement | None) -> None:
    found = read(text)

    assert found == settled or (settled is None and isinstance(found, Problem))


@pytest.mark.parametrize(
    "text", ["mine:", "mine: ;", "yours: Name", "mine Name", ": Name", "mine:: Name", "mine: Name, Name"]
)
def test_what_is_no_choice_is_said(text: str) -> None:
    assert isinstance(read(text), Problem)


@pytest.mark.parametrize("text", ["mine: a{}b", "mine{}:x", "{}mine x", "mine: a{}", "mine: Name{},"])
@pytest.mark.parametrize("filling", [" ", " ,", "; ", "a ", "\t", "mine:"])
def test_a_long_cell_is_read_at_once(text: str, filling: str) -> None:
    """A cell holds 32 767 characters at most; a hundred times as many would take hours if time grew with the square."""
    assert read(text.format(filling * 3_000_000)) is not None
