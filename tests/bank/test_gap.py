"""The balance before the first new movement is held against the service, however the two overlap."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.bank.gap import Gap, find_gap
from toolkit.bank.reconcile import reconcile
from toolkit.bank.statement import Balance, Movement, Statement
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record

Row = tuple[int, int, int]
"""A day of October, an amount and, of a transaction, the balance after it."""

SERVICE: tuple[Row, ...] = ((1, 100, 100), (5, 50, 150), (5, -30, 120), (9, 80, 200))


def record(row: Row, n: int) -> Record:
    day, amount, after = row
    values: dict[str, Value] = {
        "execDate": date(2026, 10, day),
        "amount": Decimal(amount),
        "endingBalance": Decimal(after),
    }
    return Record(f"txn_{n}", f"/api/transactions/txn_{n}", values)


def gap(
    opening: int, movements: list[tuple[int, int]], service: tuple[Row, ...] = SERVICE, *, nameless: bool = False
) -> Gap | None:
    records = [record(row, n) for n, row in enumerate(service)]
    if nameless:
        records = [Record(each.id, each.iri, {**each.values, "endingBalance": ""}) for each in records]
    made = tuple(Movement(date(2026, 10, day), None, Decimal(amount)) for day, amount in movements)
    closing = opening + sum(amount for _day, amount in movements)
    balances = (Balance(date(2026, 10, 1), "SEK", Decimal(amount)) for amount in (opening, closing))
    statement = Statement("SE1", 1, 1, next(balances), made, next(balances))
    found = reconcile(made, records)
    return find_gap((statement,), {id(each) for each in found.only_file}, found, records)


@pytest.mark.parametrize(
    ("opening", "movements"),
    [
        (200, [(10, 1)]),
        (200, [(9, 1)]),
        (200, [(2, 1)]),
        (120, [(9, 80), (9, 1)]),
        (0, [(1, 100), (5, 50), (5, -30), (9, 80), (9, 7)]),
        (0, [(1, 100), (5, 50), (5, -30), (9, 80)]),
        (100, [(3, 1)]),
        (150, [(5, 2)]),
    ],
    ids=["next", "same day", "valued earlier", "overlap", "repeat and more", "repeat", "between", "within a day"],
)
def test_a_balance_that_the_service_stands_at_is_no_gap(opening: int, movements: list[tuple[int, int]]) -> None:
    assert gap(opening, movements) is None


@pytest.mark.parametrize("lost", [(1,), (1, 2), (0, 2), (3,)])
def test_a_file_that_is_resumed_has_no_gap(lost: tuple[int, ...]) -> None:
    """Some of its movements were not created, among others that were."""
    there = tuple(row for n, row in enumerate(SERVICE) if n not in lost)

    assert gap(0, [(day, amount) for day, amount, _after in SERVICE], there) is None


def test_a_file_that_is_older_than_all_has_nothing_to_be_held_against() -> None:
    assert gap(7, [(1, 93)], SERVICE[1:]) is None
    assert gap(7, [(1, 93)], ()) is None


def test_a_file_that_fills_a_hole_has_no_gap() -> None:
    assert gap(100, [(2, 1)], (SERVICE[0], (9, 80, 200))) is None


@pytest.mark.parametrize(("opening", "day", "missing"), [(5, 10, -195), (250, 10, 50), (5, 9, -195), (5, 3, -95)])
def test_another_balance_is_a_gap_with_the_sum_that_is_missing(opening: int, day: int, missing: int) -> None:
    found = gap(opening, [(day, 1)])

    assert found is not None
    assert (found.in_file, found.missing) == (Decimal(opening), Decimal(missing))


def test_the_balance_of_weeks_later_is_none_of_the_day() -> None:
    found = gap(210, [(10, 1)], (*SERVICE, (28, 10, 210)))

    assert found is not None
    assert found.standing == Decimal(200)


def test_a_gap_behind_one_that_was_passed_is_found_as_well() -> None:
    found = gap(5, [(12, 1)], (*SERVICE, (11, 10, 1010)))

    assert found is not None
    assert found.standing == 1010


def test_where_days_and_balances_do_not_follow_each_other_no_balance_is_claimed() -> None:
    disordered = ((1, 100, 100), (9, 50, 150), (5, 25, 175))
    forked = ((1, 100, 100), (9, 50, 150), (9, 25, 1000))

    for service in (disordered, forked):
        found = gap(5, [(12, 1)], service)
        assert found is not None
        assert found.standing is None
    assert gap(175, [(12, 1)], disordered) is None
    unknown = gap(5, [(12, 1)], nameless=True)
    assert unknown is not None
    assert unknown.standing is None
