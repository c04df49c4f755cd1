"""From bytes to text: which character set a statement is in is recognised, and said."""

import codecs
from dataclasses import dataclass

from toolkit.errors import UnknownEncoding
from toolkit.language import _

UTF8 = "UTF-8"
ISO646_SE = "iso646-se"
"""The Swedish seven-bit set, where braces, brackets, bar and backslash mean å, ä and ö."""

_SWEDISH = str.maketrans("{|}[\\]", "äöåÄÖÅ")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ("cp1252", "cp1250", "cp852", "cp850", "iso8859-1")
"""The eight-bit sets that banks write; of those that read the letters equally well, the first is taken."""
_LIKELY = frozenset("åäöÅÄÖæøÆØéÉüÜßąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůýžČĎĚŇŘŠŤŮÝŽáíúÁÍÚàèçñêëîïôâ§€°")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read by, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """Read bytes by the encoding given, else by their mark, as UTF-8, or as the likeliest of the banks' own sets.

    Raises `UnknownEncoding` for an encoding that is not known, or that the bytes are not in.
    """
    if encoding is not None:
        return _told(content, encoding)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(name, "replace"), name.removesuffix("-sig").upper())
    try:
        return Decoded(content.decode("utf-8"), "ASCII" if content.isascii() else UTF8)
    except UnicodeDecodeError:
        return _guessed(content)


def _told(content: bytes, encoding: str) -> Decoded:
    try:
        if encoding.lower() == ISO646_SE:
            return Decoded(content.decode("ascii").translate(_SWEDISH), ISO646_SE)
        return Decoded(content.decode(encoding), encoding)
    except LookupError:
        raise UnknownEncoding(encoding, _("there is none of that name")) from None
    except UnicodeDecodeError as error:
        raise UnknownEncoding(
            encoding, _("the byte at {start:,} is none of its characters").format(start=error.start)
        ) from None


def _guessed(content: bytes) -> Decoded:
    """Take the set in which most of the bytes beyond ASCII are letters that people write."""
    beyond = bytes(byte for byte in content if byte > 127)
    name = max(_GUESSES, key=lambda guess: sum(letter in _LIKELY for letter in beyond.decode(guess, "replace")))
    return Decoded(content.decode(name, "replace"), name, guessed=True)
