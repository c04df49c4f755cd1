"""A file of delimited text as a sheet: the same rows and cells as those of a workbook, by line and column.

The number of a row is that of the line on which it starts, as an editor counts them. Every cell is text: what it means
is for the check to find out.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from toolkit.entities.cell import Cell, Stored
from toolkit.errors import EmptyText, NotText, NotThisEncoding, TextBroken, UnclearDelimiter, WorkbookTooLarge
from toolkit.excel.sheet import LAST_COLUMN, LAST_ROW, Row
from toolkit.forms import delimiter as delimiters
from toolkit.forms.encoding import Decoded, decoded, read_as, spoken, without_end_mark
from toolkit.forms.escape import unescape
from toolkit.language import _

LONGEST_TEXT = 131_072
"""Characters of one field: four times those of a cell of a workbook, and as many as Python's reader takes."""

_TEXT = Stored.TEXT


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a text file; what is left empty is found out.

    `delimiter` is one character.
    """

    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class TextSheet:
    """The rows of a text file under the name of a sheet."""

    path: Path
    name: str
    text: str = field(repr=False)
    delimiter: str
    marked: bool

    def rows(self) -> Iterator[Row]:
        """Stream the rows that hold something, by rising line. Raises `TextBroken` and `WorkbookTooLarge`."""
        # Splits lines at \n, \r and \r\n alike, and keeps their ends inside quoted fields.
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        before = 0
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._refuse(before + 1, error)
            number, before = before + 1, reader.line_num
            if self.marked and number == 1:
                continue
            cells = {index: Cell(_TEXT, unescape(text)) for index, text in enumerate(fields) if text}
            if cells:
                self._check(number, fields)
                yield Row(number, cells)

    def merged(self) -> tuple[str, ...]:
        """Return no merged ranges: text has none."""
        return ()

    def totals(self) -> tuple[str, ...]:
        """Return no totals rows: text has no tables."""
        return ()

    def _refuse(self, line: int, error: csv.Error) -> NoReturn:
        if "field larger" in str(error):
            raise WorkbookTooLarge(
                self.path,
                _("characters in a field of line {line}").format(line=line),
                LONGEST_TEXT + 1,
                LONGEST_TEXT,
            ) from error
        if "unexpected end" in str(error):
            raise TextBroken(self.path, line, _("a quote is opened and never closed")) from error
        raise TextBroken(
            self.path, line, _("a quoted field goes on after its closing quote; a quote inside is written twice")
        ) from error

    def _check(self, number: int, fields: list[str]) -> None:
        for what, found, limit in (
            (_("lines"), number, LAST_ROW),
            (_("fields in line {line}").format(line=number), len(fields), LAST_COLUMN),
        ):
            if found > limit:
                raise WorkbookTooLarge(self.path, what, found, limit)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of delimited text: where it was read, the SHA-256 of its bytes, its rows, and how it was read.

    `rivals` are encodings that would fit as well and give another text. A text file does not say its languages.
    """

    path: Path
    sha256: str
    sheets: tuple[TextSheet, ...]
    encoding: str
    delimiter: str
    rivals: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def sheet(self) -> TextSheet:
        """Its only sheet."""
        return self.sheets[0]


def read_text(path: Path, data: bytes, told: Told) -> TextFile:
    """Read the bytes of a text file, by what is told of them, else by what they show.

    `path` is how the file is called, also that of its sheet. Raises `NotText`, `NotThisEncoding` and
    `UnclearDelimiter`; the rows raise `TextBroken` and `WorkbookTooLarge`.
    """
    found = _decoded(path, data, told)
    text = without_end_mark(found.text)
    marked = delimiters.said(text)
    delimiter = told.delimiter or marked or _delimiter(path, text)
    sheet = TextSheet(path, path.stem, text, delimiter, marked=bool(marked))
    return TextFile(path, hashlib.sha256(data).hexdigest(), (sheet,), found.name, delimiter, found.rivals)


def _decoded(path: Path, data: bytes, told: Told) -> Decoded:
    if not data.strip():
        raise EmptyText(path)
    if not told.encoding:
        found = decoded(data)
        if found is None:
            raise NotText(path)
        return found
    found = read_as(data, told.encoding)
    if found is None:
        raise NotThisEncoding(path, spoken(told.encoding))
    return found


def _delimiter(path: Path, text: str) -> str:
    found = delimiters.likely(text)
    if len(found) > 1:
        raise UnclearDelimiter(path, [spelt_delimiter(each) for each in found])
    # With one column, nothing has to be split.
    return found[0] if found else delimiters.COMMA


def spelt_delimiter(delimiter: str) -> str:
    """Name a delimiter in words."""
    words = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}
    return words.get(delimiter, f'"{delimiter}"')
