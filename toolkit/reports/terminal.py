"""Text for terminals and files: colours by choice, and columns that stay straight."""

import enum
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

ELLIPSIS = "…"
GAP = "  "
_WIDE = frozenset("WF")
_WIDTHLESS = frozenset({"Mn", "Me", "Cf"})
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What may steer a terminal or turn what is read there; line feeds and tabs do not."""
_CONTEXT = 12
"""Characters of what two texts share that stay beside their difference."""
_CONTROLS = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    **dict.fromkeys((*range(0x7F, 0xA0), 0x2028, 0x2029), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(
        (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}"
    ),
    ord("\t"): " ",
    ord("\n"): "⏎",
    ord("\r"): "",
}


class Tone(enum.Enum):
    """What a piece of text means, for those who see colours; the words say it as well."""

    NORMAL = enum.auto()
    STRONG = enum.auto()
    QUIET = enum.auto()
    GOOD = enum.auto()
    CHANGED = enum.auto()
    BAD = enum.auto()


@dataclass(frozen=True, slots=True)
class Paint:
    """How tones look: ANSI codes by tone, `PLAIN` has none. A painted text is as wide as it was."""

    codes: Mapping[Tone, str] = field(default_factory=dict)

    def __call__(self, text: str, tone: Tone) -> str:
        """Return the text in the look of its tone."""
        code = self.codes.get(tone)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


PLAIN = Paint()
COLOUR = Paint({Tone.STRONG: "1", Tone.QUIET: "2", Tone.GOOD: "32", Tone.CHANGED: "33", Tone.BAD: "31"})


@dataclass(frozen=True, slots=True)
class Painted:
    """A text and its tone, painted only once it has been cut and padded."""

    text: str
    tone: Tone = Tone.NORMAL


def clean(text: str) -> str:
    """Return one line without control characters: a cell's text must not steer the terminal that shows it."""
    return text.translate(_CONTROLS)


def harmless(text: str, paint: Paint = PLAIN) -> str:
    """Return lines of text without characters that steer a terminal, but for the codes of the paint."""
    if _UNSAFE.search(text) is None:
        return text
    codes = "|".join(sorted({*paint.codes.values(), "0"} if paint.codes else ()))
    pieces = re.split(f"(\x1b\\[(?:{codes})m)", text) if codes else [text]
    return "".join(piece if at % 2 else _UNSAFE.sub(_shown, piece) for at, piece in enumerate(pieces))


def harmless_json(text: str) -> str:
    """Return JSON with what steers a terminal spelt as escapes: the same data."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _shown(found: re.Match[str]) -> str:
    return found.group().translate(_CONTROLS)


def width_of(text: str) -> int:
    """Return how many columns a terminal gives the text: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in _WIDTHLESS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def cut(text: str, width: int) -> str:
    """Return the longest beginning of the text that fits the width."""
    used = 0
    for position, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return text[:position]
    return text


def elide(text: str, width: int) -> str:
    """Shorten the text to the width by leaving out its middle, where … stands instead."""
    if width_of(text) <= width:
        return text
    if width < 2:
        return ELLIPSIS[:width]
    tail = (width - 1) // 2
    ending = cut(text[::-1], tail)[::-1] if tail else ""
    return f"{cut(text, width - 1 - tail)}{ELLIPSIS}{ending}"


def focus(before: str, after: str) -> tuple[str, str]:
    """Cut what two texts share at both ends down to a few characters, so that their difference comes into view."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    return _between(before, start, end), _between(after, start, end)


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _between(text: str, start: int, end: int) -> str:
    first, last = max(start - _CONTEXT, 0), len(text) - max(end - _CONTEXT, 0)
    head = ELLIPSIS if first > 1 else text[:first]
    tail = ELLIPSIS if last < len(text) - 1 else text[last:]
    return f"{head}{text[first:last]}{tail}"


def left(text: str, width: int) -> str:
    """Fill the text up with spaces behind it."""
    return text + " " * (width - width_of(text))


def right(text: str, width: int) -> str:
    """Fill the text up with spaces before it."""
    return " " * (width - width_of(text)) + text


def wrap(text: str, width: int) -> list[str]:
    """Break the text at spaces into lines of at most the width; a longer word is broken where it must."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            if not lines[-1]:
                lines[-1] = piece
            elif width_of(lines[-1]) + 1 + width_of(piece) <= width:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    while width_of(word) > width:
        piece = cut(word, width) or word[0]
        yield piece
        word = word[len(piece) :]
    if word:
        yield word


def hanging(first: str, text: str, width: int) -> list[str]:
    """Put the text behind a first word, its further lines indented to stand below each other."""
    indent = width_of(first)
    lines = wrap(text, max(width - indent, 1))
    return [first + lines[0], *(" " * indent + line for line in lines[1:])]
