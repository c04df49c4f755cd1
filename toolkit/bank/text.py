"""From bytes to text: which character set a statement is in is recognised, and said."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from toolkit.errors import UnknownEncoding
from toolkit.language import _

UTF8 = "UTF-8"
ISO646_SE = "iso646-se"
"""The Swedish seven-bit set, where braces, brackets, bar and backslash mean å, ä and ö."""

_SWEDISH = str.maketrans("{|}[\\]", "äöåÄÖÅ")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DOS = frozenset({"cp850", "cp852"})
_GUESSES = ("cp1252", "cp1250", "iso8859-2", "cp850", "cp852")
"""The eight-bit sets that banks write; of those that read the letters equally well, the first is taken."""
_ALPHABETS = tuple(
    map(
        frozenset,
        (
            *("åäöéü", "æøåéü", "äöüßé", "äöüõšž", "áéíóúýþæðö"),
            *("àâæçéèêëîïôœùû", "áéíóúüñ", "àáâãçéêíóôõú", "àèéìòù"),
            *("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "áéíóöőúüű", "čćđšž", "ăâîșțşţ"),
        ),
    )
)
"""The letters beyond ASCII of each language that banks write in: no language has Swedish ö beside Polish ć."""
_SIGNS = frozenset("§€°£«»½·©®²³µ…\N{ACUTE ACCENT}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}“”„")
_BLANKS_AND_DASHES = frozenset("\N{NO-BREAK SPACE}\N{EN DASH}\N{EM DASH}")
_ODD = re.compile(r"(?<=[^\W\d_])[^\w\s-](?=[^\W\d_])|(?<=[^\W\d_A-Z])(?=[^\x00-\x7f])[^\W\d_a-z](?=[a-z])")
_WORD = re.compile(r"\w*[^\x00-\x7f][\w\x80-\U0010ffff]*")
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Rival:
    """Another encoding that is as likely, and a word of the text as it reads it."""

    encoding: str
    word: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read by, and whether that was a guess.

    `rivals` would give another text and fit as well. A guess is `undecided` where nothing speaks for it before them.
    """

    text: str
    encoding: str
    guessed: bool = False
    rivals: tuple[Rival, ...] = ()
    undecided: bool = False

    @property
    def word(self) -> str:
        """The first word of the text with a letter beyond ASCII, in quotation marks."""
        return _word(self.text)


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
    """Take the set in which the text is likeliest to be of one language."""
    texts = {name: content.decode(name, "replace") for name in _GUESSES}
    fits = {name: _fit(text) for name, text in texts.items()}
    best = max(_GUESSES, key=lambda name: fits[name])
    equal = [name for name in _GUESSES if fits[name] == fits[best] and texts[name] != texts[best]]
    rivals = tuple(Rival(name, _other_word(texts[best], texts[name])) for name in equal)
    return Decoded(texts[best], best, guessed=True, rivals=rivals, undecided=best in _DOS and bool(rivals))


def _fit(text: str) -> int:
    """Count the letters of the language that has most of them, less what does not belong to it."""
    beyond = Counter(letter for letter in text.lower() if letter > "\x7f" and letter not in _BLANKS_AND_DASHES)
    odd = sum(count for letter, count in beyond.items() if not letter.isalpha() and letter not in _SIGNS)
    letters = {letter: count for letter, count in beyond.items() if letter.isalpha()}
    best = max(
        sum(count if letter in alphabet else -count for letter, count in letters.items()) for alphabet in _ALPHABETS
    )
    return best - odd - len(_ODD.findall(text))


def _word(text: str) -> str:
    found = _WORD.search(text)
    return f'"{found[0][:_SHOWN]}"' if found else '""'


def _other_word(text: str, other: str) -> str:
    """Return the first word of the other text that is not the same in this one."""
    place = next(index for index, pair in enumerate(zip(text, other, strict=True)) if pair[0] != pair[1])
    start = max(other.rfind(" ", 0, place), other.rfind("\n", 0, place), other.rfind(":", 0, place)) + 1
    return f'"{other[start:].split(maxsplit=1)[0][:_SHOWN]}"'
