"""Collections are read whole and once, in both dialects and whatever the paging."""

from collections.abc import Mapping
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import recorded
from toolkit.api.hydra import Page, key_of, read_all, read_page, walk
from toolkit.entities.canonical import Json, JsonObject


def members(*ids: int) -> tuple[JsonObject, ...]:
    return tuple({"@id": f"/api/budgets/{number}"} for number in ids)


def ids(pages: list[tuple[JsonObject, ...]]) -> list[list[str]]:
    return [[key_of(member).rsplit("/", 1)[-1] for member in page] for page in pages]


class Told:
    """Keeps what a reading tells of a difference."""

    def __init__(self) -> None:
        self.said: list[tuple[int, int]] = []

    def __call__(self, found: int, total: int) -> None:
        """Keep it."""
        self.said.append((found, total))


class Pages:
    """A collection of scripted pages by query, each used once in a walk; keeps what was asked."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __call__(self, query: str) -> Page:
        """Return the page of a query."""
        self.asked.append(query)
        return self.pages[query]


def test_a_page_of_version_3_is_read() -> None:
    page = read_page(recorded("page-of-3").json())
    assert [member["name"] for member in page.members] == ["Group 1", "Group 2"]
    assert (page.total, page.next, page.bare) == (41, "itemsPerPage=2&page=2", False)
    assert page.filters == frozenset({"name", "order[id]"})


def test_a_last_page_of_version_4_has_no_next() -> None:
    page = read_page(recorded("last-page-of-4").json())
    assert (len(page.members), page.total, page.next) == (1, 1001, None)
    assert page.filters == frozenset({"id", "id[]"})


def test_a_collection_on_one_page_has_neither_view_nor_search() -> None:
    page = read_page(recorded("whole-collection-of-4").json())
    assert (len(page.members), page.total, page.next, page.filters) == (4, 4, None, None)


def test_a_partial_page_has_no_total() -> None:
    page = read_page(recorded("partial-page").json())
    assert (page.total, page.next) == (None, "itemsPerPage=20&partial=true&page=2")


def test_a_plain_array_tells_of_nothing_but_its_members() -> None:
    page = read_page(recorded("plain-array").json())
    assert (len(page.members), page.total, page.next, page.bare) == (2, None, None, True)


@pytest.mark.parametrize("body", [3, "x", None, {}, {"member": 3}, {"member": [3]}, [3], {"member": {"a": {}}}])
def test_what_is_no_collection_is_said_so(body: Json) -> None:
    with pytest.raises(ValueError, match="no collection of records"):
        read_page(body)


@pytest.mark.parametrize("total", [True, "7", None])
def test_an_odd_total_is_no_total(total: Json) -> None:
    assert read_page({"member": [], "totalItems": total}).total is None


@pytest.mark.parametrize("search", [3, {}, {"mapping": 3}])
def test_an_odd_search_tells_of_no_filters(search: Json) -> None:
    assert read_page({"member": [], "search": search}).filters is None


def test_only_next_leads_on_and_a_short_page_is_not_the_last() -> None:
    pages = Pages({"": Page(members(1, 2, 3), 5, "p=2"), "p=2": Page((), 5, None)})
    assert ids([page.members for page in walk(pages, "")]) == [["1", "2", "3"], []]
    short = Pages({"": Page(members(1), 2, "p=2"), "p=2": Page(members(2), 2, None)})
    assert ids([page.members for page in walk(short, "")]) == [["1"], ["2"]]


def test_a_link_back_to_the_same_page_ends_the_walk() -> None:
    pages = Pages({"": Page(members(1), None, "")})
    assert ids([page.members for page in walk(pages, "")]) == [["1"], []]


def test_links_in_a_circle_end_the_walk() -> None:
    pages = Pages({"": Page(members(1), None, "b"), "b": Page(members(2), None, "")})
    assert ids([page.members for page in walk(pages, "")]) == [["1"], ["2"], []]


def test_a_member_on_two_pages_comes_once() -> None:
    pages = Pages({"": Page(members(1, 2, 2), None, "b"), "b": Page(members(2, 3), None, None)})
    assert ids([page.members for page in walk(pages, "")]) == [["1", "2"], ["3"]]


def test_plain_arrays_are_asked_for_page_by_page_until_nothing_is_new() -> None:
    pages = Pages(
        {
            "itemsPerPage=2&page=1": Page(members(1, 2), bare=True),
            "itemsPerPage=2&page=2": Page(members(3), bare=True),
            "itemsPerPage=2&page=3": Page((), bare=True),
        }
    )
    assert ids([page.members for page in walk(pages, "itemsPerPage=2&page=1")]) == [["1", "2"], ["3"], []]


def test_a_plain_array_that_ignores_the_page_is_read_once() -> None:
    asked: list[str] = []

    def ask(query: str) -> Page:
        asked.append(query)
        return Page(members(1, 2), bare=True)

    assert ids([page.members for page in walk(ask, "")]) == [["1", "2"], []]
    assert asked == ["", "page=2"]


def test_members_without_iri_are_told_apart_by_id_or_by_all_of_them() -> None:
    assert key_of({"@id": "/api/x/1", "id": 2}) == "/api/x/1"
    assert key_of({"id": 2, "name": "n"}) == "2"
    assert key_of({"b": 1, "a": 2}) == key_of({"a": 2, "b": 1}) == '{"a":2,"b":1}'


def test_a_right_total_ends_the_reading() -> None:
    pages, told = Pages({"": Page(members(1, 2), 2)}), Told()
    batches = list(read_all(pages, "", told))
    assert [(len(batch.members), batch.count, batch.total) for batch in batches] == [(2, 2, 2)]
    assert pages.asked == [""]
    assert told.said == []


def test_without_totals_one_walk_is_enough() -> None:
    pages, told = Pages({"": Page(members(1))}), Told()
    assert ids([batch.members for batch in read_all(pages, "", told)]) == [["1"]]
    assert pages.asked == [""]
    assert told.said == []


def test_a_member_missed_in_the_first_walk_is_found_in_the_second() -> None:
    walks = [Page(members(1, 3), 3), Page(members(1, 2, 3), 3)]
    told = Told()
    assert ids([batch.members for batch in read_all(lambda _: walks.pop(0), "", told)]) == [["1", "3"], ["2"]]
    assert told.said == []


def test_a_total_that_stays_wrong_is_told_once() -> None:
    pages, told = Pages({"": Page(members(1, 2), 3)}), Told()
    assert ids([batch.members for batch in read_all(pages, "", told)]) == [["1", "2"], []]
    assert pages.asked == ["", ""]
    assert told.said == [(2, 3)]


def test_a_member_removed_between_the_walks_is_told() -> None:
    walks = [Page(members(1, 2), 1), Page(members(1), 1)]
    told = Told()
    assert len(list(read_all(lambda _: walks.pop(0), "", told))) == 2
    assert told.said == [(2, 1)]


@given(count=st.integers(0, 40), size=st.integers(1, 7), totals=st.booleans(), overlap=st.integers(0, 3))
def test_every_member_comes_once_whatever_the_paging(count: int, size: int, *, totals: bool, overlap: int) -> None:
    def ask(query: str) -> Page:
        number = int(parse_qs(query).get("page", ["1"])[0])
        start = (number - 1) * size
        chosen = range(max(start - overlap, 0), min(start + size, count))
        return Page(members(*chosen), count if totals else None, f"page={number + 1}" if start + size < count else None)

    told = Told()
    found = [key_of(member) for batch in read_all(ask, "", told) for member in batch.members]
    assert found == [f"/api/budgets/{number}" for number in range(count)]
    assert told.said == []
