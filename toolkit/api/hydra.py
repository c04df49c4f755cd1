"""Hydra: collections, page by page, in both dialects (`hydra:member` of API Platform 3, `member` of 4). Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.entities.entity import Entity
from toolkit.language import _

MOST_PAGES = 100_000
"""Pages after which a walk is given up: no collection is that long, and a service that makes up pages has no end."""


class Endless(ValueError):
    """A collection has no end."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection.

    `total` is how many members there are on all pages, where the service tells. `next` is the query of the page
    after this one. `filters` are the parameters that the service knows, `None` where it does not tell.
    `bare` marks a plain JSON array, which tells nothing of other pages.
    """

    members: tuple[JsonObject, ...]
    total: int | None = None
    next: str | None = None
    filters: frozenset[str] | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """The members of a page that no earlier page had, how many that makes, and of how many."""

    members: tuple[JsonObject, ...]
    count: int
    total: int | None


def read_page(body: Json) -> Page:
    """Read a page. Raises `ValueError` where the body is no collection.

    Of the link to the next page only the query is kept: its path carries a prefix that request paths do not.
    """
    if not isinstance(body, Mapping):
        return Page(_members(body), bare=True)
    total = _member(body, "totalItems")
    return Page(
        members=_members(_member(body, "member")),
        total=total if isinstance(total, int) and not isinstance(total, bool) else None,
        next=_next(_member(body, "view")),
        filters=_filters(_member(body, "search")),
    )


def walk(ask: Callable[[str], Page], query: str) -> Iterator[Page]:
    """Yield the pages of a collection, each without the members that an earlier one had.

    `ask` fetches the page of a query. Only `next` leads on, never the length of a page: services cap and ignore the
    size asked for. A plain array has no `next`, so its pages are counted. A page with nothing new ends the
    walk in any case: some services ignore `page`, and links may lead in circles. Raises `Endless`.
    """
    seen: set[str] = set()
    number = 1
    while True:
        if number > MOST_PAGES:
            raise Endless(_("more than {most_pages:,} pages of one collection").format(most_pages=MOST_PAGES))
        page = ask(query)
        fresh = {key: member for member in page.members if (key := key_of(member)) not in seen}
        seen.update(fresh)
        yield Page(tuple(fresh.values()), page.total, page.next, page.filters, page.bare)
        if not fresh:
            return
        number += 1
        if page.next is not None:
            query = page.next
        elif page.bare:
            query = urlencode([*(pair for pair in parse_qsl(query) if pair[0] != "page"), ("page", str(number))])
        else:
            return


def read_all(ask: Callable[[str], Page], query: str, tell: Callable[[int, int], None]) -> Iterator[Batch]:
    """Yield every member once. Where their number is not the service's total, walk once more for those missed.

    Rows that are made or removed during a walk shift the pages after them. What still differs after the second
    walk is told as members found and total.
    """
    known: set[str] = set()
    for again in (False, True):
        walked = 0
        for page in walk(ask, query):
            walked += len(page.members)
            fresh = {key: member for member in page.members if (key := key_of(member)) not in known}
            known.update(fresh)
            yield Batch(tuple(fresh.values()), len(known), page.total)
        if page.total is None or walked == page.total == len(known):
            return
        if again and len(known) != page.total:
            tell(len(known), page.total)


def key_of(member: JsonObject) -> str:
    """Return what tells a member from others: its IRI, else its id, else all of it."""
    for name in ("@id", "id"):
        value = member.get(name)
        if value is not None:
            return str(value)
    return canonical(member)


def prefix_of(entity: Entity, member: JsonObject) -> str | None:
    """Return what the IRIs of a member start with: its own, or in plain JSON one that it refers to; `None` for none."""
    named = ((entity.path, member.get("@id")), *((c.target, member.get(c.field)) for c in entity.references))
    for path, iri in named:
        prefix, found, _ = iri.rpartition(f"/{path}/") if isinstance(iri, str) else ("", "", "")
        if found:
            return prefix
    return None


def _member(body: JsonObject, name: str) -> Json:
    return body.get(name, body.get(f"hydra:{name}"))


def _members(listed: Json) -> tuple[JsonObject, ...]:
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise ValueError(_("no collection of records"))
    return tuple(listed)


def _next(view: Json) -> str | None:
    link = _member(view, "next") if isinstance(view, Mapping) else None
    return urlsplit(link).query if isinstance(link, str) else None


def _filters(search: Json) -> frozenset[str] | None:
    mapping = _member(search, "mapping") if isinstance(search, Mapping) else None
    if not isinstance(mapping, list):
        return None
    return frozenset(str(each.get("variable")) for each in mapping if isinstance(each, Mapping))
