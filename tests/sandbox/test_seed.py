"""The small company: believable, consistent, and the same every time."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from toolkit.entities import DIRECTORIES, ENTITIES, find
from toolkit.entities.canonical import parse
from toolkit.entities.entity import Entity
from toolkit.entities.labels import Labels
from toolkit.entities.record import Record, read_member
from toolkit.sandbox.seed.documents import pdf
from toolkit.sandbox.server import running
from toolkit.sandbox.switches import Switches

Company = dict[str, dict[str, Record]]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return _company(tmp_path_factory.mktemp("seed"))


def _company(folder: Path) -> Company:
    """Read every record of a fresh sandbox as the toolkit itself does."""
    with running(folder, Switches(anonymous=True, max_page_size=1000)) as url, httpx.Client(base_url=url) as client:
        return {entity.path: _records(client, entity) for entity in (*ENTITIES, *DIRECTORIES)}


def _records(client: httpx.Client, entity: Entity) -> dict[str, Record]:
    page = parse(client.get(entity.collection, params={"itemsPerPage": 1000}).content)
    assert isinstance(page, dict)
    records = [read_member(entity, member) for member in page["member"]]
    return {record.id: record for record in records}


def test_it_is_the_same_every_time(company: Company, tmp_path: Path) -> None:
    assert _digests(_company(tmp_path)) == _digests(company)


def _digests(company: Company) -> dict[str, list[str]]:
    return {path: [each.digest(find(path)) for each in records.values()] for path, records in company.items()}


@pytest.mark.parametrize("entity", [*ENTITIES, *DIRECTORIES], ids=lambda entity: entity.path)
def test_every_record_has_what_its_entity_requires_and_nothing_undeclared(company: Company, entity: Entity) -> None:
    for record in company[entity.path].values():
        assert record.extra == {}
        assert {column.field for column in entity.columns if column.required} <= record.values.keys()


def test_it_has_about_the_size_of_a_small_company(company: Company) -> None:
    sizes = {path: len(records) for path, records in company.items()}
    assert sizes["budget-groups"] == 4
    assert sizes["budgets"] == 12
    assert sizes["transactions"] == 240
    assert sizes["invoices"] == 18
    assert sizes["transaction-attachments"] == 25
    assert sizes["bank-accounts"] == 3
    assert all(sizes.values())


def test_the_records_of_the_api_documents_examples_are_there_and_its_new_budget_is_not(company: Company) -> None:
    assert "emarketing" in company["budget-groups"]
    assert "txn_904" in company["transactions"]
    assert "emp_777" in company["employees"]
    assert not [each for each in company["budgets"].values() if "EMEA" in str(each.values["name"])]


def test_balances_run(company: Company) -> None:
    balances: dict[object, object] = {}
    rows = sorted(company["transactions"].values(), key=lambda each: (str(each.values["execDate"]), each.id))
    for row in rows:
        account, amount, balance = (row.values[name] for name in ("bankAccount", "amount", "endingBalance"))
        assert isinstance(amount, Decimal)
        assert isinstance(balance, Decimal)
        assert amount == round(amount, 2)
        assert balances.get(account, balance - amount) == balance - amount
        balances[account] = balance
    assert len(balances) == 3


def test_there_is_work_to_do(company: Company) -> None:
    transactions = company["transactions"].values()
    assert any("counterparty" not in each.values for each in transactions)
    assert any("connectedMonth" not in each.values for each in transactions)
    booked = {each.values["transaction"] for each in company["budget-transactions"].values()}
    assert 0 < len(booked) < len(transactions)
    assert any("transaction" not in each.values for each in company["transaction-attachments"].values())
    assert len({each.values["currency"] for each in company["bank-accounts"].values()}) == 2


def test_invoices_add_up_and_come_in_every_state(company: Company) -> None:
    invoices = company["invoices"]
    assert {each.values["status"] for each in invoices.values()} == {"paid", "sent", "overdue", "created", "edited"}
    assert invoices["14"].values["parent"] == invoices["9"].iri
    for invoice in invoices.values():
        rows = parse(str(invoice.values["invoiceRows"]))
        assert isinstance(rows, list)
        assert invoice.values["amountNet"] == sum(row["quantity"] * row["priceNet"] for row in rows)
        assert abs(Decimal(str(invoice.values["amount"]))) >= abs(Decimal(str(invoice.values["amountNet"]))) > 0


@pytest.mark.parametrize("path", ["employees", "costs"])
def test_some_names_are_not_enough(company: Company, path: str) -> None:
    names = Counter(each.values["name"] for each in company[path].values())
    assert max(names.values()) == 2
    labels = Labels(company).all(path)
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_no_two_records_have_one_natural_key(company: Company, entity: Entity) -> None:
    keys = Counter(
        tuple(each.values.get(name) for name in entity.natural_key) for each in company[entity.path].values()
    )
    assert set(keys.values()) == {1}


def test_a_document_is_a_pdf_whose_table_points_at_its_objects() -> None:
    content = pdf("hello")
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert content[start:].startswith(b"xref\n0 6\n")
    entries = content[start:].splitlines()[3:8]
    for n, entry in enumerate(entries, start=1):
        assert content[int(entry[:10]) :].startswith(b"%d 0 obj" % n)
    assert b"(hello) Tj" in content
