"""Client: the service's records and operations, for every other room."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from toolkit.api.answers import Answer, is_missing_route
from toolkit.api.hydra import Batch, Page, read_all, read_page
from toolkit.api.limits import Gate
from toolkit.api.outcomes import Call, not_readable, of_answer
from toolkit.api.session import Session
from toolkit.api.transport import Transport
from toolkit.entities import DIRECTORIES
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.record import DEFAULT_PREFIX, Record, read_member
from toolkit.errors import BadFilter, Refused
from toolkit.settings import Profile

Seen = Callable[[Entity, int, int | None], None]
"""Told while records are read: the entity, how many there are by now, and of how many where the service tells."""

_NOT_OFFERED = frozenset({403, 404, 405})
_NO_FILTERS: Mapping[str, str] = {}


@contextmanager
def connect(profile: Profile) -> Iterator["Client"]:
    """Open a client for the service of a profile, whose `url` is set.

    Nothing is sent before the first use. Raises `InsecureUrl` and `BadSettings`.
    """
    with Transport(profile) as transport:
        yield Client(profile, Session(profile, transport, Gate(profile.rate)))


class Client:
    """A service that records are read from and requests are sent to; threads may share it.

    `warnings` gathers sentences for the user, about what was read but may not be complete.
    """

    def __init__(self, profile: Profile, session: Session) -> None:
        self._profile = profile
        self._session = session
        self._prefix: str | None = None
        self.warnings: list[str] = []

    @property
    def service(self) -> str:
        """What identifies the service."""
        return self._profile.service

    @property
    def prefix(self) -> str:
        """What the service's IRIs start with before the path of the entity, as its answers showed."""
        return DEFAULT_PREFIX if self._prefix is None else self._prefix

    def send(self, method: str, path: str, body: JsonObject | None = None) -> JsonObject | None:
        """Send one request, exactly, and return the answer's object, `None` for an empty answer.

        `path` begins with a slash and is percent-encoded, for GET with a query after it; the body travels in its
        canonical spelling. Raises `Refused` when the service said no, `Unreachable` when the request never left,
        `OutcomeUnknown` when a write left and no usable answer came, `NotAuthenticated`, and `BadPath` for a path
        that is none. Repetition follows decision 16.
        """
        # Only of a read may a question mark be what it seems; in a write it would cut an id short.
        bare, _, query = path.partition("?") if method == "GET" else (path, "", "")
        call = Call(method, bare, query, body)
        answer = self._session.insist(call)
        if not answer.body:
            return None
        json = self._json(call, answer)
        if not isinstance(json, Mapping):
            raise not_readable(self.service, call, "JSON that is no object")
        return json

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record as it is now, or `None` where it is gone; by the list where there is no GET (decision 6)."""
        if not entity.can(Operation.GET):
            return self.list(entity).get(id)
        call = Call("GET", f"{entity.collection}/{quote(id, safe='')}")
        answer = self._session.ask(call)
        if is_missing_route(answer):
            return self.list(entity).get(id)
        if answer.status == 404:
            return None
        if error := of_answer(self.service, call, answer):
            raise error
        member = self._json(call, answer)
        if not isinstance(member, Mapping):
            raise not_readable(self.service, call, "JSON that is no object")
        return self._record(entity, member)

    def list(self, entity: Entity) -> dict[str, Record]:
        """Read every record of an entity, by id."""
        return {record.id: record for record in self.records(entity)}

    def records(self, entity: Entity, filters: Mapping[str, str] = _NO_FILTERS) -> Iterator[Record]:
        """Yield the records of an entity as their pages come. Raises `BadFilter` for one that the service lacks."""
        for batch in self._batches(entity, filters):
            for member in batch.members:
                yield self._record(entity, member)

    def snapshot(self, entities: Iterable[Entity], seen: Seen | None = None) -> dict[str, dict[str, Record]]:
        """Read every record of some entities, by the path of the entity and by id, several entities at a time.

        A directory that the service does not offer, or not to this user, is left out: references to it are then
        checked by their form only. `seen` is called after each page, by one thread at a time.
        """
        chosen = tuple(dict.fromkeys(entities))
        seeing = threading.Lock()

        def load(entity: Entity) -> dict[str, Record] | None:
            return self._load(entity, _one_at_a_time(seen, seeing) if seen else None)

        with ThreadPoolExecutor(self._profile.workers, thread_name_prefix="flowtly") as pool:
            try:
                loaded = list(pool.map(load, chosen))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return {entity.path: records for entity, records in zip(chosen, loaded, strict=True) if records is not None}

    def _load(self, entity: Entity, seen: Seen | None) -> dict[str, Record] | None:
        records: dict[str, Record] = {}
        try:
            for batch in self._batches(entity, _NO_FILTERS):
                for member in batch.members:
                    record = self._record(entity, member)
                    records[record.id] = record
                if seen is not None:
                    seen(entity, batch.count, batch.total)
        except Refused as refused:
            if entity in DIRECTORIES and refused.status in _NOT_OFFERED:
                return None
            raise
        return records

    def _batches(self, entity: Entity, filters: Mapping[str, str]) -> Iterator[Batch]:
        def ask(query: str) -> Page:
            page = self._page(Call("GET", entity.collection, query))
            self._check_filters(entity, filters, page)
            return page

        def tell(found: int, total: int) -> None:
            self._warn(
                f"{entity.title}: the service counts {total:,} records and gave {found:,}, read twice. "
                "Somebody may be changing them; read them again to be sure."
            )

        query = urlencode({**filters, "itemsPerPage": self._profile.page_size})
        return read_all(ask, query, tell)

    def _page(self, call: Call) -> Page:
        answer = self._session.insist(call)
        try:
            return read_page(self._json(call, answer))
        except ValueError as error:
            raise not_readable(self.service, call, str(error)) from None

    def _check_filters(self, entity: Entity, filters: Mapping[str, str], page: Page) -> None:
        """Refuse a filter that the service does not know: API Platform ignores those, and returns everything."""
        if not filters:
            return
        if page.filters is None:
            self._warn(f"{entity.title}: the service does not tell its filters, so it may have ignored yours.")
            return
        for name in filters:
            if name not in page.filters:
                raise BadFilter(entity.path, name, sorted(page.filters))

    def _record(self, entity: Entity, member: JsonObject) -> Record:
        record = read_member(entity, member)
        if self._prefix is None and "@id" in member:
            prefix, found, _ = record.iri.partition(f"{entity.collection}/")
            self._prefix = prefix if found else None
        return record

    def _json(self, call: Call, answer: Answer) -> Json:
        try:
            return answer.json()
        except ValueError:
            found = answer.media_type or "no content type"
            raise not_readable(self.service, call, f"{found} that is no JSON") from None

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def _one_at_a_time(seen: Seen, lock: threading.Lock) -> Seen:
    def call(entity: Entity, count: int, total: int | None) -> None:
        with lock:
            seen(entity, count, total)

    return call
