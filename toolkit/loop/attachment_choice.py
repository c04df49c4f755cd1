"""Which documents: those of a period, an account, a workbook's transactions, or a filter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.api.filters import Filters
from toolkit.attachments.wanted import Booked, booked
from toolkit.bank.reconcile import day_of
from toolkit.entities.canonical import Json
from toolkit.entities.directory import COUNTERPARTIES
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.errors import UnknownTransactions
from toolkit.loop.accounts import Accounts
from toolkit.loop.inspect import inspect
from toolkit.loop.reach import Reached

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Which transactions are meant: all that every part allows. Days are included; `None` and empty allow all."""

    first: date | None = None
    last: date | None = None
    account: str = ""
    workbook: Path | None = None
    filters: Filters = field(default_factory=dict)

    def to_json(self) -> Mapping[str, Json]:
        """Spell what was asked for."""
        return {
            "from": None if self.first is None else str(self.first),
            "to": None if self.last is None else str(self.last),
            "account": self.account,
            "workbook": "" if self.workbook is None else self.workbook.name,
            "filters": dict(self.filters),
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """The transactions that have documents, how many were looked at, and the documents that await a transaction."""

    booked: tuple[Booked, ...]
    looked_at: int
    awaiting: int


def choose(reached: Reached, choice: Choice) -> Chosen:
    """Read the transactions that are meant, and what documents the service lists for them.

    Raises `UnknownAccount`, `BadFilter`, `BadFilterValue`, what reading a workbook raises, and `UnknownTransactions`.
    """
    records = chosen_transactions(reached, choice)
    attachments = reached.client.list(TRANSACTION_ATTACHMENTS).values()
    wanted = booked(records, attachments, parties(reached), Accounts(reached).codes)
    awaiting = sum(not each.values.get("transaction") for each in attachments)
    return Chosen(tuple(wanted), len(records), awaiting)


def chosen_transactions(reached: Reached, choice: Choice) -> list[Record]:
    """Read the transactions that are meant."""
    found = list(reached.client.records(TRANSACTIONS, choice.filters))
    if choice.account:
        held = Accounts(reached).find(choice.account)
        found = [each for each in found if each.values.get("bankAccount") == held.iri]
    if choice.first is not None or choice.last is not None:
        found = [each for each in found if _within(each, choice)]
    if choice.workbook is not None:
        named = _of_workbook(choice.workbook, reached)
        found = [each for each in found if named & {each.id, each.iri}]
    return found


def parties(reached: Reached) -> Mapping[str, str]:
    """Return the names of counterparties by IRI; none where the service does not offer them."""
    live = reached.client.snapshot((COUNTERPARTIES,)).get(COUNTERPARTIES.path, {})
    return {each.iri: str(each.values.get("name") or "") for each in live.values()}


def _within(record: Record, choice: Choice) -> bool:
    day = day_of(record)
    return day is not None and (choice.first or date.min) <= day <= (choice.last or date.max)


def _of_workbook(path: Path, reached: Reached) -> frozenset[str]:
    """Return the ids and IRIs of the transactions that a workbook is about: its rows, and what its rows refer to."""
    inspection = inspect(path, reached)
    live = inspection.live.get(TRANSACTIONS.path, {})
    own = {row.id for row in inspection.checked.rows if row.header.entity is TRANSACTIONS and row.id}
    if unknown := sorted(own - live.keys()):
        raise UnknownTransactions("transaction", _list(unknown))
    referred = {
        value
        for row in inspection.checked.rows
        for column in row.header.entity.references
        if column.target == TRANSACTIONS.path and isinstance(value := row.values.get(column.field), str)
    }
    return frozenset(own | referred)


def _list(ids: Iterable[str]) -> str:
    known = list(ids)
    more = f" (+{len(known) - _SHOWN})" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more
