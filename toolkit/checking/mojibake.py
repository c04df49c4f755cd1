"""Texts that were UTF-8 and were read as an old encoding on their way: `KÃ¶k` was `Kök`."""

import re

_UNDEFINED = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}
_LATER = {byte: _UNDEFINED.get(byte) or bytes([byte]).decode("cp1252") for byte in range(0x80, 0xC0)}
"""What the later bytes of a UTF-8 character look like in windows-1252."""

_BYTES = {char: byte for byte, char in _LATER.items()} | {chr(byte): byte for byte in range(0x80, 0x100)}
_QUOTES = range(0x91, 0x97)
_CONTROLS = "".join(map(chr, range(0x80, 0xA0)))
_ANY = re.escape("".join(dict.fromkeys([*_LATER.values(), *_CONTROLS])))
_NO_QUOTE = re.escape("".join(char for byte, char in _LATER.items() if byte not in _QUOTES and byte != 0x85))
# Behind Ä and Å, which end words in Swedish, a quote or an ellipsis is one.
_TWICE = re.compile(f"[ÂÃ][{_ANY}]|[ÄÅ][{_NO_QUOTE}{_CONTROLS}]|â[{_ANY}][{_ANY}]")


def read_twice(text: str) -> str:
    """Return what a text was before it was read by the wrong encoding; empty where it does not look so."""
    if text.isascii() or not _TWICE.search(text):
        return ""
    better = _as_utf8(text) or _TWICE.sub(lambda found: _as_utf8(found[0]) or found[0], text)
    return better if better != text else ""


def _as_utf8(text: str) -> str:
    """Return a text with its bytes read as UTF-8; empty where they are none."""
    try:
        return bytes(_BYTES[char] if char > "\x7f" else ord(char) for char in text).decode()
    except (KeyError, UnicodeDecodeError):
        return ""
