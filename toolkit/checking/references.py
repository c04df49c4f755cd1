"""References: from a name, an id or an IRI as typed to the record that is meant."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from urllib.parse import quote, unquote

from toolkit.checking.decode import Line, Table
from toolkit.checking.issues import Problem, Severity, quoted
from toolkit.checking.listed_names import ListedNames
from toolkit.checking.plain_references import PlainReferences, code_of, typed_word
from toolkit.checking.unescaped import NOT_PULLED, PulledText
from toolkit.entities import find
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import DEFAULT_PREFIX, NewRow
from toolkit.entities.labels import SEPARATOR, Labels, Live
from toolkit.entities.natural_keys import folded
from toolkit.entities.record import Clear, Command, Record
from toolkit.language import _

Hit = str | NewRow
"""What a reference means: the IRI of a record, or the row that is going to create one."""

_CANDIDATES = 3
_NEAR = 60.0
"""How alike, of 100, a name must be to be offered."""

_SUGGESTIONS = 200
"""Distinct unknown texts of one entity that get suggestions: each costs a comparison with every name."""

_LISTED = 10
"""Records that a sentence names; the rest is counted."""

_NO_RECORDS: Live = MappingProxyType({})

_IDENTIFIER = re.compile(r"[^\s/]+")


@dataclass(frozen=True, slots=True)
class _Named:
    """A row that creates a record, the name that this will have, and whether it may find one instead (UPSERT)."""

    row: NewRow
    name: str
    finds: bool


class NewRows:
    """The rows of the workbook that create records, by the label these will have."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables
        self._made: dict[str, Mapping[str, Sequence[_Named]]] = {}

    def exact(self, path: str, text: str) -> Sequence[NewRow]:
        """Return the rows that are going to create a record of this name, to the letter."""
        return [each.row for each in self._of(path, text) if not each.finds and each.name == text]

    def sure(self, path: str, text: str) -> Sequence[NewRow]:
        """Return the rows that are going to create a record of this name, whatever its spelling."""
        return [each.row for each in self._of(path, text) if not each.finds]

    def possible(self, path: str, text: str) -> Sequence[NewRow]:
        """Return the UPSERT rows of this name: they create a record only where none is there yet."""
        return [each.row for each in self._of(path, text) if each.finds]

    def name(self, row: NewRow, text: str) -> str:
        """Return the name that a row found by a text gives its record."""
        return next((each.name for each in self._of(row.entity, text) if each.row == row), text)

    def _of(self, path: str, text: str) -> Sequence[_Named]:
        if path not in self._made:
            self._made[path] = self._make(path)
        return self._made[path].get(folded(text), ())

    def _make(self, path: str) -> Mapping[str, Sequence[_Named]]:
        made: defaultdict[str, list[_Named]] = defaultdict(list)
        labels = Labels({})
        for table in self._tables:
            if table.entity.path != path:
                continue
            for line in table.lines:
                if line.creates and (name := _label(labels, table, line)):
                    row = NewRow(path, table.header.sheet, line.number)
                    made[folded(name)].append(_Named(row, name, line.command is Command.UPSERT))
        return made


def _label(labels: Labels, table: Table, line: Line) -> str:
    """Return the label of a record to be, references among its fields by the names they were typed with."""
    values = {
        column.field: value
        for column, value in zip(table.columns, line.readings, strict=True)
        if value is not None and not isinstance(value, Clear | Problem)
    }
    return labels.plain(table.entity, values)


class _Names:
    """What the records of one entity may be called by."""

    def __init__(self, entity: Entity, records: Mapping[str, Record], labels: Labels) -> None:
        self._entity = entity
        self._records = records
        self._labels = labels

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The labels by IRI."""
        return self._labels.all(self._entity.path)

    @cached_property
    def _exact(self) -> Mapping[str, Sequence[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._records.values():
            label = self.labels[record.iri]
            plain = label.removesuffix(f"{SEPARATOR}{record.id}")
            names = {label, plain, record.id, record.iri, f"{plain}{SEPARATOR}{record.id}", code_of(record)}
            for name in names - {""}:
                found[name].append(record.iri)
        return found

    @cached_property
    def _loose(self) -> Mapping[str, Sequence[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, iris in self._exact.items():
            found[folded(name)] += [iri for iri in iris if iri not in found[folded(name)]]
        return found

    def record(self, iri: str) -> Record | None:
        """Return the record of an IRI, `None` where none is known."""
        return self._by_iri.get(iri)

    @cached_property
    def _by_iri(self) -> Mapping[str, Record]:
        return {record.iri: record for record in self._records.values()}

    def find(self, text: str) -> Sequence[str]:
        """Return the IRIs of the records that are called so, to the letter."""
        return self._exact.get(text) or self._by_path(text)

    def find_loosely(self, text: str) -> Sequence[str]:
        """Return the IRIs of the records that are called so but for the spelling, such as case and spaces."""
        return self._loose.get(folded(text), ())

    def _by_path(self, text: str) -> Sequence[str]:
        """Find an IRI that was typed with another prefix, or none, before the entity's path."""
        identifier = _id_in_iri(self._entity.path, text)
        record = self._records.get(identifier) if identifier else None
        return (record.iri,) if record else ()

    def near(self, text: str) -> Sequence[str]:
        """Return up to three IRIs of records that are called something like it."""
        from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 - needed only where something is wrong

        found = process.extract(
            text,
            self.labels,
            scorer=fuzz.ratio,
            processor=utils.default_process,
            score_cutoff=_NEAR,
            limit=_CANDIDATES,
        )
        return [iri for _label, _score, iri in found]


