"""A proof finds every figure that was dropped, altered, doubled or moved, and says where."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from bank_files import STRICT, crlf
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.findings import Reading, Weight
from toolkit.bank.mt940 import read_mt940
from toolkit.bank.prove import Period, Proof, prove
from toolkit.bank.statement import Balance, Movement, Statement, running

DAY = date(2026, 10, 1)


def proof_of(text: str, period: Period | None = None) -> Proof:
    return prove(read_mt940(text.encode()), period)


def rules(proof: Proof, weight: Weight = Weight.ERROR) -> list[str]:
    return [finding.rule for finding in proof.of(weight)]


def test_a_dropped_movement_is_missed_with_its_amount() -> None:
    proof = proof_of(STRICT.replace(":61:2610311031D0,50NCHGNONREF\r\n", ""))

    assert rules(proof) == ["balance"]
    assert "-0.50 is missing" in proof.findings[0].message


amounts = st.decimals(Decimal(-10_000), Decimal(10_000), places=2)


def statement(moved: list[Decimal], opening: Decimal) -> Statement:
    movements = tuple(Movement(DAY, DAY, amount, line=n) for n, amount in enumerate(moved))
    closing = opening + sum(moved, Decimal(0))
    return Statement("1234567", 1, 1, Balance(DAY, "EUR", opening), movements, Balance(DAY, "EUR", closing))


@given(st.lists(amounts, min_size=1, max_size=6), amounts, st.data())
def test_one_altered_amount_always_breaks_the_proof(
    moved: list[Decimal], opening: Decimal, data: st.DataObject
) -> None:
    whole = statement(moved, opening)
    place = data.draw(st.integers(0, len(moved) - 1))
    other = data.draw(amounts.filter(lambda amount: amount != moved[place]))
    altered = replace(whole.movements[place], amount=other)
    movements = (*whole.movements[:place], altered, *whole.movements[place + 1 :])

    assert prove(Reading("MT940", "ASCII", (whole,), ())).holds
    found = prove(Reading("MT940", "ASCII", (replace(whole, movements=movements),), ()))
    assert rules(found) == ["balance"]
    assert f"{moved[place] - other:+,f}" in found.findings[0].message


def second(number: int, opening: str) -> str:
    return crlf(
        ":20:B", ":25:SE4550000000058398257466", f":28C:{number:05}/001", f":60F:C261031SEK{opening}",
        f":62F:C261031SEK{opening}", "-",
    )  # fmt: skip


def test_statements_of_an_account_follow_each_other() -> None:
    assert proof_of(STRICT + second(11, "1949,00")).findings == ()
    assert rules(proof_of(STRICT + second(11, "1950,00"))) == ["chain"]
    assert rules(proof_of(STRICT + second(12, "1949,00")), Weight.DEPARTURE) == ["number"]


def test_a_statement_that_stands_twice_is_an_error() -> None:
    assert rules(proof_of(STRICT + STRICT)) == ["twice"]


def test_a_part_that_is_not_the_next_one_is_told() -> None:
    parts = STRICT.replace(":62F:", ":62M:") + second(10, "1949,00").replace(":60F:", ":60M:")

    assert rules(proof_of(parts), Weight.DEPARTURE) == ["number"]


@pytest.mark.parametrize(
    ("first", "last", "outside"),
    [(date(2026, 10, 1), date(2026, 10, 31), 0), (date(2026, 10, 2), date(2026, 10, 30), 2)],
)
def test_movements_outside_the_period_are_found(first: date, last: date, outside: int) -> None:
    assert rules(proof_of(STRICT, Period(first, last))) == ["period"] * outside


def test_balances_of_two_currencies_do_not_prove() -> None:
    assert rules(proof_of(STRICT.replace(":62F:C261031SEK", ":62F:C261031EUR"))) == ["C27"]


def test_a_funds_code_of_another_currency_is_told() -> None:
    assert rules(proof_of(STRICT.replace("D250,50", "DR250,50")), Weight.DEPARTURE) == ["funds"]


def test_the_running_balance_ends_with_the_closing_one() -> None:
    whole = proof_of(STRICT).statements[0]

    assert [balance for _, balance in running(whole)] == [Decimal("749.50"), Decimal("1949.50"), Decimal("1949.00")]
    assert (whole.name, whole.movements[1].reference) == ("SE4550000000058398257466 10/1", "BANK0002")
    assert next(running(replace(whole, opening=None)))[1] == Decimal("-250.50")
