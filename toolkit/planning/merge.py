"""The merge of one cell: what its author wants, seen from the base and from the live record (decisions 3 and 4)."""

import enum
from decimal import Context, Decimal

from toolkit.entities.kinds import Value
from toolkit.entities.kinds.numbers import EXCEL_DIGITS
from toolkit.entities.record import Clear
from toolkit.language import mark

Wish = Value | Clear | None
"""A cell of a workbook in memory form: a value, `None` for a blank cell, or the wish to clear."""


class Verdict(enum.Enum):
    """What is to be done about one cell."""

    NOTHING = mark("both sides hold the same")
    KEEP = mark("only the live record changed")
    SEND = mark("only the workbook changed")
    CONFLICT = mark("both sides changed, differently")


def merge(base: Value | None, mine: Wish, live: Value | None) -> Verdict:
    """Judge a cell of a row with a base: a blank cell means empty there (three-way).

    An untouched cell keeps what is live. `[clear]` is never an untouched cell, even where the base was empty.
    """
    if same(wanted(mine), live):
        return Verdict.NOTHING
    if mine is not Clear.CLEAR and same(wanted(mine), base):
        return Verdict.KEEP
    return Verdict.SEND if same(live, base) else Verdict.CONFLICT


def compare(mine: Wish, live: Value | None) -> Verdict:
    """Judge a cell of a row without a base: a blank cell means no opinion there (two-way)."""
    if mine is None:
        return Verdict.KEEP
    return Verdict.NOTHING if same(wanted(mine), live) else Verdict.SEND


def wanted(mine: Wish) -> Value | None:
    """Return the value that a cell asks for; clearing asks for none."""
    return None if mine is Clear.CLEAR else mine


def same(one: Value | None, other: Value | None) -> bool:
    """Tell whether two values look the same in a cell, so that a record pulled and not touched is no change."""
    return one == other or lasting(one) == lasting(other)


def lasting(value: Value | None) -> Value | None:
    """Reduce a value to what survives a cell: blanks at the ends do not, nor an empty list, nor a 16th digit."""
    match value:
        case str():
            return value.strip().replace("\r\n", "\n") or None
        case ():
            return None
        case bool():
            return value
        case int() | Decimal():
            return Context(prec=EXCEL_DIGITS).create_decimal(value)
        case _:
            return value
