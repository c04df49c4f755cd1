"""Collections: pages, their links, and the description of their filters."""

from dataclasses import dataclass
from math import ceil
from urllib.parse import quote

from toolkit.entities.entity import Entity
from toolkit.sandbox import filters
from toolkit.sandbox.calls import Call, Reply, answer
from toolkit.sandbox.filters import Query
from toolkit.sandbox.naming import PREFIX, class_name
from toolkit.sandbox.negotiation import Format
from toolkit.sandbox.problems import Problem
from toolkit.sandbox.rendering import member
from toolkit.sandbox.sql import Select, Where
from toolkit.sandbox.switches import Dialect, Paging, Switches
from toolkit.sandbox.wire import Wire, WireObject


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a collection: the number of the page, from 1, and how many records it has at most."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many records come before."""
        return (self.number - 1) * self.size


def listing(entity: Entity, call: Call, *only: Where) -> Reply:
    """Answer with a page of an entity's records that fulfil the query and the conditions of a named collection."""
    if call.switches.paging is Paging.NONE:
        return _whole(entity, call, *only)
    page = _page(call)
    where = (*only, *filters.conditions(entity, call.query))
    query = Select(entity.path, where, filters.ordering(entity, call.query), page.size, page.offset)
    members = [member(call, entity, row) for row in call.store.select(query)]
    total = call.store.count(query)
    if call.format is Format.JSON:
        return answer(call, members)
    full = len(members) == page.size
    known = call.switches.paging is Paging.FULL
    head = collection(call, entity, members, total if known else None)
    pages = max(1, ceil(total / page.size)) if page.size else 1
    view = _view(call, page, pages) if known else _partial_view(call, page, has_next=full)
    return answer(call, _prefixed(call, {**head, **view, **_search(call, entity)}))


def _whole(entity: Entity, call: Call, *only: Where) -> Reply:
    """Answer with everything at once, where the service does not part its collections."""
    query = Select(entity.path, (*only, *filters.conditions(entity, call.query)), filters.ordering(entity, call.query))
    members = [member(call, entity, row) for row in call.store.select(query)]
    if call.format is Format.JSON:
        return answer(call, members)
    return answer(call, _prefixed(call, {**collection(call, entity, members, len(members)), **_search(call, entity)}))


def unpaged(entity: Entity, call: Call, members: list[WireObject], status: int = 200) -> Reply:
    """Answer with a whole list made by hand: it has a total and neither pages nor filters."""
    if call.format is Format.JSON:
        return answer(call, members, status)
    return answer(call, _prefixed(call, collection(call, entity, members, len(members))), status)


def collection(call: Call, entity: Entity, members: list[WireObject], total: int | None) -> dict[str, Wire]:
    """Return the head and the members of a collection; without a total where paging is partial."""
    head: dict[str, Wire] = {
        "@context": f"{PREFIX}/contexts/{class_name(entity.path)}",
        "@id": call.path,
        "@type": "Collection",
    }
    if total is not None:
        head["totalItems"] = total
    return {**head, "member": members}


def _page(call: Call) -> Page:
    asked = dict(call.query)
    number = _php_integer(asked.get("page", "1"))
    if number < 1:
        raise Problem(400, "Page should not be less than 1")
    size = _size(asked, call.switches)
    if size < 0:
        raise Problem(400, "Limit should not be less than 0")
    if not size and number > 1:
        raise Problem(400, "Page should not be greater than 1 if limit is equal to 0")
    return Page(number, size)


def _size(asked: dict[str, str], switches: Switches) -> int:
    if not switches.size_by_client or "itemsPerPage" not in asked:
        return switches.page_size
    return min(_php_integer(asked["itemsPerPage"]), switches.max_page_size)


def _php_integer(text: str) -> int:
    """Read a number as PHP casts one: what is no number is 0."""
    body = text.strip().removeprefix("-")
    digits = next((body[:n] for n in range(min(len(body), 15), 0, -1) if body[:n].isdecimal()), "0")
    return -int(digits) if text.strip().startswith("-") else int(digits)


def _view(call: Call, page: Page, pages: int) -> dict[str, Wire]:
    """Return the links; none where everything fits on one page and nothing was asked."""
    query = _without_page(call.query)
    if pages == 1:
        return _only_view(call, query)
    numbers = {"first": 1, "last": pages}
    if page.number > 1:
        numbers["previous"] = page.number - 1
    if page.number < pages:
        numbers["next"] = page.number + 1
    return _links(call, page, numbers)


def _partial_view(call: Call, page: Page, *, has_next: bool) -> dict[str, Wire]:
    """Return the links of partial paging: a next page is promised whenever this one is full."""
    numbers = {"previous": page.number - 1} if page.number > 1 else {}
    if has_next:
        numbers["next"] = page.number + 1
    return _links(call, page, numbers)


def _only_view(call: Call, query: Query) -> dict[str, Wire]:
    if not query:
        return {}
    return {"view": {"@id": _address(call.path, query), "@type": "PartialCollectionView"}}


def _links(call: Call, page: Page, numbers: dict[str, int]) -> dict[str, Wire]:
    query = _without_page(call.query)

    def address(number: int) -> str:
        return _address(call.path, (*query, ("page", str(number))))

    own: dict[str, Wire] = {"@id": address(page.number), "@type": "PartialCollectionView"}
    return {"view": {**own, **{name: address(number) for name, number in numbers.items()}}}


def _without_page(query: Query) -> Query:
    return tuple(sorted((pair for pair in query if pair[0] != "page"), key=lambda pair: pair[0]))


def _address(path: str, query: Query) -> str:
    encoded = (f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
    return f"{path}?{'&'.join(encoded)}"


def _search(call: Call, entity: Entity) -> dict[str, Wire]:
    """Return the description of the filters: a template and what each variable is about."""
    named = [(each.variable, each.property) for each in filters.available(entity)]
    named += [(f"order[{field}]", field) for field in filters.sortable(entity)]
    if not named:
        return {}
    mapping: list[WireObject] = [
        {"@type": "IriTemplateMapping", "variable": variable, "property": about, "required": False}
        for variable, about in named
    ]
    template = f"{call.path}{{?{','.join(variable for variable, _ in named)}}}"
    described = {"@type": "IriTemplate", "template": template, "variableRepresentation": "BasicRepresentation"}
    return {"search": {**described, "mapping": mapping}}


_INNER = ("view", "search")


def _prefixed(call: Call, document: dict[str, Wire]) -> WireObject:
    """Spell a collection in the dialect: with the prefix, only @-keys, members and mappings stay bare."""
    if call.switches.dialect is Dialect.BARE:
        return document
    return {f"hydra:{name}" if name[0] != "@" else name: _inner(name, value) for name, value in document.items()}


def _inner(name: str, value: Wire) -> Wire:
    if name == "@type":
        return f"hydra:{value}"
    if name in _INNER and isinstance(value, dict):
        return {
            inner if inner[0] == "@" else f"hydra:{inner}": _inner_type(inner, each) for inner, each in value.items()
        }
    return value


def _inner_type(name: str, value: Wire) -> Wire:
    return f"hydra:{value}" if name == "@type" else value
