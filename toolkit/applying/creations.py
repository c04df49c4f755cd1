"""Creations: what a run makes, looked for again right before it is sent, so that nothing is made twice.

The service is asked for the natural key itself where it has filters for that. Where it has none, a list is looked at
for a while and for so many creations; what others make within that window goes unseen, and is found after the run.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from toolkit.applying.remote import Remote
from toolkit.applying.twins import Before, alike, body_key
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.natural_keys import Key, KeyIndex
from toolkit.entities.record import Record
from toolkit.errors import OutcomeUnknown, ServiceError
from toolkit.planning.changes import Create, Replace
from toolkit.thresholds import LOOK_AGAIN, LookAgain

Making = Create | Replace
"""The changes that create a record."""


@dataclass(slots=True)
class _Window:
    """The last list of an entity, by natural key: when it was begun and read, and how many creations went by it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    index: KeyIndex | None = None
    records: Mapping[str, Record] | None = None
    begun: float | None = None
    ended: float = 0.0
    used: int = 0

    def is_over(self, window: LookAgain, now: float) -> bool:
        """Tell whether the list is to be read again: too old, though never sooner than reading it took, or used up."""
        if self.begun is None or self.used >= window.creations:
            return True
        return now - self.begun > window.seconds and now - self.ended > self.ended - self.begun


@dataclass(slots=True)
class _Mine:
    """What the run knows of its own records with one natural key; changes with that key take turns."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    unknown: int = 0


class NotLooked(Exception):
    """The service could not be looked at, so that nothing was sent; `error` says why."""

    def __init__(self, error: ServiceError) -> None:
        super().__init__(str(error))
        self.error = error


class Creations:
    """What was there before a run, what the run has made, and what has appeared beside that; threads share it."""

    def __init__(
        self,
        remote: Remote,
        before: Before,
        window: LookAgain = LOOK_AGAIN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._remote = remote
        self._alike = before.alike
        self._there = {path: frozenset(ids) for path, ids in before.there.items()}
        self._window = window
        self._clock = clock
        self._windows: defaultdict[str, _Window] = defaultdict(_Window)
        self._mine: defaultdict[tuple[str, Key], _Mine] = defaultdict(_Mine)
        self._made: defaultdict[str, set[str]] = defaultdict(set)
        self._present: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()
        for path, seen in before.seen.items():
            # The look before the run counts as one, so that each creation has a list of its own where that is wanted.
            self._windows[path] = _Window(index=seen.index, begun=seen.begun, ended=seen.ended, used=1)

    @contextmanager
    def turn(self, change: Making, body: JsonObject) -> Iterator[tuple[str, ...]]:
        """Give the ids of records that appeared with the natural key of a body, and keep that key to this change.

        Until the end of the block no other change of the run creates a record with it. Records that were alike before
        the run, and those of this run, are no strangers. Of creations whose outcome is not known each may have made
        one. Raises `NotLooked`.
        """
        with self._lock:
            mine = self._mine[change.entity.path, body_key(change.entity, body)]
        with mine.turn:
            try:
                found = self._strangers(change, body)
            except ServiceError as error:
                raise NotLooked(error) from error
            try:
                yield found if len(found) > mine.unknown else ()
            except OutcomeUnknown:
                mine.unknown += 1
                raise

    @contextmanager
    def alone(self, entity: Entity, iri: str) -> Iterator[None]:
        """Keep a record that creations of an entity point at to one of them at a time."""
        with self._lock:
            turn = self._mine[entity.path, (iri,)].turn
        with turn:
            yield

    def is_there(self, entity: Entity, id: str) -> bool:
        """Tell whether a record was there when it was looked at, as lately as lists are."""
        now = self._clock()
        with self._lock:
            seen = self._present.get((entity.path, id))
        if seen is None or now - seen > self._window.seconds:
            if self._remote.read(entity, id) is None:
                return False
            with self._lock:
                self._present[entity.path, id] = now
        return True

    def pointing(self, entity: Entity, field: str, iri: str) -> Mapping[str, Record]:
        """Return the records of an entity that point at another one, by a filter or the list that creations go by."""
        found = self._remote.matching(entity, {field: iri})
        if found is None:
            found = self._listed(entity)
        return {record.id: record for record in found.values() if record.values.get(field) == iri}

    def _listed(self, entity: Entity) -> Mapping[str, Record]:
        with self._lock:
            window = self._windows[entity.path]
        with window.lock:
            if window.records is None or window.is_over(self._window, self._clock()):
                self._refresh(entity, window)
            return window.records or {}

    def lost(self, change: Making, body: JsonObject) -> None:
        """Note a creation with this body that may have made a record, and nobody knows which."""
        with self._lock:
            self._mine[change.entity.path, body_key(change.entity, body)].unknown += 1

    def made(self, entity: Entity, id: str) -> None:
        """Note a record that this run made."""
        with self._lock:
            self._made[entity.path].add(id)

    def there(self, entity: Entity) -> frozenset[str] | None:
        """Return the ids that an entity had before the run, `None` where nobody knows."""
        return self._there.get(entity.path)

    def own(self, entity: Entity) -> frozenset[str]:
        """Return the ids of the records that this run is known to have made."""
        with self._lock:
            return frozenset(self._made[entity.path])

    def was_there(self, change: Making, id: str) -> bool:
        """Tell whether a record is known to have been there before its creation was sent, this run's own included."""
        path = change.entity.path
        mine = change.before.id if isinstance(change, Replace) else None
        with self._lock:
            return id == mine or id in self._there.get(path, frozenset()) or id in self._made[path]

    def _strangers(self, change: Making, body: JsonObject) -> tuple[str, ...]:
        known = {*self._alike.get(change.n, ())}
        if isinstance(change, Replace):
            known.add(change.before.id)
        found = self._found(change.entity, body)
        with self._lock:
            known |= self._made[change.entity.path]
        return tuple(each for each in found if each not in known)

    def _found(self, entity: Entity, body: JsonObject) -> tuple[str, ...]:
        if not entity.natural_key:
            return ()
        matching = self._remote.matching(entity, body)
        if matching is not None:
            return tuple(record.id for record in alike(entity, body, matching).all)
        with self._lock:
            window = self._windows[entity.path]
        with window.lock:
            if window.is_over(self._window, self._clock()):
                self._refresh(entity, window)
            window.used += 1
            found = window.index.find_key(body_key(entity, body)).all if window.index is not None else ()
            return tuple(record.id for record in found)

    def _refresh(self, entity: Entity, window: _Window) -> None:
        begun = self._clock()
        window.records = self._remote.list(entity)
        index = KeyIndex(entity, window.records.values())
        window.index, window.begun, window.ended, window.used = index, begun, self._clock(), 0
