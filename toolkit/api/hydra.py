"""Hydra: collections, page by page, in both dialects (`hydra:member` of API Platform 3, `member` of 4). Pure."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.entities.completeness import Completeness, Ending
from toolkit.entities.entity import Entity
from toolkit.language import _

MOST_PAGES = 100_000
"""Pages after which a walk is given up: no collection is that long, and a service that makes up pages has no end."""
MOST_BARREN = 20
"""Pages in a row that hold nothing new and link on, after which a walk is given up."""


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
    """The members of a page that no earlier page had, how many that makes, and of how many.

    The last one of a collection has its `verdict`, and the keys of members that are `gone`: an earlier walk had them,
    and one that is complete by itself did not.
    """

    members: tuple[JsonObject, ...]
    count: int
    total: int | None
    verdict: Completeness | None = None
    gone: frozenset[str] = frozenset()


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


def walk(ask: Callable[[str], Page], query: str) -> Generator[Page, None, Completeness]:
    """Yield the pages of a collection, each without the members that an earlier one had; return whether that is all.

    `ask` fetches the page of a query. Only `next` leads on, never the length of a page: services cap and ignore the
    size asked for. A plain array has no `next`, so its pages are counted. Pages with nothing new do not end the walk
    as long as they link on, within a bound; links that lead in a circle do. Raises `Endless`.
    """
    seen: set[str] = set()
    asked = {_spelling(query)}
    counted: int | None = None
    barren, gap = 0, False
    for number in range(1, MOST_PAGES + 1):
        page = ask(query)
        fresh = {key: member for member in page.members if (key := key_of(member)) not in seen}
        seen.update(fresh)
        counted = max((told for told in (counted, page.total) if told is not None), default=None)
        yield Page(tuple(fresh.values()), page.total, page.next, page.filters, page.bare)
        barren = 0 if fresh else barren + 1
        following = _following(page, query, number, len(seen))
        if following is None:
            return Completeness(len(seen), counted, Ending.GAP if gap else Ending.LAST)
        if _spelling(following) in asked:
            return Completeness(len(seen), counted, Ending.CIRCLE)
        if barren == MOST_BARREN:
            return Completeness(len(seen), counted, Ending.CIRCLE if page.members else Ending.NOTHING_NEW)
        gap = gap or not page.members
        asked.add(_spelling(following))
        query = following
    raise Endless(_("more than {most_pages:,} pages of one collection").format(most_pages=MOST_PAGES))


def _following(page: Page, query: str, number: int, seen: int) -> str | None:
    """Return the query of the page after one, `None` where there is none.

    A plain array that comes as the second page just as it came as the first is not parted into pages at all.
    """
    if page.next is not None or not page.bare:
        return page.next
    unparted = number == 2 and len({key_of(member) for member in page.members}) == seen
    if unparted or not page.members:
        return None
    return urlencode([*(pair for pair in parse_qsl(query) if pair[0] != "page"), ("page", str(number + 1))])


def _spelling(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(parse_qsl(query, keep_blank_values=True)))


def read_all(ask: Callable[[str], Page], query: str) -> Iterator[Batch]:
    """Yield every member once, and at last the verdict. A walk that does not prove to be complete is made once more.

    Rows that are made or removed during a walk shift the pages after them. What came in either walk counts as found,
    unless the second one is complete by itself.
    """
    known: set[str] = set()
    for again in (False, True):
        walked: set[str] = set()
        pages = walk(ask, query)
        while True:
            try:
                page = next(pages)
            except StopIteration as end:
                verdict: Completeness = end.value
                break
            keyed = {key_of(member): member for member in page.members}
            fresh = [member for key, member in keyed.items() if key not in known]
            walked.update(keyed)
            known.update(keyed)
            yield Batch(tuple(fresh), len(known), page.total)
        if verdict.proved or again:
            break
    gone = frozenset(known - walked) if verdict.proved else frozenset[str]()
    yield Batch((), len(known) - len(gone), verdict.counted, verdict, gone)


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
