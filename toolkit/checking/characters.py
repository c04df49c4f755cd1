"""Characters that are not what they look like: invisible ones, wide ones, and letters of another script."""

import re
import unicodedata

from toolkit.checking.conversions import Rule

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_SOFT_HYPHEN = "\u00ad"
_invisible = re.compile(f"[{_INVISIBLE}]")
# A soft hyphen beside a digit was a minus once: it is not for nothing there.
_ends = re.compile(rf"^(?:(?!\u00ad[0-9])[\s{_INVISIBLE}])+|(?:[\s{_INVISIBLE}](?<![0-9]\u00ad))+$")
_breaks = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_wide = re.compile("[\uff01-\uff5e]")
# Letters of western and central Europe, and the quotes and dashes of their texts.
_western = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*").fullmatch
_FROM_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_LIKE = (
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd"
    "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458"
)
"""Greek and Cyrillic letters that look like Latin ones."""
_mixed = re.compile(rf"[A-Za-z][\w.-]*?(?P<after>[{_LIKE}])|(?P<before>[{_LIKE}])[\w.-]*?[A-Za-z]")


def tidy_text(text: str) -> tuple[str, Rule] | None:
    """Return a free text without blanks at its ends and with ordinary line breaks; `None` where nothing changes."""
    trimmed = _ends.sub("", text)
    broken = _breaks.sub("\n", trimmed)
    if broken != trimmed:
        return broken, Rule.LINE_BREAKS
    return (trimmed, Rule.SPACES) if trimmed != text else None


def tidy_word(text: str) -> tuple[str, Rule] | None:
    """Return a word, number or date without blanks at its ends, invisible characters and wide ones."""
    ordinary = text.translate(_FROM_WIDE) if _wide.search(text) else text
    bare = _ends.sub("", _invisible.sub("", ordinary))
    if ordinary != text:
        return bare, Rule.CHARACTERS
    return (bare, Rule.SPACES) if bare != text else None


def tidy_number(text: str) -> tuple[str, Rule] | None:
    """Return a number or a date as `tidy_word` does, a soft hyphen as the minus or hyphen that it was typed for."""
    hyphened = text.replace(_SOFT_HYPHEN, "-")
    if hyphened == text:
        return tidy_word(text)
    bare, _rule = tidy_word(hyphened) or (hyphened, None)
    return bare, Rule.CHARACTERS


def visible(text: str) -> str:
    """Return a text without invisible characters, and without blanks at its ends."""
    return _invisible.sub("", text).strip()


def strange_letter(text: str) -> tuple[str, int] | None:
    """Return the name and place (counted from 1) of a letter among Latin ones that only looks like one of them."""
    match = _mixed.search(text)
    if match is None:
        return None
    group = "after" if match["after"] else "before"
    return unicodedata.name(match[group]).capitalize(), match.start(group) + 1


def is_ordinary(text: str) -> bool:
    """Tell quickly of most texts that nothing about their characters needs a second look."""
    plain = text.isprintable() if text.isascii() else _western(text)
    return bool(plain) and text[:1] != " " != text[-1:]
