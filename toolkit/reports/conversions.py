"""Conversions as text for people: what was typed, what it became, and why."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from toolkit.checking.conversions import SENTENCES, Conversion
from toolkit.checking.issues import quoted
from toolkit.checking.places import Places
from toolkit.language import _, ngettext
from toolkit.reports.terminal import GAP, Paint, Tone, clean, hanging, left, width_of


def text(conversions: Sequence[Conversion], width: int, paint: Paint, places: Places = Places.CELLS) -> str:
    """List the conversions below their sheets, in the order given; empty where there are none.

    `width` is the columns of the terminal. The conversions of a sheet are expected one after the other.
    """
    cells = max((width_of(places.of(each.cell)) for each in conversions), default=0)
    lines: list[str] = []
    for sheet, found in groupby(conversions, key=lambda each: each.sheet):
        lines += [paint(clean(sheet), Tone.STRONG), *_sheet(found, cells, width, places), ""]
    return "\n".join(lines)


def _sheet(conversions: Iterable[Conversion], cells: int, width: int, places: Places) -> Iterable[str]:
    for each in conversions:
        became = quoted(each.became) if each.became else _("nothing")
        sentence = _("{raw} became {value}.").format(raw=quoted(_shown(each.raw)), value=_shown(became))
        first = f"{GAP}{left(places.of(each.cell), cells)}{GAP}"
        yield from hanging(first, clean(f"{sentence} {_(SENTENCES[each.rule])}"), width)


def _shown(text: str) -> str:
    """Spell what cannot be seen, so that what was dropped is seen as well."""
    return "".join(letter if _is_seen(letter) else letter.encode("unicode_escape").decode("ascii") for letter in text)


def _is_seen(letter: str) -> bool:
    """Return whether a letter shows by itself; a mark that combines with the letter before it does not."""
    return letter.isprintable() and not unicodedata.combining(letter)


def total(number: int) -> str:
    """Return one sentence with the number of conversions."""
    return ngettext(
        "{number:,} cell was not taken as typed; -v lists it.",
        "{number:,} cells were not taken as typed; -v lists them.",
        number,
    ).format(number=number)


def formulas(number: int) -> str:
    """Return one sentence with the number of cells that formulas made."""
    return ngettext(
        "{number:,} cell holds a formula; the result that was saved with it counts.",
        "{number:,} cells hold formulas; the results that were saved with them count.",
        number,
    ).format(number=number)


def without_base(sheet: str, rows: int) -> str:
    """Return what it means that rows of a sheet have an Id, and the workbook does not know what they were."""
    rows_have = ngettext("{number:,} row has", "{number:,} rows have", rows).format(number=rows)
    return _(
        'Sheet "{sheet}": {rows_have} an Id, but what was pulled is not in this workbook. Was the sheet copied from '
        "another one? It will be compared with the live records alone: what colleagues changed meanwhile counts as a "
        "difference."
    ).format(sheet=sheet, rows_have=rows_have)


def text_without_base(rows: int) -> str:
    """Return what it means that rows of a text file have an Id."""
    return ngettext(
        "{number:,} row has an Id. Text does not remember what was pulled, so it is compared with the live record "
        "alone: what colleagues changed since the pull counts as a difference.",
        "{number:,} rows have an Id. Text does not remember what was pulled, so they are compared with the live "
        "records alone: what colleagues changed since the pull counts as a difference.",
        rows,
    ).format(number=rows)


def hidden_sheet(name: str) -> str:
    """Return what it means that a sheet with rows is hidden."""
    return _(
        'Sheet "{sheet}" is hidden in Excel; its rows were checked as well, and are planned like all others.'
    ).format(sheet=name)


def other_base(name: str) -> str:
    """Return what it means that a second sheet holds what was pulled."""
    return _(
        'Sheet "{sheet}" holds what was pulled into another workbook, and is not used. Rows that came from there are '
        "compared with what this workbook pulled: check them against a new pull."
    ).format(sheet=name)


def hidden(number: int) -> str:
    """Return one sentence with the number of rows that Excel does not show."""
    return ngettext(
        "{number:,} row is hidden or filtered away in Excel; it was checked as well.",
        "{number:,} rows are hidden or filtered away in Excel; they were checked as well.",
        number,
    ).format(number=number)
