"""A service in memory: it behaves as the real one does, counts what arrives, and fails as told."""

import enum
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.applying.refusals import NOT_UNIQUE
from toolkit.applying.remote import Named, Permit, unheard
from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject, canonical, parse
from toolkit.entities.entity import Entity
from toolkit.entities.record import Record, read_member
from toolkit.errors import NotAuthenticated, OutcomeUnknown, Refused, Unreachable, Violation
from toolkit.planning.changes import Request

Requests = list[Request]


class Crash(BaseException):
    """The program dies here: nothing may catch this."""


class Fault(enum.Enum):
    """What goes wrong with one write."""

    REFUSED = "the service says no"
    TAKEN = "the service says that the key is taken"
    CONFLICT = "the service says that something stands in the way"
    BUSY = "the service says later"
    UNREACHABLE = "the request never leaves"
    LOCKED_OUT = "the token is not taken"
    LOST_REQUEST = "the request is lost on its way"
    LOST_ANSWER = "the answer is lost on its way"
    FAILED = "the service fails and has done nothing"
    FAILED_AFTER = "the service fails after it has done it"
    NO_BODY = "the answer is empty"
    NO_BODY_AND_GONE = "the answer is empty, and the service is down from then on"
    CRASH_BEFORE = "we die before the service has the request"
    CRASH_AFTER = "we die before we have the answer"
    CRASH_LATE = "we die while the request is on its way, and it arrives later"
    LATE = "the request arrives after we have given up"


TAKEN = Refused(422, "Unprocessable", (Violation("employee", "Redan använd.", NOT_UNIQUE),))
"""What Symfony's `UniqueEntity` says, in whatever language: only its code is the same everywhere."""


@dataclass
class Service:
    """Records by entity and id.

    `attempts` are the writes that were tried, `writes` those that took effect; `faults` says what goes wrong with
    which attempt, from 1. `ignored` fields do not take, `garbled` ones are answered wrong and `untold` ones not at all;
    `defaults` are set at every write. An `unreadable` service answers no read. `unique` entities refuse a second
    record of the same key, with what `refusal` is. Those of `upserts` answer with the first one instead, changed, and
    a record of the id `upsert_into` is the answer to every creation.
    Deletions of `sticky` entities are answered and not done. `filtered` entities can be asked for a key; `matched`
    counts that, and `listed` every list. `late` requests are on their way until they `land`.
    """

    records: dict[str, dict[str, JsonObject]] = field(default_factory=dict)
    writes: Requests = field(default_factory=list)
    attempts: Requests = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    unique: set[str] = field(default_factory=set)
    refusal: Refused | OutcomeUnknown = TAKEN
    upserts: set[str] = field(default_factory=set)
    upsert_into: str = ""
    sticky: set[str] = field(default_factory=set)
    filtered: set[str] = field(default_factory=set)
    matched: int = 0
    listed: int = 0
    before_list: Callable[[], None] = lambda: None
    before_match: Callable[[], object] = lambda: None
    before_write: Callable[[Request], None] = lambda _: None
    garbled: JsonObject = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)
    defaults: JsonObject = field(default_factory=dict)
    unreadable: bool = False
    down: bool = False
    made: int = 0
    late: Requests = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def land(self) -> None:
        """Let everything arrive that is still on its way; nobody hears of a refusal."""
        for request in self.late:
            with suppress(Refused):
                self._write(request)
                self.writes.append(request)
        self.late.clear()

    def put(self, path: str, id: str, **fields: Json) -> Record:
        """Store a record as a colleague would, and return it as it is read."""
        member = {"@id": f"/api/{path}/{id}", "id": id, **fields}
        self.records.setdefault(path, {})[id] = member
        return self.record(path, id)

    def record(self, path: str, id: str) -> Record:
        """Return a record that exists."""
        return read_member(find(path), self.records[path][id])

    def read(self, entity: Entity, id: str) -> Record | None:
        """Read one record."""
        if self.down or self.unreadable:
            raise Unreachable("the service", "no route")
        with self._lock:
            member = self.records.get(entity.path, {}).get(id)
        return None if member is None else read_member(entity, member)

    def list(self, entity: Entity) -> Mapping[str, Record]:
        """Read every record."""
        self.before_list()
        self.listed += 1
        if self.down or (self.unreadable and self.attempts):
            raise Unreachable("the service", "no route")
        with self._lock:
            members = list(self.records.get(entity.path, {}).values())
        return {record.id: record for record in (read_member(entity, member) for member in members)}

    def matching(self, entity: Entity, body: JsonObject) -> Mapping[str, Record] | None:
        """Read the records with the key of a body, where the service has a filter for that."""
        if entity.path not in self.filtered:
            return None
        self.before_match()
        self.matched += 1
        if self.down or self.unreadable:
            raise Unreachable("the service", "no route")
        with self._lock:
            members = [
                member for member in self.records.get(entity.path, {}).values() if _is_let_through(entity, member, body)
            ]
        return {record.id: record for record in (read_member(entity, member) for member in members)}

    def send(
        self,
        method: str,
        path: str,
        body: JsonObject | None,
        permit: Permit,
        request_id: str = "",
        named: Named = unheard,
    ) -> JsonObject | None:
        """Take one write, or fail as told; what has an id is answered with one."""
        permit.renew()
        if request_id:
            named(f"seen-{request_id}")
        request = Request(method, path, body)
        self.before_write(request)
        permit.check()
        with self._lock:
            self.attempts.append(request)
            fault = self.faults.get(len(self.attempts))
        if fault in {Fault.CRASH_LATE, Fault.LATE}:
            self.late.append(request)
        _fail_before(fault, request)
        with self._lock:
            answer = self._write(request)
            self.writes.append(request)
        _fail_after(fault, request)
        self.down = fault is Fault.NO_BODY_AND_GONE
        if answer is None or fault in {Fault.NO_BODY, Fault.NO_BODY_AND_GONE}:
            return None
        return {name: json for name, json in {**answer, **self.garbled}.items() if name not in self.untold}

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names of an entity's records, sorted."""
        return tuple(sorted(str(member["name"]) for member in self.records.get(path, {}).values()))

    def picture(self) -> tuple[str, ...]:
        """Return every record without its id, references by name, so that two services can be compared."""
        members = [(path, member) for path, stored in self.records.items() for member in stored.values()]
        names = {str(member["@id"]): str(member.get("name", "?")) for _, member in members}
        return tuple(
            sorted(
                canonical(
                    {"of": path} | {name: _named(json, names) for name, json in member.items() if name not in _IDS}
                )
                for path, member in members
            )
        )

    def save(self, folder: Path) -> None:
        """Write the records into a folder, so that they outlive this process."""
        folder.joinpath("records.json").write_text(canonical({"records": self.records, "made": self.made}))

    def load(self, folder: Path) -> None:
        """Read the records that `save` wrote."""
        stored = parse(folder.joinpath("records.json").read_text())
        assert isinstance(stored, dict)
        self.records, self.made = stored["records"], stored["made"]

    def _write(self, request: Request) -> JsonObject | None:
        path, _, written = request.path.strip("/").partition("/")
        stored = self.records.setdefault(path, {})
        sent = {name: value for name, value in (request.body or {}).items() if name not in self.ignored}
        taken = {**sent, **self.defaults}
        if request.method == "POST":
            if self.upsert_into in stored:
                stored[self.upsert_into] = {**stored[self.upsert_into], **taken}
                return stored[self.upsert_into]
            if path in self.upserts and (there := self._twin(find(path), taken)) is not None:
                stored[str(there["id"])] = {**there, **taken}
                return stored[str(there["id"])]
            if path in self.unique and self._twin(find(path), taken) is not None:
                raise self.refusal
            self.made += 1
            made = f"new{self.made}"
            stored[made] = _without_nulls({"@id": f"/api/{path}/{made}", "id": made, **taken})
            return stored[made]
        if written not in stored:
            raise Refused(404, "Not Found")
        if request.method == "DELETE":
            if path not in self.sticky:
                del stored[written]
            return None
        stored[written] = _without_nulls({**stored[written], **taken})
        return stored[written]

    def _twin(self, entity: Entity, taken: JsonObject) -> JsonObject | None:
        members = self.records[entity.path].values()
        return next((member for member in members if _alike(entity, member, taken)), None)


