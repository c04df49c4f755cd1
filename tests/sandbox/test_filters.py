"""Filters are advertised, honoured, and otherwise ignored in silence."""

from itertools import pairwise

import httpx
import pytest

from tests.sandbox.support import create
from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.entity import Entity


def _found(client: httpx.Client, path: str, query: str) -> list[dict[str, object]]:
    members: list[dict[str, object]] = client.get(f"{path}?itemsPerPage=100&{query}").json()["member"]
    return members


def _total(client: httpx.Client, path: str, query: str = "") -> int:
    return int(client.get(f"{path}?itemsPerPage=0&{query}").json()["totalItems"])


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_the_search_of_a_collection_lists_its_filters(client: httpx.Client, entity: Entity) -> None:
    search = client.get(entity.collection).json()["search"]
    variables = [each["variable"] for each in search["mapping"]]
    assert search["@type"] == "IriTemplate"
    assert search["template"] == f"/api/{entity.path}{{?{','.join(variables)}}}"
    assert len(variables) == len(set(variables))
    assert {"id", "id[]", "order[id]"} <= set(variables)
    assert search["mapping"][0] == {
        "@type": "IriTemplateMapping",
        "variable": "id",
        "property": "id",
        "required": False,
    }


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.path)
def test_no_advertised_filter_fails_whatever_it_is_given(client: httpx.Client, entity: Entity) -> None:
    mapping = client.get(entity.collection).json()["search"]["mapping"]
    for value in ("", "x", "1", "2026-01-01", "1..2", "true", "desc", "/api/budgets/bgt_0001"):
        answer = client.get(entity.collection, params={each["variable"]: value for each in mapping})
        assert answer.status_code == 200, value


@pytest.mark.parametrize("entity", DIRECTORIES, ids=lambda entity: entity.path)
def test_directories_have_no_filters(client: httpx.Client, entity: Entity) -> None:
    assert "search" not in client.get(entity.collection).json()


def test_exact_values_alone_and_several(client: httpx.Client) -> None:
    assert {each["type"] for each in _found(client, "/budgets", "type=employee")} == {"employee"}
    both = _found(client, "/budgets", "id[]=bgt_0001&id[]=bgt_0002&id[]=nope")
    assert [each["id"] for each in both] == ["bgt_0001", "bgt_0002"]
    assert _found(client, "/budgets", "id[0]=bgt_0001&id[1]=bgt_0002") == both


def test_of_a_repeated_parameter_the_last_counts(client: httpx.Client) -> None:
    assert [each["id"] for each in _found(client, "/budgets", "id=bgt_0001&id=bgt_0002")] == ["bgt_0002"]


def test_names_match_in_part_and_in_any_case(client: httpx.Client) -> None:
    names = [each["name"] for each in _found(client, "/budgets", "name=MÄSSOR")]
    assert names == ["Mässor Norden"]
    assert _total(client, "/transactions", "description=löner%20MÅNAD") == 12
    assert _total(client, "/transactions", "description=%25") == 0


def test_a_reference_is_asked_for_by_iri_or_id(client: httpx.Client) -> None:
    by_id = _found(client, "/budgets", "budgetGroup=bgr_0004")
    assert by_id == _found(client, "/budgets", "budgetGroup=/api/budget-groups/bgr_0004") != []
    assert _found(client, "/budgets", "budgetGroup=/api/budget-groups/nope") == []
    assert _found(client, "/budgets", "budgetGroup=/api/budgets/bgr_0004") == []
    assert [each["invoice"] for each in _found(client, "/budget-invoices", "invoice=3")] == ["/api/invoices/3"]
    assert _found(client, "/budget-invoices", "invoice=three") == []


def test_dates_include_their_own_instant_unless_strictly(client: httpx.Client) -> None:
    day = "execDate[{}]=2026-03-05"
    after, strictly = (_total(client, "/transactions", day.format(word)) for word in ("after", "strictly_after"))
    before, earlier = (_total(client, "/transactions", day.format(word)) for word in ("before", "strictly_before"))
    assert after - strictly == before - earlier == 1
    assert after + earlier == before + strictly == _total(client, "/transactions")


def test_amounts_have_ranges(client: httpx.Client) -> None:
    within = _found(client, "/transactions", "amount[between]=-500..-300")
    assert within
    assert all(-500 <= float(str(each["amount"])) <= -300 for each in within)
    assert _total(client, "/transactions", "amount[gt]=-42500&amount[lt]=-42499") == 0
    assert _total(client, "/transactions", "amount[gte]=-42500&amount[lte]=-42500") == 12


def test_numbers_match_exactly(client: httpx.Client) -> None:
    assert {each["statementNumber"] for each in _found(client, "/transactions", "statementNumber=5")} == {5}
    assert {each["ignored"] for each in _found(client, "/transactions", "ignored=1")} == {1}


def test_values_are_there_or_not(client: httpx.Client) -> None:
    for field in ("cost", "counterparty", "budgetTransactions", "transactionAttachments"):
        there, not_there = (_total(client, "/transactions", f"exists[{field}]={word}") for word in ("true", "0"))
        assert there
        assert not_there
        assert there + not_there == _total(client, "/transactions")


def test_order_by_one_and_by_two(client: httpx.Client) -> None:
    amounts = [float(str(each["amount"])) for each in _found(client, "/transactions", "order[amount]=desc")]
    assert amounts == sorted(amounts, reverse=True)
    pairs = [
        (str(each["type"]), str(each["name"]))
        for each in _found(client, "/budgets", "order[type]=desc&order[name]=ASC")
    ]
    assert all(one[0] > two[0] or (one[0] == two[0] and one[1] <= two[1]) for one, two in pairwise(pairs))


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "Type=employee",
        "order[config]=desc",
        "order[name]=sideways",
        "dateFrom[after]=not-a-date",
        "dateFrom[sideways]=2026-01-01",
        "exists[budgetGroup]=perhaps",
        "pagination=false",
        "partial=true",
    ],
)
def test_what_is_unknown_or_unreadable_is_ignored(client: httpx.Client, query: str) -> None:
    asked, all_of_them = (client.get("/budgets", params=f"itemsPerPage=100{more}").json() for more in (f"&{query}", ""))
    assert asked["totalItems"] == all_of_them["totalItems"]
    assert [each["@id"] for each in asked["member"]] == [each["@id"] for each in all_of_them["member"]]


@pytest.mark.parametrize(
    "query", ["amount[gt]=much", "amount[between]=1", "statementNumber=five", "amount[between]=a..b"]
)
def test_what_is_no_number_is_ignored(client: httpx.Client, query: str) -> None:
    assert _total(client, "/transactions", query) == _total(client, "/transactions")


def test_filters_cannot_break_out_of_their_values(client: httpx.Client) -> None:
    made = create(client, "/budget-groups", {"name": "x' OR 1=1 --"}).json()
    assert [each["id"] for each in _found(client, "/budget-groups", "name=x' OR 1=1 --")] == [made["id"]]
    assert _found(client, "/budgets", 'id=" OR 1=1 --') == []
