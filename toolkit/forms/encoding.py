"""The encoding of a text file: what its bytes prove, and what is only likely.

A mark at the start proves it, and so does text that is sound UTF-8 with any letter beyond ASCII in it. The old
one-byte encodings accept nearly all bytes, so between these the letters decide: those of the languages that write with
them, Swedish, German and French in windows-1252, Polish and Czech in windows-1250 and ISO-8859-2.
"""

import codecs
import re
from dataclasses import dataclass

UTF_8, UTF_8_MARKED = "utf-8", "utf-8-sig"

OLD = ("cp1252", "cp1250", "iso8859-2")
"""The encodings that are chosen among where nothing is proved, the likeliest first."""

_MARKS = (
    (codecs.BOM_UTF8, UTF_8_MARKED),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "windows-1252", "cp1250": "windows-1250"}
_SIGNS = "€§°£\u00b4\u2018\u2019“”„–—…«»\u00a0½·©®²³µ"
_LETTERS = {
    "cp1252": frozenset("åäöÅÄÖéÉüÜßèàáêëçÇñæøÆØíóúôîïâÈÀ" + _SIGNS),
    "cp1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰäöüÄÖÜß" + _SIGNS),
    "iso8859-2": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰäöüÄÖÜß§°\u00a0"),
}
_within_word = re.compile(r"(?<=[^\W\d_])[³²µ®½£§°](?=[^\W\d_])")
_HEAD = 8_192
_NUL_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that it was read by, as Python names it, and which others would give another text.

    `rivals` is empty where the encoding is proved, or clearly likelier than the others.
    """

    text: str
    encoding: str
    rivals: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The encoding as people name it."""
        return spoken(self.encoding)


def spoken(encoding: str) -> str:
    """Return what people call an encoding."""
    return _NAMES.get(encoding, encoding.upper().replace("ISO8859", "ISO-8859"))


def decoded(data: bytes) -> Decoded | None:
    """Find the encoding of a file and read it by that; `None` for bytes that are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    wide = _utf16_without_mark(data[:_HEAD])
    if wide:
        return _strictly(data, wide)
    return _strictly(data, UTF_8) or _old(data)


def read_as(data: bytes, encoding: str) -> Decoded | None:
    """Read a file by the encoding that somebody names, a mark at its start aside; `None` where it does not fit.

    Raises `LookupError` for a name that is no encoding of text.
    """
    known = codecs.lookup(encoding).name
    if known == UTF_8 and data.startswith(codecs.BOM_UTF8):
        known = UTF_8_MARKED
    found = _strictly(data, known)
    return Decoded(found.text.removeprefix("\ufeff"), found.encoding) if found else None


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeError:
        return None


def _utf16_without_mark(head: bytes) -> str:
    """Tell UTF-16 by its NULs: in text of Latin letters every other byte is one."""
    half = len(head) // 2
    if half == 0:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * _NUL_SHARE and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > half * _NUL_SHARE and odd == 0 else ""


def _old(data: bytes) -> Decoded | None:
    """Choose among the old encodings by the letters that each gives."""
    if any(byte < 0x20 and byte not in b"\t\n\r\x0c\x1a" for byte in set(data)):
        return None
    texts = {encoding: found.text for encoding in OLD if (found := _strictly(data, encoding))}
    scores = {encoding: _unusual(text, encoding) for encoding, text in texts.items()}
    best = min(scores, key=lambda encoding: scores[encoding])
    equal = [other for other, score in scores.items() if score == scores[best] and texts[other] != texts[best]]
    return Decoded(texts[best], best, tuple(spoken(other) for other in equal))


def _unusual(text: str, encoding: str) -> int:
    """Count what nobody would expect: letters of other languages, and signs within words."""
    beyond = {letter for letter in set(text) if letter > "\x7f"}
    return len(beyond - _LETTERS[encoding]) + len(set(_within_word.findall(text)))
