"""Bank accounts as people call them: by id, IRI, name or number."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.bank.accounts import same_account
from toolkit.bank.local import Account
from toolkit.entities.directory import BANK_ACCOUNTS, CURRENCIES
from toolkit.entities.natural_keys import folded
from toolkit.entities.record import Record
from toolkit.errors import CurrencyDiffers, NoCurrency, UnknownAccount
from toolkit.loop.reach import Reached

_CODE = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Held:
    """A bank account of the service: its record, and what statements call it; its currency is empty if none is told."""

    record: Record
    account: Account

    @property
    def iri(self) -> str:
        """What transactions call it."""
        return self.record.iri

    def in_currency(self, code: str) -> "Held":
        """Return the account with a currency: its own, else the code.

        Raises `NoCurrency` if neither tells it, and `CurrencyDiffers` if the account's own is another.
        """
        own = self.account.currency
        if own and code and own != code:
            raise CurrencyDiffers(_called(self.record), code, own)
        if not own and not code:
            raise NoCurrency(_called(self.record))
        return replace(self, account=replace(self.account, currency=own or code))


class Accounts:
    """The bank accounts of a service, read once."""

    def __init__(self, reached: Reached) -> None:
        live = reached.client.snapshot((BANK_ACCOUNTS, CURRENCIES))
        self._accounts = tuple(live.get(BANK_ACCOUNTS.path, {}).values())
        self._currencies = {record.iri: record for record in live.get(CURRENCIES.path, {}).values()}

    @property
    def codes(self) -> Mapping[str, str]:
        """The three letters of each account's currency, by the IRI of the account; empty where nothing tells them."""
        return {record.iri: _code(record, self._currencies) for record in self._accounts}

    def find(self, called: str) -> Held:
        """Return the account of an id, IRI, name or number. Raises `UnknownAccount`."""
        for test in (_is, _is_spelled, _has_number):
            found = [record for record in self._accounts if test(record, called)]
            if len(found) == 1:
                return self._held(found[0])
        raise UnknownAccount(called, ", ".join(_called(record) for record in self._accounts) or "none")

    def _held(self, record: Record) -> Held:
        code = _code(record, self._currencies)
        return Held(record, Account(str(record.values.get("number") or record.id), code))


def currency_of(reached: Reached, called: str) -> str:
    """Return the currency of an account, empty if nothing tells it. Raises `UnknownAccount`."""
    return Accounts(reached).find(called).account.currency


def _is(record: Record, called: str) -> bool:
    return called in {record.id, record.iri, record.values.get("name")}


def _is_spelled(record: Record, called: str) -> bool:
    return folded(str(record.values.get("name") or "")) == folded(called)


def _has_number(record: Record, called: str) -> bool:
    return same_account(called, str(record.values.get("number") or ""))


def _called(record: Record) -> str:
    return f"{record.values.get('name') or record.id} ({record.values.get('number') or record.id})"


def _code(record: Record, currencies: Mapping[str, Record]) -> str:
    """Return the three letters of an account's currency; an IRI that ends with them tells as well."""
    iri = str(record.values.get("currency") or "")
    known = currencies.get(iri)
    code = str(known.values.get("code") or "") if known else ""
    last = iri.rsplit("/", 1)[-1]
    return code or (last.upper() if _CODE.fullmatch(last) else "")


def of_account(records: Iterable[Record], held: Held) -> list[Record]:
    """Return the transactions of an account, in the order of the service."""
    return [record for record in records if record.values.get("bankAccount") == held.iri]
