"""Natural keys: the one definition of when two records, or two names, look the same to people.

Texts are equal by key where they differ in Unicode form, case, white space or invisible characters alone. Nothing, and
what a service stores of itself where a field was not sent (0, an empty text, an empty list, no), are equal by key, too.
A key finds what may be the same; it is never sent.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.entities.entity import Entity
from toolkit.entities.kinds import NO_ROWS, Kind, Text, Value
from toolkit.entities.record import Record

Key = tuple[Value | None, ...]
"""The values of natural-key fields as they are compared; `None` for one that holds nothing."""

INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Control characters but for white space, and what Unicode calls default ignorable, as ranges of a regular expression:
soft hyphens, zero width and bidi marks, byte order marks, fillers, selectors and tags."""

_invisible = re.compile(f"[{INVISIBLE}]")


def folded(text: str) -> str:
    """Return what of a text counts: composed letters without case, single spaces between words, nothing invisible.

    Folding a folded text changes nothing.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFD", _invisible.sub("", text))
    return " ".join(unicodedata.normalize("NFC", decomposed.casefold()).split())


def composed(text: str) -> str:
    """Return a text with composed letters and without invisible characters, else as it is."""
    return text if text.isascii() and text.isprintable() else unicodedata.normalize("NFC", _invisible.sub("", text))


def is_nothing(value: Value | None) -> bool:
    """Return whether a value says nothing: none at all, or what a type holds where no value was given."""
    return not value or value == NO_ROWS or (isinstance(value, str) and not value.strip())


def comparable(kind: Kind, value: Value | None) -> Value | None:
    """Return what of a field's value counts in a key, `None` for nothing. References and ids keep their case."""
    if not value:
        return None
    if not isinstance(value, str):
        return value
    return folded(value) or None if isinstance(kind, Text) else value.strip() or None


def full_key(entity: Entity, values: Mapping[str, Value | None]) -> Key:
    """Return the natural key of a record, field by field; all `None` where it names nothing."""
    return tuple([comparable(kind, values.get(name)) for name, kind in _kinds(entity)])


@lru_cache(maxsize=64)
def _kinds(entity: Entity) -> tuple[tuple[str, Kind], ...]:
    """Return the fields of the natural key with their kinds."""
    return tuple((name, entity.by_field[name].kind) for name in entity.natural_key)


def key_of(entity: Entity, values: Mapping[str, Value | None], fields: Sequence[str] | None = None) -> Key | None:
    """Return the key of a record by some fields of its natural key, by default all; `None` where they name nothing."""
    names = entity.natural_key if fields is None else fields
    key = tuple([comparable(entity.by_field[name].kind, values.get(name)) for name in names])
    return None if key.count(None) == len(key) else key


@dataclass(frozen=True, slots=True)
class Alike:
    """The records that look like one that is to be found or made.

    `same` are equal by key in every field. `perhaps` are equal in all that was said, and hold something where nothing
    was said: nobody but a person can tell.
    """

    same: tuple[Record, ...] = ()
    perhaps: tuple[Record, ...] = ()

    @property
    def all(self) -> tuple[Record, ...]:
        """Both, the same first."""
        return (*self.same, *self.perhaps)


NOT_ALIKE = Alike()

_MANY = 8
"""From so many records of one key on, what was found is kept, as each of many rows like them asks for it again."""


class KeyIndex:
    """The records of one entity by natural key; each combination of fields is indexed when it is first asked for."""

    def __init__(self, entity: Entity, records: Iterable[Record]) -> None:
        self._entity = entity
        self._records = tuple(records)
        self._keys: tuple[Key, ...] | None = None
        self._made: dict[tuple[int, ...], Mapping[Key, Sequence[int]]] = {}
        self._many: dict[tuple[Key, tuple[int, ...]], Alike] = {}
        self._places = tuple(range(len(entity.natural_key)))

    def find(self, values: Mapping[str, Value | None], fields: Collection[str] | None = None) -> Alike:
        """Return the records that look like one with these values, in the order given.

        `fields` are those of the natural key that have a say, by default all. Values that say nothing in any of them
        look like no record.
        """
        return self.find_key(full_key(self._entity, values), fields)

    def find_key(self, key: Key, fields: Collection[str] | None = None) -> Alike:
        """Return the records that look like one with this full key."""
        asked = self._places if fields is None else self._asked(fields)
        said = tuple([place for place in asked if key[place] is not None])
        found = self._by(said).get(tuple([key[place] for place in said]), ()) if said else ()
        if not found:
            return NOT_ALIKE
        unsaid = tuple([place for place in asked if key[place] is None])
        if len(found) < _MANY:
            return self._split(found, unsaid)
        if (key, unsaid) not in self._many:
            self._many[key, unsaid] = self._split(found, unsaid)
        return self._many[key, unsaid]

    def _asked(self, fields: Collection[str]) -> tuple[int, ...]:
        return tuple([place for place, name in enumerate(self._entity.natural_key) if name in fields])

    def _split(self, found: Sequence[int], unsaid: tuple[int, ...]) -> Alike:
        """Split records by whether they hold something where nothing was said."""
        keys = self._all_keys()
        same: list[Record] = []
        perhaps: list[Record] = []
        for n in found:
            holds_nothing = all(keys[n][place] is None for place in unsaid)
            (same if holds_nothing else perhaps).append(self._records[n])
        return Alike(tuple(same), tuple(perhaps))

    def _all_keys(self) -> tuple[Key, ...]:
        if self._keys is None:
            self._keys = tuple([full_key(self._entity, record.values) for record in self._records])
        return self._keys

    def _by(self, said: tuple[int, ...]) -> Mapping[Key, Sequence[int]]:
        if said not in self._made:
            index: defaultdict[Key, list[int]] = defaultdict(list)
            for n, key in enumerate(self._all_keys()):
                index[tuple([key[place] for place in said])].append(n)
            self._made[said] = index
        return self._made[said]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records that are equal by key differ: what is said, and what the other holds."""

    field: str
    said: Value | None
    held: Value | None


def differences(
    entity: Entity, values: Mapping[str, Value | None], other: Mapping[str, Value | None]
) -> tuple[Difference, ...]:
    """Return the fields of the natural key in which two records differ to the letter; blanks at the ends do not."""
    pairs = ((name, values.get(name), other.get(name)) for name in entity.natural_key)
    return tuple(Difference(name, said, held) for name, said, held in pairs if _trimmed(said) != _trimmed(held))


def _trimmed(value: Value | None) -> Value | None:
    if is_nothing(value):
        return None
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def exactly(
    entity: Entity, values: Mapping[str, Value | None], records: Sequence[Record], fields: Collection[str]
) -> tuple[Record, ...]:
    """Return the records that hold these fields to the letter; all of them where none does, as none is nearer."""
    exact = tuple(
        record
        for record in records
        if not any(each.field in fields for each in differences(entity, values, record.values))
    )
    return exact or tuple(records)


def spelled(text: str) -> str:
    """Return a text in quotes in which nothing is hidden: `"Cafe[U+0301]"`.

    Invisible characters, combining marks, odd spaces and repeated ones are written as their numbers.
    """
    shown = "".join(_named(letter, before) for letter, before in zip(text, f"x{text}", strict=False))
    return f'"{shown}"'


def _named(letter: str, before: str) -> str:
    plain = letter == " " and before != " "
    if plain or not (letter.isspace() or unicodedata.combining(letter) or _invisible.match(letter)):
        return letter
    return f"[U+{ord(letter):04X}]"
