"""Pages are fetched ahead of the walk, and only the walk decides what belongs to the collection."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.api.ahead import Ahead
from toolkit.api.hydra import Page, key_of, read_all
from toolkit.entities.canonical import JsonObject

Fetch = Callable[[str], Page]


def members(*ids: int) -> tuple[JsonObject, ...]:
    return tuple({"@id": f"/api/budgets/{number}"} for number in ids)


def number_of(query: str) -> int:
    return int(parse_qs(query).get("page", ["1"])[0])


class Service:
    """Serves a collection in pages of one size, and counts how often it was asked for each."""

    def __init__(self, count: int, size: int, *, totals: bool = True) -> None:
        self.count, self.size, self.totals = count, size, totals
        self.asked: list[int] = []
        self._lock = threading.Lock()

    def __call__(self, query: str) -> Page:
        """Answer a query."""
        number = number_of(query)
        with self._lock:
            self.asked.append(number)
        start = (number - 1) * self.size
        on = start + self.size < self.count
        ids = range(start, min(start + self.size, self.count))
        return Page(members(*ids), self.count if self.totals else None, f"a=b&page={number + 1}" if on else None)


@contextmanager
def ahead(fetch: Fetch, most: int = 4) -> Iterator[Ahead]:
    with ThreadPoolExecutor(3) as pool:
        asking = Ahead(fetch, pool, most)
        yield asking
        asking.stop()


def read(ask: Fetch, query: str = "a=b") -> tuple[list[str], bool]:
    """Read everything, and whether that is proved to be all."""
    batches = list(read_all(ask, query))
    verdict = batches[-1].verdict
    assert verdict is not None
    found = [key_of(member) for batch in batches for member in batch.members]
    return [key.rsplit("/", 1)[-1] for key in found], verdict.proved


@given(count=st.integers(0, 60), size=st.integers(1, 9), most=st.integers(1, 9), totals=st.booleans())
def test_reading_ahead_gives_what_reading_one_by_one_gives(count: int, size: int, most: int, *, totals: bool) -> None:
    service = Service(count, size, totals=totals)
    with ahead(service, most) as ask:
        assert read(ask) == read(Service(count, size, totals=totals)) == ([str(n) for n in range(count)], True)
    assert sorted(service.asked) == list(range(1, max(-(-count // size), 1) + 1))


def test_pages_are_fetched_at_the_same_time() -> None:
    service = Service(40, 10)
    together = threading.Barrier(3)

    def fetch(query: str) -> Page:
        if number_of(query) > 1:
            together.wait(10)
        return service(query)

    with ahead(fetch) as ask:
        assert len(read(ask)[0]) == 40


def test_no_more_pages_wait_than_agreed() -> None:
    service = Service(1_000, 10)
    with ahead(service, most=5) as ask:
        ask("a=b")
    assert max(service.asked) <= 6


def test_without_totals_nothing_is_guessed() -> None:
    service = Service(40, 10, totals=False)
    with ahead(service) as ask:
        ask("a=b")
    assert service.asked == [1]


@pytest.mark.parametrize("link", ["cursor=x", "page=x", "page=2&page=3", "page=", "page=99999999999", "page=²"])
def test_a_link_without_one_number_is_followed_as_it_is(link: str) -> None:
    asked: list[str] = []

    def fetch(query: str) -> Page:
        asked.append(query)
        return Page(members(1), 9, link) if len(asked) == 1 else Page(members(2), 9, None)

    with ahead(fetch) as ask:
        ask("")
        ask(link)
    assert asked == ["", link]


def test_a_collection_that_ends_early_is_not_read_on() -> None:
    """The service says 100 and links to three pages of ten: the other seven are not part of it."""

    def fetch(query: str) -> Page:
        number = number_of(query)
        return Page(members(*range(number * 10, number * 10 + 10)), 100, f"page={number + 1}" if number < 3 else None)

    with ahead(fetch) as ask:
        found, proved = read(ask, "")
    assert found == [str(n) for n in range(10, 40)]
    assert not proved


def test_a_link_to_another_place_wins_over_the_guess() -> None:
    pages = {"": Page(members(1), 3, "page=2"), "page=2": Page(members(2), 3, "page=7"), "page=7": Page(members(3), 3)}
    with ahead(lambda query: pages.get(query, Page(members(99), 3))) as ask:
        assert read(ask, "") == (["1", "2", "3"], True)


def test_a_second_reading_uses_nothing_of_the_first() -> None:
    """A row vanishes while the pages are walked, so a row slips to an earlier page and is missed at first."""
    rows = list(range(9))

    def fetch(query: str) -> Page:
        number = number_of(query)
        if number == 2 and len(rows) == 9:
            rows.remove(0)
        start = (number - 1) * 3
        return Page(members(*rows[start : start + 3]), len(rows), f"page={number + 1}" if number < 3 else None)

    with ahead(fetch, most=1) as ask:
        found, proved = read(ask, "")
    assert set(found) >= set(map(str, rows))
    assert proved


def test_the_order_of_parameters_does_not_matter() -> None:
    asked: list[str] = []

    def fetch(query: str) -> Page:
        asked.append(query)
        return Page(members(number_of(query)), 2, "page=2&x%5B%5D=1&e=" if len(asked) == 1 else None)

    with ahead(fetch) as ask:
        ask("")
        assert ask("e=&x[]=1&page=2").members == members(2)
    assert len(asked) == 2


def test_what_goes_wrong_ahead_is_raised_where_the_walk_gets_there() -> None:
    def fetch(query: str) -> Page:
        if number_of(query) == 3:
            raise ConnectionError(query)
        return Service(50, 10)(query)

    with ahead(fetch) as ask:
        batches = read_all(ask, "a=b")
        assert [next(batches).count, next(batches).count] == [10, 20]
        with pytest.raises(ConnectionError):
            next(batches)
