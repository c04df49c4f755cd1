"""The index of a folder of documents: a workbook with a row for each, that leads to it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from toolkit.attachments.manifest import INDEX, Absent, Document, Holding
from toolkit.excel.front import Entry
from toolkit.excel.ledger import AMOUNT, DAY, WHOLE, LedgerColumn, LedgerSheet, write_ledger
from toolkit.excel.links import Link
from toolkit.language import _

FILE, TRANSACTION = "File", "Transaction"
"""The columns that an upload is told by; their titles are read, and so are not translated."""

_COLUMNS = (
    LedgerColumn("Date", DAY, 11),
    LedgerColumn("Amount", AMOUNT, 14),
    LedgerColumn("Currency", width=10),
    LedgerColumn("Counterparty", width=24),
    LedgerColumn("Description", width=28),
    LedgerColumn(TRANSACTION, width=13),
    LedgerColumn("Document", width=11),
    LedgerColumn(FILE, width=48, links=True),
    LedgerColumn("Bytes", WHOLE, 11),
    LedgerColumn("Type", width=16),
    LedgerColumn("Note", width=30),
    LedgerColumn("SHA-256", width=24),
)
"""The digests come last: they are too long to be printed."""
_SHEET = "Documents"


def write_index(folder: Path, holdings: Sequence[Holding]) -> tuple[int, str]:
    """Write the index of a folder, and return its size and its SHA-256. Raises `NotWritable`, `TooManyRecords`."""
    count = sum(len(each.documents) + len(each.absent) for each in holdings)
    path = folder / INDEX
    write_ledger(path, [LedgerSheet(_SHEET, _COLUMNS, _rows(holdings), count, printed=len(_COLUMNS) - 1)])
    content = path.read_bytes()
    return len(content), sha256(content).hexdigest()


def _rows(holdings: Sequence[Holding]) -> Iterator[tuple[Entry, ...]]:
    for each in holdings:
        day = date.fromisoformat(each.day) if each.day else None
        whose: tuple[Entry, ...] = (day, each.amount, each.currency, each.party, each.text, each.id)
        for document in each.documents:
            yield (*whose, *_there(document))
        came = {document.attachment for document in each.documents}
        for absent in each.absent:
            yield (*whose, *_absent(absent, came))


def _there(document: Document) -> tuple[Entry, ...]:
    link = Link(document.path, document.path)
    return (document.attachment, link, document.size, document.media_type, document.odd, document.sha256)


def _absent(absent: Absent, came: Collection[str]) -> tuple[Entry, ...]:
    note = _("The service lists {name} and did not give it.")
    if absent.attachment in came:
        note = _("The service lists {name}, and what came is not all of it, or something else.")
    told = note.format(name=absent.name or absent.attachment)
    return (absent.attachment, None, absent.size, None, told, None)
