"""What is wanted: transactions, and the documents that the service says they have. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from toolkit.attachments.names import Names, safe_name
from toolkit.attachments.stated import Stated, stated_of
from toolkit.entities.canonical import Json, digest, plain
from toolkit.entities.record import Record

_PARTY = 50
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Expected:
    """A document as the service lists it; `size` is `None` and `digest` empty where it does not tell.

    The digest is spelt with its algorithm: `sha256:HEX`.
    """

    id: str
    name: str
    size: int | None = None
    digest: str = ""

    @property
    def stated(self) -> Stated:
        """What the service states of its bytes."""
        return Stated(self.size, self.digest)

    def to_json(self) -> Json:
        """Spell what a download of it depends on."""
        return [self.id, self.name, self.size, *filter(None, [self.digest])]


@dataclass(frozen=True, slots=True)
class Booked:
    """A transaction whose documents are wanted, the folder they go to, and what they should be."""

    id: str
    iri: str
    day: date | None
    amount: Decimal | None
    party: str
    text: str
    folder: str
    expected: tuple[Expected, ...]
    currency: str = ""

    def to_json(self) -> Json:
        """Spell what a download of it depends on."""
        return [self.iri, self.folder, [each.to_json() for each in self.expected]]


def booked(
    transactions: Iterable[Record],
    attachments: Iterable[Record],
    names: Mapping[str, str],
    currencies: Mapping[str, str] = _NONE,
) -> list[Booked]:
    """Return the transactions that have documents, in the order of their days, each with a folder of its own.

    What a transaction has is told by the attachments that name it, and by its own list of them. `names` has the
    names of counterparties by IRI, `currencies` the three letters of bank accounts by theirs.
    """
    known = list(attachments)
    by_iri = {each.iri: each for each in known}
    tied: dict[str, dict[str, Expected]] = {}
    for each in known:
        transaction = each.values.get("transaction")
        if isinstance(transaction, str):
            tied.setdefault(transaction, {})[each.iri] = _expected(each)
    folders = Names()
    found = []
    for record in sorted(transactions, key=lambda each: (str(each.values.get("execDate") or ""), each.id)):
        own = tied.get(record.iri, {})
        for iri in listed_of(record):
            # A document that its own record ties to another transaction is not this one's.
            if iri not in own and (iri not in by_iri or not by_iri[iri].values.get("transaction")):
                own[iri] = _expected(by_iri[iri]) if iri in by_iri else Expected(iri.rsplit("/", 1)[-1], "")
        if own:
            made = _booked(record, tuple(own.values()), names, folders)
            found.append(replace(made, currency=currencies.get(str(record.values.get("bankAccount")), "")))
    return found


def listed_of(transaction: Record) -> tuple[str, ...]:
    """Return the IRIs of the documents that a transaction's own record lists, embedded or not."""
    listed = transaction.values.get("transactionAttachments")
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    iris = (each.get("@id") if isinstance(each, Mapping) else each for each in listed)
    return tuple(iri for iri in iris if isinstance(iri, str))


def batches(wanted: Sequence[Booked], most: int, most_bytes: int) -> list[tuple[Booked, ...]]:
    """Part the wanted into batches of at most so many transactions, and of told bytes, but for one that is larger."""
    parted: list[tuple[Booked, ...]] = []
    batch: list[Booked] = []
    weight = 0
    for each in wanted:
        size = sum(document.size or 0 for document in each.expected)
        if batch and (len(batch) >= most or weight + size > most_bytes):
            parted.append(tuple(batch))
            batch, weight = [], 0
        batch.append(each)
        weight += size
    return [*parted, tuple(batch)] if batch else parted


def key_of(batch: Sequence[Booked]) -> str:
    """Return what is the same for batches that ask for the same documents."""
    return digest([each.to_json() for each in batch])


def _expected(record: Record) -> Expected:
    stated = stated_of(record)
    return Expected(record.id, str(record.values.get("name") or ""), stated.size, stated.digest)


def _booked(record: Record, expected: tuple[Expected, ...], names: Mapping[str, str], folders: Names) -> Booked:
    values = record.values
    day, amount = values.get("execDate"), values.get("amount")
    text = str(values.get("description") or "")
    party = names.get(str(values.get("counterparty") or ""), "")
    called = safe_name(party or text, "", _PARTY)
    exact = amount if isinstance(amount, Decimal) else None
    words = (str(day or "")[:10], "" if exact is None else f"{exact:.2f}", called, record.id)
    folder = folders.free(safe_name(" ".join(filter(None, words)), record.id))
    return Booked(
        id=record.id,
        iri=record.iri,
        day=day if isinstance(day, date) else None,
        amount=None if exact is None else plain(exact),
        party=party,
        text=text,
        folder=folder,
        expected=expected,
    )
