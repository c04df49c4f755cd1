"""Operations: every one that the entities declare, and any other request, through the same careful session."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from toolkit.api.answers import Answer
from toolkit.api.downloads import WEB_PAGES, Download
from toolkit.api.forms import Form
from toolkit.api.hydra import Page, read_all, read_page
from toolkit.api.outcomes import Call, not_readable
from toolkit.api.permits import OPEN, Permit
from toolkit.api.session import Session
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Endpoint, Entity
from toolkit.errors import MissingPart, OutcomeUnknown, UnknownOperation, Unreachable
from toolkit.language import _

_NOTHING: Mapping[str, str] = {}
_BODIES = frozenset({"POST", "PATCH"})


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes along with an operation: query parameters, and a JSON object or a form."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: JsonObject | Form | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What an operation gave: JSON (`None` for an empty answer), other bytes, or a file that was saved.

    `size` counts the bytes of a saved file.
    """

    status: int
    media_type: str
    json: Json = None
    content: bytes = field(default=b"", repr=False)
    saved: Path | None = None
    size: int = 0


class Operations:
    """The operations of a service; threads may share it.

    All methods raise what `Session.insist` raises: `Refused`, `Unreachable`, `OutcomeUnknown`, `NotAuthenticated`.
    """

    def __init__(self, session: Session, service: str) -> None:
        self._session = session
        self._service = service

    def call(
        self,
        entity: Entity,
        endpoint: Endpoint,
        ids: Mapping[str, str] = _NOTHING,
        sent: Sent | None = None,
        save: Path | None = None,
    ) -> Reply:
        """Call one of an entity's operations; `ids` fills in its path, `save` is where a file goes.

        A write without a body of its own sends `{}`, as API Platform wants one. Raises `UnknownOperation` for an
        endpoint of another entity, `MissingPart` for an id that is not given.
        """
        path, given = Operations.request(entity, endpoint, ids, sent)
        try:
            return self.send(endpoint.method, path, given, save)
        except OutcomeUnknown as error:
            if endpoint.writes:
                raise
            unreached = Unreachable(self._service, error.reason)
        raise unreached

    @staticmethod
    def request(
        entity: Entity, endpoint: Endpoint, ids: Mapping[str, str] = _NOTHING, sent: Sent | None = None
    ) -> tuple[str, Sent]:
        """Return the path of an operation and what goes along, for those who send it themselves. Raises as `call`."""
        if endpoint not in entity.endpoints:
            raise UnknownOperation(_name(endpoint), [_name(each) for each in entity.endpoints])
        for part in endpoint.names:
            if not ids.get(part):
                raise MissingPart(_name(endpoint), part)
        given = sent or Sent()
        body = {} if given.body is None and endpoint.method in _BODIES else given.body
        return endpoint.fill(ids), Sent(given.query, body)

    def send(
        self,
        method: str,
        path: str,
        sent: Sent | None = None,
        save: Path | None = None,
        permit: Permit = OPEN,
    ) -> Reply:
        """Send any request below the root of the API; `permit` is asked before each attempt.

        Raises `BadPath` for a path that is none, and what the permit raises.
        """
        given = sent or Sent()
        download = None if save is None else Download(save, self._session.download_limits)
        call = Call(method, path, urlencode(given.query), given.body, download, permit=permit)
        answer = self._session.insist(call)
        if download is not None and download.size is not None:
            return Reply(answer.status, answer.media_type, saved=download.path, size=download.size)
        return self._reply(call, answer)

    def members(self, path: str, query: Mapping[str, str], warnings: list[str]) -> Iterator[JsonObject]:
        """Yield the members of all pages of a collection, once each; `warnings` is told where they may not be all."""

        def ask(text: str) -> Page:
            call = Call("GET", path, text)
            reply = self._reply(call, self._session.insist(call))
            try:
                return read_page(reply.json)
            except ValueError as error:
                raise not_readable(self._service, call, str(error)) from None

        for batch in read_all(ask, urlencode(query)):
            yield from batch.members
            if batch.verdict is not None and not batch.verdict.proved:
                warnings.append(_("{path}: {reason}, read twice.").format(path=path, reason=batch.verdict))

    def _reply(self, call: Call, answer: Answer) -> Reply:
        if call.writes and answer.body and answer.media_type in WEB_PAGES:
            raise not_readable(self._service, call, _("a web page"))
        if not answer.body or not answer.media_type.endswith("json"):
            return Reply(answer.status, answer.media_type, content=answer.body)
        try:
            return Reply(answer.status, answer.media_type, answer.json())
        except ValueError:
            raise not_readable(
                self._service, call, _("{media_type} that is no JSON").format(media_type=answer.media_type)
            ) from None


def _name(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"
