"""What is written is spelt as the live records are."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.labels import Labels
from toolkit.entities.record import Mine, Record, read_member
from toolkit.planning.additions import Addition, Compared, additions_plan
from toolkit.planning.plan import Origin, Plan
from toolkit.planning.spelling import spelt_otherwise

TRANSACTIONS = find("transactions")


def read(id: str, fields: JsonObject) -> Record:
    return read_member(TRANSACTIONS, {"id": id, **fields})


@pytest.mark.parametrize(
    ("sent", "otherwise"),
    [
        ({"amount": "12.50"}, {"amount"}),
        ({"amount": 12}, set()),
        ({"statementNumber": "7"}, {"statementNumber"}),
        ({"ignored": True}, {"ignored"}),
        ({"ignored": 1}, set()),
        ({"operationNumber": 904}, {"operationNumber"}),
        ({"description": "a", "bankAccount": "/api/bank-accounts/1"}, set()),
        ({"transactionAttachments": "none"}, set()),
    ],
)
def test_a_field_is_kept_as_it_was_sent(sent: Mapping[str, Json], otherwise: set[str]) -> None:
    live = {"transactions": {"1": read("1", sent)}}

    assert spelt_otherwise(TRANSACTIONS, live) == otherwise


def test_the_first_record_that_has_the_field_tells() -> None:
    live = {"transactions": {"1": read("1", {}), "2": read("2", {"amount": "1.00"}), "3": read("3", {"amount": 1})}}

    assert spelt_otherwise(TRANSACTIONS, live) == {"amount"}


def test_of_no_records_nothing_is_known() -> None:
    assert spelt_otherwise(TRANSACTIONS, {}) == frozenset()


def test_how_a_value_was_spelt_makes_no_record_another() -> None:
    spelt = read("1", {"amount": "12.50"})

    assert spelt == read("1", {"amount": Decimal("12.5")})
    assert spelt.digest(TRANSACTIONS) == read("1", {"amount": Decimal("12.5")}).digest(TRANSACTIONS)


def test_edits_and_creations_are_spelt_alike(plan: Callable[..., Plan], row: Callable[..., Mine]) -> None:
    live = {"transactions": {"1": read("1", {"amount": "12.50", "description": "a"})}}
    new = {"description": "b", "amount": Decimal("7.25"), "bankAccount": "/api/bank-accounts/1"}
    dates = {"orderDate": date(2024, 1, 1), "execDate": date(2024, 1, 1)}

    made = plan([row(TRANSACTIONS, {"amount": Decimal(13)}, "1"), row(TRANSACTIONS, new | dates, at=3)], live, live)

    bodies = [change.requests[0].body or {} for change in made.changes]
    assert sorted(str(body["amount"]) for body in bodies) == ["13", "7.25"]
    assert all(isinstance(body["amount"], str) for body in bodies)


def test_additions_are_spelt_so_too(origin: Origin) -> None:
    live = {"transactions": {"1": read("1", {"amount": "12.50"})}}
    addition = Addition(TRANSACTIONS, "file", 1, {"amount": Decimal("7.25")})

    made = additions_plan(origin, Compared([addition]), live, Labels(live))

    assert made.changes[0].requests[0].body == {"amount": "7.25"}
