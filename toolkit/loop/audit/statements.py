"""The statements of a period: fetched or made for every account, proved, and held against its transactions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.audit.records import read
from toolkit.bank.charset import Charset
from toolkit.bank.details import Dialect
from toolkit.bank.local import movements_of
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import Period, Proof, prove
from toolkit.bank.reconcile import Reconciliation, reconcile
from toolkit.bank.write import Style
from toolkit.entities.canonical import JsonObject, pretty
from toolkit.entities.directory import BANK_ACCOUNTS
from toolkit.entities.record import Record, values_from_json
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import NotTheApi, Refused, ServiceFault, StatementError, UnexpectedAnswer
from toolkit.loop.accounts import Accounts, Held
from toolkit.loop.audit.records import Gathered
from toolkit.loop.export import MADE, compose_statement, fetch_statement
from toolkit.loop.reach import Reached

FOLDER = "statements"
_NONE_GIVEN = (NotTheApi, Refused, ServiceFault, UnexpectedAnswer)
_COMPARED = frozenset({"execDate", "amount", "operationNumber", "description"})

Spelling = Callable[[str, Proof, Reconciliation], JsonObject]
"""Spells what became of a statement: its file's name, its proof, and how it compares."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What became of an account's statement. `reason` tells why there is none, or why it is not the service's own."""

    account: str
    currency: str
    file: str = ""
    came_as: str = ""
    movements: int = 0
    sum: Decimal = Decimal(0)
    proves: bool = False
    reconciles: bool = False
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether there is a statement that proves and has the very movements of the service."""
        return self.proves and self.reconciles

    def to_json(self) -> JsonObject:
        """Spell it for the manifest."""
        return {
            "account": self.account,
            "currency": self.currency,
            "file": self.file,
            "cameAs": self.came_as,
            "movements": self.movements,
            "sum": f"{self.sum:f}",
            "proves": self.proves,
            "reconciles": self.reconciles,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Prover:
    """Writes and proves statements into a folder; what it compares with are the records that the bundle holds.

    `currency` is that of accounts of which neither the service nor a statement tells one.
    """

    reached: Reached
    period: Period
    transactions: Path
    spelling: Spelling
    folder: Path
    currency: str = ""

    def every(self, gathered: Gathered) -> tuple[Proved, ...]:
        """Prove a statement of each account, by the names of the accounts."""
        listed = gathered.live.get(BANK_ACCOUNTS.path, {}).values()
        if not listed:
            return ()
        (self.folder / FOLDER).mkdir()
        accounts = Accounts(self.reached)
        named = sorted((str(each.values.get("name") or each.id), each.id) for each in listed)
        return tuple(self._prove(accounts, name, key) for name, key in named)

    def _prove(self, accounts: Accounts, name: str, key: str) -> Proved:
        try:
            held = accounts.find(key)
            file = f"{FOLDER}/{safe(key)}.sta"
            came_as, reason = self._written(held, self.folder / file)
        except StatementError as error:
            return self._nothing(name, safe(key), str(error))
        proof = prove(read_mt940((self.folder / file).read_bytes()), self.period)
        movements = tuple(movements_of(proof.statements))
        found = reconcile(movements, _transactions(self.transactions, held))
        told = pretty(self.spelling(file, proof, found)) + "\n"
        (self.folder / FOLDER / f"{safe(key)}.json").write_text(told, encoding="utf-8", newline="\n")
        return Proved(
            account=name,
            currency=_currency(held, proof) or self.currency,
            file=file,
            came_as=came_as,
            movements=len(movements),
            sum=found.file_sum,
            proves=proof.holds,
            reconciles=found.holds,
            reason=reason,
        )

    def _nothing(self, name: str, file: str, reason: str) -> Proved:
        """Say in place of a statement why there is none."""
        told = pretty({"file": None, "holds": False, "reason": reason}) + "\n"
        (self.folder / FOLDER / f"{file}.json").write_text(told, encoding="utf-8", newline="\n")
        return Proved(name, "", reason=reason)

    def _written(self, held: Held, path: Path) -> tuple[str, str]:
        """Write the service's own statement, or one of ours where it gives none; return how it came, and why."""
        try:
            return fetch_statement(self.reached, held, self.period, {}, path), ""
        except _NONE_GIVEN as error:
            own = held.in_currency(held.account.currency or self.currency)
            compose_statement(self.reached, own, self.period, Dialect.PLAIN, Style(Charset.X), path)
            return MADE, str(error)


def _currency(held: Held, proof: Proof) -> str:
    """Return the currency of an account, else that of its statement."""
    return held.account.currency or next((each.currency for each in proof.statements), "")


def safe(key: str) -> str:
    """Return an id as part of a file name: whatever is no letter, digit, dash or underscore becomes its code."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_") else f"%{ord(each):x}" for each in key)


def _transactions(path: Path, held: Held) -> list[Record]:
    """Read back an account's transactions, with the fields that are compared."""
    with path.open("rb") as file:
        read_back = (read(line) for line in file)
        return [_record(line) for line in read_back if _values(line).get("bankAccount") == held.iri]


def _record(line: JsonObject) -> Record:
    compared = {name: value for name, value in _values(line).items() if name in _COMPARED}
    return Record(str(line["id"]), str(line["iri"]), values_from_json(TRANSACTIONS, compared))


def _values(line: JsonObject) -> JsonObject:
    found = line["values"]
    return found if isinstance(found, Mapping) else {}
