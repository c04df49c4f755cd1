"""Records as delimited text, row by row: what a spreadsheet opens, and what the reader of this room gives back."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TextIO
from urllib.parse import unquote

from toolkit.entities.canonical import Json, canonical
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Content, Value
from toolkit.entities.labels import Labels
from toolkit.entities.literals import count_escaped, written
from toolkit.entities.record import Record
from toolkit.excel.layout import Role, SheetColumn, columns_of
from toolkit.forms.delimiter import SEMICOLON
from toolkit.forms.escape import escape

LOOKED_AHEAD = 1_000
"""Records that are looked through for undeclared fields before the header is written."""

_THOUSAND = 3
"""Digits of a fraction that could be taken for thousands."""

Spell = Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Written:
    """How many records were written, and the undeclared fields that came too late to get a column.

    `escaped` counts the texts that look like `[clear]`, and so have a backslash in front.
    """

    count: int
    left_out: tuple[str, ...] = ()
    escaped: int = 0


def write_delimited(
    stream: TextIO, entity: Entity, records: Iterable[Record], labels: Labels, delimiter: str, ids: Sequence[str] = ()
) -> Written:
    """Write a header and one row for each record, as they come; references by label, or by IRI where none is known.

    The columns are those of a workbook's sheet without Status and Detail. Undeclared fields get note columns if one of
    the first records has them; others are named in the answer. With semicolons, fractions are written with a comma, as
    spreadsheets do that expect semicolons. `ids` names the references that have their ids beside them.
    """
    stream_of = iter(records)
    first = list(islice(stream_of, LOOKED_AHEAD))
    extra = tuple(dict.fromkeys(name for record in first for name in record.extra))
    columns = [column for column in columns_of(entity, extra, tuple(ids)) if column.role is not Role.RESULT]
    spells = [_speller(column, labels, _comma(delimiter)) for column in columns]
    rows = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    rows.writerow(column.header for column in columns)
    late: dict[str, None] = {}
    count = escaped = 0
    for record in chain(first, stream_of):
        rows.writerow([spell(record) for spell in spells])
        late |= dict.fromkeys(name for name in record.extra if name not in extra)
        count += 1
        escaped += count_escaped((record,))
    return Written(count, tuple(late), escaped)


def _comma(delimiter: str) -> str:
    return "," if delimiter == SEMICOLON else "."


def _speller(column: SheetColumn, labels: Labels, sign: str) -> Spell:
    match column.role:
        case Role.ID:
            return lambda record: escape(record.id)
        case Role.EXTRA:
            return lambda record: _undeclared(record.extra.get(column.name), sign)
        case Role.TARGET:
            return lambda record: escape(unquote(str(record.values.get(column.name, "")).rsplit("/", 1)[-1]))
        case _:
            return _declared(column, labels, sign)


def _declared(column: SheetColumn, labels: Labels, sign: str) -> Spell:
    declared = column.column
    if declared is None:
        return lambda _record: ""
    target = declared.target

    def content(value: Value) -> Content:
        return written(labels.of(target, str(value)) if target is not None else declared.kind.to_cell(value))

    def spell(record: Record) -> str:
        value = record.values.get(column.name)
        return "" if value is None else spelt(content(value), sign)

    return spell


def _undeclared(json: Json, sign: str) -> str:
    if json is None:
        return ""
    return spelt(json, sign) if isinstance(json, str | int | Decimal) else escape(canonical(json))


def spelt(content: Content, sign: str) -> str:
    """Spell what a cell holds as text that can be read in one way only; `sign` separates the fraction."""
    match content:
        case str():
            return escape(content)
        case bool():
            return "true" if content else "false"
        case datetime():
            return content.isoformat(" ")
        case date():
            return content.isoformat()
        case _:
            return _number(content, sign)


def _number(number: int | Decimal, sign: str) -> str:
    """Spell a number without signs of thousands.

    A fraction of three digits gets a fourth, a zero: 1.234 alone could be a thousand and more, 1.2340 cannot.
    """
    whole, point, fraction = (str(number) if isinstance(number, int) else f"{number:f}").partition(".")
    if len(fraction) == _THOUSAND:
        fraction += "0"
    return f"{whole}{sign}{fraction}" if point else whole
