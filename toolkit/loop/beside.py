"""Names for what is written beside a workbook: nothing is ever overwritten that nobody named."""

import re
from itertools import chain, count
from pathlib import Path

_TEXT = ("", ".csv", ".tsv", ".tab", ".txt")
"""Suffixes of what is no workbook; what came through standard input has none."""


def beside(workbook: Path, word: str) -> Path:
    """Return `name.word.xlsx` beside the workbook, with a number where that is taken; beside text, a workbook too."""
    stem = re.sub(rf"\.{re.escape(word)}(?:-\d+)?$", "", workbook.stem)
    suffix = ".xlsx" if workbook.suffix.lower() in _TEXT else workbook.suffix
    names = chain([f"{stem}.{word}{suffix}"], (f"{stem}.{word}-{n}{suffix}" for n in count(2)))
    return next(path for name in names if not (path := workbook.with_name(name)).exists())
