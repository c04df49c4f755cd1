"""Ahead: pages fetched by several workers before the walk from `next` to `next` asks for them.

Nothing here decides where a collection ends or what belongs to it: the walk does, link by link. What was fetched
ahead and is never linked to is thrown away, so a wrong guess costs a request and changes no result.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from math import ceil
from urllib.parse import parse_qsl, urlencode

from toolkit.api.hydra import Page

Key = tuple[tuple[str, str], ...]
"""A query whatever its order and spelling: what two queries for the same page have in common."""


class Ahead:
    """Answers a walk's questions for pages, most of them before they are asked.

    `fetch` gets the page of a query, `most` is how many pages wait or are under way at a time, so that memory
    stays bounded. Pages are guessed from the number in a `next` link, the total, and the size of the pages
    seen; without one of them nothing is guessed (cursors, partial paging, plain arrays).
    """

    def __init__(self, fetch: Callable[[str], Page], pool: Executor, most: int) -> None:
        self._fetch = fetch
        self._pool = pool
        self._most = most
        self._size = 0
        self._coming: dict[Key, Future[Page]] = {}

    def __call__(self, query: str) -> Page:
        """Return the page of a query. Raises what fetching it raised."""
        coming = self._coming.pop(_key(query), None)
        if coming is None:
            # The walk began, began again, or took a link that was not foreseen: what is under way is of no use.
            self.stop()
            page = self._fetch(query)
        else:
            page = coming.result()
        self._look_ahead(page)
        return page

    def stop(self) -> None:
        """Let nothing more be fetched."""
        for future in self._coming.values():
            future.cancel()
        self._coming.clear()

    def _look_ahead(self, page: Page) -> None:
        self._size = max(self._size, len(page.members))
        if page.next is None or page.total is None or not self._size:
            return
        query = parse_qsl(page.next, keep_blank_values=True)
        number = _number(query)
        if number is None:
            return
        last = min(ceil(page.total / self._size), number + self._most - 1)
        for each in range(number, last + 1):
            guess = urlencode([(name, str(each) if name == "page" else value) for name, value in query])
            key = _key(guess)
            if key not in self._coming:
                self._coming[key] = self._pool.submit(self._fetch, guess)


def _key(query: str) -> Key:
    return tuple(sorted(parse_qsl(query, keep_blank_values=True)))


def _number(query: list[tuple[str, str]]) -> int | None:
    """Return the page's number where the query has exactly one, written in digits."""
    told = [value for name, value in query if name == "page"]
    return int(told[0]) if len(told) == 1 and told[0].isascii() and told[0].isdigit() and len(told[0]) < 10 else None
