"""Records and requests, as other rooms see them."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from tests.api.support import TOKEN, Handler, client, linked, response_of, script
from toolkit.api.client import Client
from toolkit.applying.remote import Remote
from toolkit.entities.budgets import BUDGET_GROUPS, BUDGETS
from toolkit.entities.completeness import Completeness
from toolkit.entities.directory import CURRENCIES, EMPLOYEES
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import RawValue
from toolkit.entities.transactions import BUDGET_TRANSACTIONS, PROJECT_TRANSACTIONS, TRANSACTIONS
from toolkit.errors import (
    BadFilter,
    BadPath,
    IncompleteList,
    NotTheApi,
    OutcomeUnknown,
    Refused,
    ServiceError,
    UnknownView,
)

EMPTY = '{"@type":"Collection","totalItems":0,"member":[]}'


def by_path(answers: dict[str, httpx.Response]) -> Handler:
    """Return a service that has these collections, and no other paths."""

    def answer(request: httpx.Request) -> httpx.Response:
        return answers.get(request.url.path, response_of("no-route-of-4"))

    return answer


def test_a_client_is_what_applying_calls_a_remote() -> None:
    with client(script()) as opened:
        remote: Remote = opened
    assert isinstance(remote, Client)


def test_a_list_follows_the_links_below_its_own_address() -> None:
    rest = ",".join(f'{{"@id":"/api/budget-groups/{n}","name":"Group {n}"}}' for n in range(3, 42))
    second = linked(f'{{"hydra:member":[{rest}]}}')
    first = response_of("page-of-3").text.replace('"hydra:totalItems":41,', "")
    service = script(linked(first), second)
    with client(service) as opened:
        records = opened.list(BUDGET_GROUPS)
    assert len(records) == 41
    assert records["bgr_0001"].values == {"name": "Group 1"}
    assert [str(request.url) for request in service.requests] == [
        "http://localhost/budget-groups?itemsPerPage=100",
        "http://localhost/budget-groups?itemsPerPage=2&page=2",
    ]
    assert opened.warnings == []


def test_the_prefix_is_learnt_from_the_iris() -> None:
    with client(script(linked('{"member":[{"@id":"/v2/budgets/x"}]}'))) as opened:
        assert opened.prefix == "/api"
        opened.list(BUDGETS)
        assert opened.prefix == "/v2"


def test_in_plain_json_the_prefix_is_learnt_from_references() -> None:
    body = '[{"id":1,"name":"A","budgetGroup":"/v2/budget-groups/7"},{"id":2,"budgetGroup":{"id":8}}]'
    plain = {"Content-Type": "application/json"}
    asked = script(httpx.Response(200, headers=plain, content=body), httpx.Response(200, headers=plain, content="[]"))
    with client(asked) as opened:
        first, second = opened.records(BUDGETS)
        assert opened.prefix == "/v2"
    assert (first.iri, second.iri) == ("/v2/budgets/1", "/v2/budgets/2")
    assert second.values["budgetGroup"] == "/v2/budget-groups/8"


def test_in_plain_json_every_record_of_a_snapshot_has_the_prefix_that_any_showed() -> None:
    """Groups refer to nothing, so that they tell no prefix; budgets point at them by IRIs that have one."""
    groups, budgets = '[{"id":7,"name":"G"}]', '[{"id":1,"budgetGroup":"/v2/budget-groups/7"}]'

    def service(request: httpx.Request) -> httpx.Response:
        found = groups if request.url.path.endswith("groups") else budgets
        content = "[]" if "page=2" in str(request.url) else found
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=content)

    with client(service, replace(TOKEN, workers=1)) as opened:
        live = opened.snapshot([BUDGET_GROUPS, BUDGETS])
    assert live["budget-groups"]["7"].iri == live["budgets"]["1"].values["budgetGroup"] == "/v2/budget-groups/7"


def test_an_iri_of_another_kind_teaches_no_prefix() -> None:
    with client(script(linked('{"member":[{"@id":"/.well-known/genid/x","id":"x"},{"id":"y"}]}'))) as opened:
        assert set(opened.list(BUDGETS)) == {"x", "y"}
        assert opened.prefix == "/api"


SHORT = '{"totalItems":1001,"member":[{"@id":"/api/budgets/x"}]}'


@pytest.mark.parametrize(
    "read",
    [
        lambda opened: opened.list(BUDGETS),
        lambda opened: opened.snapshot([BUDGETS]),
        lambda opened: list(opened.records(BUDGETS)),
    ],
    ids=["list", "snapshot", "records"],
)
def test_nothing_is_decided_by_a_list_that_lacks_records(read: Callable[[Client], object]) -> None:
    service = script(*(linked(SHORT) for _ in range(2)))
    with client(service) as opened, pytest.raises(IncompleteList, match="counts 1,001 records and gave 1, read twice"):
        read(opened)


def test_records_are_given_as_far_as_they_came_and_the_list_is_marked() -> None:
    with client(script(*(linked(SHORT) for _ in range(4)))) as opened:
        assert set(opened.snapshot_given([BUDGETS])["budgets"]) == {"x"}
        assert [record.id for record in opened.records_given(BUDGETS)] == ["x"]
        assert opened.shortfalls == {"budgets": Completeness(1, 1001)}
    (warning,) = opened.warnings
    assert warning.startswith("Budgets: the service counts 1,001 records and gave 1, read twice.")


def test_a_list_that_is_complete_by_now_is_marked_no_more() -> None:
    whole = '{"totalItems":1,"member":[{"@id":"/api/budgets/x"}]}'
    with client(script(linked(SHORT), linked(SHORT), linked(whole))) as opened:
        opened.snapshot_given([BUDGETS])
        opened.snapshot_given([BUDGETS])
        assert opened.shortfalls == {}


@pytest.mark.parametrize("status", [404, 410])
def test_a_record_that_the_service_says_is_gone_is_none(status: int) -> None:
    gone = linked('{"@type":"Error","detail":"Not Found"}', status)
    with client(script(gone)) as opened:
        assert opened.read(BUDGETS, "x") is None


def test_a_record_is_read_by_its_id_percent_encoded() -> None:
    service = script(response_of("item-without-nulls"))
    with client(service) as opened:
        record = opened.read(BUDGETS, "a/b ü")
    assert record is not None
    assert (record.id, record.iri) == ("bgt_00020", "/api/budgets/bgt_00020")
    assert record.values["name"] == "Budget 20"
    assert "dateFrom" not in record.values
    assert service.requests[0].url.raw_path == b"/budgets/a%2Fb%20%C3%BC"


def test_an_embedded_record_is_its_iri() -> None:
    with client(script(response_of("created-with-embedded"))) as opened:
        record = opened.read(BUDGET_TRANSACTIONS, "btr_0b5e95246532")
    assert record is not None
    assert record.values["transaction"] == "/api/transactions/txn_904"
    assert record.values["amount"] == 125000


def test_a_record_that_is_gone_is_none() -> None:
    for name in ("missing-of-3", "missing-of-4", "missing-before-rfc-7807"):
        with client(script(response_of(name))) as opened:
            assert opened.read(BUDGETS, "x") is None


@pytest.mark.parametrize("name", ["no-get-of-4", "no-route-of-3", "no-route-of-4", "no-route-html"])
def test_where_reading_one_is_not_offered_after_all_the_list_is_read(name: str) -> None:
    service = script(response_of(name), linked('{"member":[{"@id":"/api/budgets/x"}]}'))
    with client(service) as opened:
        record = opened.read(BUDGETS, "x")
    assert record is not None
    assert record.id == "x"


@pytest.mark.parametrize(("id", "found"), [("p1", True), ("p2", False)])
def test_an_entity_without_get_is_read_by_its_list(id: str, *, found: bool) -> None:
    service = script(linked('{"member":[{"@id":"/api/project-transactions/p1"}]}'))
    with client(service) as opened:
        assert (opened.read(PROJECT_TRANSACTIONS, id) is not None) is found
    assert [request.url.path for request in service.requests] == ["/project-transactions"]


def test_a_read_that_is_refused_is_no_missing_record() -> None:
    with client(script(response_of("access-denied"))) as opened, pytest.raises(Refused, match="403"):
        opened.read(BUDGETS, "x")


@pytest.mark.parametrize("body", ["[]", "3", '"x"'])
def test_an_item_that_is_no_object_is_not_the_api(body: str) -> None:
    with client(script(linked(body))) as opened, pytest.raises(NotTheApi, match="JSON that is no object"):
        opened.read(BUDGETS, "x")


def test_a_value_that_cannot_be_read_is_told_at_its_record_and_kept_raw() -> None:
    body = '{"@id":"/api/budgets/x","dateFrom":"soon","name":"Travel"}'
    with client(script(linked(body))) as opened:
        record = opened.read(BUDGETS, "x")

    assert record is not None
    assert record.values == {"dateFrom": RawValue('"soon"'), "name": "Travel"}
    (told,) = opened.warnings
    assert told == (
        'Budgets x: From holds "soon", which cannot be read as a date (yyyy-mm-dd). It is shown as it is, left alone, '
        "and never sent."
    )


def test_of_many_values_that_cannot_be_read_the_first_are_named_and_all_counted() -> None:
    members = [{"@id": f"/api/budgets/{n:02}", "dateFrom": f"soon {n}"} for n in range(9)]
    with client(script(linked(json.dumps({"member": members, "totalItems": 9})))) as opened:
        opened.list(BUDGETS)

    assert len(opened.warnings) == 6
    assert opened.warnings[-1] == "Budgets: From of 4 more records cannot be read either."


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, html="<html>Welcome</html>"),
        httpx.Response(200, content=b"{", headers={"Content-Type": "application/json"}),
        httpx.Response(200),
        linked('{"hello":"world"}'),
    ],
)
def test_a_page_in_place_of_a_collection_is_not_the_api(response: httpx.Response) -> None:
    with client(script(response)) as opened, pytest.raises(NotTheApi, match="Check that the URL"):
        opened.list(BUDGETS)


def test_money_is_read_to_the_last_digit() -> None:
    body = '{"@id":"/api/transactions/t","amount":-920.8100000000000001,"endingBalance":1}'
    with client(script(linked(body))) as opened:
        record = opened.read(TRANSACTIONS, "t")
    assert record is not None
    assert record.values["amount"] == Decimal("-920.8100000000000001")


def test_filters_are_checked_against_those_the_service_tells_and_then_sent() -> None:
    body = '{"member":[],"search":{"mapping":[{"variable":"name"},{"variable":"dateFrom[after]"}]}}'
    service = script(linked(body), linked(body))
    with client(service) as opened:
        assert list(opened.records(BUDGETS, {"name": "a&b", "dateFrom[after]": "2024-01-01"})) == []
        assert [dict(request.url.params) for request in service.requests] == [
            {"itemsPerPage": "1", "page": "1"},
            {"itemsPerPage": "100", "name": "a&b", "dateFrom[after]": "2024-01-01"},
        ]
        with pytest.raises(BadFilter, match=r'no filter "nmae" for budgets.*Its filters are dateFrom\[after\], name'):
            list(opened.records(BUDGETS, {"nmae": "a"}))
    assert len(service.requests) == 2


def test_filters_of_which_the_service_tells_nothing_are_a_warning() -> None:
    with client(script(linked(EMPTY), linked(EMPTY))) as opened:
        assert list(opened.records(BUDGETS, {"name": "a"})) == []
    assert opened.warnings == ["Budgets: the service does not tell its filters, so it may have ignored yours."]


def test_what_a_service_gives_in_spite_of_the_filter_is_left_out() -> None:
    given = '{"member":[{"@id":"/api/budgets/1","name":"Tea"},{"@id":"/api/budgets/2","name":"Coffee"}]}'
    with client(script(linked(given), linked(given))) as opened:
        assert [record.id for record in opened.records(BUDGETS, {"name": "tea"})] == ["1"]
    assert "Budgets: the service gave 1 records that the filter does not want; they are left out." in opened.warnings


def test_a_view_is_read_below_its_collection() -> None:
    service = script(linked('{"member":[{"@id":"/api/transactions/7"}]}'))
    with client(service) as opened:
        assert [record.id for record in opened.records(TRANSACTIONS, view="unassigned")] == ["7"]
        assert service.requests[0].url.path == "/transactions/unassigned"
        with pytest.raises(
            UnknownView, match=r'no view "draft" of transactions\. Its views are unassigned, with-problems'
        ):
            list(opened.records(TRANSACTIONS, view="draft"))


def test_a_snapshot_has_every_entity_and_tells_of_each_page() -> None:
    groups = '{"totalItems":2,"member":[{"@id":"/api/budget-groups/1"},{"@id":"/api/budget-groups/2"}]}'
    seen: list[tuple[str, int, int | None]] = []

    def tell(entity: Entity, count: int, total: int | None) -> None:
        seen.append((entity.path, count, total))

    service = by_path({"/budgets": linked(EMPTY), "/budget-groups": linked(groups)})
    with client(service) as opened:
        snapshot = opened.snapshot([BUDGETS, BUDGET_GROUPS, BUDGETS], tell)
    assert {path: set(records) for path, records in snapshot.items()} == {"budgets": set(), "budget-groups": {"1", "2"}}
    assert list(snapshot) == ["budgets", "budget-groups"]
    assert sorted(seen) == [("budget-groups", 2, 2), ("budgets", 0, 0)]


@pytest.mark.parametrize("name", ["access-denied", "no-route-of-4", "no-method-of-4", "missing-of-3", "no-route-html"])
def test_a_directory_that_is_not_offered_is_left_out(name: str) -> None:
    service = by_path({"/budgets": linked(EMPTY), "/employees": response_of(name), "/currencies": linked(EMPTY)})
    with client(service) as opened:
        assert list(opened.snapshot([BUDGETS, EMPLOYEES, CURRENCIES])) == ["budgets", "currencies"]


def test_an_entity_that_is_not_offered_is_an_error() -> None:
    with client(by_path({"/budgets": response_of("access-denied")})) as opened, pytest.raises(Refused):
        opened.snapshot([BUDGETS, EMPLOYEES])


def test_a_directory_that_fails_otherwise_is_an_error() -> None:
    service = by_path({"/budgets": linked(EMPTY), "/employees": httpx.Response(500)})
    with client(service) as opened, pytest.raises(ServiceError):
        opened.snapshot([EMPLOYEES])


def test_a_snapshot_reads_no_more_entities_at_a_time_than_there_are_workers() -> None:
    together, most, lock = [0], [0], threading.Lock()
    meeting = threading.Barrier(TOKEN.workers)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/budgets":
            return linked(EMPTY)
        with lock:
            together[0] += 1
            most[0] = max(most[0], together[0])
        meeting.wait(10)
        with lock:
            together[0] -= 1
        return linked(EMPTY)

    entities = [BUDGET_GROUPS, TRANSACTIONS, BUDGET_TRANSACTIONS, PROJECT_TRANSACTIONS]
    with client(answer) as opened:
        assert len(opened.snapshot(entities)) == TOKEN.workers
    assert most[0] == TOKEN.workers


def test_the_answer_of_a_request_is_its_object_or_nothing() -> None:
    with client(script(linked('{"@id":"/api/budgets/x"}', 201), httpx.Response(204))) as opened:
        assert opened.send("POST", "/budgets", {"name": "n"}) == {"@id": "/api/budgets/x"}
        assert opened.send("DELETE", "/budgets/x") is None


def test_a_query_belongs_to_reads_alone() -> None:
    service = script(linked("{}"))
    with client(service) as opened:
        opened.send("GET", "/invoices/draft?page=2")
        assert str(service.requests[0].url) == "http://localhost/invoices/draft?page=2"
        with pytest.raises(BadPath):
            opened.send("DELETE", "/budgets/a?b")


@pytest.mark.parametrize(
    "path",
    [
        *("", "budgets", "@evil.example/x", "//evil.example/x", "https://evil.example/", "/a\\b"),
        *("/budgets/..", "/budgets/%2e%2E/x", "/a b", "/a#b", "/budgets/", "/bud\nget", "/é", "/a%2"),
    ],
)
def test_a_path_that_may_lead_elsewhere_is_not_sent(path: str) -> None:
    service = script()
    with client(service) as opened, pytest.raises(BadPath, match="is no path of the API"):
        opened.send("POST", path, {})
    assert service.requests == []


@pytest.mark.parametrize(
    "response",
    [httpx.Response(201, html="<html>"), linked("[]", 201), linked("{", 200), httpx.Response(200, text="ok")],
)
def test_a_write_that_succeeded_with_an_unreadable_answer_is_unknown(response: httpx.Response) -> None:
    with client(script(response)) as opened, pytest.raises(OutcomeUnknown, match="the answer was a success with"):
        opened.send("POST", "/budgets", {})


def test_a_refused_write_tells_the_fields() -> None:
    with client(script(response_of("violations-of-4"))) as opened, pytest.raises(Refused) as refused:
        opened.send("POST", "/invoices", {})
    assert [violation.path for violation in refused.value.violations] == [
        "invoiceRows[0].name",
        "invoiceRows[0].quantity",
    ]
    assert not refused.value.retryable
