"""Flags: which words of a cell are flags, told by the declaration and by what the records have."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from toolkit.checking.characters import tidy_word
from toolkit.checking.conversions import Conversion, Converted, Listed, Rule
from toolkit.checking.decode import Line, Table
from toolkit.checking.echoes import Echoes
from toolkit.checking.issues import Problem, Severity, quoted
from toolkit.checking.oddities import Note
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Flags, WordSet
from toolkit.entities.kinds.texts import FLAG_SEPARATOR
from toolkit.entities.record import Record
from toolkit.language import _

_ORDINARY = frozenset(",;")
"""Separators that are told of nothing."""

_NOTHING = frozenset(
    {"", "-", "--", "\u2013", "\u2014", ".", "/", "0", "[]", "{}", "()", "\u2205", "null", "nil", "n/a", "na", "none"}
    | {"(none)", "nothing", "empty", "no", "nej", "inga", "ingen", "inget", "ingenting", "tom", "tomt", "saknas", "ej"}
    | {"brak", "nie", "puste", "\u017caden", "\u017cadne", "kein", "keine", "keiner", "leer", "nein", "nichts"}
)
"""Words that people type for no flags at all, in English, Swedish, Polish and German."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The flags of a text, the words among them that nobody knows, and whether spelling or separators were taken."""

    flags: tuple[str, ...]
    unknown: tuple[str, ...]
    respelt: bool
    parted: bool


class KnownFlags:
    """The flags that a declaration and the records have."""

    def __init__(self, flags: Iterable[str]) -> None:
        self.flags = frozenset(flags)
        self._spellings: dict[str, set[str]] = {}
        for flag in self.flags:
            self._spellings.setdefault(_folded(flag), set()).add(flag)
        self._most_parts = max((len(FLAG_SEPARATOR.split(flag)) for flag in self.flags), default=1)

    def read(self, text: str) -> _Read:
        """Part a text into flags; one that is known with a separator inside stays whole."""
        spans = list(_spans(text))
        units: list[str] = []
        while spans:
            size = next(
                n for n in range(min(self._most_parts, len(spans)), 0, -1) if n == 1 or self._has(text, spans, n)
            )
            units.append(text[spans[0][0] : spans[size - 1][1]])
            del spans[:size]
        spelt = [self._spelling(unit) for unit in units]
        odd = any(separator not in _ORDINARY for separator in FLAG_SEPARATOR.findall(text))
        return _Read(
            flags=WordSet.of(spelt),
            unknown=tuple(flag for flag in dict.fromkeys(spelt) if flag not in self.flags),
            respelt=spelt != units,
            parted=odd and len(units) > 1,
        )

    def nearest(self, word: str) -> str:
        """Return the known flag that is most like a word; an empty text where none is."""
        near = get_close_matches(_folded(word), self._spellings, n=1)
        return min(self._spellings[near[0]]) if near else ""

    def _has(self, text: str, spans: list[tuple[int, int]], size: int) -> bool:
        return _folded(text[spans[0][0] : spans[size - 1][1]]) in self._spellings

    def _spelling(self, word: str) -> str:
        """Return a flag as it is known; as typed where it is known so, where nobody knows it, and of two spellings."""
        known = self._spellings.get(_folded(word), set())
        return next(iter(known)) if len(known) == 1 and word not in known else word


def resolve_flags(table: Table, base: Mapping[str, Record], live: Mapping[str, Record] | None) -> None:
    """Put flags in the place of the words of a cell, and note what is to be told of them.

    A cell that shows what its record has means that, whatever separators are in it.
    """
    for place, column in enumerate(table.columns):
        if isinstance(column.kind, Flags) and column.writable:
            _resolve_column(table, place, column, column.kind, base, live or {})


def _resolve_column(
    table: Table, place: int, column: Column, kind: Flags, base: Mapping[str, Record], live: Mapping[str, Record]
) -> None:
    known = KnownFlags([*kind.words, *_flags_of(column, base), *_flags_of(column, live)])
    echoes, told = Echoes(), set[str]()
    for line in table.lines:
        listed = table.listed.get((line.number, column.field))
        if listed is None or not isinstance(line.readings[place], tuple):
            continue
        record = base.get(line.id or "") or live.get(line.id or "")
        was = record.values.get(column.field) if record is not None else None
        if was is not None and echoes.shows(column, listed.value, was):
            line.readings[place] = was
        else:
            _resolve(table, place, line, listed, known, told)


def _flags_of(column: Column, records: Mapping[str, Record]) -> Iterator[str]:
    for record in records.values():
        value = record.values.get(column.field)
        if isinstance(value, tuple):
            yield from value


def _resolve(table: Table, place: int, line: Line, listed: Listed, known: KnownFlags, told: set[str]) -> None:
    column, read = table.columns[place], known.read(listed.raw)
    nothing = [word for word in read.unknown if _folded(word) in _NOTHING]
    if nothing:
        line.readings[place] = _stands_for_nothing(listed.raw)
        return
    line.readings[place] = read.flags
    rule = Rule.CASE if read.respelt else Rule.SPLIT if read.parted else listed.tidied
    if rule is not None:
        converted = Converted(listed.raw, read.flags, rule)
        table.conversions.append(Conversion.at(table.header, line.number, column.field, converted))
    for word in read.unknown:
        if word not in told:
            table.notes.append(Note(line.number, column.field, _unknown(word, known)))
        told.add(word)


def _stands_for_nothing(raw: str) -> Problem:
    said = _("{text} is no flag. Type [clear] if the record is to have none.").format(text=quoted(raw))
    return Problem("flags-nothing", said, raw)


def _unknown(word: str, known: KnownFlags) -> Problem:
    near = known.nearest(word)
    said = _("{flag} is a flag of no record that was read, and not a declared one.").format(flag=quoted(word))
    meant = " " + _("Did you mean {near}?").format(near=near) if near else ""
    hint = _("The service decides, so this is only a warning.")
    return Problem("flag-unknown", f"{said}{meant} {hint}", word, Severity.WARNING)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words between separators start and end, without blanks around them."""
    start = 0
    for end, after in [*((match.start(), match.end()) for match in FLAG_SEPARATOR.finditer(text)), (len(text), 0)]:
        word = text[start:end]
        if word.strip():
            yield start + len(word) - len(word.lstrip()), end - len(word) + len(word.rstrip())
        start = after


def _folded(text: str) -> str:
    bare, _rule = tidy_word(text) or (text, None)
    return " ".join(bare.casefold().split())
