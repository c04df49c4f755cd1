"""Documents as the service lists them, with the transaction that each belongs to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toolkit.attachments.stated import stated_of
from toolkit.entities.record import Record


@dataclass(frozen=True, slots=True)
class Target:
    """A transaction, as far as a person needs it to know it again."""

    id: str
    iri: str
    day: date | None
    amount: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the service; `size` and `target` are `None` where the service does not tell, or it has none.

    `digest` is spelt with its algorithm, `sha256:HEX`, and empty where the service does not tell it.
    """

    id: str
    iri: str
    name: str
    media_type: str
    size: int | None
    target: Target | None
    digest: str = ""


def target_of(record: Record) -> Target:
    """Return what a person knows a transaction by."""
    day, amount = record.values.get("execDate"), record.values.get("amount")
    return Target(
        id=record.id,
        iri=record.iri,
        day=day if isinstance(day, date) else None,
        amount=amount if isinstance(amount, Decimal) else None,
        text=str(record.values.get("description") or ""),
    )


def listed(attachments: Iterable[Record], transactions: Iterable[Record]) -> list[Listed]:
    """Return documents with their transactions, ordered by the day of these, those that await one last."""
    targets = {record.iri: target_of(record) for record in transactions}
    found = [_listed(record, targets) for record in attachments]
    return sorted(
        found, key=lambda each: (each.target is None, str(each.target and each.target.day), each.name, each.id)
    )


def _listed(record: Record, targets: Mapping[str, Target]) -> Listed:
    values = record.values
    stated, transaction = stated_of(record), values.get("transaction")
    target = None
    if isinstance(transaction, str):
        target = targets.get(transaction) or Target(transaction.rsplit("/", 1)[-1], transaction, None, None, "")
    return Listed(
        id=record.id,
        iri=record.iri,
        name=str(values.get("name") or ""),
        media_type=str(values.get("mimeType") or ""),
        size=stated.size,
        target=target,
        digest=stated.digest,
    )
