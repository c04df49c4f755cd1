"""One request of a person's own, outside of any plan: looked at, journalled, sent once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from toolkit.api.forms import Form
from toolkit.api.operations import Operations, Reply, Sent
from toolkit.applying import direct_journal
from toolkit.applying.direct import Direct
from toolkit.applying.journal import Journal
from toolkit.applying.states import State
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Operation
from toolkit.entities.operations import Declared, find_operation
from toolkit.errors import NoPasswordsHere, OutcomeUnknown, ServiceError
from toolkit.loop.approve import demand_plan
from toolkit.loop.reach import Reached
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


def send_direct(reached: Reached, journal: Journal, asked: Asked) -> Reply:
    """Send a request; a write is journalled before it leaves and after it is answered.

    Raises what the service's answer means, `NoPasswordsHere` for the login, as the journal would keep its body,
    and `PlanNeeded` where everything that is written must be approved.
    """
    operations = Operations(reached.client.session, reached.profile.service)
    if asked.path.removeprefix("/api") == reached.profile.login_path.removeprefix("/api"):
        raise NoPasswordsHere(asked.path)
    if not asked.writes:
        return operations.send(asked.method, asked.path, asked.sent, asked.save)
    demand_plan(reached.profile)
    number = direct_journal.sending(journal, _direct(reached, operations, asked))
    try:
        reply = operations.send(asked.method, asked.path, asked.sent, asked.save)
    except OutcomeUnknown as error:
        direct_journal.settle(journal, number, State.UNKNOWN, str(error))
        raise
    except ServiceError as error:
        direct_journal.settle(journal, number, State.FAILED, str(error))
        raise
    direct_journal.settle(journal, number, State.DONE, _made(reply.json))
    return reply


def members(reached: Reached, path: str, query: Mapping[str, str]) -> list[JsonObject]:
    """Return the members of all pages of a collection; a count that differs becomes a warning of the client."""
    operations = Operations(reached.client.session, reached.profile.service)
    return list(operations.members(path, query, reached.client.warnings))


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
