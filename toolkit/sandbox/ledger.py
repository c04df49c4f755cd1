"""Transactions beyond the five operations: what waits for attention, and what is suggested for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.entities.directory import COSTS, COUNTERPARTIES
from toolkit.entities.entity import Entity
from toolkit.entities.transactions import TRANSACTION_ATTACHMENTS, TRANSACTIONS
from toolkit.sandbox import sql
from toolkit.sandbox.calls import Call, Reply
from toolkit.sandbox.collections import listing, unpaged
from toolkit.sandbox.items import shown, stored
from toolkit.sandbox.naming import Key, iri
from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.problems import missing
from toolkit.sandbox.sql import Select
from toolkit.sandbox.store import Row
from toolkit.sandbox.wire import WireObject

_MOST = 3
"""Suggestions of one kind, the best first."""

_SHORT = 2
"""Words up to this length say nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposal: the field to fill, its value, how to call it, and how sure it is (0 to 1)."""

    id: str
    field: str
    value: str
    label: str
    score: float

    def shown(self, call: Call) -> WireObject:
        """Show the proposal as a member of a collection."""
        plain: WireObject = {
            "id": self.id,
            "field": self.field,
            "value": self.value,
            "label": self.label,
            "score": self.score,
        }
        if call.format is Format.JSON:
            return plain
        return {"@id": f"{call.path}/{self.id}", "@type": "Suggestion", **plain}


def unassigned(call: Call) -> Reply:
    """List the transactions that count towards no budget, project or income, and are not ignored."""
    bookings = ("budget-transactions", "project-transactions", "income-transactions")
    free = (sql.negated(sql.linked("transactions", path, "transaction")) for path in bookings)
    return listing(TRANSACTIONS, call, sql.equals("ignored", 0), *free)


def with_problems(call: Call) -> Reply:
    """List the transactions that the monthly close would stop at: no counterparty, or no month."""
    no_month = sql.either(sql.equals("connectedMonth", None), sql.equals("connectedMonth", ""))
    lacking = sql.either(sql.equals("counterparty", None), no_month)
    return listing(TRANSACTIONS, call, sql.equals("ignored", 0), lacking)


def suggestions(call: Call) -> Reply:
    """List what a transaction may be filled up with."""
    row = stored(call, TRANSACTIONS, call.id("transactions"))
    return unpaged(TRANSACTIONS, call, [each.shown(call) for each in proposals(call, row)])


def apply_suggestion(call: Call) -> Reply:
    """Fill up a transaction with one suggestion."""
    own = call.id("transactions")
    row = stored(call, TRANSACTIONS, own)
    chosen = next((each for each in proposals(call, row) if each.id == call.ids["suggestionId"]), None)
    if chosen is None:
        raise missing()
    return applied(call, TRANSACTIONS, own, chosen)


def applied(call: Call, entity: Entity, id: Key, chosen: Suggestion) -> Reply:
    """Put a suggestion into its field and answer with the record."""
    value = chosen.value.rsplit("/", 1)[-1] if entity.by_field[chosen.field].target else chosen.value
    call.store.update(entity, id, {chosen.field: value})
    return shown(call, entity, id, 201)


def proposals(call: Call, row: Row) -> Iterator[Suggestion]:
    """Propose what a transaction lacks: the month it was booked in, its counterparty, its supplier."""
    if not row["connectedMonth"]:
        month = str(row["execDate"])[:7]
        yield Suggestion("month", "connectedMonth", month, month, 1.0)
    text = str(row["description"])
    if row["counterparty"] is None:
        yield from named_in(call, COUNTERPARTIES, "counterparty", text)
    if row["cost"] is None:
        yield from named_in(call, COSTS, "cost", text)


def named_in(call: Call, entity: Entity, field: str, text: str) -> list[Suggestion]:
    """Propose the records whose names share words with a text, the best first."""
    found = [
        Suggestion(str(row["id"]), field, iri(entity.path, str(row["id"])), str(row["name"]), score)
        for row in call.store.select(Select(entity.path))
        if (score := likeness(str(row["name"]), text))
    ]
    return sorted(found, key=lambda each: (-each.score, each.id))[:_MOST]


def candidates(call: Call, attachment: Row) -> list[Suggestion]:
    """Propose the transactions without a document whose texts share words with the name of an attachment."""
    free = sql.negated(sql.linked("transactions", TRANSACTION_ATTACHMENTS.path, "transaction"))
    found = [
        Suggestion(str(row["id"]), "transaction", iri("transactions", str(row["id"])), str(row["description"]), score)
        for row in call.store.select(Select("transactions", (free,)))
        if (score := likeness(str(row["description"]), str(attachment["name"])))
    ]
    return sorted(found, key=lambda each: (-each.score, each.id))[:_MOST]


def likeness(name: str, text: str) -> float:
    """Return which share of the words of a name a text has, from 0 to 1."""
    wanted, there = words(name), words(text)
    return round(len(wanted & there) / len(wanted), 2) if wanted else 0.0


def words(text: str) -> set[str]:
    """Return the words of a text that may tell something, in small letters."""
    apart = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return {word for word in apart.split() if len(word) > _SHORT}
