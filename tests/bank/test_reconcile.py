"""A file and the service are held against each other movement by movement; what is on one side only is named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.accounts import same_account
from toolkit.bank.reconcile import Reconciliation, reconcile
from toolkit.bank.statement import Movement
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record

DAY = date(2026, 10, 1)
Row = tuple[int, str, str]
rows = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["1", "2", "-2"]), st.sampled_from(["", "A", "B"])), max_size=8
)


def movement(row: Row, line: int) -> Movement:
    days, amount, reference = row
    return Movement(DAY.replace(day=1 + days), None, Decimal(amount), bank_reference=reference, line=line)


def record(row: Row, n: int) -> Record:
    days, amount, reference = row
    values: dict[str, Value] = {
        "execDate": DAY.replace(day=1 + days),
        "amount": Decimal(amount),
        "operationNumber": reference,
    }
    return Record(f"txn_{n}", f"/api/transactions/txn_{n}", {name: value for name, value in values.items() if value})


def held(file: list[Row], service: list[Row]) -> Reconciliation:
    return reconcile(
        [movement(row, line) for line, row in enumerate(file)], [record(row, n) for n, row in enumerate(service)]
    )


@given(rows, st.data())
def test_the_same_movements_in_any_order_reconcile(file: list[Row], data: st.DataObject) -> None:
    service = list(data.draw(st.permutations(file)))

    found = held(file, service)

    assert found.holds
    assert (found.matched, found.file_sum) == (len(file), found.service_sum)
    assert found.unlike == ()


@given(rows, rows)
def test_nothing_is_counted_twice_or_left_out(file: list[Row], service: list[Row]) -> None:
    found = held(file, service)

    assert found.matched + len(found.only_file) == len(file)
    assert found.matched + len(found.only_service) == len(service)
    assert found.file_sum == sum(Decimal(amount) for _, amount, _ in file)
    assert found.service_sum == sum(Decimal(amount) for _, amount, _ in service)


def test_movements_that_are_all_alike_are_counted() -> None:
    found = held([(0, "1", "A"), (0, "1", "A")], [(0, "1", "A")])

    assert [each.line for each in found.only_file] == [1]
    assert not found.holds


def test_a_pair_with_other_references_is_told_apart_from_a_pair_without_doubt() -> None:
    found = held([(0, "1", "A"), (1, "2", "")], [(0, "1", "B"), (1, "2", "C")])

    assert found.holds
    assert [record.id for _, record in found.unlike] == ["txn_0", "txn_1"]


def test_a_reference_that_a_statement_had_no_room_for_is_the_same() -> None:
    found = held([(0, "1", "REFERENS-MED-A-O")], [(0, "1", "REFERENS-MED-Å-OCH-MERA")])

    assert len(found.pairs) == 1


@pytest.mark.parametrize("reference", ["ab  Ö1", " AB O\u03081 ", "Ab\u00a0ö\u200b1", "aB\u00ad ö1"], ids=ascii)
def test_another_spelling_of_a_reference_is_the_same(reference: str) -> None:
    found = held([(0, "1", "AB Ö1"), (0, "1", "AB O2")], [(0, "1", reference), (0, "1", "AB O2")])

    assert len(found.pairs) == 2


@pytest.mark.parametrize(
    ("spelt", "number", "same"),
    [
        ("SE45 5000 0000 0583 9825 7466", "SE4550000000058398257466", True),
        ("ESSESESS/50000000058398257466", "SE4550000000058398257466", False),
        ("0532013000", "DE89370400440532013000", True),
        ("NL20INGB0001234567EUR", "NL20INGB0001234567", True),
        ("DABADKKK/1234567890", "1234567890", True),
        ("466", "SE4550000000058398257466", False),
        ("", "", False),
        ("SE45", "DE89", False),
    ],
)
def test_spellings_of_one_account_are_recognised(spelt: str, number: str, *, same: bool) -> None:
    assert same_account(spelt, number) is same
