"""The delimiter of a text file: the character that splits its rows into the same number of fields."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

COMMA, SEMICOLON, TAB, PIPE = ",", ";", "\t", "|"
DELIMITERS = (COMMA, SEMICOLON, TAB, PIPE)
WORDS = {"comma": COMMA, "semicolon": SEMICOLON, "tab": TAB, "pipe": PIPE}
"""Delimiters by the words that name them on a command line."""

_LOOKED_AT = 100
_said = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE).match


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a delimiter splits the first rows: the share that has the usual number of fields, and that number."""

    share: float
    fields: int


def said(text: str) -> str:
    """Return the delimiter that a first line such as `sep=;` names, which Excel reads; else an empty text."""
    match = _said(text)
    return match[1] if match else ""


def likely(text: str) -> tuple[str, ...]:
    """Return the delimiters that fit the first rows best: one, several that fit alike, or none where no row has any.

    A delimiter fits by the share of rows that have the usual number of fields, then by that number.
    """
    fits = {delimiter: fit for delimiter in DELIMITERS if (fit := _fit(text, delimiter)).fields > 1}
    if not fits:
        return ()
    best = max((fit.share, fit.fields) for fit in fits.values())
    return tuple(delimiter for delimiter, fit in fits.items() if (fit.share, fit.fields) == best)


def _fit(text: str, delimiter: str) -> Fit:
    counts: Counter[int] = Counter()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in islice(rows, _LOOKED_AT):
            if any(row):
                counts[len(row)] += 1
    except csv.Error:
        return Fit(0.0, 0)
    fields, count = max(counts.items(), key=lambda each: (each[1], each[0]), default=(0, 1))
    return Fit(count / max(counts.total(), 1), fields)
