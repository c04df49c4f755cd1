"""Pages, links and totals of collections, as API Platform 4.1 sends them."""

import httpx
import pytest

from tests.sandbox.support import Serve
from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.entity import Entity
from toolkit.sandbox.switches import Paging, Switches

ALL = (*ENTITIES, *DIRECTORIES)


@pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.path)
def test_a_collection_names_itself_and_counts_its_members(client: httpx.Client, entity: Entity) -> None:
    page = client.get(entity.collection, params={"itemsPerPage": 100}).json()
    assert page["@id"] == f"/api/{entity.path}"
    assert page["@type"] == "Collection"
    assert page["@context"].startswith("/api/contexts/")
    assert page["totalItems"] >= len(page["member"]) > 0
    assert all(member["@id"].startswith(f"/api/{entity.path}/") for member in page["member"])


@pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.path)
def test_requests_work_with_and_without_the_prefix(client: httpx.Client, entity: Entity) -> None:
    bare, prefixed = (client.get(f"{start}{entity.collection}").json() for start in ("", "/api"))
    assert bare["@id"] == prefixed["@id"]
    assert [each["@id"] for each in bare["member"]] == [each["@id"] for each in prefixed["member"]]


def test_following_next_gives_every_record_once(client: httpx.Client) -> None:
    seen: list[str] = []
    path = "/api/transactions?itemsPerPage=70"
    while path:
        page = client.get(path).json()
        seen += [member["@id"] for member in page["member"]]
        path = page["view"].get("next", "")
    assert len(seen) == len(set(seen)) == page["totalItems"] >= 240
    assert seen == sorted(seen)


def test_links_carry_sorted_encoded_parameters_and_the_page_last(client: httpx.Client) -> None:
    query = "?page=2&order[amount]=desc&execDate[after]=2025-01-01&itemsPerPage=3&nonsense=å b"
    view = client.get(f"/transactions{query}").json()["view"]
    start = "/api/transactions?execDate%5Bafter%5D=2025-01-01&itemsPerPage=3&nonsense=%C3%A5%20b&order%5Bamount%5D=desc"
    assert view["@id"] == f"{start}&page=2"
    assert view["@type"] == "PartialCollectionView"
    assert view["first"] == view["previous"] == f"{start}&page=1"
    assert view["next"] == f"{start}&page=3"
    assert view["last"].startswith(f"{start}&page=")


def test_the_first_and_the_last_page_lack_a_neighbour(client: httpx.Client) -> None:
    first = client.get("/employees?itemsPerPage=4").json()["view"]
    last = client.get("/employees?itemsPerPage=4&page=3").json()
    assert "previous" not in first
    assert first["last"] == "/api/employees?itemsPerPage=4&page=3"
    assert "next" not in last["view"]
    assert len(last["member"]) == 2


def test_no_view_where_everything_fits_and_nothing_was_asked(client: httpx.Client) -> None:
    assert "view" not in client.get("/bank-accounts").json()
    assert "view" not in client.get("/bank-accounts?page=1").json()


def test_a_bare_view_where_everything_fits_and_something_was_asked(client: httpx.Client) -> None:
    view = client.get("/budget-groups?name=E-mark").json()["view"]
    assert view == {"@id": "/api/budget-groups?name=E-mark", "@type": "PartialCollectionView"}


def test_a_page_past_the_end_is_empty(client: httpx.Client) -> None:
    page = client.get("/employees?itemsPerPage=5&page=3").json()
    assert page["member"] == []
    assert page["totalItems"] == 10
    assert page["view"]["previous"] == "/api/employees?itemsPerPage=5&page=2"
    assert "next" not in page["view"]


@pytest.mark.parametrize("page", ["0", "-1", "abc", ""])
def test_a_page_below_one_is_refused(client: httpx.Client, page: str) -> None:
    refused = client.get("/budgets", params={"page": page})
    assert refused.status_code == 400
    assert refused.json()["detail"] == "Page should not be less than 1"


def test_a_negative_size_is_refused(client: httpx.Client) -> None:
    refused = client.get("/budgets?itemsPerPage=-5")
    assert (refused.status_code, refused.json()["detail"]) == (400, "Limit should not be less than 0")


def test_size_zero_counts_and_has_one_page_only(client: httpx.Client) -> None:
    counted = client.get("/employees?itemsPerPage=0").json()
    assert (counted["member"], counted["totalItems"]) == ([], 10)
    assert counted["view"] == {"@id": "/api/employees?itemsPerPage=0", "@type": "PartialCollectionView"}
    refused = client.get("/employees?itemsPerPage=0&page=2")
    assert refused.json()["detail"] == "Page should not be greater than 1 if limit is equal to 0"


def test_a_size_above_the_maximum_is_cut_in_silence(client: httpx.Client) -> None:
    page = client.get("/transactions?itemsPerPage=5000").json()
    assert len(page["member"]) == 100
    assert page["view"]["last"] == "/api/transactions?itemsPerPage=5000&page=3"


def test_thirty_per_page_unless_asked(client: httpx.Client) -> None:
    assert len(client.get("/transactions").json()["member"]) == 30


def test_plain_json_is_a_bare_array(client: httpx.Client) -> None:
    answer = client.get("/budgets?itemsPerPage=2", headers={"Accept": "application/json"})
    members = answer.json()
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert [member["id"] for member in members] == ["bgt_0001", "bgt_0002"]
    assert not [name for member in members for name in member if name.startswith("@")]


def test_invoices_are_ordered_by_number_and_other_ids_by_letter(client: httpx.Client) -> None:
    numbers = [member["id"] for member in client.get("/invoices").json()["member"]]
    assert numbers[:11] == list(range(1, 12))


def test_a_server_may_ignore_the_size_and_still_echo_it(serve: Serve) -> None:
    page = serve(Switches(size_by_client=False, page_size=3)).get("/employees?itemsPerPage=2").json()
    assert len(page["member"]) == 3
    assert page["view"]["next"] == "/api/employees?itemsPerPage=2&page=2"


def test_partial_paging_has_no_total_and_promises_a_next_page_when_full(serve: Serve) -> None:
    client = serve(Switches(paging=Paging.PARTIAL, page_size=5))
    first, second, third = (client.get("/employees", params={"page": page}).json() for page in (1, 2, 3))
    assert "totalItems" not in first
    assert set(first["view"]) == {"@id", "@type", "next"}
    assert set(second["view"]) == {"@id", "@type", "previous", "next"}
    assert third["member"] == []
    assert set(third["view"]) == {"@id", "@type", "previous"}
