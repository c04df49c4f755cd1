"""Client: the service's records and operations, for every other room."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote

from toolkit.api.answers import is_missing_route
from toolkit.api.answers import request_id as id_of
from toolkit.api.filters import Filters, conditions, fulfils
from toolkit.api.hydra import Batch, key_of, prefix_of
from toolkit.api.limits import Gate
from toolkit.api.memory import NOTHING, Learnt, Memory
from toolkit.api.outcomes import Call, json_of, not_readable, of_answer
from toolkit.api.permits import OPEN, Permit
from toolkit.api.reading import NO_FILTERS, Reader
from toolkit.api.session import Session
from toolkit.api.transport import Transport
from toolkit.api.unreadable import UnreadableValues
from toolkit.api.waits import OnNotice, ignore_notice
from toolkit.entities import DIRECTORIES
from toolkit.entities.canonical import JsonObject
from toolkit.entities.completeness import Completeness, Shortfalls
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.kinds import DEFAULT_PREFIX
from toolkit.entities.record import Record, read_member
from toolkit.errors import IncompleteList, Refused
from toolkit.language import _
from toolkit.settings import Profile

Seen = Callable[[Entity, int, int | None], None]
"""OnNotice while records are read: the entity, how many there are by now, and of how many where the service tells."""

_NOT_OFFERED = frozenset({403, 404, 405})
_GONE = frozenset({404, 410})


Judge = Callable[[Entity, Completeness | None], None]
"""OnNotice whether a list is complete; may raise."""


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The records of a list by id, and whether these are all, `None` where reading it was given up."""

    by_id: dict[str, Record]
    verdict: Completeness | None


@contextmanager
def connect(profile: Profile, memory: Memory | None = None, on_notice: OnNotice = ignore_notice) -> Iterator["Client"]:
    """Open a client for the service of a profile, whose `url` is set.

    Nothing is sent before the first use. What is learnt of the service is kept in `memory`, and used again from there.
    `on_notice` hears of every wait and of every attempt that failed and is repeated, in whatever thread that happens.
    Raises `InsecureUrl` and `BadSettings`.
    """
    known = memory.recall(profile.service) if memory else NOTHING
    with Transport(profile) as transport:
        gate = Gate(profile.rate, sleep=transport.patience.pause, room=profile.workers)
        client = Client(profile, Session(profile, transport, gate, known.root, on_notice), known)
        try:
            yield client
        except KeyboardInterrupt:
            client.stop()
            raise
        finally:
            client.close()
            if memory and client.session.root:
                memory.keep(profile.service, client.learnt)


