"""Work lists: what the service asks, written into a workbook to be answered there."""

import enum
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from toolkit.entities import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Labels, Live
from toolkit.entities.literals import count_escaped
from toolkit.entities.offers import Offer
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.entities.worklists import AWAITING_DOCUMENTS, BOOKINGS, OPEN_TRANSACTIONS, OWN_FIELDS, stands_for
from toolkit.excel.base import Base
from toolkit.excel.template import EntitySheet, write_workbook
from toolkit.loop.accounts import Accounts
from toolkit.loop.offers import offers_of
from toolkit.loop.reach import Reached, with_targets
from toolkit.planning.answers import Offers
from toolkit.planning.totals import Amounts

_AND = ", "


class WorkList(enum.StrEnum):
    """The service's questions, each a list of its own."""

    UNASSIGNED = "unassigned"
    WITH_PROBLEMS = "with-problems"
    AWAITING = "awaiting"
    SUGGESTIONS = "suggestions"


VIEWS: Mapping[WorkList, tuple[str, ...]] = {
    WorkList.UNASSIGNED: ("unassigned",),
    WorkList.WITH_PROBLEMS: ("with-problems",),
    WorkList.AWAITING: (),
    WorkList.SUGGESTIONS: ("unassigned", "with-problems"),
}
"""The views of transactions that each list is made of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list: the transactions of one month, `yyyy-mm`, and of one account; empty for all.

    `with_suggestions` tells whether each record is asked for what is suggested.
    """

    period: str = ""
    account: str = ""
    with_suggestions: bool = True


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Question:
    """A record that waits for an answer, and what the service suggests for it."""

    entity: Entity
    record: Record
    offers: Sequence[Offer]


@dataclass(frozen=True, slots=True)
class WrittenList:
    """How many questions of each entity were written; `escaped` counts the texts that have a backslash in front."""

    counts: Mapping[str, int]
    escaped: int


def questions(reached: Reached, which: WorkList, wanted: Wanted = ALL) -> tuple[Question, ...]:
    """Return what a list asks, in the order of the service: transactions first, then documents.

    Raises `UnknownAccount` and `UnknownView`.
    """
    found = [*_transactions(reached, which, wanted), *_documents(reached, which, wanted)]
    offers: Offers = {}
    if wanted.with_suggestions or which is WorkList.SUGGESTIONS:
        for entity in (TRANSACTIONS, TRANSACTION_ATTACHMENTS):
            offers = {**offers, **offers_of(reached, entity, [record.id for each, record in found if each is entity])}
    asked = (Question(entity, record, offers.get((entity.path, record.id), ())) for entity, record in found)
    return tuple(each for each in asked if each.offers or which is not WorkList.SUGGESTIONS)


def _transactions(reached: Reached, which: WorkList, wanted: Wanted) -> Iterator[tuple[Entity, Record]]:
    account = Accounts(reached).find(wanted.account).iri if wanted.account and VIEWS[which] else None
    seen: dict[str, Record] = {}
    for view in VIEWS[which]:
        seen |= {record.id: record for record in reached.client.records(TRANSACTIONS, view=view)}
    for record in seen.values():
        booked = str(record.values.get("execDate", ""))
        if booked.startswith(wanted.period) and account in {None, record.values.get("bankAccount")}:
            yield TRANSACTIONS, record


def _documents(reached: Reached, which: WorkList, wanted: Wanted) -> Iterator[tuple[Entity, Record]]:
    """Yield the documents that await a transaction; of these nobody can tell a month or an account."""
    if which is WorkList.AWAITING or (which is WorkList.SUGGESTIONS and not wanted.period and not wanted.account):
        for record in reached.client.records(TRANSACTION_ATTACHMENTS):
            if record.values.get("transaction") is None:
                yield TRANSACTION_ATTACHMENTS, record


