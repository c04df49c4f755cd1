"""Ids of transactions in the names of folders: those that the service has, and those that only look like it. Pure."""

import re
from collections.abc import Collection, Sequence

_PREFIXED = re.compile(r"([A-Za-z]+[_-])\w*\d\w*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CODED = re.compile(r"(?=\w*\d)(?=\w*[A-Za-z])[0-9A-Za-z]{16,}")
"""Ids without parts: ULID, KSUID and the like."""

_CALENDAR = re.compile(r"(?:19|20)\d\d|\d{1,2}|(?:19|20)\d{4}(?:\d\d)?")
"""Years, months, days and their like, which people name folders by."""


def id_in(folders: Sequence[str], ids: Collection[str]) -> str:
    """Return the id that is a word of a folder's name, the innermost folder and the last word first.

    Where none is one of `ids`, the word that looks like one is returned: its file belongs to a record that is not
    there, and not to none. Empty where no word does.
    """
    words = [word for folder in reversed(folders) for word in reversed(folder.split())]
    known = next((word for word in words if word in ids), "")
    return known or next((word for word in words if _looks_like(word, ids)), "") or _number(folders, ids)


def _looks_like(word: str, ids: Collection[str]) -> bool:
    """Tell whether a word is made as the ids are: behind the same prefix, or a code of the same kind."""
    some = next(iter(ids), "")
    prefixed, own = _PREFIXED.fullmatch(word), _PREFIXED.fullmatch(some)
    if own is not None:
        return prefixed is not None and prefixed[1].casefold() == own[1].casefold()
    return any(kind.fullmatch(some) is not None and kind.fullmatch(word) is not None for kind in (_UUID, _CODED))


def _number(folders: Sequence[str], ids: Collection[str]) -> str:
    """Return the innermost folder whose whole name is a number, where ids are numbers; a calendar's is none."""
    if not next(iter(ids), "").isdecimal():
        return ""
    return next((name for name in reversed(folders) if name.isdecimal() and not _CALENDAR.fullmatch(name)), "")