def _is_let_through(entity: Entity, member: JsonObject, body: JsonObject) -> bool:
    return all(member.get(name) == body[name] for name in entity.natural_key if name in body)


def _alike(entity: Entity, member: JsonObject, body: JsonObject) -> bool:
    return all(member.get(name) == body.get(name) for name in entity.natural_key)


_IDS = ("@id", "id")


def _named(json: Json, names: Mapping[str, str]) -> Json:
    return names.get(json, json) if isinstance(json, str) else json


def _without_nulls(member: JsonObject) -> JsonObject:
    return {name: value for name, value in member.items() if value is not None}


def _fail_before(fault: Fault | None, request: Request) -> None:
    match fault:
        case Fault.REFUSED:
            raise Refused(422, "name: This value is too short.", (Violation("name", "This value is too short."),))
        case Fault.TAKEN:
            raise TAKEN
        case Fault.CONFLICT:
            raise Refused(409, "Conflict")
        case Fault.BUSY:
            raise Refused(429, "Too Many Requests", retryable=True)
        case Fault.UNREACHABLE:
            raise Unreachable("the service", "connection refused")
        case Fault.LOCKED_OUT:
            raise NotAuthenticated("the service", "Expired JWT Token")
        case Fault.LOST_REQUEST | Fault.LATE:
            raise OutcomeUnknown(request.method, request.path, "the connection broke")
        case Fault.FAILED:
            raise OutcomeUnknown(request.method, request.path, "the answer was 500", finished=True)
        case Fault.CRASH_BEFORE | Fault.CRASH_LATE:
            raise Crash
        case _:
            return


def _fail_after(fault: Fault | None, request: Request) -> None:
    if fault is Fault.LOST_ANSWER:
        raise OutcomeUnknown(request.method, request.path, "the connection broke")
    if fault is Fault.FAILED_AFTER:
        raise OutcomeUnknown(request.method, request.path, "the answer was 500", finished=True)
    if fault is Fault.CRASH_AFTER:
        raise Crash


def spelt(requests: Iterable[Request]) -> list[str]:
    """Return requests as text, sorted, so that they can be counted and compared."""
    return sorted(canonical(request.to_json()) for request in requests)
