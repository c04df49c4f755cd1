"""Erasing: a person's values go from what the journal keeps; digests, ids and what came of each change stay."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, select, update

from toolkit.applying.direct_journal import direct_requests
from toolkit.applying.journal import Journal
from toolkit.applying.pruning import Digests, Prunable, nobody_writes
from toolkit.applying.receipts import Summary
from toolkit.applying.schema import CHANGES, DIRECT, RUNS
from toolkit.applying.states import State
from toolkit.entities.canonical import Json, JsonObject, canonical, parse, pretty
from toolkit.entities.entity import Entity
from toolkit.entities.typed_json import object_of
from toolkit.planning.planfile import BadPlan, load, sealed

ERASED = "[erased]"
"""What stands where a value was."""

_STRUCTURE = frozenset(
    {"id", "iri", "@id", "@type", "entity", "verb", "method", "path", "service", "profile", "user", "planned_at"}
    | {"workbook_sha256", "sha256", "words", "field", "letters", "sheet", "kind", "state", "needs"}
)
"""Keys whose values tell what is where, and nothing of a person."""
_SEALS = frozenset(("id", "sha256", "words"))
_BODIES = ("before", "after", "cells", "mismatches")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be erased: a text wherever it stands, in any case of letters, or the texts of one record.

    The texts of a record are those that the journal has of it; its amounts, dates, ids and references stay.
    """

    text: str = ""
    entity: Entity | None = None
    record: str = ""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: the runs and direct requests that held some of it, and how many values.

    `needed` are runs that hold some of it and are not over, or of which something is unknown: `resume` needs them.
    """

    runs: tuple[str, ...] = ()
    requests: tuple[int, ...] = ()
    values: int = 0
    needed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Eraser:
    """Replaces texts in JSON, and counts the values that held one."""

    pattern: re.Pattern[str]
    count: int = 0

    def json(self, json: Json) -> Json:
        match json:
            case str():
                return self.text(json)
            case list() | tuple():
                return [self.json(each) for each in json]
            case Mapping():
                return {
                    self.text(name): value if name in _STRUCTURE and isinstance(value, str) else self.json(value)
                    for name, value in json.items()
                }
            case _:
                return json

    def text(self, text: str) -> str:
        erased, found = self.pattern.subn(ERASED, text)
        self.count += bool(found)
        return erased

    def spelt(self, text: str | None) -> str | None:
        """Erase in JSON as text; what holds nothing keeps every character."""
        if text is None or not text:
            return text
        before = self.count
        erased = canonical(self.json(parse(text)))
        return text if self.count == before else erased

    def plan(self, text: str) -> str:
        """Erase in a plan, and seal it anew; it is still a plan. Raises `BadPlan`."""
        before = self.count
        content = {name: value for name, value in object_of(parse(text)).items() if name not in _SEALS}
        erased = object_of(self.json(content))
        if self.count == before:
            return text
        made = pretty(sealed(erased)) + "\n"
        load(made)
        return made


@dataclass(slots=True)
class _Found:
    """What is to be written in place of what holds something."""

    count: int = 0
    runs: dict[str, str] = field(default_factory=dict)
    requests: list[int] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)


def erase(journal: Journal, wanted: Wanted, digests: Digests) -> Erasure:
    """Erase what is wanted, in one transaction, and let SQLite keep nothing of it either.

    Raises `ValueError` for a text of less than three characters, which would be found everywhere, `RunInProgress`
    while somebody writes to a service of the journal, and `JournalUnusable`.
    """
    texts = {wanted.text} if wanted.text else texts_of(journal, wanted)
    if wanted.text and len(wanted.text.strip()) < _SHORTEST:
        raise ValueError(wanted.text)
    texts = {each for each in texts if len(each.strip()) >= _SHORTEST and each != ERASED}
    if not texts:
        return Erasure()
    longest_first = sorted(texts, key=len, reverse=True)
    eraser = _Eraser(re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE))
    everything = Prunable(journal.runs(), (), direct_requests(journal))
    with nobody_writes(journal, everything):
        found = _erase(journal, eraser, everything, digests)
    return Erasure(tuple(found.runs), tuple(found.requests), eraser.count, tuple(found.needed))


def _erase(journal: Journal, eraser: _Eraser, everything: Prunable, digests: Digests) -> _Found:
    kept_runs = {each.id: digests.run(journal.run(each.id), journal.exchanges(each.id)) for each in everything.over}
    kept_requests = {each.number: digests.request(each) for each in everything.requests}
    summaries = {each.id: each for each in everything.over}
    found = _Found()
    journal.begun.erasing = True
    with journal.transaction() as connection:
        for row in connection.execute(select(RUNS).where(RUNS.c.pruned.is_(None))).mappings().all():
            _erase_run(connection, row, eraser, (summaries[row["id"]], kept_runs[row["id"]]), found)
        for row in connection.execute(select(DIRECT)).mappings().all():
            _erase_request(connection, row, eraser, kept_requests[row["seq"]], found)
    if found.runs or found.requests:
        journal.compact()
    journal.begun.erasing = False
    return found


def texts_of(journal: Journal, wanted: Wanted) -> set[str]:
    """Return the texts that the journal has of a record, in whatever run."""
    entity = wanted.entity
    if entity is None:
        return set()
    of_record = select(CHANGES).where(CHANGES.c.entity == entity.path, CHANGES.c.record == wanted.record)
    words = {column.field for column in entity.columns if column.kind.word == "text"}
    texts: set[str] = set()
    with journal.reading() as connection:
        for row in connection.execute(of_record).mappings():
            for text in (row["before"], row["after"]):
                values = object_of(object_of(parse(text))["values"]) if text else {}
                texts |= {value for name, value in values.items() if name in words and isinstance(value, str)}
    return texts | {text for each in _plans(journal, wanted) for text in each if text}


def _plans(journal: Journal, wanted: Wanted) -> Iterator[set[str]]:
    """Yield the texts that plans have for a record: what was asked for, also where it did not take."""
    for each in journal.runs():
        ns = {n for n, entry in journal.entries(each.id).items() if entry.receipt.id == wanted.record}
        text = journal.kept_plan(each.id)
        if not ns or text is None or wanted.entity is None:
            continue
        words = {column.field for column in wanted.entity.columns if column.kind.word == "text"}
        for change in load(text).changes:
            if change.n in ns and change.entity is wanted.entity:
                values = {**getattr(change, "edits", {}), **getattr(change, "after", {})}
                yield {str(value) for name, value in values.items() if name in words and isinstance(value, str)}


def _erase_run(
    connection: Connection, row: RowMapping, eraser: _Eraser, known: tuple[Summary, str], found: _Found
) -> None:
    before, (summary, digest) = eraser.count, known
    changed = [
        (each["n"], values)
        for each in connection.execute(select(CHANGES).where(CHANGES.c.run == row["id"])).mappings().all()
        if (values := _change(each, eraser))
    ]
    try:
        plan = eraser.plan(row["plan"])
    except (BadPlan, ValueError):
        plan = ""
    told = {"workbook": eraser.text(row["workbook"]), "result": row["result"] and eraser.text(row["result"])}
    told["verification"] = eraser.spelt(row["verification"])
    if eraser.count == before:
        return
    if summary.ended is None or summary.unknown or not plan:
        eraser.count = before
        found.needed.append(row["id"])
        return
    kept = row["erased"] or digest
    connection.execute(update(RUNS).where(RUNS.c.id == row["id"]).values(plan=plan, erased=kept, **told))
    for n, values in changed:
        connection.execute(update(CHANGES).where(CHANGES.c.run == row["id"], CHANGES.c.n == n).values(**values))
    found.runs[row["id"]] = plan


def _change(row: RowMapping, eraser: _Eraser) -> JsonObject:
    """Return the columns of a change that hold something, without it."""
    told: dict[str, Json] = {name: eraser.spelt(row[name]) for name in _BODIES}
    told["detail"] = eraser.text(row["detail"])
    return {name: value for name, value in told.items() if value != row[name]}


def _erase_request(connection: Connection, row: RowMapping, eraser: _Eraser, digest: str, found: _Found) -> None:
    if row["state"] in {State.SENDING.value, State.UNKNOWN.value}:
        return  # by its body it is known whether the very same is sent again while it may still arrive
    before = eraser.count
    told = {name: eraser.spelt(row[name]) for name in ("body", "before")} | {"detail": eraser.text(row["detail"])}
    if eraser.count == before:
        return
    kept = row["kept"] or digest
    connection.execute(update(DIRECT).where(DIRECT.c.seq == row["seq"]).values(kept=kept, **told))
    found.requests.append(row["seq"])


def is_erased(*values: object) -> bool:
    """Tell whether one of some values of a change was erased, at whatever depth."""
    return any(_holds(each) for each in values)


def _holds(value: object) -> bool:
    match value:
        case str():
            return ERASED in value
        case Mapping():
            return any(map(_holds, value.values()))
        case list() | tuple():
            return any(map(_holds, value))
        case _:
            return False
