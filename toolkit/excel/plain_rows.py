"""Rows that are spelt plainly, read by pattern, and with one look-up for each cell that was seen before."""

import re
from collections.abc import Mapping, Sequence
from operator import getitem
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
# Its groups: column, row, other attributes, attributes of a formula, whether the text is inline, and the text.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]+)"([^<>/]*)(?:/>|>'
    rf"(?:<f([^<>/]*)(?:/>|>{CHARACTERS}</f>))?"
    rf'(?:(?:<v>|(<is><t(?: xml:space="preserve")?>))({CHARACTERS})(?(5)</t></is>|</v>))?</c>)'
)
_STRIDE = 1 + _CELL.groups
_REMEMBERED = 1 << 15
"""Distinct cells of one style and type that are kept; then they are forgotten, as most will not come again."""

_make = tuple.__new__
_HIDDEN = ("1", "true")


class _NotPlainError(Exception):
    """What is found is for the parser to read, or to refuse."""


class PlainRows:
    """Reads plain rows of one sheet.

    `formats` maps what a cell calls its style to a number format, `None` where it does not call it; `longest` is the
    number of characters that a text may have.
    """

    def __init__(self, strings: Sequence[str], formats: Mapping[str | None, NumberFormat], longest: int) -> None:
        self._columns = _Columns()
        self._tags = _Tags(strings, formats, longest)

    def read(self, piece: bytes, after: int) -> Row | None:
        """Read a row, given without its end tag, that stands below the row `after`; `None` where it is not plain."""
        try:
            head, _, body = piece.decode().partition(">")
            tag = _ROW.fullmatch(head)
            return self._row(tag, after, _CELL.split(body)) if tag else None
        except (UnicodeDecodeError, _NotPlainError):
            return None

    def _row(self, tag: re.Match[str], after: int, parts: list[str]) -> Row:
        """Build a row of what stands between its cells, which must be nothing, and of what they hold."""
        digits, rest = tag.groups()
        attributes = attributes_of(rest)
        if attributes is None or any(parts[::_STRIDE]) or not after < int(digits) <= LAST_ROW:
            raise _NotPlainError
        letters = parts[1::_STRIDE]
        if parts[2::_STRIDE].count(digits) != len(letters):
            raise _NotPlainError
        kinds = map(self._tags.__getitem__, parts[3::_STRIDE])
        cells = dict(zip(map(self._columns.__getitem__, letters), map(getitem, kinds, parts[6::_STRIDE]), strict=True))
        if len(cells) != len(letters):
            raise _NotPlainError
        formulas: Sequence[str | None] = parts[4::_STRIDE]
        if formulas.count(None) != len(formulas):
            _mark(cells, formulas)
        return Row(int(digits), _without_blanks(cells), attributes.get("hidden") in _HIDDEN)


def _without_blanks(cells: dict[int, Cell | None]) -> Mapping[int, Cell]:
    if all(cells.values()):
        return cast("dict[int, Cell]", cells)
    return {column: cell for column, cell in cells.items() if cell is not None}


def _mark(cells: dict[int, Cell | None], formulas: Sequence[str | None]) -> None:
    """Mark the cells that have a formula; one without a stored result is not plain."""
    for (column, cell), formula in zip(cells.items(), formulas, strict=True):
        if formula is not None:
            if cell is None or attributes_of(formula) is None:
                raise _NotPlainError
            cells[column] = cell._replace(formula=True)


class _Columns(dict[str, int]):
    """The indexes of columns by their letters."""

    def __missing__(self, name: str) -> int:
        index = column_index(name)
        if index >= LAST_COLUMN:
            raise _NotPlainError
        self[name] = index
        return index


class _Tags(dict[str, "_Cells"]):
    """The cells by the attributes that their tags have besides the address."""

    def __init__(self, strings: Sequence[str], formats: Mapping[str | None, NumberFormat], longest: int) -> None:
        super().__init__()
        self._strings = strings
        self._formats = formats
        self._longest = longest

    def __missing__(self, text: str) -> "_Cells":
        attributes = attributes_of(text)
        if attributes is None or attributes.get("s") not in self._formats:
            raise _NotPlainError
        made = self._cells(attributes.get("t", "n"), self._formats[attributes.get("s")])
        if len(self) < _REMEMBERED:
            self[text] = made
        return made

    def _cells(self, kind: str, number_format: NumberFormat) -> "_Cells":
        match kind:
            case "n":
                return _Numbers(number_format)
            case "s":
                return _SharedTexts(number_format, self._strings)
            case "str" | "inlineStr":
                return _Texts(number_format, self._longest)
            case _:
                raise _NotPlainError


class _Cells(dict[str | None, Cell | None]):
    """The cells of one type and number format by what they hold; `None` for those that hold nothing."""

    def __init__(self, number_format: NumberFormat) -> None:
        super().__init__()
        self._format = number_format
        self[None] = None

    def _keep(self, held: str, stored: Stored, text: str) -> Cell:
        if len(self) >= _REMEMBERED:
            self.clear()
            self[None] = None
        # Cell(...) would take twice as long, and there are millions.
        self[held] = made = _make(Cell, (stored, text, self._format, False))
        return made


class _Numbers(_Cells):
    def __missing__(self, held: str) -> Cell:
        if not is_number(held):
            raise _NotPlainError
        return self._keep(held, Stored.NUMBER, held)


class _SharedTexts(_Cells):
    def __init__(self, number_format: NumberFormat, strings: Sequence[str]) -> None:
        super().__init__(number_format)
        self._strings = strings

    def __missing__(self, held: str) -> Cell:
        if not held.isdecimal() or len(held) > LONGEST_INDEX or int(held) >= len(self._strings):
            raise _NotPlainError
        return self._keep(held, Stored.TEXT, self._strings[int(held)])


class _Texts(_Cells):
    def __init__(self, number_format: NumberFormat, longest: int) -> None:
        super().__init__(number_format)
        self._longest = longest

    def __missing__(self, held: str) -> Cell:
        if len(held) > self._longest:
            raise _NotPlainError
        return self._keep(held, Stored.TEXT, unescape(held))
