"""What an untouched cell says that `pull` wrote."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.checking.echoes import Echoes
from toolkit.entities import find
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Value

BUDGETS = find("budgets")
TRANSACTIONS = find("transactions")
EMPLOYEES = BUDGETS.column("budgetEmployees")


@pytest.mark.parametrize(
    ("column", "reading", "value"),
    [
        (BUDGETS.column("name"), "x" * 32_767, "x" * 40_000),
        (BUDGETS.column("name"), "🙂" * 16_383, "🙂" * 20_000),
        (BUDGETS.column("name"), "x" * 20_000, "x" * 20_000),
        (BUDGETS.column("name"), "a\nb", "a\r\nb"),
        (BUDGETS.column("name"), None, "  "),
        (BUDGETS.column("dateFrom"), date(2024, 1, 31), date(2024, 1, 31)),
        (TRANSACTIONS.column("amount"), Decimal("0.3"), Decimal("0.3")),
        (TRANSACTIONS.column("ignored"), True, True),
        (EMPLOYEES, "none", "[]"),
        (EMPLOYEES, "2: Anna, Bo", '[{"name":"Anna"},{"name":"Bo"}]'),
    ],
)
def test_a_cell_shows_its_value_as_far_as_a_cell_can(column: Column, reading: Value | None, value: Value) -> None:
    assert Echoes().shows(column, reading, value)


@pytest.mark.parametrize(
    ("column", "reading", "value"),
    [
        (BUDGETS.column("name"), "x" * 32_766, "x" * 40_000),
        (BUDGETS.column("name"), None, "Ads"),
        (BUDGETS.column("dateFrom"), date(2024, 1, 30), date(2024, 1, 31)),
        (TRANSACTIONS.column("ignored"), False, True),
        (EMPLOYEES, "1: Anna", '[{"name":"Bo"}]'),
    ],
)
def test_a_cell_that_was_edited_shows_another(column: Column, reading: Value | None, value: Value) -> None:
    assert not Echoes().shows(column, reading, value)


def test_values_that_come_again_are_heard_again_and_never_too_many_kept() -> None:
    echoes = Echoes()
    for n in [*range(5_100), *range(5_100)]:
        assert echoes.shows(EMPLOYEES, f"1: {n}", f"[{n}]")
        assert not echoes.shows(EMPLOYEES, "1: x", f"[{n}]")
