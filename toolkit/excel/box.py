"""How large the box of a note must be to show all of it."""

from textwrap import wrap
from typing import NamedTuple

_LINE_CHARACTERS = 46
_LINE_PIXELS = 18
_WIDTH_PIXELS = 330
_MARGIN_PIXELS = 14


class Box(NamedTuple):
    """A width and a height in pixels."""

    width: int
    height: int


def box(text: str) -> Box:
    """Return the size of the box for a text."""
    lines = sum(max(1, len(wrap(line, _LINE_CHARACTERS))) for line in text.split("\n"))
    return Box(_WIDTH_PIXELS, lines * _LINE_PIXELS + _MARGIN_PIXELS)
