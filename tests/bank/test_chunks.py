"""Chunks hold exactly what is lacking, and each adds up."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.chunks import chunks
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.bank.write import write_mt940

DAY = date(2026, 11, 2)


def statement(amounts: Sequence[Decimal], number: int = 1) -> Statement:
    movements = tuple(Movement(DAY, None, amount, text="Alike") for amount in amounts)
    opening, closing = Balance(DAY, "EUR", Decimal(100)), Balance(DAY, "EUR", 100 + sum(amounts, Decimal(0)))
    return Statement("DE1", number, 1, opening, movements, closing)


def movements(found: Sequence[tuple[Statement, ...]]) -> list[int]:
    return [id(movement) for chunk in found for part in chunk for movement in part.movements]


@given(
    st.lists(st.lists(st.tuples(st.decimals(-99, 99, places=2), st.booleans()), max_size=12), max_size=4),
    st.integers(1, 5),
)
def test_every_lacking_movement_is_in_one_chunk_and_every_part_adds_up(
    drawn: list[list[tuple[Decimal, bool]]], size: int
) -> None:
    statements = [statement([amount for amount, _there in each], n) for n, each in enumerate(drawn, 1)]
    lacking = [
        id(movement)
        for of_one, each in zip(statements, drawn, strict=True)
        for movement, (_amount, there) in zip(of_one.movements, each, strict=True)
        if not there
    ]

    found = chunks(statements, lacking, size)

    assert movements(found) == lacking
    for chunk in found:
        assert 1 <= sum(len(part.movements) for part in chunk) <= size
        assert [part.difference for part in chunk] == [0] * len(chunk)
        assert write_mt940(chunk).content.count(b":61:") == sum(len(part.movements) for part in chunk)


def test_a_gap_parts_a_statement_at_its_own_balances() -> None:
    whole = statement([Decimal(1), Decimal(2), Decimal(3)])
    first, _there, last = whole.movements

    ((before, after),) = chunks([whole], [id(first), id(last)], 10)

    assert [before.opening, after.closing] == [whole.opening, whole.closing]
    assert [each.amount for each in (before.closing, after.opening) if each] == [101, 103]


def test_what_a_file_does_not_tell_is_not_made_up() -> None:
    untold = Statement("DE1", 1, 1, None, statement([Decimal(1)]).movements, None)

    ((part,),) = chunks([untold], [id(untold.movements[0])], 10)

    assert (part.opening, part.closing) == (None, None)
