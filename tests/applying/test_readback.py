"""What was sent is compared with what is there by meaning, not by spelling."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.applying.readback import mismatches, moved
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.record import read_member, values_to_json
from toolkit.entities.transactions import TRANSACTIONS


@pytest.mark.parametrize(
    ("entity", "sent", "answered"),
    [
        (TRANSACTIONS, {"amount": Decimal("12.50")}, {"amount": Decimal("12.5")}),
        (TRANSACTIONS, {"amount": Decimal(12)}, {"amount": 12}),
        (TRANSACTIONS, {"cost": "/api/costs/1"}, {"cost": {"@id": "/api/costs/1", "name": "Rent"}}),
        (TRANSACTIONS, {"note": None}, {}),
        (BUDGETS, {"config": ["b", "a"]}, {"config": ["a", "b"]}),
        (BUDGETS, {"config": []}, {}),
        (BUDGETS, {"config": None}, {"config": []}),
    ],
)
def test_other_spellings_of_the_same_value_did_take(entity: Entity, sent: JsonObject, answered: JsonObject) -> None:
    assert mismatches(entity, sent, read_member(entity, {"id": "1", **answered})) == ()


@pytest.mark.parametrize(
    ("sent", "answered", "got"),
    [
        ({"amount": 0}, {}, None),
        ({"amount": Decimal("12.5")}, {"amount": 12}, 12),
        ({"note": None}, {"note": "kept"}, "kept"),
        ({"note": "sent"}, {}, None),
        ({"cost": "/api/costs/1"}, {"cost": {"@id": "/api/costs/2"}}, "/api/costs/2"),
    ],
)
def test_a_value_that_did_not_take_is_told_with_what_is_there(
    sent: JsonObject, answered: JsonObject, got: Json
) -> None:
    (found,) = mismatches(TRANSACTIONS, sent, read_member(TRANSACTIONS, {"id": "1", **answered}))

    assert ({found.field: found.sent}, found.got) == (sent, got)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(max_size=5),
        "type": st.sampled_from(["global", "employee"]),
        "config": st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "dateFrom": st.dates().map(str),
    },
)


@given(VALUES, VALUES)
def test_exactly_the_fields_that_differ_have_moved(one: dict[str, Json], two: dict[str, Json]) -> None:
    before = read_member(BUDGETS, {"id": "1", **one})
    now = read_member(BUDGETS, {"id": "1", **two})
    before_json, now_json = values_to_json(BUDGETS, before.values), values_to_json(BUDGETS, now.values)

    differing = {name for name in (*one, *two) if (before_json.get(name) or None) != (now_json.get(name) or None)}
    assert set(moved(BUDGETS, before, now)) >= differing
    assert moved(BUDGETS, before, before) == ()
    assert set(moved(BUDGETS, before, now)) == set(moved(BUDGETS, now, before))
