"""Names of files and folders that every system takes, made of names that anybody may have chosen. Pure."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
"""Characters of a name; the folder's and the file's together stay below the 260 of a path in Windows."""
LONGEST_BYTES = 240
"""Bytes of a name in UTF-8, of the 255 that file systems allow."""

_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*#%]')
"""What Windows does not allow, and what a link would take for an anchor or an escape."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(text: str, fallback: str = "document", longest: int = LONGEST) -> str:
    """Return a name that every system takes, as like the text as can be.

    Control characters and those that turn the direction of text are left out, forbidden ones become `_`, dots and
    blanks at the end go, names that Windows keeps for devices get a `_` in front. An extension outlives shortening.
    """
    seen = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) not in _UNSEEN)
    bare = " ".join(_FORBIDDEN.sub("_", seen).split()).rstrip(". ")
    if bare.startswith("."):
        bare = f"_{bare[1:]}"
    if _RESERVED.fullmatch(bare.partition(".")[0].rstrip()):
        bare = f"_{bare}"
    return _shortened(bare or fallback, longest)


def folded(name: str) -> str:
    """Return what is the same for names that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _shortened(name: str, longest: int) -> str:
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= 10 else ""
    stem = name.removesuffix(suffix)[: longest - len(suffix)]
    while len(f"{stem}{suffix}".encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip('. ')}{suffix}"


class Names:
    """Names that are given out once each in one folder, in the order asked for."""

    def __init__(self, *taken: str) -> None:
        self._taken = {folded(name) for name in taken}

    def free(self, wanted: str) -> str:
        """Return the name, with a number where another has it, in whatever case."""
        name, number = wanted, 1
        path = PurePosixPath(wanted)
        while folded(name) in self._taken:
            number += 1
            name = f"{path.stem} ({number}){path.suffix}"
        self._taken.add(folded(name))
        return name
