"""Filters are read before they are sent, and what comes back is looked at again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from toolkit.api.filters import conditions, fulfils, variable
from toolkit.entities.budgets import BUDGETS
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import BadFilterValue

TRANSACTION = Record(
    "txn_7",
    "/api/transactions/txn_7",
    {
        "bankAccount": "/api/bank-accounts/bac_1",
        "description": "Café Łódź, March",
        "amount": Decimal("-12.50"),
        "statementNumber": 3,
        "execDate": date(2026, 3, 31),
        "ignored": True,
        "connectedMonth": "2026-03",
    },
    {"colour": "red"},
)


def wants(filters: Mapping[str, str], record: Record = TRANSACTION) -> bool:
    return fulfils(record, conditions(TRANSACTIONS, filters))


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("bankAccount", "/api/bank-accounts/bac_1", True),
        ("bankAccount", "bac_1", True),
        ("bankAccount", "bac_2", False),
        ("employeeOwner", "emp_1", False),
        ("description", "CAFE", True),
        ("description", "tea", False),
        ("amount", "-12.5", True),
        ("amount", "12.5", False),
        ("amount[lt]", "0", True),
        ("amount[gt]", "0", False),
        ("amount[gte]", "-12.50", True),
        ("amount[lte]", "-13", False),
        ("amount[between]", "-13..0", True),
        ("amount[between]", "0..10", False),
        ("endingBalance[gt]", "0", False),
        ("statementNumber", "3", True),
        ("statementNumber", "4", False),
        ("statementNumber[gt]", "3", False),
        ("execDate[after]", "2026-03-31", True),
        ("execDate[after]", "2026-04-01", False),
        ("execDate[before]", "2026-03-31T10:00:00+00:00", True),
        ("execDate[strictly_before]", "2026-03-30", False),
        ("execDate[strictly_after]", "2026-03-30", True),
        ("relatedDate[after]", "2026-03-30", True),
        ("ignored", "yes", True),
        ("ignored", "false", False),
        ("connectedMonth", "2026-03", True),
        ("connectedMonth", "2026-04", False),
        ("exists[amount]", "true", True),
        ("exists[note]", "1", False),
        ("exists[note]", "no", True),
        ("exists[colour]", "yes", True),
        ("order[amount]", "DESC", True),
        ("id", "txn_7", True),
        ("id", "/api/transactions/txn_8", False),
        ("counterparty.name", "anything", True),
        ("colour", "blue", True),
        ("description[word]", "anything", True),
        ("[odd", "anything", True),
    ],
)
def test_a_record_fulfils_a_filter_or_does_not(name: str, value: str, *, fits: bool) -> None:
    """Of what cannot be judged from here, the service's word is taken."""
    assert wants({name: value}) is fits


def test_every_filter_has_to_be_fulfilled() -> None:
    assert wants({"bankAccount": "bac_1", "amount[lt]": "0"})
    assert not wants({"bankAccount": "bac_1", "amount[gt]": "0"})


def test_of_a_list_one_value_is_enough() -> None:
    assert wants({"bankAccount[0]": "bac_9", "bankAccount[1]": "bac_1"})
    assert not wants({"bankAccount[0]": "bac_9", "bankAccount[1]": "bac_8"})


def test_a_moment_is_compared_by_its_day() -> None:
    record = Record("7", "/x/7", {"execDate": datetime(2026, 3, 31, 23, 59, tzinfo=UTC)})
    assert wants({"execDate[before]": "2026-03-31"}, record)


def test_yes_and_no_are_sent_as_the_service_reads_them() -> None:
    sent = {each.name: each.value for each in conditions(TRANSACTIONS, {"ignored": "Yes", "exists[note]": "no"})}
    assert sent == {"ignored": "1", "exists[note]": "0"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("amount", "many", "a number"),
        ("amount[gt]", "1_000", "a number"),
        ("amount[lt]", "nan", "a number"),
        ("amount[between]", "1", "two numbers"),
        ("statementNumber", "", "a number"),
        ("execDate[after]", "31.03.2026", "a date, 2026-01-31"),
        ("ignored", "perhaps", "yes or no"),
        ("exists[note]", "maybe", "yes or no"),
        ("order[amount]", "downwards", "asc or desc"),
    ],
)
def test_a_value_that_would_be_ignored_is_refused(name: str, value: str, expected: str) -> None:
    with pytest.raises(BadFilterValue) as refused:
        conditions(TRANSACTIONS, {name: value})
    assert f'The filter "{name}" of transactions should be {expected}' in str(refused.value)


def test_a_list_is_advertised_under_one_name() -> None:
    assert [variable(name) for name in ("id[0]", "id[12]", "id[]", "id", "amount[gt]")] == [
        *("id[]", "id[]", "id[]", "id", "amount[gt]")
    ]


def test_no_filter_wants_everything() -> None:
    values: dict[str, Value] = {}
    assert fulfils(Record("1", "/x/1", values), conditions(BUDGETS, {}))
