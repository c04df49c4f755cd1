"""Collections are read whole and once, in both dialects and whatever the paging."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.support import recorded
from toolkit.api.hydra import MOST_BARREN, Page, key_of, read_all, read_page, walk
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.completeness import Completeness, Ending


def members(*ids: int) -> tuple[JsonObject, ...]:
    return tuple({"@id": f"/api/budgets/{number}"} for number in ids)


def ids(pages: list[tuple[JsonObject, ...]]) -> list[list[str]]:
    return [[key_of(member).rsplit("/", 1)[-1] for member in page] for page in pages]


def walked(ask: Callable[[str], Page]) -> tuple[list[list[str]], Completeness]:
    """Return the ids of each page of one walk, and its verdict."""
    pages: list[tuple[JsonObject, ...]] = []
    walking = walk(ask, "")
    while True:
        try:
            pages.append(next(walking).members)
        except StopIteration as end:
            return ids(pages), end.value


def read(ask: Callable[[str], Page]) -> tuple[list[str], Completeness]:
    """Return the numbers of all members, and the verdict on the list."""
    found: dict[str, None] = {}
    verdict = None
    for batch in read_all(ask, ""):
        found |= dict.fromkeys(key_of(member) for member in batch.members)
        for key in batch.gone:
            del found[key]
        verdict = batch.verdict
    assert verdict is not None
    return [key.rsplit("/", 1)[-1] for key in found], verdict


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
    assert walked(pages) == ([["1"]], Completeness(1, None, Ending.CIRCLE))


def test_links_in_a_circle_end_the_walk() -> None:
    pages = Pages({"": Page(members(1), None, "b"), "b": Page(members(2), None, "")})
    assert walked(pages) == ([["1"], ["2"]], Completeness(2, None, Ending.CIRCLE))


def test_an_empty_page_that_links_on_does_not_end_the_walk() -> None:
    pages = Pages({"": Page(members(1), 2, "b"), "b": Page((), 2, "c"), "c": Page(members(2), 2)})
    assert walked(pages) == ([["1"], [], ["2"]], Completeness(2, 2, Ending.GAP))


def test_pages_without_end_that_hold_nothing_new_are_given_up() -> None:
    def ask(query: str) -> Page:
        number = int(query or 1)
        return Page(members(1) if number == 1 else (), None, str(number + 1))

    found, verdict = walked(ask)
    assert (len(found), verdict) == (MOST_BARREN + 1, Completeness(1, None, Ending.NOTHING_NEW))


def test_a_service_that_ignores_the_page_and_numbers_on_leads_in_a_circle() -> None:
    found, verdict = walked(lambda query: Page(members(1, 2), None, f"page={len(query)}" + "0" * len(query)))
    assert (found[0], verdict.ending) == (["1", "2"], Ending.CIRCLE)


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

    assert walked(ask) == ([["1", "2"], []], Completeness(2))
    assert asked == ["", "page=2"]


def test_plain_arrays_that_come_again_later_are_a_circle() -> None:
    assert walked(lambda query: Page(members(1 if query == "" else 2), bare=True))[1].ending is Ending.CIRCLE


def test_members_without_iri_are_told_apart_by_id_or_by_all_of_them() -> None:
    assert key_of({"@id": "/api/x/1", "id": 2}) == "/api/x/1"
    assert key_of({"id": 2, "name": "n"}) == "2"
    assert key_of({"b": 1, "a": 2}) == key_of({"a": 2, "b": 1}) == '{"a":2,"b":1}'


def test_a_right_total_ends_the_reading() -> None:
    pages = Pages({"": Page(members(1, 2), 2)})
    batches = list(read_all(pages, ""))
    assert [(len(batch.members), batch.count, batch.total) for batch in batches] == [(2, 2, 2), (0, 2, 2)]
    assert [batch.verdict for batch in batches] == [None, Completeness(2, 2)]
    assert pages.asked == [""]


def test_without_totals_an_end_proves_that_it_is_all() -> None:
    pages = Pages({"": Page(members(1))})
    assert read(pages) == (["1"], Completeness(1))
    assert pages.asked == [""]


def test_a_member_missed_in_the_first_walk_is_found_in_the_second() -> None:
    walks = [Page(members(1, 3), 3), Page(members(1, 2, 3), 3)]
    assert read(lambda _: walks.pop(0)) == (["1", "3", "2"], Completeness(3, 3))


def test_a_total_that_stays_wrong_proves_nothing() -> None:
    pages = Pages({"": Page(members(1, 2), 3)})
    found, verdict = read(pages)
    assert (found, verdict.proved) == (["1", "2"], False)
    assert pages.asked == ["", ""]
    assert str(verdict) == "the service counts 3 records and gave 2"


def test_a_member_that_was_removed_before_a_complete_second_walk_is_gone() -> None:
    walks = [Page(members(1, 2), 3), Page(members(1), 1)]
    assert read(lambda _: walks.pop(0)) == (["1"], Completeness(1, 1))


def test_a_row_removed_between_two_pages_is_noticed_though_the_last_count_fits() -> None:
    """The count sank with the row, and the row after it moved to the page that had been read."""
    shifted = [Page(members(1, 2), 4, "p=2"), Page(members(4), 3), Page(members(2, 3), 3, "p=2"), Page(members(4), 3)]
    assert read(lambda _: shifted.pop(0)) == (["2", "4", "3"], Completeness(3, 3))


_CIRCLE = {"": Page(members(1), None, "b"), "b": Page(members(2), None, "")}
_GAP = {"": Page(members(1), None, "b"), "b": Page((), None, "c"), "c": Page(members(2))}


@pytest.mark.parametrize(
    ("pages", "found", "said"),
    [
        (_CIRCLE, ["1", "2"], "its pages lead in a circle, and gave 2 records"),
        (_GAP, ["1", "2"], "a page was empty and named a next one, and all gave 2 records"),
    ],
)
def test_an_odd_end_is_read_once_more_and_then_proves_nothing(
    pages: dict[str, Page], found: list[str], said: str
) -> None:
    script = Pages(pages)
    read_found, verdict = read(script)
    assert (read_found, verdict.proved, str(verdict)) == (found, False, said)
    assert len(script.asked) == 2 * len(pages)


def test_an_odd_end_with_as_many_as_the_service_counts_is_the_end() -> None:
    pages = Pages({query: replace(page, total=2) for query, page in _CIRCLE.items()})
    assert read(pages)[1].proved
    assert len(pages.asked) == 2


@given(count=st.integers(0, 40), size=st.integers(1, 7), totals=st.booleans(), overlap=st.integers(0, 3))
def test_every_member_comes_once_whatever_the_paging(count: int, size: int, *, totals: bool, overlap: int) -> None:
    def ask(query: str) -> Page:
        number = int(parse_qs(query).get("page", ["1"])[0])
        start = (number - 1) * size
        chosen = range(max(start - overlap, 0), min(start + size, count))
        return Page(members(*chosen), count if totals else None, f"page={number + 1}" if start + size < count else None)

    found, verdict = read(ask)
    assert found == [str(number) for number in range(count)]
    assert verdict.proved


@given(lacking=st.sets(st.integers(0, 20), min_size=1), size=st.integers(1, 7))
def test_a_list_that_lacks_members_of_those_counted_is_never_proved(lacking: set[int], size: int) -> None:
    def ask(query: str) -> Page:
        number = int(parse_qs(query).get("page", ["1"])[0])
        start = (number - 1) * size
        chosen = [each for each in range(start, min(start + size, 21)) if each not in lacking]
        return Page(members(*chosen), 21, f"page={number + 1}" if start + size < 21 else None)

    found, verdict = read(ask)
    assert (len(found), verdict.proved) == (21 - len(lacking), False)
