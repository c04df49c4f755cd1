"""Read and prove bank statements, whatever kind of file they are in."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.bank.camt import looks_like_xml, read_camt
from toolkit.bank.findings import Reading
from toolkit.bank.mt940 import looks_like_mt940, read_mt940
from toolkit.bank.table import read_csv
from toolkit.bank.table_balances import Told
from toolkit.bank.text import decode
from toolkit.errors import FileMissing, FileUnreadable, NotAStatement
from toolkit.language import _
from toolkit.loop.statement_archive import archived, is_archive

_NOTHING = Told()
_ZIP = b"PK\x03\x04"
_WORKBOOK = b"PK"
ARCHIVE = "zip"


def read_statements(path: Path, encoding: str | None = None, told: Told = _NOTHING) -> Reading:
    """Read the statements of a file: MT940, CAMT, .xlsx or CSV, or a zip of such files.

    What it is shows in its content, not in its name. `told` is what the user says of a bank's table that does not say
    it itself. Raises `FileMissing`, `FileUnreadable`, `NotAStatement`, `UnknownEncoding`, `NoCurrency`, and what
    reading a workbook raises.
    """
    try:
        return _read(path, encoding, told)
    except NotAStatement as error:
        # Readers see bytes; of several files, people want to know which.
        raise NotAStatement(error.reason, error.name or str(path)) from error


def _read(path: Path, encoding: str | None, told: Told) -> Reading:
    content = _content(path)
    if not content.startswith(_ZIP):
        return _read_content(content, encoding, told)
    if is_archive(content):
        return _joined([(name, _member(path, name, each, encoding, told)) for name, each in archived(content)])
    from toolkit.loop.ledger import read_workbook

    return read_workbook(path, told)


def _read_content(content: bytes, encoding: str | None, told: Told) -> Reading:
    if looks_like_xml(content):
        return read_camt(content, encoding)
    if looks_like_mt940(decode(content, encoding).text):
        return read_mt940(content, encoding)
    return read_csv(content, told, encoding)


def _member(path: Path, name: str, content: bytes, encoding: str | None, told: Told) -> Reading:
    within = f"{path}: {name}"
    if content.startswith(_WORKBOOK):
        raise NotAStatement(_("workbooks and zips within a zip are not read; unpack it first"), within)
    try:
        return _read_content(content, encoding, told)
    except NotAStatement as error:
        raise NotAStatement(error.reason, within) from error


def _joined(members: Sequence[tuple[str, Reading]]) -> Reading:
    """Return what the files of an archive hold together; each finding names its file."""
    if not members:
        raise NotAStatement(_("it is a zip without a file"))
    formats = ", ".join(sorted({reading.format for _name, reading in members}))
    encodings = ", ".join(sorted({reading.encoding for _name, reading in members}))
    statements = [each for _name, reading in members for each in reading.statements]
    # Banks name the files of an archive as they like; the days tell which statement comes first.
    ordered = sorted(statements, key=lambda each: (str(each.opening and each.opening.day), each.number, each.sequence))
    findings = [
        replace(each, message=f"{name}: {each.message}") for name, reading in members for each in reading.findings
    ]
    return Reading(f"{ARCHIVE} ({formats})", encodings, tuple(ordered), tuple(findings))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
