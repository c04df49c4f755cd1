"""What the rows of a work list book adds up, whatever is typed."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from worklists import answer, booking, iri, live_of, transaction

from toolkit.entities.answers import answered, splits
from toolkit.entities.record import Command, Mine

BUDGETS = ("b1", "b2")
PARTS = st.lists(st.tuples(st.sampled_from(BUDGETS), st.none() | st.integers(-300, 300)), max_size=5)
CENTS = st.integers(-90_000, 90_000).map(lambda cents: str(Decimal(cents) / 100))


def typed(row: int, budget: str, amount: int | None) -> Mine:
    return answer(row, budget=iri("budgets", budget), amount=amount)


@given(CENTS, PARTS, PARTS)
def test_what_is_booked_and_what_is_left_add_up_to_the_transaction(
    amount: str, parts: list[tuple[str, int | None]], there: list[tuple[str, int | None]]
) -> None:
    rows = [typed(row, *part) for row, part in enumerate(parts, 2)]
    standing = tuple(
        booking("budget-transactions", f"x{n}", budget=iri("budgets", budget), amount=part)
        for n, (budget, part) in enumerate(there)
    )
    live = live_of(transaction(amount), budget_transactions=standing)

    for split in splits(rows, {}, live):
        assert split.booked + split.left == abs(Decimal(amount)) == split.total
        assert len(split.typed) == len(rows)
        assert len(split.done) + len(split.known) == len(standing)
        assert len(split.parts) == len(rows) + len(standing) - len(split.done)


def test_each_live_booking_is_that_of_one_row_at_most() -> None:
    same = booking("budget-transactions", "x1", budget=iri("budgets", "b1"), amount=40)
    rows = [typed(2, "b1", 40), typed(3, "b1", 40)]

    (split,) = splits(rows, {}, live_of(transaction(), budget_transactions=(same,)))

    assert [booked.mine.row for booked in split.done] == [2]
    assert split.known == ()


def test_what_came_since_the_list_was_written_is_told_from_what_was_there() -> None:
    old, new = (booking("budget-transactions", own, budget=iri("budgets", "b2"), amount=5) for own in ("old", "new"))
    live = live_of(transaction(), budget_transactions=(old, new))

    (split,) = splits([typed(2, "b1", 40)], {"budget-transactions": {"old": old}}, live)

    assert (split.known, split.foreign) == ((old,), (new,))


def test_ignored_rows_and_rows_without_an_id_are_no_answers() -> None:
    rows = [answer(2, command=Command.IGNORE), answer(3, None), answer(4)]

    assert [mine.row for mine in answered(rows)["t1"]] == [4]