class Client:
    """A service that records are read from and requests are sent to; threads may share it.

    `warnings` gathers sentences for the user, about what was read but may not be complete.
    """

    def __init__(self, profile: Profile, session: Session, known: Learnt = NOTHING) -> None:
        self._profile = profile
        self._session = session
        self._prefix = known.prefix
        self._pool = ThreadPoolExecutor(profile.workers, thread_name_prefix="flowtly-page")
        self._reader = Reader(profile, session, self._pool, self._warn, known.page_size)
        self._shortfalls: dict[str, Completeness] = {}
        self._marking = threading.Lock()
        self.warnings: list[str] = []
        self._unreadable = UnreadableValues(self.warnings)

    def close(self) -> None:
        """Let go of what is being read ahead; requests under way are waited for."""
        self._pool.shutdown(cancel_futures=True)

    def stop(self) -> None:
        """Let every request end at once, those under way as well; nothing can be asked after that."""
        self._session.stop()

    @property
    def learnt(self) -> Learnt:
        """What is known of the service by now."""
        return Learnt(self._session.root, self._prefix, self._reader.learnt)

    @property
    def page_size(self) -> int | None:
        """The longest page that the service gave so far, `None` before the first."""
        return self._reader.granted or None

    @property
    def session(self) -> Session:
        """The connection itself, for operations that are about no record."""
        return self._session

    @property
    def service(self) -> str:
        """What identifies the service."""
        return self._profile.service

    @property
    def prefix(self) -> str:
        """What the service's IRIs start with before the path of the entity, as its answers showed."""
        return DEFAULT_PREFIX if self._prefix is None else self._prefix

    def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        permit: Permit = OPEN,
        request_id: str = "",
        named: Callable[[str], None] | None = None,
    ) -> JsonObject | None:
        """Send one request, exactly, and return the answer's object, `None` for an empty answer.

        `path` begins with a slash and is percent-encoded, for GET with a query after it; the body travels in its
        canonical spelling. `request_id` goes along as a header; `named` is told the id that the service answers with,
        also when it says no. `permit` is asked before each attempt, and what it raises goes through. Raises `Refused`
        when the service said no, `Unreachable` when the request never left, `OutcomeUnknown` when a write left that
        may have taken effect, `NotAuthenticated`, and `BadPath` for a path that is none. A write is repeated only
        where it certainly did nothing.
        """
        # Only of a read may a question mark be what it seems; in a write it would cut an id short.
        bare, _mark, query = path.partition("?") if method == "GET" else (path, "", "")
        call = Call(method, bare, query, body, id=request_id, permit=permit)
        answer = self._session.ask(call)
        if named is not None and (told := id_of(answer)) is not None:
            named(told)
        if error := of_answer(self.service, call, answer):
            raise error
        if not answer.body:
            return None
        json = json_of(self.service, call, answer)
        if not isinstance(json, Mapping):
            raise not_readable(self.service, call, _("JSON that is no object"))
        return json

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record as it is now, or `None` where it is gone; by the list where there is no GET (decision 6)."""
        if not entity.can(Operation.GET):
            return self.list(entity).get(id)
        call = Call("GET", f"{entity.collection}/{quote(id, safe='')}")
        answer = self._session.ask(call)
        if is_missing_route(answer):
            return self.list(entity).get(id)
        if answer.status in _GONE:
            return None
        if error := of_answer(self.service, call, answer):
            raise error
        member = json_of(self.service, call, answer)
        if not isinstance(member, Mapping):
            raise not_readable(self.service, call, _("JSON that is no object"))
        return self._record(entity, member)

    def list(self, entity: Entity) -> dict[str, Record]:
        """Read every record of an entity, by id. Raises `IncompleteList` where it is not proved that these are all."""
        records = self._gather(entity, self._reader.batches(entity))
        self._demand(entity, records.verdict)
        return records.by_id

    def matching(self, entity: Entity, body: JsonObject) -> dict[str, Record] | None:
        """Read, in one request, the records with the natural key of a body; `None` where no filter tells them.

        There may be others among them: how a filter compares is the service's own affair.
        """
        members = self._reader.narrowed(entity, body)
        if members is None:
            return None
        return {record.id: record for record in (self._record(entity, member) for member in members)}

    def asked(self, entities: Iterable[Entity]) -> frozenset[str]:
        """Return the paths of the entities whose lists, as read by now, showed a filter for the natural key."""
        return frozenset(entity.path for entity in entities if self._reader.has_key_filter(entity))

    def has_filter(self, entity: Entity, name: str) -> bool:
        """Return whether the collection advertises a filter of this name; a page of one record tells."""
        return self._reader.has_filter(entity, name)

    def records(self, entity: Entity, filters: Filters = NO_FILTERS, view: str = "") -> Iterator[Record]:
        """Yield the records of an entity, or of one of its views, as their pages come, and prove that these are all.

        What does not fulfil the filters is left out, should the service give it. Raises `UnknownView`, `BadFilterValue`
        and `BadFilter` for what the service does not know and would ignore, and at the end `IncompleteList`.
        """
        yield from self._stream(entity, filters, view, lambda verdict: self._demand(entity, verdict))

    def records_given(self, entity: Entity, filters: Filters = NO_FILTERS, view: str = "") -> Iterator[Record]:
        """Yield the records as `records` does; where they may not be all, that is marked in `shortfalls`, and told."""
        yield from self._stream(entity, filters, view, lambda verdict: self._mark(entity, verdict))

    def _stream(
        self, entity: Entity, filters: Filters, view: str, judge: Callable[[Completeness | None], None]
    ) -> Iterator[Record]:
        wanted = conditions(entity, filters)
        odd, verdict = 0, None
        for batch in self._reader.batches(entity, {each.name: each.value for each in wanted}, view):
            verdict = batch.verdict
            for member in batch.members:
                record = self._record(entity, member)
                if not wanted or fulfils(record, wanted):
                    yield record
                else:
                    odd += 1
        if odd:
            self._warn(
                _(
                    "{entity}: the service gave {odd:,} records that the filter does not want; they are left out."
                ).format(entity=entity.title, odd=odd)
            )
        judge(verdict)

    def _demand(self, entity: Entity, verdict: Completeness | None) -> None:
        if verdict is not None and not verdict.proved:
            raise IncompleteList(entity.title, str(verdict))

    def _mark(self, entity: Entity, verdict: Completeness | None) -> None:
        with self._marking:
            self._shortfalls.pop(entity.path, None)
            if verdict is None or verdict.proved:
                return
            self._shortfalls[entity.path] = verdict
        self._warn(
            _("{entity}: {reason}, read twice. Somebody may be changing them; read them again to be sure.").format(
                entity=entity.title, reason=verdict
            )
        )

    @property
    def shortfalls(self) -> Shortfalls:
        """The lists read last by `snapshot_given` and `records_given` that are not proved to be complete."""
        with self._marking:
            return dict(self._shortfalls)

    def snapshot(self, entities: Iterable[Entity], seen: Seen | None = None) -> dict[str, dict[str, Record]]:
        """Read every record of some entities, by the path of the entity and by id, several entities at a time.

        A directory that the service does not offer, or not to this user, is left out: references to it are then
        checked by their form only. `seen` is called after each page, by one thread at a time. Raises `IncompleteList`
        where it is not proved that these are all.
        """
        return self._snapshot(entities, seen, self._demand)

    def snapshot_given(self, entities: Iterable[Entity], seen: Seen | None = None) -> dict[str, dict[str, Record]]:
        """Read as `snapshot` does; where the records may not be all, that is marked in `shortfalls`, and told."""
        return self._snapshot(entities, seen, self._mark)

    def _snapshot(self, entities: Iterable[Entity], seen: Seen | None, judge: Judge) -> dict[str, dict[str, Record]]:
        chosen = tuple(dict.fromkeys(entities))
        seeing = threading.Lock()
        failed = threading.Event()

        def load(entity: Entity) -> dict[str, Record] | None:
            return self._load(entity, failed, _one_at_a_time(seen, seeing) if seen else None, judge)

        with ThreadPoolExecutor(self._profile.workers, thread_name_prefix="flowtly") as pool:
            try:
                loaded = list(pool.map(load, chosen))
            except BaseException as error:
                failed.set()
                pool.shutdown(wait=False, cancel_futures=True)
                if isinstance(error, KeyboardInterrupt):
                    self.stop()
                raise
        found = zip(chosen, loaded, strict=True)
        return {entity.path: self._named(entity, records) for entity, records in found if records is not None}

    def _named(self, entity: Entity, records: dict[str, Record]) -> dict[str, Record]:
        """Give records of plain JSON their IRIs anew that were read before another entity showed what IRIs are like."""
        if self.prefix == DEFAULT_PREFIX:
            return records
        guessed = f"{DEFAULT_PREFIX}{entity.collection}/"
        wrong = {name: _below(self.prefix, each) for name, each in records.items() if each.iri.startswith(guessed)}
        return {**records, **wrong}

    def _load(
        self, entity: Entity, failed: threading.Event, seen: Seen | None, judge: Judge
    ) -> dict[str, Record] | None:
        """Read every record of an entity; none where another one failed meanwhile, as nobody wants them then."""

        def batches() -> Iterator[Batch]:
            for batch in self._reader.batches(entity):
                if failed.is_set():
                    return
                yield batch
                if seen is not None and batch.verdict is None:
                    seen(entity, batch.count, batch.total)

        try:
            gathered = self._gather(entity, batches())
        except Refused as refused:
            if entity in DIRECTORIES and refused.status in _NOT_OFFERED:
                return None
            raise
        if failed.is_set():
            return None
        judge(entity, gathered.verdict)
        return gathered.by_id

    def _gather(self, entity: Entity, batches: Iterable[Batch]) -> _Gathered:
        """Read the members of all batches, without those that turned out to be gone."""
        records: dict[str, Record] = {}
        verdict = None
        for batch in batches:
            records |= {key_of(member): self._record(entity, member) for member in batch.members}
            verdict = batch.verdict
            for key in batch.gone:
                records.pop(key, None)
        return _Gathered({record.id: record for record in records.values()}, verdict)

    def _record(self, entity: Entity, member: JsonObject) -> Record:
        if self._prefix is None:
            self._prefix = prefix_of(entity, member)
        record = read_member(entity, member, self.prefix)
        self._unreadable.note(entity, record)
        return record

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def _below(prefix: str, record: Record) -> Record:
    return replace(record, iri=f"{prefix}{record.iri.removeprefix(DEFAULT_PREFIX)}")


def _one_at_a_time(seen: Seen, lock: threading.Lock) -> Seen:
    def call(entity: Entity, count: int, total: int | None) -> None:
        with lock:
            seen(entity, count, total)

    return call
