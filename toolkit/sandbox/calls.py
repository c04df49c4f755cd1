"""What a handler is given and what it gives back: plain values, nothing of ASGI."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from toolkit.sandbox import wire
from toolkit.sandbox.naming import Key, key
from toolkit.sandbox.negotiation import FORMATS, PLAIN, Format, Formats
from toolkit.sandbox.problems import missing
from toolkit.sandbox.store import Store
from toolkit.sandbox.switches import Switches
from toolkit.sandbox.wire import Wire

LINK = '<{origin}/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"'


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart body."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A multipart body: its plain fields and its files, by part name."""

    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that found its route and passed authentication.

    `path` is the path as IRIs spell it, with the prefix; `ids` are the parts of it that the route names; `query` keeps
    order and repetitions; `origin` is scheme and host; `format` is what the answer has to be in.
    """

    store: Store
    switches: Switches
    method: str
    path: str
    ids: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    format: Format
    content_type: str | None
    body: bytes
    form: Form
    origin: str

    @property
    def formats(self) -> Formats:
        """What the service speaks."""
        return formats_of(self.switches)

    def id(self, path: str) -> Key:
        """Return the id in the URL as the entity of `path` has them. Raises the 404 where it can have no such id."""
        found = key(path, self.ids["id"])
        if found is None:
            raise missing()
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, bytes, media type and further headers."""

    status: int
    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Reply]


def formats_of(switches: Switches) -> Formats:
    """Return what a service speaks that behaves so."""
    return PLAIN if switches.plain else FORMATS


def answer(call: Call, document: Wire, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Answer with JSON in the format of the call."""
    return Reply(status, wire.encode(document), f"{call.format.value}; charset=utf-8", headers or {})
