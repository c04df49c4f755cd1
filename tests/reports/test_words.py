"""Values read as the workbook shows them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.columns import moment, number
from toolkit.entities.entity import DIRECTORY, Entity
from toolkit.entities.kinds import NewRow, Value
from toolkit.reports.words import Known, count, is_number, phrase

TRANSACTIONS, INVOICES, BUDGETS = find("transactions"), find("invoices"), find("budgets")
MEASURES = Entity(
    path="measures",
    english_title="Measures",
    english_singular="measure",
    english_summary="Kinds that no entity has yet.",
    columns=(moment("at", "At"), number("share", "Share")),
    operations=DIRECTORY,
    natural_key=("at",),
    label=("at",),
)


@pytest.mark.parametrize(
    ("entity", "name", "value", "words"),
    [
        (TRANSACTIONS, "amount", Decimal("-1250.5"), "-1,250.50"),
        (TRANSACTIONS, "amount", Decimal(1_000_000), "1,000,000.00"),
        (TRANSACTIONS, "amount", Decimal("0.125"), "0.125"),
        (TRANSACTIONS, "statementNumber", 12, "12"),
        (TRANSACTIONS, "ignored", True, "yes"),
        (TRANSACTIONS, "ignored", False, "no"),
        (TRANSACTIONS, "execDate", date(2024, 1, 31), "2024-01-31"),
        (TRANSACTIONS, "connectedMonth", "2024-01", "2024-01"),
        (TRANSACTIONS, "description", "Rent", '"Rent"'),
        (TRANSACTIONS, "budgetTransactions", "[]", "none"),
        (TRANSACTIONS, "budgetTransactions", '[{"id":"7","amount":5}]', "1: 7"),
        (TRANSACTIONS, "bankAccount", "/api/bank-accounts/1", "/api/bank-accounts/1"),
        (TRANSACTIONS, "note", None, "(empty)"),
        (TRANSACTIONS, "note", "", "(empty)"),
        (BUDGETS, "config", (), "(empty)"),
        (INVOICES, "conversionRate", Decimal("4321.123456"), "4,321.123456"),
        (BUDGETS, "type", "global", "global"),
        (BUDGETS, "config", ("alerts", "freeze"), "alerts, freeze"),
        (MEASURES, "at", datetime(2024, 1, 31, 10, tzinfo=UTC), "2024-01-31 10:00:00 UTC"),
        (MEASURES, "share", Decimal("0.00000001"), "0.00000001"),
    ],
)
def test_a_value_reads_as_the_workbook_shows_it(entity: Entity, name: str, value: Value | None, words: str) -> None:
    assert phrase(entity, name, value, Known()) == words


def test_a_new_record_is_known_after_apply() -> None:
    new = NewRow("budget-groups", "Budget groups", 5)

    assert phrase(BUDGETS, "budgetGroup", new, Known({("Budget groups", 5): 3})) == "known after apply (change 3)"
    assert phrase(BUDGETS, "budgetGroup", new, Known()) == "known after apply (Budget groups row 5)"


def test_nouns_follow_their_number() -> None:
    assert [count(number, "sheet") for number in (0, 1, 2, 1200)] == ["0 sheets", "1 sheet", "2 sheets", "1,200 sheets"]


def test_only_numbers_are_aligned_to_the_right() -> None:
    assert is_number(1)
    assert is_number(Decimal("1.5"))
    assert not any(map(is_number, (True, None, "1", date(2024, 1, 31))))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"/api/budget-groups/bgr_0002": "Drift"}, "Drift (bgr_0002)"),
        ({"/api/budget-groups/bgr_0002": "Drift · bgr_0002"}, "Drift · bgr_0002"),
        ({}, "/api/budget-groups/bgr_0002"),
    ],
)
def test_a_reference_is_called_by_its_name_where_the_plan_knows_it(names: dict[str, str], words: str) -> None:
    assert phrase(BUDGETS, "budgetGroup", "/api/budget-groups/bgr_0002", Known(names=names)) == words
