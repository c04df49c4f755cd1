"""The rows of a sheet part, in one streaming pass: every cell exactly as stored (ECMA-376 part 1, 18.3.1)."""

import enum
import re
import reprlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

from toolkit.entities.cell import GENERAL, Cell, NumberFormat, Stored
from toolkit.errors import CorruptWorkbook
from toolkit.excel.markup import Start, feed, local, parser_for, starts, starts_in
from toolkit.excel.package import Part
from toolkit.excel.plain_rows import LONGEST_INDEX, PlainRows, is_number
from toolkit.excel.sheet import LAST_COLUMN, LAST_ROW, Row, column_index, letters
from toolkit.excel.shortcut import chunks_around
from toolkit.excel.strings import unescape
from toolkit.language import _

_END_OF_ROWS = b"</sheetData>"
_LONG_TAIL = 1 << 24
_COLUMN = re.compile("[A-Z]{1,3}")
_TRUE = {"1", "true"}
_TEXTUAL = ("str", "inlineStr")
_BOOLEANS = {"1": "1", "0": "0", "true": "1", "false": "0"}


class _At(enum.IntEnum):
    """Where in the part the pass stands."""

    START = enum.auto()
    SHEET = enum.auto()
    DATA = enum.auto()
    ROW = enum.auto()
    CELL = enum.auto()
    VALUE = enum.auto()
    INLINE = enum.auto()
    RUN = enum.auto()
    TEXT = enum.auto()
    ELSEWHERE = enum.auto()


# Names of a module are found faster than members of an enum, and these are looked up for every cell.
_ROW, _CELL, _VALUE = _At.ROW, _At.CELL, _At.VALUE
_BLANK, _TEXT, _NUMBER = Stored.BLANK, Stored.TEXT, Stored.NUMBER
_make = tuple.__new__
_NEXT = {
    (_At.START, "worksheet"): _At.SHEET,
    (_At.SHEET, "sheetData"): _At.DATA,
    (_At.DATA, "row"): _At.ROW,
    (_At.ROW, "c"): _At.CELL,
    (_At.CELL, "v"): _At.VALUE,
    (_At.CELL, "is"): _At.INLINE,
    (_At.INLINE, "t"): _At.TEXT,
    (_At.INLINE, "r"): _At.RUN,
    (_At.RUN, "t"): _At.TEXT,
}


@dataclass(frozen=True, slots=True)
class Shared:
    """What the cells of all sheets refer to by number: the shared strings, and the number format of each cell style."""

    strings: Sequence[str] = ()
    formats: Sequence[NumberFormat] = (GENERAL,)


