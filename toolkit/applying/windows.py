"""Windows: reading records that the service gives in lists alone, without a list for each (decision 6).

A list is looked at for as long as reading it took. So a run of any length spends at most as much time on lists as on
all else, and what a colleague writes goes unseen for at most twice as long as one list takes to read, which is told:
the journal measures from the moment when the list was begun.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from toolkit.applying.remote import Look, Named, Permit, Remote, unheard
from toolkit.entities.canonical import JsonObject
from toolkit.entities.entity import Entity, Operation
from toolkit.entities.record import Record

_NEVER = float("-inf")


@dataclass(slots=True)
class _Window:
    """The last list of an entity, and when we wrote to its records ourselves."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    records: Mapping[str, Record] = field(default_factory=dict)
    begun: float = _NEVER
    ended: float = _NEVER
    written: dict[str, float] = field(default_factory=dict)
    posted: float = _NEVER

    def shows(self, id: str, now: float) -> bool:
        """Tell whether the list still tells of a record: young enough, and begun after our own last write to it."""
        if self.begun == _NEVER or now - self.ended > self.ended - self.begun:
            return False
        written = self.written.get(id, _NEVER) if id in self.records else max(self.posted, self.written.get(id, _NEVER))
        return self.begun >= written


class Windowed:
    """A service whose lists are shared by the changes that need them; threads may share it."""

    def __init__(self, remote: Remote, clock: Callable[[], float] = time.monotonic) -> None:
        self._remote = remote
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        self._opening = threading.Lock()

    def look(self, entity: Entity, id: str) -> Look:
        """Read one record, by a list that is still good where the service gives lists alone."""
        if entity.can(Operation.GET):
            at = self._clock()
            return Look(self._remote.read(entity, id), at)
        window = self._window(entity.path)
        with window.lock:
            if not window.shows(id, self._clock()):
                self._refresh(entity, window)
            return Look(window.records.get(id), window.begun)

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record as it is now, or was when its list was read."""
        return self.look(entity, id).record

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Read every record of an entity."""
        return self._remote.list(entity)

    def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None,
        permit: Permit,
        request_id: str = "",
        named: Named = unheard,
    ) -> JsonObject | None:
        """Send one request, exactly; no list that was begun before its answer tells of its record any more."""
        try:
            return self._remote.send(method, path, body, permit, request_id, named)
        finally:
            collection, _, member = path.strip("/").partition("/")
            window = self._window(collection)
            # Whatever came of it; a write that failed may have had its effect.
            if member:
                window.written[unquote(member)] = self._clock()
            else:
                window.posted = self._clock()

    def _refresh(self, entity: Entity, window: _Window) -> None:
        begun = self._clock()
        window.records = self._remote.list(entity)
        window.begun, window.ended = begun, self._clock()

    def _window(self, path: str) -> _Window:
        with self._opening:
            return self._windows.setdefault(path, _Window())
