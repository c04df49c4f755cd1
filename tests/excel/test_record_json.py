"""Records are spelt fast, and exactly as canonical JSON spells them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities import ENTITIES, Entity, find
from toolkit.entities.canonical import canonical
from toolkit.entities.kinds import NewRow, Value
from toolkit.entities.record import Record
from toolkit.excel.record_json import speller

TEXTS = st.text(max_size=20)
VALUES: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "bankAccount": TEXTS,
        "description": TEXTS,
        "amount": st.decimals(allow_nan=False, allow_infinity=False, places=2),
        "statementNumber": st.integers(),
        "execDate": st.dates(),
        "ignored": st.booleans(),
        "connectedMonth": st.just("2024-01"),
        "transactionAttachments": (st.lists(TEXTS | st.none()) | st.booleans()).map(canonical),
    },
)


@given(st.lists(VALUES, max_size=5))
def test_any_record_is_spelt_as_canonical_json(rows: list[Mapping[str, Value]]) -> None:
    entity = find("transactions")
    spell = speller(entity)
    records = [Record("1", "/api/transactions/1", values) for values in rows]
    assert [spell(record) for record in records] == [canonical(record.to_json(entity)) for record in records]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_a_record_without_values_is_an_empty_object(entity: Entity) -> None:
    assert speller(entity)(Record("1", "/api/x/1", {})) == "{}"


def test_flags_and_days_are_spelt_as_the_service_wants_them() -> None:
    values: Mapping[str, Value] = {"name": "é", "config": ("a", "b"), "dateFrom": date(2024, 1, 31)}
    spelt = speller(find("budgets"))(Record("1", "/api/budgets/1", values))
    assert spelt == '{"config":["a","b"],"dateFrom":"2024-01-31T00:00:00+00:00","name":"é"}'


def test_a_whole_amount_has_no_fraction() -> None:
    spelt = speller(find("transactions"))(Record("1", "/api/transactions/1", {"amount": Decimal("375.00")}))
    assert spelt == '{"amount":375}'


def test_a_structure_that_is_a_bare_flag_is_no_number() -> None:
    spelt = speller(find("budgets"))(Record("1", "/api/budgets/1", {"budgetEmployees": "true"}))
    assert spelt == '{"budgetEmployees":true}'


def test_a_reference_to_a_row_that_is_yet_to_be_created_is_left_out() -> None:
    values: Mapping[str, Value] = {"name": "A", "budgetGroup": NewRow("budget-groups", "Budget groups", 2)}
    assert speller(find("budgets"))(Record("1", "/api/budgets/1", values)) == '{"name":"A"}'
