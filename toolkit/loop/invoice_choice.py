"""Which invoices somebody wants sent: names on the command line, a list in a file, or a column of a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from toolkit.checking.headers import Recognised
from toolkit.entities.invoices import INVOICES
from toolkit.entities.record import Header
from toolkit.errors import FileMissing, FileUnreadable, NoSuchColumn
from toolkit.excel.sheet import Row, Sheet, column_index
from toolkit.language import _
from toolkit.planning.changes import Place

_YES = frozenset({"yes", "y", "x", "1", "true", "send", "ja", "j", "tak", "skicka"})
_NO = frozenset({"", "no", "n", "0", "false", "nej", "nie", "-"})


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice as somebody named it: by id, IRI or number; `reason` says why it is no invoice's name at all."""

    text: str
    place: Place
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The invoices that were named, what named them, and the SHA-256 of that."""

    named: Sequence[Named]
    source: str
    sha256: str


def typed(names: Sequence[str]) -> Choice:
    """Return invoices that were named on the command line."""
    source = _("command line")
    named = [Named(name, Place(source, number, {})) for number, name in enumerate(names, 1)]
    return Choice(named, source, _digest("\n".join(names).encode()))


def listed(path: Path) -> Choice:
    """Return the invoices of a text file, one a line; blank lines and what follows a # at the start are left out.

    Raises `FileMissing` and `FileUnreadable`.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError:
        raise FileUnreadable(path, _("it is no UTF-8 text; a workbook is given with --workbook")) from None
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    named = [Named(line, Place(path.name, number, {})) for number, line in lines if line and not line.startswith("#")]
    return Choice(named, path.name, _digest(content))


def marked(path: Path, digest: str, recognised: Recognised, title: str) -> Choice:
    """Return the invoices of a workbook whose row says yes in a note column, the header of which starts with #.

    Neither *Command* nor another column that means something already will do: what is typed there for another reason
    must not send a letter. Raises `NoSuchColumn`.
    """
    for sheet, header in recognised.headers:
        if header.entity is INVOICES:
            return Choice(tuple(_marked(path, sheet, header, title)), path.name, digest)
    raise NoSuchColumn(path, title, _("it has no sheet of invoices"))


def _marked(path: Path, sheet: Sheet, header: Header, title: str) -> Iterator[Named]:
    column: int | None = None
    for row in sheet.rows():
        if row.number == header.row:
            column = _note_column(path, row, header, title)
        elif column is not None:
            word = _text(row, column)
            if word.casefold() not in _NO:
                yield _named(row, header, word)


def _note_column(path: Path, row: Row, header: Header, title: str) -> int:
    notes = {_text(row, index): index for index in row.cells if _text(row, index).startswith("#")}
    found = next((index for text, index in notes.items() if _bare(text) == _bare(title)), None)
    if found is not None:
        return found
    known = ", ".join(notes) or _("none")
    reason = _("note columns of {sheet} are: {known}. Its header has to start with #, for example # Send")
    raise NoSuchColumn(path, title, reason.format(sheet=header.sheet, known=known))


def _named(row: Row, header: Header, word: str) -> Named:
    """Name the invoice of a row by its Id; a row without one is not live yet."""
    identifier = _text(row, column_index(header.letters["Id"])) if "Id" in header.letters else ""
    number = _text(row, column_index(header.letters["name"])) if "name" in header.letters else ""
    place = Place(header.sheet, row.number, _results(header.letters))
    if word.casefold() not in _YES:
        reason = _('"{word}" is neither yes nor no.').format(word=word)
    elif not identifier and "Id" in header.letters:
        reason = _("The row has no Id: create the invoice first.")
    else:
        reason = ""
    return Named(identifier or number, place, reason)


def _results(letters: Mapping[str, str]) -> dict[str, str]:
    """Return where the outcome is told; the row's own Command and fields are not touched by sending."""
    return {name: letters[name] for name in ("Id", "Status", "Detail") if name in letters}


def _text(row: Row, index: int) -> str:
    cell = row.cells.get(index)
    return cell.text.strip() if cell is not None else ""


def _bare(title: str) -> str:
    return title.removeprefix("#").strip().casefold()


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
