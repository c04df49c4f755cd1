"""Names for what is written beside a workbook: nothing is ever overwritten that nobody named."""

import re
from itertools import chain, count
from pathlib import Path


def beside(workbook: Path, word: str) -> Path:
    """Return `name.word.xlsx` beside the workbook, with a number where that is taken."""
    stem = re.sub(rf"\.{re.escape(word)}(?:-\d+)?$", "", workbook.stem)
    numbered = (f"{stem}.{word}-{n}{workbook.suffix}" for n in count(2))
    names = chain([f"{stem}.{word}{workbook.suffix}"], numbered)
    return next(path for name in names if not (path := workbook.with_name(name)).exists())
