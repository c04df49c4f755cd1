r"""Literals: texts that a cell would take for the word `[clear]`, written with a backslash in front.

A record may be called `[clear]`. Its cell shows `\[clear]`, and `\[clear]` shows `\\[clear]`: one backslash is taken
away when the cell is read, so that `literal(written(text)) == text` for every text.
"""

import re
from collections.abc import Iterable

from toolkit.entities.kinds import Content, Value
from toolkit.entities.natural_keys import INVISIBLE
from toolkit.entities.record import Clear, Record

ESCAPE = "\\"

_around = re.compile(rf"^[\s{INVISIBLE}]+|[\s{INVISIBLE}]+$")
_leading = re.compile(rf"^[\s{INVISIBLE}]+")
_before = re.compile(rf"^[\s{INVISIBLE}\\]+")


def is_clear_word(text: str) -> bool:
    """Return whether a text is `[clear]`, in any case, whatever blanks and invisible characters stand around it."""
    return "[" in text and _around.sub("", text).casefold() == Clear.CLEAR.value


def needs_escape(text: str) -> bool:
    """Return whether a cell with this text would not be read as this text: it is the word, or an escape of it."""
    return "[" in text and is_clear_word(_before.sub("", text))


def written(content: Content) -> Content:
    """Return what to write into a cell so that it is read as this content."""
    return f"{ESCAPE}{content}" if isinstance(content, str) and needs_escape(content) else content


def count_escaped(records: Iterable[Record]) -> int:
    """Return how many values of records are written with a backslash in front."""
    return sum(map(_escaped_in, records))


def _escaped_in(record: Record) -> int:
    return sum(needs_escape(_text(value)) for value in record.values.values())


def _text(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else ""


def literal(text: str) -> str | None:
    """Return the text that an escaped one stands for; `None` where it is not escaped."""
    bare = _leading.sub("", text) if "[" in text else ""
    return bare[1:] if bare.startswith(ESCAPE) and needs_escape(bare) else None
