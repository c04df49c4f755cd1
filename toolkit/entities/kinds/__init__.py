"""Kinds: what a value is in a cell, in memory and in JSON."""

from toolkit.entities.kinds.dates import Day, Moment, Month
from toolkit.entities.kinds.kind import Content, Kind, NewRow, Unreadable, Value
from toolkit.entities.kinds.numbers import Amount, Integer, Number, YesNo
from toolkit.entities.kinds.raw import RawValue
from toolkit.entities.kinds.references import DEFAULT_PREFIX, Reference
from toolkit.entities.kinds.rows import NO_ROWS, Part, Rows
from toolkit.entities.kinds.texts import Choice, Flags, Structure, Text, WordSet

__all__ = [
    "DEFAULT_PREFIX",
    "NO_ROWS",
    "Amount",
    "Choice",
    "Content",
    "Day",
    "Flags",
    "Integer",
    "Kind",
    "Moment",
    "Month",
    "NewRow",
    "Number",
    "Part",
    "RawValue",
    "Reference",
    "Rows",
    "Structure",
    "Text",
    "Unreadable",
    "Value",
    "WordSet",
    "YesNo",
]
