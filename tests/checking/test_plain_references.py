"""Currencies, and other references, are written in the shape that live records have."""

import pytest

from tests.checking.sheets import record, sheet, told
from toolkit.checking.check import check
from toolkit.checking.headers import recognise
from toolkit.entities import find
from toolkit.entities.directory import BANK_ACCOUNTS, CURRENCIES
from toolkit.entities.invoices import INVOICES
from toolkit.entities.kinds import Value
from toolkit.entities.labels import Live
from toolkit.entities.record import Record

IRI = "/api/currencies/SEK"
NUMBERED = "/v2/currencies/7"
ACCOUNTS = BANK_ACCOUNTS.path


def invoices(*currencies: str | None) -> Live:
    """Return invoices in these currencies, `None` for one that tells none."""
    told = [{} if each is None else {"currency": each} for each in currencies]
    made = [Record(f"i{n}", f"/api/invoices/i{n}", values) for n, values in enumerate(told)]
    return {INVOICES.path: {each.id: each for each in made}}


def directory(**codes: str) -> Live:
    """Return currencies by id, called by other names than their codes."""
    named = {key: record(CURRENCIES.path, key, code=code, name=f"Money of {code}") for key, code in codes.items()}
    return {CURRENCIES.path: named}


def typed(text: str, live: Live | None, base: Live | None = None) -> tuple[list[tuple[str, str]], object]:
    """Check a new invoice with this currency, and return its issues and what would be written."""
    row = {"Command": "CREATE", "name": "FV 1", "currency": text}
    checked = check(recognise([sheet(INVOICES, row)]), base or {}, live)
    value: Value | object = checked.rows[0].values.get("currency")
    return [(cell, rule) for cell, rule in told(checked.issues) if rule.startswith("reference")], value


SEK = directory(c1="SEK", c2="EUR")


@pytest.mark.parametrize(
    ("text", "live", "written"),
    [
        pytest.param("SEK", invoices("EUR"), "SEK", id="words, no directory"),
        pytest.param("eur", invoices("EUR"), "EUR", id="spelt as it is live"),
        pytest.param("sek", invoices("EUR"), "SEK", id="in capitals where nobody has it yet"),
        pytest.param("/api/currencies/SEK", invoices("EUR"), "SEK", id="an IRI becomes its word"),
        pytest.param("SEK", invoices("/api/currencies/EUR"), IRI, id="IRIs, no directory"),
        pytest.param("SEK", {**invoices("EUR"), **SEK}, "SEK", id="words, though there is a directory"),
        pytest.param("c1", {**invoices("EUR"), **SEK}, "SEK", id="the id of a record whose code is kept"),
        pytest.param("SEK", {**invoices("c2"), **SEK}, "c1", id="ids kept as words"),
        pytest.param("SEK", {**invoices("/api/currencies/c2"), **SEK}, "/api/currencies/c1", id="IRIs, a directory"),
        pytest.param("SEK", {**invoices(), **SEK}, "/api/currencies/c1", id="nothing live, a directory"),
        pytest.param("SEK", {**invoices(None, None)}, IRI, id="nothing live, as declared"),
        pytest.param("SEK", invoices("EUR", "EUR", "/api/currencies/EUR"), "SEK", id="most of them decide"),
    ],
)
def test_a_currency_is_written_as_live_records_have_it(text: str, live: Live, written: str) -> None:
    assert typed(text, live) == ([], written)


@pytest.mark.parametrize(
    ("live", "base", "written"),
    [
        pytest.param(invoices("EUR"), invoices("/api/currencies/EUR"), "SEK", id="live before base"),
        pytest.param(invoices("/api/currencies/EUR"), invoices("EUR"), IRI, id="live before base, the other way"),
        pytest.param(invoices(), invoices("EUR"), "SEK", id="base where nothing is live"),
        pytest.param(None, invoices("EUR"), "SEK", id="base without a service"),
        pytest.param({}, {}, IRI, id="as declared without either"),
    ],
)
def test_the_base_decides_where_nothing_is_live(live: Live | None, base: Live, written: str) -> None:
    assert typed("SEK", live, base) == ([], written)


def test_another_column_of_the_same_kind_decides_where_a_column_is_empty() -> None:
    accounts = {ACCOUNTS: {"a1": record(ACCOUNTS, "a1", currency="EUR")}}
    assert typed("SEK", {**invoices(), **accounts}) == ([], "SEK")


@pytest.mark.parametrize("text", ["Swedish krona", "kr", "SEKK", "S3K"])
def test_what_is_no_code_is_an_issue(text: str) -> None:
    issues, value = typed(text, invoices("EUR"))
    assert ([rule for _cell, rule in issues], value) == (["reference-unknown"], None)


def test_a_code_that_the_directory_does_not_have_is_unknown() -> None:
    issues, value = typed("USD", {**invoices("EUR"), **SEK})
    assert ([rule for _cell, rule in issues], value) == (["reference-unknown"], None)


def test_a_column_is_decided_by_itself() -> None:
    """Invoices keep words, bank accounts IRIs."""
    accounts = {ACCOUNTS: {"a1": record(ACCOUNTS, "a1", currency=NUMBERED)}}
    assert typed("SEK", {**invoices("EUR"), **accounts}) == ([], "SEK")


def test_other_references_follow_the_same_rule() -> None:
    """A budget group that is kept by its bare id."""
    budgets, groups = find("budgets"), find("budget-groups")
    live = {
        budgets.path: {"b1": record(budgets.path, "b1", budgetGroup="g1")},
        groups.path: {key: record(groups.path, key, name=name) for key, name in (("g1", "Ads"), ("g2", "Fairs"))},
    }
    row = {"Command": "CREATE", "name": "New", "budgetGroup": "Fairs"}
    checked = check(recognise([sheet(budgets, row)]), {}, live)
    assert checked.rows[0].values["budgetGroup"] == "g2"