def read_rows(part: Part, sheet: str, shared: Shared) -> Iterator[Row]:
    """Stream the rows that hold something. Raises `CorruptWorkbook` or `WorkbookTooLarge`, maybe after some rows."""
    parser = parser_for(part)
    reader = _Reader(part, sheet, shared, parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.pieces.append
    for _chunk in feed(parser, part, chunks_around(part, reader)):
        yield from reader.rows
        reader.check_limits()
        reader.rows.clear()


def read_merged(part: Part) -> tuple[str, ...]:
    """Read the merged ranges, which stand after the rows."""
    if not _mentions(part, "mergeCell"):
        return ()
    behind = _behind_rows(part)
    if behind is not None:
        # Without the rows a part is a thousandth of itself; only where it is spelt unlike all others, it is read whole.
        with suppress(CorruptWorkbook):
            return _merged(starts_in(part, (b"<worksheet>", behind)))
    return _merged(starts(part))


def _merged(elements: Iterable[Start]) -> tuple[str, ...]:
    return tuple(
        attributes["ref"]
        for parent, name, attributes in elements
        if (parent, name) == ("mergeCells", "mergeCell") and "ref" in attributes
    )


def _behind_rows(part: Part) -> bytes | None:
    """Return what stands behind the rows; `None` where their end is not spelt plainly, or a lot stands there."""
    window, found = b"", False
    for chunk in part.chunks():
        window += chunk
        _rows, end, window = window.rpartition(_END_OF_ROWS)
        found = found or bool(end)
        if not found:
            window = window[-len(_END_OF_ROWS) :]
        elif len(window) > _LONG_TAIL:
            return None
    return window if found else None


def _mentions(part: Part, word: str) -> bool:
    """Say whether the bytes of a part hold an ASCII word, in UTF-8 or either UTF-16: ten times faster than parsing."""
    spellings = (word.encode(), word.encode("utf-16-le")[:-1])
    tail = b""
    for chunk in part.chunks():
        window = tail + chunk
        if any(spelling in window for spelling in spellings):
            return True
        tail = window[-2 * len(word) :]
    return False


class _Reader:
    """Reads the rows of one pass: plain ones by pattern, the others from the events of the parser.

    The elements of which there are millions, `<c>` and `<v>`, take the short way through `start` and `end`;
    all others, also these two with a prefix, go through `_enter` and `_leave`, which keep the stack `_outer`.
    """

    end_tag = b"</row>"

    def __init__(self, part: Part, sheet: str, shared: Shared, parser: expat.XMLParserType) -> None:
        self.rows: list[Row] = []
        self.pieces: list[str] = []
        self._part = part
        self._limits = part.limits
        self._sheet = sheet
        self._strings = shared.strings
        self._formats: dict[str | None, NumberFormat] = {str(n): known for n, known in enumerate(shared.formats)}
        self._formats[None] = shared.formats[0] if shared.formats else GENERAL
        self._plain = PlainRows(shared.strings, self._formats, part.limits.text)
        self._parser = parser
        self.left_at = -1
        self._columns: dict[str, int] = {}
        self._at = _At.START
        self._outer: list[_At] = []
        self._row_count = 0
        self._cell_count = 0
        self._number = 0
        self._digits = "0"
        self._hidden = False
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._attributes: dict[str, str] = {}
        self._value: str | None = None
        self._formula = False

    def take(self, piece: bytes) -> bool:
        """Read a row that is spelt plainly; `False` where it is not."""
        row = self._plain.read(piece, self._number)
        if row is not None:
            self._number = row.number
            self._add(row)
        return row is not None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "c" and self._at is _ROW:
            self._at = _CELL
            self._attributes = attributes
            self._value = None
            self._formula = False
        elif name == "v" and self._at is _CELL:
            self._at = _VALUE
            self.pieces.clear()
        else:
            self._enter(name, attributes)

    def end(self, _: str) -> None:
        """Take the end of an element; where the pass stands says which."""
        at = self._at
        if at is _VALUE:
            self._at = _CELL
            pieces = self.pieces
            self._value = pieces[0] if len(pieces) == 1 else "".join(pieces)
        elif at is _CELL:
            self._at = _ROW
            self._end_cell()
        else:
            self._leave(at)

    def check_limits(self) -> None:
        """Bound the memory that one text, or the blanks between elements, may take: asked after every chunk."""
        if self._at is _VALUE or self._at is _At.TEXT:
            self._check_length(sum(map(len, self.pieces)))
        else:
            self.pieces.clear()

    def _enter(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            self.start(local(name), attributes)
            return
        if len(self._outer) >= self._limits.depth:
            what = _('levels of elements in the sheet "{sheet}"').format(sheet=self._sheet)
            raise self._part.too_large(what, len(self._outer) + 1, self._limits.depth)
        here = self._at
        self._outer.append(here)
        self._at = _NEXT.get((here, name), _At.ELSEWHERE)
        if self._at is _ROW:
            self._start_row(attributes)
        elif self._at is _At.INLINE:
            self._value = self._value or ""
        elif self._at is _At.TEXT:
            self.pieces.clear()
        elif here is _CELL and name == "f":
            self._formula = True
        elif here is _At.START and self._at is not _At.SHEET:
            raise self._part.damaged(_("there is no worksheet but <{name}>").format(name=name))

    def _leave(self, at: _At) -> None:
        self._at = self._outer.pop()
        if at is _ROW:
            self.left_at = self._parser.CurrentByteIndex
            self._add(Row(self._number, self._cells, self._hidden))
        elif at is _At.TEXT:
            self._value = (self._value or "") + "".join(self.pieces)
            self._check_length(len(self._value))

    def _start_row(self, attributes: dict[str, str]) -> None:
        text = attributes.get("r", str(self._number + 1))
        number = int(text) if text.isdecimal() and len(text) <= len(str(LAST_ROW)) else 0
        if not self._number < number <= LAST_ROW:
            raise self._part.damaged(_("row {text!r} follows row {number}").format(text=text, number=self._number))
        self._number = number
        self._digits = str(number)
        self._hidden = attributes.get("hidden") in _TRUE
        self._cells = {}
        self._column = -1

    def _add(self, row: Row) -> None:
        if not row.cells:
            return
        self._row_count += 1
        self._cell_count += len(row.cells)
        limits = self._limits
        if self._row_count > limits.rows:
            raise self._part.too_large(
                _('filled rows in the sheet "{sheet}"').format(sheet=self._sheet), self._row_count, limits.rows
            )
        if self._cell_count > limits.cells:
            raise self._part.too_large(
                _('filled cells in the sheet "{sheet}"').format(sheet=self._sheet), self._cell_count, limits.cells
            )
        self.rows.append(row)

    def _end_cell(self) -> None:
        attributes, text = self._attributes, self._value
        address = attributes.get("r")
        name = letters(self._column + 1) if address is None else address.removesuffix(self._digits)
        column = self._columns.get(name, -1)
        if column < 0:
            column = self._new_column(name)
        self._column = column
        if text is None and not self._formula:
            return
        kind = attributes.get("t", "n")
        if kind == "n" and text is not None and is_number(text):
            stored = _NUMBER
        else:
            stored, text = self._content(kind, text or "")
        if stored is _BLANK and not self._formula:
            return
        if column in self._cells:
            raise self._damaged(
                _("holds two values: {first!r} and {second!r}").format(first=self._cells[column].text, second=text)
            )
        try:
            # Cell(...) would take twice as long, and there are millions.
            self._cells[column] = _make(Cell, (stored, text, self._formats[attributes.get("s")], self._formula))
        except KeyError:
            raise self._damaged(
                _("has the style {style!r}, which the workbook does not have").format(style=attributes["s"])
            ) from None

    def _new_column(self, name: str) -> int:
        column = column_index(name) if _COLUMN.fullmatch(name) else LAST_COLUMN
        if column >= LAST_COLUMN:
            address = self._attributes.get("r", name + self._digits)
            raise self._part.damaged(
                _("row {number} has a cell with the address {address!r}").format(number=self._number, address=address)
            )
        self._columns[name] = column
        return column

    def _content(self, kind: str, text: str) -> tuple[Stored, str]:
        """Return the stored type and text of a cell that is more than a clean number."""
        if kind == "s" and text:
            index = int(text) if text.isdecimal() and len(text) <= LONGEST_INDEX else len(self._strings)
            if index < len(self._strings):
                return _TEXT, self._strings[index]
            raise self._damaged(
                _("refers to the shared text {text!r}, which the workbook does not have").format(text=text)
            )
        if kind in _TEXTUAL and self._value is not None:
            self._check_length(len(text))
            return _TEXT, unescape(text)
        bare = text.strip()
        return self._bare(kind, bare) if bare else (_BLANK, "")

    def _bare(self, kind: str, text: str) -> tuple[Stored, str]:
        match kind:
            case "n" if is_number(text):
                return _NUMBER, text
            case "b" if text in _BOOLEANS:
                return Stored.BOOLEAN, _BOOLEANS[text]
            case "e":
                return Stored.ERROR, text
            case "d":
                return Stored.DATE, text
            case _:
                raise self._damaged(_("holds {text} as type {kind!r}").format(text=reprlib.repr(text), kind=kind))

    def _check_length(self, length: int) -> None:
        limit = self._limits.text
        if length > limit:
            raise self._part.too_large(
                _('characters in one cell of the sheet "{sheet}"').format(sheet=self._sheet), length, limit
            )

    def _damaged(self, reason: str) -> CorruptWorkbook:
        address = self._attributes.get("r", letters(self._column) + self._digits)
        return self._part.damaged(_("cell {address} {reason}").format(address=address, reason=reason))
