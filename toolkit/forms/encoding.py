"""The encoding of a text file: what its bytes prove, and what is only likely.

A mark at the start proves it, and so does text that is sound UTF-8 with any letter beyond ASCII in it. The old
one-byte encodings accept nearly all bytes, so between these the letters decide: those of the languages that write with
them, Swedish, German and French in windows-1252, Polish and Czech in windows-1250 and ISO-8859-2; and the same as
Excel saves them for the Macintosh and for MS-DOS.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

UTF_8, UTF_8_MARKED = "utf-8", "utf-8-sig"

_LIKELY = {
    "cp1252": 0,
    "cp1250": 0,
    "iso8859-2": 0,
    "mac_roman": 1,
    "cp850": 1,
    "cp852": 2,
    "cp437": 2,
    "mac_latin2": 2,
    "iso8859-15": 2,
}
"""The encodings that are chosen among where nothing is proved, the likeliest first, and how far from likely each is."""

OLD = tuple(_LIKELY)

_MACINTOSH = ("mac_roman", "mac_latin2")
"""Excel ends the lines of a file for the Macintosh with CR alone."""

_MARKS = (
    (codecs.BOM_UTF8, UTF_8_MARKED),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "cp1252": "windows-1252",
    "cp1250": "windows-1250",
    "mac_roman": "Mac Roman",
    "mac-roman": "Mac Roman",
    "mac_latin2": "Mac Latin 2",
    "mac-latin2": "Mac Latin 2",
    "cp437": "MS-DOS 437",
    "cp850": "MS-DOS 850",
    "cp852": "MS-DOS 852",
}
_SIGNS = "€§°£\u00b4\u2018\u2019“”„–—…«»\u00a0½·©®²³µ"
_USUAL = frozenset("åäöÅÄÖéÉüÜß€§\u00a0")
_WEST = frozenset("åäöÅÄÖéÉüÜßèàáêëçÇñæøÆØíóúôîïâÈÀ" + _SIGNS)
_EAST = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰäöüÄÖÜß")
_LETTERS = {
    "cp1250": _EAST | frozenset(_SIGNS),
    "iso8859-2": _EAST | frozenset("§°\u00a0"),
    "cp852": _EAST | frozenset("§°\u00a0"),
    "mac_latin2": _EAST | frozenset(_SIGNS),
}
"""The letters and signs that are usual in an encoding; in all others, those of the west."""

_BEYOND = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
"""Words with anything beyond ASCII in them."""

# A sign there means another letter: "by³t", "m”bler".
_within_word = re.compile(r"(?<=[^\W\d_])[³²µ®½£§°“”„\u201a†‡…‰™¨\u00b8](?=[^\W\d_])")
_CONTROLS = frozenset(map(chr, range(0x80, 0xA0)))
_ASCII = frozenset(map(chr, range(0x80)))
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


def without_end_mark(text: str) -> str:
    """Return a text without the mark that DOS programs put behind the last line."""
    bare = text.rstrip("\x1a\r\n")
    return bare + text[len(bare) :].partition("\x1a")[0]


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
    words = b" ".join(sorted(set(_BEYOND.findall(data))))
    texts = {encoding: found.text for encoding in OLD if (found := _strictly(words, encoding))}
    # Text has no control characters of the upper half: where there are any, it is another encoding.
    texts = {encoding: text for encoding, text in texts.items() if _CONTROLS.isdisjoint(text)}
    scores = {encoding: _unusual(text, encoding) for encoding, text in texts.items()}
    likely = {encoding: _unlikely(encoding, data) for encoding in texts}
    best = min(texts, key=lambda encoding: (scores[encoding], likely[encoding], _rare(texts[encoding])))
    rivals: dict[str, str] = {}
    for other, text in texts.items():
        # Of an encoding that is likelier, a sign of another one is forgiven for each step.
        alike = scores[other] <= scores[best] + max(0, likely[best] - likely[other])
        alike = alike and likely[other] <= max(1, likely[best] + 1)
        if alike and text != texts[best] and (likely[other] == 0 or text not in rivals.values()):
            rivals[other] = text
    return Decoded(data.decode(best), best, tuple(map(spoken, rivals)))


def _unlikely(encoding: str, data: bytes) -> int:
    return -1 if encoding in _MACINTOSH and b"\r" in data and b"\n" not in data else _LIKELY[encoding]


def _unusual(text: str, encoding: str) -> int:
    """Count what nobody would expect: letters of other languages, signs within words, capitals within words."""
    beyond = set(text) - _ASCII - _LETTERS.get(encoding, _WEST)
    return len(beyond) + len(set(_within_word.findall(text))) + len(set(_raised(text)))


def _raised(text: str) -> Iterator[str]:
    """Yield the capitals beyond ASCII that stand behind or before a small letter within a word: "cafÈ", "MÅller"."""
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if letter > "\x7f" and letter.isupper() and (before.islower() or (before.isupper() and after.islower())):
            yield letter


def _rare(text: str) -> int:
    """Count the letters and signs that are known, and less usual than those of the nearest languages."""
    return len(set(text) - _ASCII - _USUAL)
