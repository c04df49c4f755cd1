"""A row read as the header of an entity: which of its texts are names of columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from toolkit.checking.characters import visible
from toolkit.entities.cell import Stored
from toolkit.entities.entity import Entity
from toolkit.excel.sheet import Row
from toolkit.language import mark, translations

SEARCHED_ROWS = 20
"""A header stands in one of the first rows; what is below is data."""

COMMON = (mark("Command"), mark("Id"), mark("Status"), mark("Detail"), mark("Resolution"))
"""Columns that the sheet of every entity has or may have."""

_NOTE = "#"
_NUMBERED = re.compile(r"(.*?[^\W\d])[ _]?(?:[0-9]{1,2}|\([0-9]{1,2}\)|[._][0-9]{1,2})")
"""A header with a number behind it: `Amount2` of Excel, `Amount (2)`, `Amount_2`, and `Amount.1` of pandas."""


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """A row read as the header of an entity: names by column index, and the texts that are no name or a second one.

    `again` has the name that a column repeats, and the text that does so.
    """

    entity: Entity
    row: int
    names: Mapping[int, str]
    unknown: Mapping[int, str]
    again: Mapping[int, tuple[str, str]]

    @property
    def fields(self) -> int:
        """The number of the entity's own columns."""
        return sum(name in self.entity.by_field for name in self.names.values())

    @property
    def headers(self) -> int:
        """The number of headers, but for those that the sheet of every entity has."""
        again = sum(name in self.entity.by_field for name, _text in self.again.values())
        return self.fields + again + len(self.unknown)

    @property
    def made_by_template(self) -> bool:
        """Tell whether the columns are there that nobody has by chance."""
        return not {"Command", "Id"}.isdisjoint(self.names.values())

    @property
    def fit(self) -> float:
        """The share of columns that entity and row have in common."""
        return self.fields / (len(self.entity.columns) + len(self.unknown))


def best_row(entity: Entity, rows: Sequence[Row]) -> HeaderReading | None:
    """Return the row with most of the entity's columns, the first of several; `None` where no row has one."""
    readings = [read_header(entity, row) for row in rows]
    best = max(readings, key=lambda reading: (reading.fields, len(reading.names)), default=None)
    return best if best is not None and best.fields else None


def read_header(entity: Entity, row: Row) -> HeaderReading:
    """Read a row as the header of an entity; invisible characters and notes count for nothing."""
    names: dict[int, str] = {}
    unknown: dict[int, str] = {}
    again: dict[int, tuple[str, str]] = {}
    for index, cell in sorted(row.cells.items()):
        text = visible(cell.text)
        if cell.stored is Stored.BLANK or not text or text.startswith(_NOTE):
            continue
        name = name_of(entity, text)
        if name is None:
            unknown[index] = text
        elif name in names.values():
            again[index] = name, text
        else:
            names[index] = name
    for index, text in list(unknown.items()):
        name = _doubled(entity, text)
        if name in names.values():
            again[index] = name, unknown.pop(index)
    return HeaderReading(entity, row.number, names, unknown, again)


def _doubled(entity: Entity, text: str) -> str:
    """Return the name that a header repeats as programs number a second column; an empty text for others."""
    match = _NUMBERED.fullmatch(text)
    return name_of(entity, match[1]) or "" if match else ""


def name_of(entity: Entity, text: str) -> str | None:
    """Return what a header means. Exact spelling goes first: invoices have `Status` from us and a field `status`."""
    exact, folded = header_spellings(entity)
    return exact.get(text) or folded.get(folded_header(text))


@cache
def header_spellings(entity: Entity) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return what each spelling of a header means, exactly and folded; of two meanings the first counts."""
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for spelling, name in _said(entity):
        exact.setdefault(spelling, name)
        folded.setdefault(folded_header(spelling), name)
    return exact, folded


def _said(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield each way to write a header with the name it means, titles in every language, what counts most first."""
    yield from ((name, name) for name in COMMON)
    yield from ((column.english_title, column.field) for column in entity.columns)
    yield from ((column.field, column.field) for column in entity.columns)
    yield from ((title, column.field) for column in entity.columns for title in translations(column.english_title))
    yield from ((title, name) for name in COMMON for title in translations(name))
    yield from ((alias, column.field) for column in entity.columns for alias in column.aliases)


def spellings(entity: Entity) -> Mapping[str, str]:
    """Return every exact way to write a header of the entity, in any language, with the name it means."""
    return header_spellings(entity)[0]


def folded_header(text: str) -> str:
    """Drop case, repeated spaces and a mark at the end that says a column is required."""
    return " ".join(visible(text).rstrip("* ").casefold().split())