class References:
    """Finds what a reference means: among live records, else (offline) those of the base, and among new rows.

    Each text is looked up once per entity. Where the records of an entity cannot be known, the form alone decides.
    Offline, records are known from earlier, too (`kept`); one that is not among them is only warned of.
    """

    def __init__(
        self, live: Live | None, base: Live, new: NewRows, pulled: PulledText = NOT_PULLED, kept: Live = _NO_RECORDS
    ) -> None:
        self._offline = live is None
        from_earlier = {path: {**base.get(path, {}), **kept.get(path, {})} for path in {**base, **kept}}
        self._known: Live = from_earlier if live is None else live
        self._kept = kept
        self._labels = Labels(self._known)
        self._base = base
        self._base_labels = Labels(base)
        self._new = new
        self._pulled = pulled
        self._listed = ListedNames(pulled.ids, self._known, offline=self._offline)
        self._names: dict[str, _Names] = {}
        self._found: dict[str, dict[str, Hit | Problem]] = defaultdict(dict)
        self._suggested: dict[str, int] = defaultdict(int)
        self._plain = PlainReferences({} if live is None else live, base)

    def shown(self, target: str, iri: str) -> str:
        """Return what a reference cell showed when it was pulled: as kept with the base, else as its records tell."""
        return self._pulled.names.get(iri) or self._base_labels.of(target, iri)

    def shown_live(self, target: str, iri: str) -> str:
        """Return what a reference cell shows that is written now."""
        return self._labels.of(target, iri)

    def resolve_in(self, entity: Entity, column: Column, text: str) -> Hit | Problem:
        """Return what a text means in a column: a plain word if the service keeps words there, else a record."""
        target = column.target or ""
        if not self._plain.holds_words(entity, column):
            return self.resolve(target, text)
        if (same := self._plain.same(entity, column, text)) is not None:
            return same
        hit = self.resolve(target, text)
        if isinstance(hit, NewRow) or (isinstance(hit, Problem) and self._known.get(target)):
            return hit
        record = self._of(target).record(hit) if isinstance(hit, str) else None
        return typed_word(column, text) if record is None else self._plain.of_record(entity, column, record)

    def resolve(self, target: str, text: str) -> Hit | Problem:
        """Return the record that a text means, or why none can be told."""
        found = self._found[target]
        if text not in found:
            found[text] = self._resolve(target, text)
        return found[text]

    def spelled(self, target: str, text: str, hit: Hit) -> str:
        """Return how what was found by a text spells it: the text itself where it does so to the letter."""
        if isinstance(hit, NewRow):
            return self._new.name(hit, text)
        if "/" not in hit:
            return hit
        names = self._of(target)
        if hit in names.find(text) or hit not in names.find_loosely(text):
            return text
        return self._labels.of(target, hit)

    def renamed(self, target: str, text: str, hit: Hit) -> Problem | None:
        """Return a warning where the name in the workbook's own list is another one by now; it means what it did."""
        if isinstance(hit, NewRow) or self._listed.iri(target, text) != hit or hit not in self._of(target).labels:
            return None
        now = self._labels.of(target, hit)
        others = [other for other in self._hits(target, text) if other != hit]
        if folded(now) == folded(text) and not others:
            return None
        said = _("In the list of this workbook {text} is {id}, which is called {now} by now.").format(
            text=quoted(text), id=_id_of(hit), now=quoted(now)
        )
        if others:
            told = _("{text} is the name of {others} by now.")
            said += " " + told.format(text=quoted(text), others=_list([self._called(target, each) for each in others]))
        taken = _("So {now} is taken. Type the id of another that is meant.").format(now=self._called(target, hit))
        return Problem("reference-renamed", f"{said} {taken}", text, Severity.WARNING)

    def _resolve(self, target: str, text: str) -> Hit | Problem:
        hits = self._hits(target, text)
        listed = self._listed.iri(target, text)
        if listed is not None and not any(isinstance(hit, NewRow) for hit in hits):
            return listed
        if len(hits) == 1:
            return hits[0]
        if hits:
            return self._ambiguous(target, text, hits)
        if self._offline and target in self._kept:
            return self._unknown_by_now(target, text)
        if self._offline or target not in self._known:
            return self._by_form(target, text)
        return self._unknown(target, text)

    def _hits(self, target: str, text: str) -> Sequence[Hit]:
        """Return all that is called so: to the letter, else in another spelling, else rows that may create it."""
        names, new = self._of(target), self._new
        exact: tuple[Hit, ...] = (*names.find(text), *new.exact(target, text))
        spelled: tuple[Hit, ...] = (*names.find_loosely(text), *new.sure(target, text))
        return exact or spelled or new.possible(target, text)

    def _of(self, target: str) -> _Names:
        if target not in self._names:
            self._names[target] = _Names(find(target), self._known.get(target, {}), self._labels)
        return self._names[target]

    def _by_form(self, target: str, text: str) -> Hit | Problem:
        """Take an IRI or an id at its word; a name cannot be an id."""
        if _id_in_iri(target, text):
            return text
        if _IDENTIFIER.fullmatch(text):
            return f"{self._prefix}/{target}/{quote(text, safe='')}"
        if self._offline:
            return text
        plural = _plural(target)
        return Problem(
            "reference-unknown",
            _("The service does not tell the names of {plural}, so {text} cannot be looked up. Type the id.").format(
                plural=plural, text=quoted(text)
            ),
            text,
        )

    @cached_property
    def _prefix(self) -> str:
        """What the IRIs of known records start with."""
        for path, records in self._known.items():
            for record in records.values():
                start, found, _id = record.iri.rpartition(f"/{path}/")
                if found:
                    return start
        return DEFAULT_PREFIX

    def _ambiguous(self, target: str, text: str, hits: Sequence[Hit]) -> Problem:
        listed = _list([self._called(target, hit) for hit in hits])
        new = any(isinstance(hit, NewRow) for hit in hits)
        remedy = _("Give each new row a name of its own.") if new else _("Type the id of the one that is meant.")
        if not new and text in self._known.get(target, {}):
            # The text is the id of one and the name of another: what is listed has both.
            remedy = _("Type it as it is listed here.")
        return Problem(
            "reference-ambiguous",
            _("{text} means {count} {plural}: {listed}. {remedy}").format(
                text=quoted(text), count=len(hits), plural=_plural(target), listed=listed, remedy=remedy
            ),
            text,
        )

    def _unknown(self, target: str, text: str) -> Problem:
        return Problem(
            "reference-unknown",
            _("There is no {singular} {text}. {meant}Type a name, an id, or one of your new rows.").format(
                singular=find(target).singular, text=quoted(text), meant=self._meant(target, text)
            ),
            text,
        )

    def _unknown_by_now(self, target: str, text: str) -> Problem:
        """Warn of what the service may know since; the names that were kept do not tell."""
        told = _("There was no {singular} {text} when the service was last asked. {meant}").format(
            singular=find(target).singular, text=quoted(text), meant=self._meant(target, text)
        )
        return Problem("reference-unknown", told.rstrip(), text, Severity.WARNING)

    def _meant(self, target: str, text: str) -> str:
        """Ask for the nearest names, where there are any."""
        self._suggested[target] += 1
        near = self._of(target).near(text) if self._suggested[target] <= _SUGGESTIONS else ()
        called = [self._called(target, iri) for iri in near]
        return _("Did you mean {near}?").format(near=_any_of(called)) + " " if called else ""

    def _called(self, target: str, hit: Hit) -> str:
        """Return the label with the id behind it, once."""
        if isinstance(hit, NewRow):
            return _("the new one in {sheet}!{row}").format(sheet=hit.sheet, row=hit.row)
        identifier = _id_of(hit)
        label = self._labels.of(target, hit).removesuffix(f"{SEPARATOR}{identifier}")
        return f"{label}{SEPARATOR}{identifier}" if label != identifier else label


def _id_in_iri(path: str, text: str) -> str | None:
    """Return the id in an IRI of the entity, whatever its prefix; `None` for any other text."""
    if not text.startswith("/"):
        return None
    before, found, identifier = text.rpartition(f"/{path}/")
    return unquote(identifier) if found and identifier and " " not in before else None


def _id_of(iri: str) -> str:
    return unquote(iri.rsplit("/", 1)[-1])


def _plural(path: str) -> str:
    return find(path).plural


def _list(names: Iterable[str]) -> str:
    *first, last = names
    rest = len(first) + 1 - _LISTED
    if rest > 0:
        return ", ".join(first[:_LISTED]) + " " + _("and {count:,} more").format(count=rest)
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def _any_of(names: Sequence[str]) -> str:
    *first, last = names
    return _("{first} or {last}").format(first=", ".join(first), last=last) if first else last
