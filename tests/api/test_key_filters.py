"""A record is asked for by what it is known by, in one request, and only where that cannot leave it out."""

import httpx
import pytest

from tests.api.support import client, linked, script
from toolkit.api.key_filters import askable, key_filters
from toolkit.api.reading import MOST_IN_VAIN
from toolkit.entities import find
from toolkit.entities.budgets import BUDGET_GROUPS
from toolkit.entities.canonical import Json
from toolkit.entities.transactions import TRANSACTIONS

EVERY = frozenset(
    {
        "bankAccount",
        "execDate[after]",
        "execDate[before]",
        "description",
        "operationNumber",
        "statementNumber",
        "amount[gte]",
        "amount",
    }
)


def search(*names: str) -> str:
    """Spell the filters of a collection."""
    return ",".join(f'{{"variable":"{name}"}}' for name in names)


def page(members: str = "", total: str = "", more: str = "", filters: str = search("name")) -> httpx.Response:
    return linked(f'{{{total}"member":[{members}],{more}"search":{{"mapping":[{filters}]}}}}')


def test_a_key_is_asked_for_by_every_filter_that_there_is_and_never_by_an_amount() -> None:
    body: dict[str, Json] = {
        "bankAccount": "/api/bank-accounts/1",
        "execDate": "2026-03-01T00:00:00+00:00",
        "amount": 12,
        "description": "Hetzner",
        "statementNumber": 7,
    }
    assert key_filters(TRANSACTIONS, body, EVERY) == {
        "bankAccount": "/api/bank-accounts/1",
        "execDate[after]": "2026-02-28",
        "execDate[before]": "2026-03-03",
        "description": "Hetzner",
        "statementNumber": "7",
    }


def test_half_a_range_narrows_nothing() -> None:
    assert key_filters(TRANSACTIONS, {"execDate": "2026-03-01"}, {"execDate[after]"}) == {}


@pytest.mark.parametrize("text", [" Group", "Group ", "a  b", "a\u0308", "", None, 7, {"@change": 1}])
def test_a_text_that_a_service_may_store_otherwise_is_not_asked_for(text: Json) -> None:
    assert key_filters(BUDGET_GROUPS, {"name": text}, {"name"}) == {}


@pytest.mark.parametrize("day", ["soon", "", 3, None])
def test_a_day_that_is_none_is_not_asked_for(day: Json) -> None:
    assert key_filters(TRANSACTIONS, {"execDate": day}, EVERY) == {}


def test_what_has_no_key_is_not_asked_for() -> None:
    assert askable(find("invoice-rows"), EVERY) == ()


def test_one_request_tells_what_is_there() -> None:
    found = page('{"@id":"/api/budget-groups/1","name":"New"},{"@id":"/api/budget-groups/2","name":"News"}')
    service = script(page(), found)
    with client(service) as opened:
        matching = opened.matching(BUDGET_GROUPS, {"name": "New"})
    assert matching is not None
    assert set(matching) == {"1", "2"}, "how a filter compares is the service's affair"
    assert service.requests[-1].url.query == b"name=New&itemsPerPage=100"


def test_the_filters_that_a_list_showed_are_not_asked_for_again() -> None:
    service = script(page(), page(), page())
    with client(service) as opened:
        assert opened.asked([BUDGET_GROUPS]) == frozenset(), "nothing was read yet"
        opened.list(BUDGET_GROUPS)
        assert opened.asked([BUDGET_GROUPS]) == frozenset({"budget-groups"})
        assert opened.matching(BUDGET_GROUPS, {"name": "A"}) == {}
        assert opened.matching(BUDGET_GROUPS, {"name": "B"}) == {}
    assert len(service.requests) == 3


@pytest.mark.parametrize("filters", [search("order[id]"), search("id", "exists[name]")])
def test_a_collection_without_such_a_filter_is_not_asked(filters: str) -> None:
    with client(script(page(filters=filters))) as opened:
        assert opened.matching(BUDGET_GROUPS, {"name": "New"}) is None
        assert opened.matching(BUDGET_GROUPS, {"name": "Other"}) is None


def test_plain_json_tells_no_filters() -> None:
    plain = httpx.Response(200, headers={"Content-Type": "application/json"}, content="[]")
    with client(script(plain)) as opened:
        assert opened.matching(BUDGET_GROUPS, {"name": "New"}) is None


@pytest.mark.parametrize(
    "broad",
    [
        page('{"@id":"/api/budget-groups/1"}', more='"view":{"next":"/api/budget-groups?page=2"},'),
        page('{"@id":"/api/budget-groups/1"}', total='"totalItems":900,'),
    ],
    ids=["more pages", "fewer than counted"],
)
def test_an_answer_that_is_not_all_tells_nothing_and_is_not_asked_for_much_longer(broad: httpx.Response) -> None:
    service = script(page(), *(broad for _ in range(MOST_IN_VAIN + 1)))
    with client(service) as opened:
        for number in range(MOST_IN_VAIN + 5):
            assert opened.matching(BUDGET_GROUPS, {"name": f"New {number}"}) is None
    assert len(service.requests) == 1 + MOST_IN_VAIN + 1


def test_a_few_answers_that_are_too_long_are_borne_with() -> None:
    """A filter that searches in names finds many for a short one."""
    broad = page('{"@id":"/api/budget-groups/1"}', total='"totalItems":900,')
    service = script(page(), *(page() for _ in range(5)), *(broad for _ in range(MOST_IN_VAIN + 1)), page())
    with client(service) as opened:
        told = [opened.matching(BUDGET_GROUPS, {"name": f"New {number}"}) for number in range(MOST_IN_VAIN + 7)]
    assert told.count(None) == MOST_IN_VAIN + 1
    assert told[-1] == {}
