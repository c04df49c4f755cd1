"""What a file is by its first bytes, held against what its name says."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from toolkit.language import _, mark

OCTETS = "application/octet-stream"

_SIGNED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".msg": "application/vnd.ms-outlook",
    ".zip": "application/zip",
    ".rtf": "application/rtf",
}
"""Types of documents that begin with a signature, by extension."""
_TEXTS = {".txt": "text/plain", ".csv": "text/csv", ".xml": "application/xml", ".eml": "message/rfc822"}
"""Types of documents that are text, which has no signature."""
_PROGRAMS = frozenset(
    {
        *(
            ".exe",
            ".dll",
            ".com",
            ".scr",
            ".msi",
            ".bat",
            ".cmd",
            ".ps1",
            ".vbs",
            ".js",
            ".jar",
            ".lnk",
            ".url",
            ".hta",
        ),
        *(".sh", ".app", ".html", ".htm", ".svg", ".docm", ".xlsm", ".pptm", ".iso", ".img", ".apk", ".reg"),
    }
)
"""What can do something once it is opened."""
_ALIKE = (
    frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    frozenset({".tif", ".tiff"}),
    frozenset({".heic", ".heif"}),
    frozenset({".zip", ".docx", ".xlsx", ".odt", ".ods", ".pptx", ".jar", ".epub"}),
    frozenset({".doc", ".xls", ".msg", ".ppt", ".msi"}),
)
"""Extensions of one container: their first bytes are the same."""
_PROGRAM_MARKS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0")
"""How programs of Windows, Linux and Java, scripts and shortcuts begin."""
_CONTAINERS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How office documents begin, and much else: what is in them is not looked at."""

_EXTENSION = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,8}")

PROGRAM = mark("It may be a program; do not open it before somebody has looked at it.")
EMPTY = mark("It is empty.")

TAKEN = tuple(sorted(_SIGNED.keys() | _TEXTS.keys()))
"""The extensions of what may be uploaded."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: its media type, and what is odd about it, empty for nothing."""

    media_type: str
    odd: str = ""


def recognise(name: str, head: bytes) -> Recognised:
    """Tell what a file is from its name and its first bytes."""
    suffix = PurePosixPath(name).suffix.lower()
    if not head:
        return Recognised(_named(suffix), _(EMPTY))
    found = _found(head)
    if suffix in _PROGRAMS or _is_program(head, found):
        return Recognised(_named(suffix), _(PROGRAM))
    known = {*found, *(alike for each in found for alike in _shared(each))}
    if suffix in _SIGNED and suffix not in known:
        return Recognised(_by(found), _differs(suffix, found))
    if suffix in _TEXTS and (b"\0" in head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")) and not _is_wide(head):
        return Recognised(_by(found), _differs(suffix, found))
    return Recognised(_named(suffix) if suffix in {*_SIGNED, *_TEXTS} else _by(found))


def suffix_of(name: str, head: bytes) -> str:
    """Return the extension of a file, in small letters: that of its bytes where its name has none and they tell.

    A name may end with a point and something else, `Invoice no. 12`. A container does not tell what is in it.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if _EXTENSION.fullmatch(suffix) or head.startswith(_CONTAINERS):
        return suffix
    return next((each for each in _found(head)[:1] if each in _SIGNED), suffix)


def _found(head: bytes) -> tuple[str, ...]:
    """Return the extensions that the first bytes may mean, the likeliest first."""
    import puremagic  # noqa: PLC0415 - its table takes a while to load, and most commands need none of it

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ()
    return tuple(dict.fromkeys(match.extension.lower() for match in matches if match.extension))


def _is_program(head: bytes, found: tuple[str, ...]) -> bool:
    return head.startswith(_PROGRAM_MARKS) or (not head.startswith(_CONTAINERS) and not _PROGRAMS.isdisjoint(found[:1]))


def _shared(suffix: str) -> frozenset[str]:
    return next((alike for alike in _ALIKE if suffix in alike), frozenset({suffix}))


def _named(suffix: str) -> str:
    return _SIGNED.get(suffix) or _TEXTS.get(suffix) or OCTETS


def _by(found: tuple[str, ...]) -> str:
    return next((_named(each) for each in found if each in _SIGNED), OCTETS)


def _is_wide(head: bytes) -> bool:
    """Tell whether text is in UTF-16, which is full of zeros."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _differs(suffix: str, found: tuple[str, ...]) -> str:
    kind = next((each for each in found if each in _SIGNED), "")
    if not kind:
        return _("Its name says {suffix}, and its bytes are of no kind that is known.").format(suffix=suffix)
    return _("Its name says {suffix}, and its bytes are those of {kind}.").format(suffix=suffix, kind=kind)
