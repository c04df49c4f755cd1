"""Cells that add up others: those that Excel keeps below a table, and those that a word names."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from toolkit.entities.cell import Stored
from toolkit.excel.sheet import Row, column_index

_WORDS = (
    r"total(?:s|t|e|summa|sum|en)?|grand[ -]total|(?:sub|del)[ -]?(?:total|summa)|delsumma|slutsumma|summa|summor"
    r"|sums?|summe|gesamt(?:summe|betrag)?|zwischensumme|insgesamt|razem|suma|ogó[łl]em|[łl][ąa]cznie|totaal|somme"
)
_total = re.compile(rf"\W*(?:{_WORDS})[\W\d_]*(?:kr|sek|eur|pln|usd)?\W*", re.IGNORECASE).fullmatch
_LONGEST = 40
_RANGE = re.compile("([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


def is_total(text: str) -> bool:
    """Tell whether a text is a word for a total, with nothing behind it but digits, marks and a currency."""
    return len(text) <= _LONGEST and _total(text) is not None


def named_total(row: Row) -> tuple[int, str] | None:
    """Return the column and the text of a row's first text, if that is a word for a total."""
    texts = ((index, cell.text) for index, cell in row.cells.items() if cell.stored is Stored.TEXT and cell.text)
    first = min(texts, default=None)
    return first if first is not None and is_total(first[1].strip()) else None


def without_totals(
    rows: Iterable[Row], ranges: Sequence[str], headed: Collection[int], found: Callable[[int], None]
) -> Iterator[Row]:
    """Yield rows without the cells of these ranges; the number of each row that loses one below a header is `found`."""
    parted = [match.groups() for match in map(_RANGE.fullmatch, ranges) if match]
    areas = [(column_index(left), int(top), column_index(right), int(bottom)) for left, top, right, bottom in parted]
    if not areas:
        yield from rows
        return
    for row in rows:
        lost = {
            index
            for index in row.cells
            if any(left <= index <= right and top <= row.number <= bottom for left, top, right, bottom in areas)
        }
        if lost.intersection(headed):
            found(row.number)
        kept = {index: cell for index, cell in row.cells.items() if index not in lost}
        if kept:
            yield Row(row.number, kept, row.hidden)
