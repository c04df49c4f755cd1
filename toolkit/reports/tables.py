"""Tables of text: every cell is wrapped between words, so that nothing is lost on a narrow terminal.

Where that would part figures, the cells of each row stand below each other instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest

from toolkit.language import _
from toolkit.reports.terminal import GAP, Paint, Painted, Tone, hanging, left, right, width_of, wrap

_LONGEST_WORD = 28
"""A longer word, such as an address on the web, may be broken to make its column narrower."""

_BROKEN = 8
"""Only where words are broken to so little are figures broken as well."""

_FEW = 4
"""Tables of so few columns stay tables: only long words can be too long for them."""

_BELOW = " " * 5


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below titles, which are shown in the language that is spoken.

    `right` names the columns that are aligned to the right, for numbers. `below` has a text for each row that is too
    long for a column, or is empty: it stands under its row, across the whole width, each of its lines by itself.
    """

    titles: tuple[str, ...]
    rows: Sequence[Sequence[Painted]]
    right: frozenset[str] = frozenset()
    below: Sequence[str] = ()

    def lines(self, width: int, paint: Paint) -> list[str]:
        """Return the table's lines, each at most the width unless the columns are too many for it."""
        if len(self.titles) > _FEW and sum(self._floors()) + len(GAP) * (len(self.titles) - 1) > width:
            return list(self._stacked(width, paint))
        widths = self._widths(width)
        lines = list(self._row([Painted(_(title), Tone.QUIET) for title in self.titles], widths, paint))
        for row, text in zip(self.rows, self.below or repeat(""), strict=False):
            lines += [*self._row(row, widths, paint), *_under(text, width)]
        return lines

    def _stacked(self, width: int, paint: Paint) -> Iterator[str]:
        """Yield each row as lines of a title and a cell, with an empty line between rows; figures end below figures."""
        titles = [_(title) for title in self.titles]
        named = max(map(width_of, titles))
        room = max(width - named - len(GAP), 1)
        figures = [piece.text for row in self.rows for at, piece in enumerate(row) if self.titles[at] in self.right]
        figure = min(max(map(width_of, figures), default=0), room)
        for number, (row, text) in enumerate(zip(self.rows, self.below or repeat(""), strict=False)):
            if number:
                yield ""
            for at, piece in enumerate(row):
                cells = wrap(piece.text, room) or [""]
                if self.titles[at] in self.right:
                    cells = [right(cell, figure) for cell in cells]
                for line, cell in enumerate(cells):
                    head = left(titles[at] if not line else "", named)
                    yield f"{paint(head, Tone.QUIET)}{GAP}{paint(cell, piece.tone)}".rstrip()
            yield from _under(text, width)

    def _floors(self) -> list[int]:
        """Return the least width of each column: that of its longest word, or of its longest figure with its unit."""
        return [
            max(_longest_word(column[0]), *map(width_of, column[1:]), 0)
            if title in self.right
            else min(max(map(_longest_word, column)), _LONGEST_WORD)
            for title, column in zip(self.titles, self._texts(), strict=True)
        ]

    def _texts(self) -> list[tuple[str, ...]]:
        return [(_(title), *(row[at].text for row in self.rows)) for at, title in enumerate(self.titles)]

    def _widths(self, width: int) -> list[int]:
        """Give each column what it needs; where that is too much, narrow the widest, down to its longest word."""
        widths = [max(map(width_of, column)) for column in self._texts()]
        floors = self._floors()
        # A sum that is broken over two lines reads as two sums.
        worded = [at for at, title in enumerate(self.titles) if title not in self.right]
        excess = sum(widths) + len(GAP) * (len(widths) - 1) - width
        for _step in range(excess):
            narrowable = [at for at, floor in enumerate(floors) if widths[at] > floor]
            narrowable = narrowable or [at for at in worded if widths[at] > _BROKEN]
            widest = max(narrowable or range(len(widths)), key=widths.__getitem__)
            widths[widest] = max(widths[widest] - 1, 1)
        return widths

    def _row(self, row: Sequence[Painted], widths: Sequence[int], paint: Paint) -> Iterator[str]:
        cells = [wrap(piece.text, width) for piece, width in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            yield GAP.join(self._painted(line, row, widths, paint)).rstrip()

    def _painted(
        self, line: Sequence[str], row: Sequence[Painted], widths: Sequence[int], paint: Paint
    ) -> Iterator[str]:
        """Paint the words and not the spaces around them, which would leave colour at the end of a line."""
        for title, text, piece, width in zip(self.titles, line, row, widths, strict=True):
            align = right if title in self.right else left
            yield align(text, width).replace(text, paint(text, piece.tone), 1)


def _under(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text that stands below its row."""
    return (line for part in text.splitlines() for line in hanging(_BELOW, part, width))


def _longest_word(text: str) -> int:
    return max(map(width_of, text.split()), default=0)
