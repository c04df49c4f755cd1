"""Kinds whose value is text: text, choice, flags, and structures that are only shown."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from toolkit.entities.canonical import PASSING, Json, canonical, lasting, parse
from toolkit.entities.cell import Cell, Stored
from toolkit.entities.kinds.kind import Content, Kind, Unreadable, Value, text_of
from toolkit.language import _

CELL_LIMIT = 32_767
"""Characters that Excel keeps in one cell."""

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
# Looking a member up in its enum, and asking a kind what it expects, cost more than reading a text.
_TEXT = Stored.TEXT

_SHOWN = 5
_SHOWN_CHARACTERS = 60
"""How much of a structure a cell shows: enough to recognise it, little enough not to run over the next cells."""


@dataclass(frozen=True)
class Text(Kind):
    """Free text, kept as typed but for blanks at both ends."""

    limit: int = CELL_LIMIT

    word: ClassVar[str] = "text"
    is_text: ClassVar[bool] = True
    other: ClassVar[type[int]] = int
    number_format: ClassVar[str] = "@"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        if self.limit == CELL_LIMIT:
            return _("text")
        return _("text of at most {limit} characters").format(limit=self.limit)

    def from_cell(self, cell: Cell) -> str:
        """Read a text cell; a number is refused, because what was typed can no longer be known."""
        return cell.text.strip() if cell.stored is _TEXT else text_of(cell, self.expected)

    def to_cell(self, value: Value) -> str:
        """Write the text."""
        return str(value)

    def from_json(self, json: Json) -> str:
        """Read a string; a whole number, as some ids are, is taken as its digits."""
        if isinstance(json, str):
            return json
        if isinstance(json, int) and not isinstance(json, bool):
            return str(json)
        raise Unreadable(_("a string"))

    def to_json(self, value: Value) -> Json:
        """Spell a string."""
        return str(value)

    def to_other(self, value: Value) -> Json:
        """Spell a whole number where the text is exactly one; any other text stays one, for the service to judge."""
        text = str(value)
        return int(text) if _WHOLE.fullmatch(text) else text


@dataclass(frozen=True)
class Choice(Text):
    """One word of a list. Words outside the list are warned of, not refused: the service decides."""

    choices: tuple[str, ...] = ()

    word: ClassVar[str] = "choice"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("one of {choices}").format(choices=", ".join(self.choices)) if self.choices else _("text")


FLAG_SEPARATOR = re.compile(r"[,;|\n\r\x0b\x85\u2028\u2029]|(?<=\s)/(?=\s)")
"""What may stand between two flags in a cell."""


class WordSet(tuple[str, ...]):
    """Words of which none comes twice, in an order that is kept and that means nothing: it is compared as a set."""

    __slots__ = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> "WordSet":
        """Return the words, each where it comes first."""
        return cls(dict.fromkeys(words))

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same words, in whatever order."""
        return isinstance(other, tuple) and frozenset(self) == frozenset(other)

    def __ne__(self, other: object) -> bool:
        """Return whether one has a word that the other lacks."""
        return not self == other

    def __hash__(self) -> int:
        """Return what equal sets share."""
        return hash(tuple(sorted(self)))


@dataclass(frozen=True)
class Flags(Kind):
    """A set of words, written with commas between them; their order is kept, and two orders are equal.

    `words` are those that are known to exist; a service may have others.
    """

    words: tuple[str, ...] = ()

    word: ClassVar[str] = "flags"
    number_format: ClassVar[str] = "@"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("words separated by commas")

    def from_cell(self, cell: Cell) -> tuple[str, ...]:
        """Split at commas, semicolons, bars, line breaks and ` / `; empty words and repetitions fall away."""
        words = map(str.strip, FLAG_SEPARATOR.split(text_of(cell, self.expected)))
        return WordSet.of(filter(None, words))

    def to_cell(self, value: Value) -> Content:
        """Join with commas."""
        return ", ".join(value) if isinstance(value, tuple) else str(value)

    def from_json(self, json: Json) -> tuple[str, ...]:
        """Read an array of strings."""
        if isinstance(json, str) or not isinstance(json, Sequence):
            raise Unreadable(_("an array of strings"))
        if not all(isinstance(word, str) for word in json):
            raise Unreadable(_("an array of strings"))
        return WordSet.of(map(str, json))

    def to_json(self, value: Value) -> Json:
        """Spell an array of strings."""
        return list(value) if isinstance(value, tuple) else [str(value)]


@dataclass(frozen=True)
class Structure(Kind):
    """An array or object of the service that a cell can only show; its value is the JSON text.

    What a cell shows of it is short: how many, and the first few names. Reading a cell gives that text, not the value.
    """

    word: ClassVar[str] = "structure"
    number_format: ClassVar[str] = "@"

    @property
    def expected(self) -> str:
        """What a cell must hold."""
        return _("what the service sent")

    def from_cell(self, cell: Cell) -> str:
        """Read the text as it is."""
        return text_of(cell, self.expected)

    def to_cell(self, value: Value) -> str:
        """Show how many there are and the first few of their names, or the members of a single object."""
        shown = parse(str(value))
        if isinstance(shown, Mapping):
            return _cut(", ".join(f"{name} {_name(part)}" for name, part in shown.items() if not name.startswith("@")))
        if isinstance(shown, str) or not isinstance(shown, Sequence):
            return _cut(_name(shown))
        names = ", ".join(_name(part) for part in shown[:_SHOWN])
        return _cut(f"{len(shown)}: {names}") if shown else "none"

    def from_json(self, json: Json) -> str:
        """Keep any JSON as its canonical text, less what is another at the next request."""
        text = canonical(json)
        return canonical(lasting(json)) if PASSING in text else text

    def to_json(self, value: Value) -> Json:
        """Give the JSON back."""
        return parse(str(value))


def _name(json: Json) -> str:
    """Return what names a part: its own name, else its id, else the end of its IRI, else the value."""
    if isinstance(json, Mapping):
        json = json.get("name") or json.get("id") or json.get("@id") or len(json)
    return str(json).rsplit("/", 1)[-1] if isinstance(json, str) and json.startswith("/") else str(json)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
