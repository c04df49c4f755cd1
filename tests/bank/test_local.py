"""Statements made of transactions: in the order that their balances tell, and never over a gap."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.details import Dialect
from toolkit.bank.local import Account, movements_of, statements_of
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import Period, prove
from toolkit.bank.write import write_mt940
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record
from toolkit.errors import BrokenChain

ACCOUNT = Account("SE4550000000058398257466", "SEK")
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def records(amounts: Sequence[tuple[int, int]], opening: int = 100) -> list[Record]:
    """Make transactions of (day, amount), each with the balance after it."""
    made, balance = [], Decimal(opening)
    for n, (day, amount) in enumerate(amounts):
        balance += amount
        values: dict[str, Value] = {
            "execDate": date(2026, 10, day),
            "orderDate": date(2026, 10, day),
            "amount": Decimal(amount),
            "endingBalance": balance,
            "description": f"Number {n}",
            "operationNumber": f"OP{n}",
            "statementNumber": 10,
            "counterparty": "/api/counterparties/1",
        }
        made.append(Record(f"txn_{n}", f"/api/transactions/txn_{n}", values))
    return made


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-3, 3)), min_size=1, max_size=12), st.integers())
def test_transactions_in_any_order_make_a_statement_that_proves(amounts: list[tuple[int, int]], seed: int) -> None:
    made = records(sorted(amounts, key=lambda each: each[0]))
    random.Random(seed).shuffle(made)  # noqa: S311 - chance for a test, no secret

    statements = statements_of(made, ACCOUNT, OCTOBER, {}, Dialect.PLAIN)

    proof = prove(read_mt940(write_mt940(statements).content), OCTOBER)
    assert proof.findings == ()
    assert sorted(each.text for each in movements_of(proof.statements)) == sorted(
        str(each.values["description"]) for each in made
    )


def test_a_missing_transaction_is_a_gap_that_names_both_sides() -> None:
    made = records([(1, 10), (2, 20), (3, 30)])

    with pytest.raises(BrokenChain, match="after txn_0 the balance is 110, and txn_2 of 30 would"):
        statements_of([made[0], made[2]], ACCOUNT, OCTOBER, {}, Dialect.PLAIN)


@pytest.mark.parametrize("gone", ["endingBalance", "execDate"])
def test_a_transaction_without_what_a_statement_needs_is_named(gone: str) -> None:
    first, second = records([(1, 10), (2, 20)])
    values = {name: value for name, value in second.values.items() if name != gone}

    if gone == "endingBalance":
        with pytest.raises(BrokenChain, match="txn_1 has no balance"):
            statements_of([first, Record("txn_1", second.iri, values)], ACCOUNT, OCTOBER, {}, Dialect.PLAIN)
    else:
        kept = statements_of([Record("txn_1", second.iri, values), first], ACCOUNT, OCTOBER, {}, Dialect.PLAIN)
        assert [each.amount for each in movements_of(kept)] == [10]


def test_a_period_without_movements_stands_at_what_was_there() -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 30))

    (statement,) = statements_of(records([(1, 10)]), ACCOUNT, november, {}, Dialect.PLAIN)
    (empty,) = statements_of([], ACCOUNT, november, {}, Dialect.PLAIN)

    assert statement.opening is not None
    assert statement.opening.amount == 110
    assert empty.closing is not None
    assert empty.closing.amount == 0


def test_the_name_of_the_counterparty_is_told_in_the_dialect() -> None:
    names = {"/api/counterparties/1": "Kund AB"}

    (statement,) = statements_of(records([(1, 10)]), ACCOUNT, OCTOBER, names, Dialect.DUTCH)

    assert statement.movements[0].text == "/TRTP/SEPA OVERBOEKING/NAME/Kund AB/REMI/Number 0"


def test_each_statement_number_is_a_statement_of_its_own() -> None:
    first, second = records([(1, 10), (2, 20)])
    other = Record(second.id, second.iri, {**second.values, "statementNumber": 11})

    statements = statements_of([first, other], ACCOUNT, OCTOBER, {}, Dialect.PLAIN)

    assert [(each.number, len(each.movements)) for each in statements] == [(10, 1), (11, 1)]
