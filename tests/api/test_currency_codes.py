"""A service that spells currencies as plain codes, or tells none of its accounts, is read and written all the same."""

from pathlib import Path

import pytest

from toolkit.api.client import connect
from toolkit.entities.directory import BANK_ACCOUNTS, CURRENCIES
from toolkit.entities.invoices import INVOICES
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.sandbox.switches import Currencies, Switches
from toolkit.settings import Profile


def profile(url: str) -> Profile:
    return Profile("test", url, username=USERNAME, password=PASSWORD, backoff=0.0)


def test_a_plain_code_is_read_and_written_as_it_is(tmp_path: Path) -> None:
    with running(tmp_path, Switches(currencies=Currencies.CODES)) as url, connect(profile(url)) as client:
        assert {record.values["currency"] for record in client.records(BANK_ACCOUNTS)} == {"SEK", "EUR"}
        assert client.snapshot((CURRENCIES,)).get(CURRENCIES.path, {}) == {}
        invoice = next(client.records(INVOICES))
        client.send("PATCH", f"/invoices/{invoice.id}", {"currency": "EUR"})
        changed = client.read(INVOICES, invoice.id)
        assert changed is not None
        assert changed.values["currency"] == "EUR"


@pytest.mark.parametrize("nulls", [False, True])
def test_accounts_without_a_currency_are_read(tmp_path: Path, nulls: bool) -> None:  # noqa: FBT001 - a case
    with running(tmp_path, Switches(account_currencies=False, nulls=nulls)) as url, connect(profile(url)) as client:
        accounts = list(client.records(BANK_ACCOUNTS))
        assert len(accounts) == 3
        assert not any("currency" in record.values for record in accounts)
