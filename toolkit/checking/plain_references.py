"""Plain references: columns in which a service keeps a bare word, such as a currency code, in place of an IRI."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from toolkit.checking.issues import Problem, quoted
from toolkit.entities import DIRECTORIES, ENTITIES, find
from toolkit.entities.columns import Column
from toolkit.entities.directory import CURRENCIES
from toolkit.entities.entity import Entity
from toolkit.entities.labels import Live
from toolkit.entities.natural_keys import folded
from toolkit.entities.record import Record
from toolkit.language import _

_CODE = re.compile(r"[A-Za-z]{3}")
"""A currency code, as ISO 4217 has them."""
_WORD = re.compile(r"[^\s/]+")


class PlainReferences:
    """Which reference columns hold plain words, and what is written there.

    Live records of the column decide, else those of the base, else other columns that point at the same entity, live
    before base. Where none has a value, a reference is an IRI, as is declared.
    """

    def __init__(self, live: Live, base: Live) -> None:
        self._live = live
        self._base = base
        self._held: dict[tuple[str, str], Counter[str]] = {}

    def holds_words(self, entity: Entity, column: Column) -> bool:
        """Return whether most values of a column are words rather than IRIs."""
        held = self._values(entity, column)
        return sum(count for value, count in held.items() if "/" not in value) * 2 > held.total()

    def same(self, entity: Entity, column: Column, text: str) -> str | None:
        """Return the word of the column that a text spells, whatever its case; `None` if there is none."""
        found = (word for word in self._values(entity, column) if "/" not in word and folded(word) == folded(text))
        return next(found, None)

    def of_record(self, entity: Entity, column: Column, record: Record) -> str:
        """Return the word for a record: its id if the column holds ids, else what it is called."""
        target = find(column.target or "")
        ids = self._live.get(target.path, {})
        has_ids = any(word in ids for word in self._values(entity, column))
        return record.id if has_ids else code_of(record) or str(record.values.get(target.label[0]) or record.id)

    def _values(self, entity: Entity, column: Column) -> Counter[str]:
        key = (entity.path, column.field)
        if key not in self._held:
            self._held[key] = next(filter(None, self._candidates(entity, column)), Counter())
        return self._held[key]

    def _candidates(self, entity: Entity, column: Column) -> Iterator[Counter[str]]:
        """Yield the values to decide by, the most telling first."""
        for records in (self._live, self._base):
            yield _values_of(records, entity, column)
        for records in (self._live, self._base):
            others = (each for each in self._columns if each[1].target == column.target)
            yield sum((_values_of(records, owner, other) for owner, other in others), Counter[str]())

    @cached_property
    def _columns(self) -> tuple[tuple[Entity, Column], ...]:
        return tuple((entity, column) for entity in (*ENTITIES, *DIRECTORIES) for column in entity.references)


def code_of(record: Record) -> str:
    """Return the code of a currency, empty for any other record."""
    return str(record.values.get("code") or "")


def typed_word(column: Column, text: str) -> str | Problem:
    """Return a word that no record has yet, as the service would spell it; an IRI ends with its word."""
    path = column.target or ""
    before, found, last = text.rpartition(f"/{path}/")
    word = unquote(last) if found and last and " " not in before else text
    if path == CURRENCIES.path:
        if _CODE.fullmatch(word):
            return word.upper()
        message = _("{text} is no currency. Type its code of three letters, such as SEK.")
        return Problem("reference-unknown", message.format(text=quoted(text)), text)
    if _WORD.fullmatch(word):
        return word
    message = _("The service does not tell the names of {plural}, so {text} cannot be looked up. Type the id.")
    return Problem("reference-unknown", message.format(plural=find(path).plural, text=quoted(text)), text)


def _values_of(records: Live, entity: Entity, column: Column) -> Counter[str]:
    values = (record.values.get(column.field) for record in records.get(entity.path, {}).values())
    return Counter(value for value in values if isinstance(value, str))
