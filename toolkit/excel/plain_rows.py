"""Rows that are spelt plainly, read by pattern, and with one look-up for each cell that was seen before."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from toolkit.entities.cell import Cell, NumberFormat, Stored
from toolkit.excel.sheet import LAST_COLUMN, LAST_ROW, Row, column_index
from toolkit.excel.shortcut import CHARACTERS, attributes_of
from toolkit.excel.strings import unescape

# The longest double has 309 digits before its point; NaN and INF are no numbers to Excel.
is_number = re.compile(r"[-+]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[Ee][-+]?[0-9]{1,3})?").fullmatch

LONGEST_INDEX = 9
"""Digits of the longest number that a shared text can have."""

_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"([^<>]*)')
_CELL = '<c r="'
# What follows the address of a cell with a formula, or without anything: attributes, those of the formula, the text.
_rest = re.compile(
    rf"([^<>/]*)(?:/>|>(?:<f([^<>/]*)(?:/>|>{CHARACTERS}</f>))?(?:<v>([^<>]*)</v>)?</c>)",
).fullmatch
_FORMS = (
    ("<v>", "</v></c>"),
    ('<is><t xml:space="preserve">', "</t></is></c>"),
    ("<is><t>", "</t></is></c>"),
)
"""What stands before and behind the text of all other cells."""

_is_text = re.compile(CHARACTERS).fullmatch
_column = re.compile("[A-Z]{1,3}").fullmatch

_REMEMBERED = 1 << 14
"""Cells that are kept by their spelling; then they are forgotten, as most will not come again."""

_HIDDEN = ("1", "true")
_TEXT, _NUMBER = Stored.TEXT, Stored.NUMBER
_TEXTUAL = ("str", "inlineStr")
_BOOLEANS = ("0", "1")
_make = tuple.__new__


class _NotPlainError(Exception):
    """What is found is for the parser to read, or to refuse."""


class PlainRows:
    """Reads plain rows of one sheet.

    `formats` maps what a cell calls its style to a number format, `None` where it does not call it; `longest` is the
    number of characters that a text may have.
    """

    def __init__(self, strings: Sequence[str], formats: Mapping[str | None, NumberFormat], longest: int) -> None:
        self._columns = _Columns()
        self._cells = _Cells(strings, formats, longest)

    def read(self, piece: bytes, after: int) -> Row | None:
        """Read a row, given without its end tag, that stands below the row `after`; `None` where it is not plain."""
        try:
            head, _, body = piece.decode().partition(">")
            tag = _ROW.fullmatch(head)
            return self._row(tag[1], tag[2], body, after) if tag else None
        except (UnicodeDecodeError, _NotPlainError):
            return None

    def _row(self, digits: str, rest: str, body: str, after: int) -> Row:
        attributes = attributes_of(rest)
        before, *spelt = body.split(_CELL)
        if attributes is None or before or not after < int(digits) <= LAST_ROW:
            raise _NotPlainError
        columns, known, mark = self._columns, self._cells, f'{digits}"'
        cells = {columns[name]: known[text] for name, _, text in [cell.partition(mark) for cell in spelt]}
        if len(cells) != len(spelt):
            raise _NotPlainError
        return Row(int(digits), _without_blanks(cells), attributes.get("hidden") in _HIDDEN)


def _without_blanks(cells: dict[int, Cell | None]) -> Mapping[int, Cell]:
    if all(cells.values()):
        return cast("dict[int, Cell]", cells)
    return {column: cell for column, cell in cells.items() if cell is not None}


class _Columns(dict[str, int]):
    """The indexes of columns by their letters."""

    def __missing__(self, name: str) -> int:
        index = column_index(name) if _column(name) else LAST_COLUMN
        if index >= LAST_COLUMN:
            raise _NotPlainError
        self[name] = index
        return index


class _Tags(dict[str, tuple[str, NumberFormat]]):
    """The types and number formats of cells by the attributes of their tags."""

    def __init__(self, formats: Mapping[str | None, NumberFormat]) -> None:
        super().__init__()
        self._formats = formats

    def __missing__(self, spelt: str) -> tuple[str, NumberFormat]:
        attributes = attributes_of(spelt)
        if attributes is None or attributes.get("s") not in self._formats:
            raise _NotPlainError
        found = attributes.get("t", "n"), self._formats[attributes.get("s")]
        if len(self) < _REMEMBERED:
            self[spelt] = found
        return found


class _Cells(dict[str, Cell | None]):
    """The cells by all that follows their address; `None` for those that hold nothing."""

    def __init__(self, strings: Sequence[str], formats: Mapping[str | None, NumberFormat], longest: int) -> None:
        super().__init__()
        self._strings = strings
        self._tags = _Tags(formats)
        self._longest = longest

    def __missing__(self, rest: str) -> Cell | None:
        made = self._read(rest)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[rest] = made
        return made

    def _read(self, rest: str) -> Cell | None:
        spelt, _, inner = rest.partition(">")
        for before, behind in _FORMS:
            if inner.startswith(before) and inner.endswith(behind):
                return self._cell(spelt, inner[len(before) : -len(behind)], formula=False)
        match = _rest(rest)
        if match is None:
            raise _NotPlainError
        spelt, formula, text = match.groups()
        if attributes_of(spelt) is None or (formula is not None and (text is None or attributes_of(formula) is None)):
            raise _NotPlainError
        return None if text is None else self._cell(spelt, text, formula=formula is not None)

    def _cell(self, spelt: str, text: str, *, formula: bool) -> Cell:
        """Build a cell; that its text is one of these, and no markup, is what makes it plain."""
        kind, number_format = self._tags[spelt]
        stored = _TEXT
        if kind == "s" and text.isdecimal() and len(text) <= LONGEST_INDEX and int(text) < len(self._strings):
            text = self._strings[int(text)]
        elif kind == "n" and is_number(text):
            stored = _NUMBER
        elif kind in _TEXTUAL and len(text) <= self._longest and _is_text(text):
            text = unescape(text)
        elif kind == "b" and text in _BOOLEANS:
            stored = Stored.BOOLEAN
        elif kind == "e" and text and text == text.strip() and _is_text(text):
            stored = Stored.ERROR
        else:
            raise _NotPlainError
        # Cell(...) would take twice as long, and there are millions.
        return _make(Cell, (stored, text, number_format, formula))