def write_worklist(reached: Reached, asked: Sequence[Question], which: WorkList, path: Path) -> WrittenList:
    """Write the questions as a workbook to answer in; return how many of each entity there are.

    A record is written once for each of its suggestions, at least once. The base holds the records, and what they were
    booked on. Raises `NotWritable` and `TooManyRecords`.
    """
    sheets = [sheet for sheet in (OPEN_TRANSACTIONS, AWAITING_DOCUMENTS) if _has_place(sheet, which, asked)]
    live = reached.client.snapshot(with_targets(sheets))
    labels = Labels(live)
    about = {sheet: [each for each in asked if each.entity is stands_for(sheet)[0]] for sheet in sheets}
    showing = _Showing(live, labels)
    tables = [
        EntitySheet(sheet, [row for each in found for row in showing.rows(sheet, each)])
        for sheet, found in about.items()
    ]
    records = {path: held for sheet, found in about.items() for path, held in _base_records(sheet, found, live)}
    base = Base(
        document=uuid.uuid4().hex,
        profile=reached.profile.name,
        service=reached.profile.service,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        entities=tuple(sheet.path for sheet in sheets),
        records=records,
        names=labels.shown(records),
    )
    write_workbook(path, tables, labels, base)
    counts = {found[0].entity.path: len(found) for found in about.values() if found}
    return WrittenList(counts, sum(count_escaped(table.records) for table in tables))


def accepting_row(live: Live, labels: Labels, sheet: Entity, asked: Question) -> Record:
    """Return the row of a work list that accepts the one suggestion of a question."""
    row = next(_Showing(live, labels).rows(sheet, asked))
    return replace(row, values={**row.values, "accept": True})


def _has_place(sheet: Entity, which: WorkList, asked: Iterable[Question]) -> bool:
    """Tell whether a list has this sheet: the one that it is about, and any other that it has questions for."""
    own = AWAITING_DOCUMENTS if which is WorkList.AWAITING else OPEN_TRANSACTIONS
    return sheet is own or any(each.entity is stands_for(sheet)[0] for each in asked)


def _base_records(sheet: Entity, asked: Sequence[Question], live: Live) -> Iterator[tuple[str, Mapping[str, Record]]]:
    """Yield what the list is written from: its records, and everything that is booked on them."""
    yield stands_for(sheet)[0].path, {each.record.id: each.record for each in asked}
    if sheet is OPEN_TRANSACTIONS:
        iris = {each.record.iri for each in asked}
        for entity in BOOKINGS.values():
            found = live.get(entity.path, {})
            yield (
                entity.path,
                {own: record for own, record in found.items() if record.values.get("transaction") in iris},
            )


class _Showing:
    """Questions as rows of a work list."""

    def __init__(self, live: Live, labels: Labels) -> None:
        self._labels = labels
        self._amounts = Amounts(live)
        self._standing: defaultdict[str, list[str]] = defaultdict(list)
        for field, entity in BOOKINGS.items():
            target = entity.column(field).target or ""
            for record in live.get(entity.path, {}).values():
                called = labels.of(target, str(record.values.get(field, "")))
                amount = record.values.get("amount")
                said = called if amount is None else f"{called} {amount:,}"
                self._standing[str(record.values.get("transaction"))].append(said)

    def rows(self, sheet: Entity, asked: Question) -> Iterator[Record]:
        """Yield a row for each suggestion, one where there is none; what may be typed stands in the first alone."""
        shown = self._shown(sheet, asked.record)
        own = {name: value for name in OWN_FIELDS[sheet] if (value := asked.record.values.get(name)) is not None}
        yield Record(asked.record.id, "", {**shown, **own, **_suggested(asked.offers[:1])})
        for offer in asked.offers[1:]:
            yield Record(asked.record.id, "", {**shown, **_suggested([offer])})

    def _shown(self, sheet: Entity, record: Record) -> dict[str, Value]:
        if sheet is AWAITING_DOCUMENTS:
            return _filled({name: record.values.get(name) for name in ("name", "mimeType", "size")})
        amount = TRANSACTIONS.column("amount")
        return _filled(
            {
                "execDate": record.values.get("execDate"),
                "description": record.values.get("description"),
                "total": record.values.get("amount"),
                "currency": self._amounts.currency(TRANSACTIONS, amount, record.values),
                "bankAccount": record.values.get("bankAccount"),
                "standing": _AND.join(self._standing.get(record.iri, ())),
            }
        )


def _suggested(offers: Sequence[Offer]) -> dict[str, Value]:
    return _filled(
        {name: value for offer in offers for name, value in _columns(offer)},
    )


def _columns(offer: Offer) -> Iterator[tuple[str, Value | None]]:
    yield "suggestion", offer.says
    yield "score", offer.score
    yield "suggestionId", offer.id


def _filled(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value not in {None, ""}}
