"""Rows as XML text, one after the other: records, lists, and the base."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from toolkit.entities.canonical import Json, canonical
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Content, RawValue, Value
from toolkit.entities.labels import Labels
from toolkit.entities.literals import written
from toolkit.entities.record import Record
from toolkit.excel.entity_sheet import Table
from toolkit.excel.layout import Role
from toolkit.excel.lists import id_in
from toolkit.excel.record_json import FEW_VALUES, Spell, remembered
from toolkit.excel.sheet import letters
from toolkit.excel.spelling import cell, text_cell

_EXACT_DIGITS = 15
"""Significant digits that survive as a number; longer ones are shown as text."""


def record_rows(table: Table, styles: Sequence[int], records: Iterable[Record], labels: Labels) -> Iterator[str]:
    """Spell each record as one row, from the first row below the header on.

    `styles` has that of each column, and last that of cells whose value cannot be read.
    References are shown by label, or by IRI where no label is known, and beside that by id where asked for.
    A field without a value gives no cell, so the style of its column applies.
    """
    *styles, marked = styles
    placed = tuple(zip(table.columns, styles, map(_opening, range(len(table.columns))), strict=True))
    ident = next((opening, style) for column, style, opening in placed if column.role is Role.ID)
    declared = tuple(
        (
            opening,
            column.name,
            _speller(column.column, (style, marked), labels) if column.column else _id_speller(style),
        )
        for column, style, opening in placed
        if column.column or column.role is Role.TARGET
    )
    extra = tuple((opening, column.name, style) for column, style, opening in placed if column.role is Role.EXTRA)
    for number, record in enumerate(records, table.first_row):
        at = str(number)
        parts = [f'<row r="{at}">']
        if record.id:
            parts += (ident[0], at, text_cell(ident[1], record.id))
        values = record.values
        for opening, name, spell in declared:
            value = values.get(name)
            if value is not None and (tail := spell(value)):
                parts += (opening, at, tail)
        for opening, name, style in extra:
            if name in record.extra and (tail := cell(style, _shown(record.extra[name]))):
                parts += (opening, at, tail)
        parts.append("</row>")
        yield "".join(parts)


def _opening(index: int) -> str:
    return f'<c r="{letters(index)}'


def _speller(column: Column, styles: tuple[int, int], labels: Labels) -> Spell:
    """Return what spells the values of a column, each of few values once."""
    content, (style, marked) = _content(column, labels), styles

    def spell(value: Value) -> str:
        return text_cell(marked, str(value)) if isinstance(value, RawValue) else cell(style, content(value))

    return remembered(spell) if isinstance(column.kind, FEW_VALUES) else spell


def _id_speller(style: int) -> Spell:
    """Return what spells the ids that references hold."""

    def spell(value: Value) -> str:
        return text_cell(style, id_in(str(value)))

    return remembered(spell)


def _content(column: Column, labels: Labels) -> Callable[[Value], Content]:
    target = column.target
    if target is None:
        return lambda value: written(column.kind.to_cell(value))
    return lambda value: written(labels.of(target, str(value)))


def _shown(json: Json) -> Content:
    """Show what an undeclared field holds; objects and long numbers as their JSON text."""
    match json:
        case str() | bool():
            return json
        case int() | Decimal() if len(Decimal(json).as_tuple().digits) <= _EXACT_DIGITS:
            return json
        case _:
            return canonical(json)


def text_rows(rows: Iterable[Sequence[str]], first: int = 1) -> Iterator[str]:
    """Spell rows of texts, the first of them in row `first`; an empty text gives no cell."""
    openings: list[str] = []
    for number, texts in enumerate(rows, first):
        while len(openings) < len(texts):
            openings.append(_opening(len(openings)))
        tails = (text_cell(0, text) for text in texts)
        cells = (f"{opening}{number}{tail}" for opening, tail in zip(openings, tails, strict=False) if tail)
        yield f'<row r="{number}">{"".join(cells)}</row>'
