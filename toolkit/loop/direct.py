"""One request of a person's own, outside of any plan: looked at, journalled, sent once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from toolkit.api.forms import Form
from toolkit.api.operations import Operations, Reply, Sent
from toolkit.applying.direct import Direct
from toolkit.applying.direct_journal import Leaving
from toolkit.applying.journal import Journal
from toolkit.applying.lock import Lease, Target, writing
from toolkit.applying.states import State
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Operation
from toolkit.entities.operations import Declared, find_operation
from toolkit.errors import NoPasswordsHere, NotAuthenticated, OutcomeUnknown, Refused, ServiceError, Unreachable
from toolkit.loop.approve import demand_plan
from toolkit.loop.reach import Reached, timing_of
from toolkit.planning import direct as guarding
from toolkit.planning.plan import Guard
from toolkit.settings import Profile

_READ_BEFORE = Operation.PATCH | Operation.DELETE


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as somebody typed it.

    `save` is where an answer that is a file goes. `source` is the SHA-256 of the file that the request was made of.
    """

    method: str
    path: str
    sent: Sent = field(default_factory=Sent)
    save: Path | None = None
    source: str = ""

    @property
    def operation(self) -> Declared | None:
        """The declared operation that it is, if it is one."""
        return find_operation(self.method, self.path)

    @property
    def writes(self) -> bool:
        """Whether it may change something, or send something to somebody."""
        return guarding.writes(self.method, self.operation)

    def guards(self, profile: Profile) -> tuple[Guard, ...]:
        """Return what must be looked at before it is sent to the profile's service."""
        aim = guarding.Aim(profile.service, profile.production)
        return guarding.standing(self.method, self.path, self.operation, aim) if self.writes else ()


def send_alone(reached: Reached, journal: Journal, asked: Asked) -> Reply:
    """Send a request; a write as `send_direct` does, while nobody else writes to the service.

    Raises what `send_direct` raises, and `RunInProgress`.
    """
    if asked.writes:
        with writing_to(reached, journal) as lease:
            return send_direct(reached, journal, asked, lease)
    _demand_no_login(reached, asked)
    return _operations(reached).send(asked.method, asked.path, asked.sent, asked.save)


@dataclass(frozen=True, slots=True)
class Sender:
    """What several requests are sent with, one after the other, under one lease."""

    reached: Reached
    journal: Journal
    lease: Lease

    def send(self, asked: Asked) -> Reply:
        """Send one. Raises as `send_direct` does."""
        return send_direct(self.reached, self.journal, asked, self.lease)


def send_direct(reached: Reached, journal: Journal, asked: Asked, lease: Lease) -> Reply:
    """Send a write under a lease, journalled before it leaves and after it is answered.

    Raises what the service's answer means, `NoPasswordsHere` for the login, as the journal would keep its body,
    `PlanNeeded` where everything that is written must be approved, `LeaseLost`, and `StillInFlight` where the very
    request was sent before and may still take effect.
    """
    _demand_no_login(reached, asked)
    demand_plan(reached.profile)
    operations = _operations(reached)
    leaving = Leaving(journal, _direct(reached, operations, asked), lease)
    try:
        reply = operations.send(asked.method, asked.path, asked.sent, asked.save, leaving.permit)
    except (Refused, Unreachable, NotAuthenticated) as error:
        leaving.settle(State.FAILED, str(error))
        raise
    except (OutcomeUnknown, ServiceError) as error:
        # Only a refusal, and a request that never left, prove that nothing happened.
        leaving.settle(State.UNKNOWN, str(error))
        raise
    leaving.settle(State.DONE, _made(reply.json))
    return reply


@contextmanager
def writing_to(reached: Reached, journal: Journal) -> Iterator[Lease]:
    """Hold the lease on the service that is reached. Raises `RunInProgress`."""
    aim = Target(reached.profile.service, reached.profile.name)
    with writing(journal, aim, timing_of(reached.profile)) as lease:
        yield lease


def _operations(reached: Reached) -> Operations:
    return Operations(reached.client.session, reached.profile.service)


def _demand_no_login(reached: Reached, asked: Asked) -> None:
    if asked.path.removeprefix("/api") == reached.profile.login_path.removeprefix("/api"):
        raise NoPasswordsHere(asked.path)


def members(reached: Reached, path: str, query: Mapping[str, str]) -> list[JsonObject]:
    """Return the members of all pages of a collection; a count that differs becomes a warning of the client."""
    return list(_operations(reached).members(path, query, reached.client.warnings))


def _direct(reached: Reached, operations: Operations, asked: Asked) -> Direct:
    profile = reached.profile
    body = asked.sent.body
    return Direct(
        service=profile.service,
        profile=profile.name,
        user=profile.user,
        method=asked.method,
        path=asked.path,
        body=_of_form(body) if isinstance(body, Form) else body,
        before=_before(operations, asked),
        source=asked.source,
    )


def _before(operations: Operations, asked: Asked) -> Json:
    """Read what is about to be changed or deleted, so that a person can put it back."""
    operation = asked.operation
    if operation is None or operation.standard is None or operation.standard not in _READ_BEFORE:
        return None
    try:
        return operations.send("GET", asked.path).json
    except ServiceError:
        return None


def _of_form(form: Form) -> JsonObject:
    """Describe a form without the bytes of its files."""
    files: dict[str, Json] = {
        name: {"name": file.name, "size": len(file.content), "sha256": sha256(file.content).hexdigest()}
        for name, file in form.files.items()
    }
    return {"fields": dict(form.fields), "files": files}


def _made(json: Json) -> str:
    """Name the record of an answer."""
    iri = json.get("@id") if isinstance(json, Mapping) else None
    return iri if isinstance(iri, str) else ""
