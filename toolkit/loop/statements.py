"""Read bank statements, whatever kind of file they are in, and write those that prove."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.bank.camt import looks_like_xml, read_camt
from toolkit.bank.chain import TURNED, chains
from toolkit.bank.findings import Reading
from toolkit.bank.gaps import Placed
from toolkit.bank.mt940 import looks_like_mt940, read_mt940
from toolkit.bank.prove import prove
from toolkit.bank.reread import unproved
from toolkit.bank.statement import Statement
from toolkit.bank.table import read_csv
from toolkit.bank.table_balances import Told
from toolkit.bank.text import decode
from toolkit.bank.write import Style, write_mt940
from toolkit.errors import FileMissing, FileUnreadable, NotAStatement
from toolkit.files import write_bytes
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
    found = [(name, each) for name, reading in members for each in reading.findings]
    # Banks name the files of an archive as they like; the chain of an account tells which statement comes first.
    linked = chains(Placed(each, at, name) for at, (name, reading) in enumerate(members) for each in reading.statements)
    for at, each in (finding for chain in linked for finding in chain.findings):
        # The proof of the whole finds everything else again.
        if each.rule == TURNED:
            found.append((members[at][0], each))
    findings = tuple(replace(each, message=f"{name}: {each.message}") for name, each in found)
    statements = tuple(each.statement for chain in linked for each in chain.order)
    return Reading(f"{ARCHIVE} ({formats})", encodings, statements, findings)


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
