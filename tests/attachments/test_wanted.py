"""What is wanted: documents that either side says a transaction has, in batches of a bearable size."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.attachments.wanted import Booked, Expected, batches, booked, key_of, listed_of
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record


def transaction(own: str, **values: Value) -> Record:
    return Record(own, f"/api/transactions/{own}", values)


def attachment(own: str, **values: Value) -> Record:
    return Record(own, f"/api/transaction-attachments/{own}", {"name": f"{own}.pdf", **values})


def test_a_document_is_wanted_whichever_side_tells_of_it() -> None:
    """A document that names its transaction, one that the transaction names, and one that nobody else describes."""
    iris = ["/api/transaction-attachments/b", {"@id": "/api/transaction-attachments/c"}, {"@id": None}, 7]
    first = transaction("1", transactionAttachments=iris)  # type: ignore[arg-type] # embedded, as the service sends them
    known = [attachment("a", transaction=first.iri, size=3), attachment("b"), attachment("d")]

    (found,) = booked([first, transaction("2")], known, {})

    assert found.expected == (Expected("a", "a.pdf", 3), Expected("b", "b.pdf"), Expected("c", ""))


def test_a_document_that_names_another_transaction_belongs_to_that_one() -> None:
    first = transaction("1", transactionAttachments=["/api/transaction-attachments/a"])  # type: ignore[arg-type] # as above
    second = transaction("2")

    (found,) = booked([first, second], [attachment("a", transaction=second.iri)], {})

    assert found.id == "2"


@pytest.mark.parametrize("told", [None, "/api/transaction-attachments/a", 7])
def test_a_list_that_is_none_names_nothing(told: Value) -> None:
    assert listed_of(transaction("1", transactionAttachments=told)) == ()


def test_a_folder_tells_day_amount_party_and_id_and_the_currency_is_that_of_the_account() -> None:
    made = transaction(
        "txn_1",
        execDate=date(2026, 10, 1),
        amount=Decimal("-42500.0"),
        counterparty="/c/1",
        bankAccount="/b/1",
        description="Rent",
    )

    (found,) = booked([made], [attachment("a", transaction=made.iri)], {"/c/1": "Åre: Fjäll"}, {"/b/1": "SEK"})

    assert found.folder == "2026-10-01 -42500.00 Åre_ Fjäll txn_1"
    assert (found.amount, found.currency, found.party) == (Decimal(-42500), "SEK", "Åre: Fjäll")


def test_a_transaction_that_tells_nothing_has_its_id_for_a_folder() -> None:
    (found,) = booked([transaction("txn_1")], [attachment("a", transaction="/api/transactions/txn_1")], {})

    assert (found.folder, found.day, found.amount, found.currency) == ("txn_1", None, None, "")


def wanted(own: str, *sizes: int | None) -> Booked:
    documents = tuple(Expected(f"{own}{at}", "x.pdf", size) for at, size in enumerate(sizes))
    return Booked(own, f"/t/{own}", None, None, "", "", own, documents)


def test_batches_are_bounded_by_number_and_by_bytes() -> None:
    each = [wanted("a", 5), wanted("b", 5, None), wanted("c", 50), wanted("d"), wanted("e"), wanted("f")]

    parted = [[one.id for one in batch] for batch in batches(each, 3, 10)]

    assert parted == [["a", "b"], ["c"], ["d", "e", "f"]]
    assert batches([], 3, 10) == []


def test_a_batch_is_another_when_what_is_listed_changes() -> None:
    keys = {key_of((each,)) for each in (wanted("a", 5), wanted("a", 6), wanted("a", 5, 5), wanted("b", 5))}

    assert len(keys) == 4
    assert key_of((wanted("a", 5),)) == key_of((wanted("a", 5),))
