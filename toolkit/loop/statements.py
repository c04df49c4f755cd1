"""Read bank statements, whatever kind of file they are in, and write those that prove."""

from collections.abc import Sequence
from pathlib import Path

from toolkit.bank.camt import looks_like_xml, read_camt
from toolkit.bank.findings import Reading
from toolkit.bank.mt940 import looks_like_mt940, read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.reread import unproved
from toolkit.bank.statement import Statement
from toolkit.bank.table import Told, read_csv
from toolkit.bank.text import decode
from toolkit.bank.write import Style, write_mt940
from toolkit.errors import FileMissing, FileUnreadable, NotAStatement
from toolkit.files import write_bytes

_NOTHING = Told()
_ZIP = b"PK\x03\x04"


def read_statements(path: Path, encoding: str | None = None, told: Told = _NOTHING) -> Reading:
    """Read the statements of a file: MT940, CAMT.053, .xlsx or CSV. What it is shows in its content, not in its name.

    `told` is what the user says of a bank's table that does not say it itself. Raises `FileMissing`,
    `FileUnreadable`, `NotAStatement`, `UnknownEncoding`, `NoCurrency`, and what reading a workbook raises.
    """
    try:
        return _read(path, encoding, told)
    except NotAStatement as error:
        # Readers see bytes; of several files, people want to know which.
        raise NotAStatement(error.reason, str(path)) from error


def _read(path: Path, encoding: str | None, told: Told) -> Reading:
    content = _content(path)
    if content.startswith(_ZIP):
        from toolkit.loop.ledger import read_workbook

        return read_workbook(path, told)
    if looks_like_xml(content):
        return read_camt(content)
    if looks_like_mt940(decode(content, encoding).text):
        return read_mt940(content, encoding)
    return read_csv(content, told, encoding)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error


def write_statements(path: Path, statements: Sequence[Statement], style: Style) -> tuple[str, ...]:
    """Write statements of which those of an account follow each other, and return what had to be changed.

    Raises `StatementUnwritable` before there is a file for what our own proof would reject.
    """
    written = write_mt940(statements, style)
    if reason := unproved(prove(read_mt940(written.content))):
        raise reason
    write_bytes(path, written.content)
    return written.changes
