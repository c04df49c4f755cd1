"""Reading: whole collections, over pages of the size that the service grants, with filters that it knows."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from urllib.parse import urlencode

from toolkit.api.ahead import Ahead
from toolkit.api.filters import Filters, variable
from toolkit.api.hydra import Batch, Endless, Page, read_all, read_page
from toolkit.api.key_filters import askable, key_filters
from toolkit.api.outcomes import Call, json_of, not_readable
from toolkit.api.session import Session
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.errors import BadFilter, NotTheApi, ServiceError, UnknownView
from toolkit.language import _
from toolkit.settings import Profile

FIRST_SIZE = 100
"""Records a page that are asked for to begin with; API Platform's own default is 30."""
LARGEST_SIZE = 500
"""Records a page that are asked for once, to learn whether the service grants them. Larger pages take a service so
long that gateways give up on it, and with several pages at a time they save little."""
MOST_IN_VAIN = 3
"""How many more answers to a key may be too long than tell something, before it is not asked for any more."""
NO_FILTERS: Filters = {}


class Reader:
    """Reads collections page by page, several pages at a time where the service tells enough for that.

    `warn` takes a sentence for the user. `asked` is the page size that requests ask for, `None` until it is known
    what is granted; `granted` is the longest page seen.
    """

    def __init__(
        self,
        profile: Profile,
        session: Session,
        pool: Executor,
        warn: Callable[[str], None],
        learnt: int | None = None,
    ) -> None:
        self.learnt = learnt
        self.asked = profile.page_size or learnt
        self.granted = 0
        self._service = profile.service
        self._ahead = 2 * profile.workers
        self._session = session
        self._pool = pool
        self._warn = warn
        self._filters: dict[str, frozenset[str] | None] = {}
        self._vain: Counter[str] = Counter()
        self._sizing = threading.Lock()

    def batches(self, entity: Entity, filters: Filters = NO_FILTERS, view: str = "") -> Iterator[Batch]:
        """Yield the members of a collection, or of one of its views, once each, and at last whether that is all.

        Raises `UnknownView`, and `BadFilter` before a filter is sent that the service does not know.
        """
        if view and view not in entity.views:
            raise UnknownView(entity.path, view, entity.views)
        if filters:
            self._check(entity, filters)
        path = f"{entity.collection}/{view}" if view else entity.collection

        def query(size: int) -> str:
            return urlencode({**filters, "itemsPerPage": size})

        def fetch(asked: str) -> Page:
            page = self._page(Call("GET", path, asked))
            if page.filters is not None and not view:
                self._filters[entity.path] = page.filters
            return self._larger(path, query(LARGEST_SIZE), page) if self.asked is None else page

        ask = Ahead(fetch, self._pool, self._ahead)
        try:
            yield from read_all(ask, query(self.asked or FIRST_SIZE))
        except Endless as error:
            raise NotTheApi(self._service, path, str(error)) from None
        finally:
            ask.stop()

    def narrowed(self, entity: Entity, body: JsonObject) -> tuple[JsonObject, ...] | None:
        """Return the members with the natural key of a body, of one page, by filters that the collection advertises.

        `None` where it has none that do, or where one page of what they let through is not all.
        """
        filters = key_filters(entity, body, self._known_filters(entity) or ())
        if not filters or self._vain[entity.path] > MOST_IN_VAIN:
            return None
        page = self._page(Call("GET", entity.collection, urlencode({**filters, "itemsPerPage": FIRST_SIZE})))
        if page.next is None and len(page.members) >= (page.total or 0) and not page.bare:
            self._vain[entity.path] -= 1
            return page.members
        self._vain[entity.path] += 1
        return None

    def has_key_filter(self, entity: Entity) -> bool:
        """Tell whether the collection, as far as it was read by now, advertises filters for the natural key."""
        return bool(askable(entity, self._filters.get(entity.path) or ()))

    def has_filter(self, entity: Entity, name: str) -> bool:
        """Return whether the collection advertises a filter of this name."""
        return name in (self._known_filters(entity) or ())

    def _page(self, call: Call, attempts: int | None = None) -> Page:
        answer = self._session.insist(call, attempts)
        try:
            page = read_page(json_of(self._service, call, answer))
        except ValueError as error:
            raise not_readable(self._service, call, str(error)) from None
        self.granted = max(self.granted, len(page.members))
        return page

    def _larger(self, path: str, query: str, page: Page) -> Page:
        """Return the first page in the size that the service grants, learnt once from a collection of several pages."""
        if page.next is None:
            return page
        with self._sizing:
            if self.asked is None:
                if len(page.members) == FIRST_SIZE:
                    page = self._tried(path, query, page)
                self.asked = self.learnt = LARGEST_SIZE if len(page.members) > FIRST_SIZE else FIRST_SIZE
        return page

    def _tried(self, path: str, query: str, page: Page) -> Page:
        try:
            larger = self._page(Call("GET", path, query), attempts=1)
        except ServiceError:
            # Too much for it, or none of its sizes: what it gave before is good enough.
            return page
        return larger if len(larger.members) > len(page.members) else page

    def _check(self, entity: Entity, filters: Filters) -> None:
        known = self._known_filters(entity)
        if known is None:
            self._warn(
                _("{entity}: the service does not tell its filters, so it may have ignored yours.").format(
                    entity=entity.title
                )
            )
            return
        for name in filters:
            if variable(name) not in known:
                raise BadFilter(entity.path, name, sorted(known))

    def _known_filters(self, entity: Entity) -> frozenset[str] | None:
        """Return the filters that the collection advertises; a page of one record tells."""
        if entity.path not in self._filters:
            page = self._page(Call("GET", entity.collection, "itemsPerPage=1&page=1"))
            self._filters[entity.path] = page.filters
        return self._filters[entity.path]
