"""The records of a period, out of the service into lines on disk, and what they say of budgets on the way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from toolkit.attachments.stated import Stated, stated_of
from toolkit.audit import records as lines
from toolkit.audit.records import Total
from toolkit.audit.spending import Booking, Term
from toolkit.bank.prove import Period
from toolkit.entities import DIRECTORIES, ENTITIES, Entity
from toolkit.entities.budgets import BUDGET_EMPLOYEES, BUDGETS
from toolkit.entities.labels import Labels, Live
from toolkit.entities.record import Record
from toolkit.entities.transactions import BUDGET_TRANSACTIONS, TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.loop.audit.spool import Spool
from toolkit.loop.reach import Reached
from toolkit.planning.totals import Amounts


@dataclass(frozen=True, slots=True)
class Held:
    """The records of one entity that belong to the period.

    `extra` names the fields that no declaration knows, `path` is the file that holds one line for each record.
    """

    entity: Entity
    path: Path
    count: int
    undated: int
    totals: tuple[Total, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a booking needs to know of its transaction."""

    day: date | None
    month: str
    currency: str
    amount: Decimal
    ignored: bool


@dataclass(frozen=True, slots=True)
class Document:
    """An attachment that belongs to the period: its id, its name, and the id of its transaction, if it has one.

    `stated` is what the service states of its bytes.
    """

    id: str
    name: str
    transaction: str
    stated: Stated


@dataclass
class Gathered:
    """All that was read: the records held by entity, the directories, and the bookings since the year began."""

    live: Live
    labels: Labels
    held: dict[str, Held] = field(default_factory=dict)
    bookings: list[Booking] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of records of each entity."""
        return {path: held.count for path, held in self.held.items()}


class Gatherer:
    """Reads the service once, entity by entity; records that tell days come before those that point at them."""

    def __init__(self, reached: Reached, period: Period, months: Iterable[str], folder: Path) -> None:
        self._client = reached.client
        self._period = period
        self._months = frozenset(months)
        self._folder = folder
        self._facts: dict[str, Fact] = {}

    def gather(self) -> Gathered:
        """Read everything, and write the lines of what belongs to the period."""
        undated = [entity for entity in ENTITIES if not entity.dated]
        live = self._client.snapshot((*undated, *DIRECTORIES))
        gathered = Gathered(live, Labels(live))
        amounts = Amounts(live)
        (self._folder / lines.FOLDER).mkdir()
        for entity in sorted(ENTITIES, key=lambda each: len(each.dated)):
            known = live.get(entity.path)
            found = iter(known.values()) if known is not None else self._client.records(entity)
            gathered.held[entity.path] = self._hold(entity, found, amounts, gathered)
        gathered.held = {entity.path: gathered.held[entity.path] for entity in ENTITIES}
        gathered.bookings.sort(key=lambda each: (each.month, len(each.id), each.id))
        gathered.documents.sort(key=lambda each: (len(each.id), each.id))
        return gathered

    def _hold(self, entity: Entity, found: Iterator[Record], amounts: Amounts, gathered: Gathered) -> Held:
        extra: dict[str, None] = {}
        made = lines.Sum(entity.path)
        path = self._folder / lines.file_of(entity.path)
        with Spool(path.with_suffix(".unsorted")) as spool, path.open("wb") as file:
            for record in found:
                currencies = dict(amounts.of(entity, record.values).keys())
                self._notice(entity, record, currencies, gathered)
                day = self._day(entity, record)
                if day is None or day in self._period:
                    extra |= dict.fromkeys(record.extra)
                    line = lines.spell(entity, record, day, currencies)
                    spool.add(record.id, str(day or ""), line)
                    self._document(entity, record, gathered)
            for line in spool.lines():
                made.add(lines.read(line))
                file.write(line)
        return Held(entity, path, made.count, made.undated, made.totals, tuple(sorted(extra)))

    def _day(self, entity: Entity, record: Record) -> date | None:
        """Return the day that a record belongs to, `None` where it tells none."""
        if not entity.dated:
            return None
        told = record.values.get(entity.dated[0])
        if len(entity.dated) == 1:
            return told if isinstance(told, date) else None
        fact = self._facts.get(str(told))
        return fact.day if fact else None

    def _notice(self, entity: Entity, record: Record, currencies: Mapping[str, str], gathered: Gathered) -> None:
        """Keep what bookings need of a transaction, and make the booking that a link to a budget is."""
        if entity is TRANSACTIONS:
            self._facts[record.iri] = _fact(record, currencies.get("amount", ""))
        elif entity is BUDGET_TRANSACTIONS:
            fact = self._facts.get(str(record.values.get("transaction")))
            if fact and fact.month in self._months and not fact.ignored:
                gathered.bookings.append(_booking(record, fact))

    def _document(self, entity: Entity, record: Record, gathered: Gathered) -> None:
        if entity is TRANSACTION_ATTACHMENTS:
            name, transaction = (str(record.values.get(key) or "") for key in ("name", "transaction"))
            whose = transaction.rsplit("/", 1)[-1]
            gathered.documents.append(Document(record.id, name, whose, stated_of(record)))


def terms(gathered: Gathered) -> list[Term]:
    """Return each budget that employees have shares of, with their sum and its months."""
    shares: dict[str, Decimal] = {}
    for share in gathered.live.get(BUDGET_EMPLOYEES.path, {}).values():
        amount = share.values.get("amount")
        if isinstance(amount, int):
            budget = str(share.values.get("budget"))
            shares[budget] = shares.get(budget, Decimal(0)) + amount
    budgets = {record.iri: record for record in gathered.live.get(BUDGETS.path, {}).values()}
    return [
        Term(iri, amount, *(_month(budgets[iri], name) for name in ("dateFrom", "dateTo")))
        for iri, amount in sorted(shares.items())
        if iri in budgets
    ]


def _fact(record: Record, currency: str) -> Fact:
    day, amount = record.values.get("execDate"), record.values.get("amount")
    known = day if isinstance(day, date) else None
    month = str(record.values.get("connectedMonth") or (f"{known:%Y-%m}" if known else ""))
    exact = Decimal(amount) if isinstance(amount, int | Decimal) else Decimal(0)
    return Fact(known, month, currency, exact, record.values.get("ignored") is True)


def _booking(record: Record, fact: Fact) -> Booking:
    """Make a booking: its own amount or the whole transaction, and the direction of the transaction."""
    own = record.values.get("amount")
    size = abs(Decimal(own)) if isinstance(own, int | Decimal) else abs(fact.amount)
    return Booking(
        id=record.id,
        budget=str(record.values.get("budget")),
        transaction=str(record.values.get("transaction")),
        month=fact.month,
        currency=fact.currency,
        spent=-size if fact.amount > 0 else size,
        whole=own is None,
    )


def _month(record: Record, name: str) -> str | None:
    day = record.values.get(name)
    return f"{day:%Y-%m}" if isinstance(day, date) else None
