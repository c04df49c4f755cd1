"""SWIFT's character set x, and what becomes of letters that it lacks."""

import enum
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

_OUTSIDE = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SIGNS = {
    "&": "+",
    "@": "(at)",
    "_": "-",
    ";": ",",
    "\t": " ",
    "…": "...",
    "€": "EUR",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
}
_BRACES = frozenset("{}")
"""What begins and ends a block: in no character set does a text have them."""
_NOTHING: AbstractSet[str] = frozenset()
_QUOTES = '"`\N{ACUTE ACCENT}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}“”„'
_PAIRS = {"æ": "ae", "Æ": "AE", "ß": "ss", "þ": "th", "Þ": "TH", "œ": "oe", "Œ": "OE"}
_LETTERS: Mapping[str, str] = (
    dict(zip("åäöÅÄÖøØłŁđĐð[]{}", "aaoAAOoOlLdDd()()", strict=True)) | _PAIRS | _SIGNS | dict.fromkeys(_QUOTES, "'")
)
"""The table of the European Payments Council, with names for a few signs; what is in neither becomes a full stop."""


class Charset(enum.StrEnum):
    """What a file may be written in: SWIFT's set x, or more for readers that take it."""

    X = "x"
    LATIN1 = "latin1"
    UTF8 = "utf8"

    @property
    def codec(self) -> str:
        """The name of the encoding."""
        return {"x": "ascii", "latin1": "iso8859-1", "utf8": "utf-8"}[self.value]


@dataclass(slots=True)
class Spelling:
    """Text brought into a character set, with a count of every character that was replaced, and of the lines.

    `kept` are characters that stay although SWIFT's set has none of them: the marks of a dialect.
    """

    charset: Charset
    kept: str = ""
    replaced: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: int = 0

    def __call__(self, text: str) -> str:
        """Return one line of text in the character set; control characters are in none."""
        if not outside(text):
            return text
        spelt = "".join(self._letter(letter) for letter in text)
        self.lines += spelt != text
        return spelt

    def _letter(self, letter: str) -> str:
        if letter in self.kept or not _OUTSIDE.match(letter) or self._has(letter):
            return letter
        by = spell(letter)
        self.replaced[letter, by] += 1
        return by

    def _has(self, letter: str) -> bool:
        """Tell whether the wider sets hold a letter, and readers take it for nothing else."""
        if letter in _BRACES:
            return False
        widest = {Charset.X: "", Charset.LATIN1: "\xff", Charset.UTF8: "\U0010ffff"}[self.charset]
        return letter <= widest and unicodedata.category(letter)[0] != "C"


def outside(text: str) -> AbstractSet[str]:
    """Return the characters of one line that set x does not have."""
    return set(_OUTSIDE.findall(text)) if _OUTSIDE.search(text) else _NOTHING


def spell(letter: str) -> str:
    """Return what stands for a letter in set x: itself without its accents where that helps, else a full stop."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    bare = "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return bare if bare and not _OUTSIDE.search(bare) else "."
