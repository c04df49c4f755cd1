"""Export a bank statement, prove it, and hold it against the transactions of the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from toolkit.api import assumed
from toolkit.api.operations import Operations, Reply, Sent
from toolkit.bank.details import Dialect
from toolkit.bank.local import movements_of, statements_of
from toolkit.bank.mt940 import looks_like_mt940, read_mt940
from toolkit.bank.prove import Period, Proof, prove
from toolkit.bank.reconcile import Reconciliation, day_of, reconcile
from toolkit.bank.text import decode
from toolkit.bank.write import Style
from toolkit.entities.canonical import Json
from toolkit.entities.directory import COUNTERPARTIES
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import NotTheApi
from toolkit.files import replacing
from toolkit.language import _, mark
from toolkit.loop.accounts import Held, of_account
from toolkit.loop.reach import Reached
from toolkit.loop.statements import write_statements

PATH = "/transactions/export/mt940"
_ENDPOINT = next(each for each in TRANSACTIONS.extras if each.path == PATH)
MADE = mark("made from live transactions")
"""How a statement came that the service did not give."""
_MOST_LINKS = 2


@dataclass(frozen=True, slots=True)
class Exported:
    """A statement on disk: how it came, its proof, and how it compares with the service.

    `came_as` tells the content type and shape of the answer, `changes` what had to be changed for the format.
    """

    path: Path
    sha256: str
    came_as: str
    proof: Proof
    reconciliation: Reconciliation
    changes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the statement proves, and has the very movements of the service."""
        return self.proof.holds and self.reconciliation.holds


def export_statement(
    reached: Reached, held: Held, period: Period, parameters: Mapping[str, str], path: Path
) -> Exported:
    """Save the service's own export of an account and period; its bytes stay as they came.

    `parameters` are further query parameters, beside those that the profile names. Raises `NotTheApi` for an answer
    that holds no statement; then no file is made.
    """
    came_as = fetch_statement(reached, held, period, parameters, path)
    return _checked(reached, held, period, path, came_as)


def fetch_statement(reached: Reached, held: Held, period: Period, parameters: Mapping[str, str], path: Path) -> str:
    """Save what `export_statement` saves, without a look at it, and return how it came. Raises `NotTheApi`."""
    asked = assumed.export(held.iri, period.first, period.last, reached.profile.names)
    query = {**asked.query, **parameters}
    operations = Operations(reached.client.session, reached.profile.service)
    with replacing(path) as part:
        reply = operations.call(TRANSACTIONS, _ENDPOINT, sent=Sent(query=query), save=part)
        came_as = _settle(operations, reply, part, reached.profile.service)
        content = part.read_bytes()
        if not looks_like_mt940(decode(content).text):
            raise NotTheApi(
                reached.profile.service, PATH, _("{came_as} that is no MT940 statement").format(came_as=came_as)
            )
    return came_as


def make_statement(
    reached: Reached, held: Held, period: Period, dialect: Dialect, style: Style, path: Path
) -> Exported:
    """Make the statement ourselves, from live transactions, to SWIFT's rules.

    Raises `BrokenChain` where the balances of the transactions do not follow each other, and `StatementUnwritable`.
    """
    changes = compose_statement(reached, held, period, dialect, style, path)
    return _checked(reached, held, period, path, _(MADE), changes)


def compose_statement(
    reached: Reached, held: Held, period: Period, dialect: Dialect, style: Style, path: Path
) -> tuple[str, ...]:
    """Write what `make_statement` writes, without a look at it, and return what had to be changed for the format."""
    records = of_account(reached.client.records(TRANSACTIONS), held)
    names = {
        record.iri: str(record.values.get("name") or "")
        for record in reached.client.snapshot((COUNTERPARTIES,)).get(COUNTERPARTIES.path, {}).values()
    }
    made = statements_of(records, held.account, period, names, dialect)
    return write_statements(path, made, style)


def _checked(
    reached: Reached, held: Held, period: Period, path: Path, came_as: str, changes: tuple[str, ...] = ()
) -> Exported:
    """Read the file back from disk, prove it, and hold it against the transactions as they are now."""
    content = path.read_bytes()
    proof = prove(read_mt940(content), period)
    movements = tuple(movements_of(proof.statements))
    records = transactions(reached, held, period)
    return Exported(path, sha256(content).hexdigest(), came_as, proof, reconcile(movements, records), changes)


def transactions(reached: Reached, held: Held, period: Period) -> list[Record]:
    """Read the transactions of an account and period as they are now."""
    live = of_account(reached.client.records(TRANSACTIONS), held)
    return [record for record in live if day_of(record) in period]


def _settle(operations: Operations, reply: Reply, part: Path, service: str) -> str:
    """See to it that the statement stands in the file, however it came, and return how that was."""
    for _link in range(_MOST_LINKS):
        if reply.saved is not None:
            return _("a file, {media_type}, {size:,} bytes").format(
                media_type=reply.media_type or _("of no type"), size=reply.size
            )
        if reply.content:
            part.write_bytes(reply.content)
            return _("text, {media_type}").format(media_type=reply.media_type or _("of no type"))
        texts = tuple(_texts(reply.json))
        if found := next(filter(looks_like_mt940, texts), None):
            part.write_text(found, encoding="utf-8", newline="")
            return _("a field of {media_type}").format(media_type=reply.media_type)
        link = next((text for text in texts if text.startswith("/") and "/" in text[1:]), None)
        if link is None:
            break
        reply = operations.send("GET", link, save=part)
    raise NotTheApi(
        service,
        PATH,
        _("{media_type} without a statement or a link to one").format(media_type=reply.media_type or _("nothing")),
    )


def _texts(json: Json) -> list[str]:
    """Return every text in an answer, except what names the answer itself."""
    match json:
        case str():
            return [json]
        case Mapping():
            return [text for name, value in json.items() if not name.startswith("@") for text in _texts(value)]
        case list():
            return [text for value in json for text in _texts(value)]
        case _:
            return []
