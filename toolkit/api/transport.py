"""HTTP, and the only place that knows httpx: one request out, one whole answer back."""

import logging
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Protocol, Self, cast
from urllib.parse import urlsplit

import httpx

from toolkit.api.answers import Answer, one_line
from toolkit.api.patience import Patience, PatientNetwork
from toolkit.api.permits import OPEN, Permit
from toolkit.api.unpacking import ACCEPTED, Cut, unpacked
from toolkit.errors import BadSettings
from toolkit.language import _
from toolkit.settings import Profile, is_loopback, safe_url

ANSWER_LIMIT = 64 * 1024 * 1024
"""The most bytes of one answer, unpacked; a small compressed answer can unpack to a huge one."""
KEPT_OPEN = 2.0
"""Seconds that an idle connection is used again. Servers close idle ones after 5 s; a POST that meets the closing
moment would have an unknown outcome."""


class Receiver(Protocol):
    """Takes a file as it comes."""

    def receive(self, answer: Answer, pieces: Iterator[bytes]) -> bool:
        """Take the pieces of an answer that is given without its body, or leave them and say so with `False`."""

    @property
    def left(self) -> float:
        """Seconds that are left for all of it, every attempt included."""

    def over(self) -> "LimitExceeded":
        """Return what is raised once no time is left."""


class NeverSent(Exception):
    """No byte of the request reached the service."""


class NoAnswer(Exception):
    """The request left, at least in part, and no whole answer came."""


class TooLong(Exception):
    """The answer is longer than the limit."""


class LimitExceeded(TooLong):
    """A file took more time or bytes than the settings allow; `setting` is which of them, as the settings spell it."""

    def __init__(self, limit: str, setting: str) -> None:
        super().__init__(limit)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Wire:
    """A request as it travels: absolute URL, headers and bytes; `sent_on` where an answer led to this address."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = None
    receiver: Receiver | None = field(default=None, repr=False)
    permit: Permit = field(default=OPEN, repr=False)
    sent_on: bool = False


class Transport:
    """A pool of connections to one service. Redirects are not followed, so that the token cannot travel."""

    def __init__(
        self,
        profile: Profile,
        mounted: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the pool; `mounted` takes the place of the network. Raises `InsecureUrl` and `BadSettings`."""
        self._clock = clock
        self._timeout = profile.timeout
        self.patience = Patience(clock)
        base = safe_url(profile.service)
        # httpx tells every URL at INFO, queries included.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self._client = httpx.Client(
            transport=mounted,
            verify=_trust(profile, base),
            # A proxy for the internet cannot reach this machine's own services.
            trust_env=not is_loopback(base),
            follow_redirects=False,
            timeout=httpx.Timeout(connect=5.0, read=profile.timeout, write=profile.timeout, pool=None),
            # As many connections as workers: nobody queues for one, which httpcore does not survive when given up.
            limits=httpx.Limits(max_connections=profile.workers, keepalive_expiry=KEPT_OPEN),
            headers={"User-Agent": _agent(), "Accept-Encoding": ACCEPTED, **profile.headers},
        )
        if mounted is None:
            _make_patient(self._client, self.patience)

    def __enter__(self) -> Self:
        """Return the open pool."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close every connection."""
        self._client.close()

    def exchange(self, wire: Wire) -> Answer:
        """Send one request, once. Raises `NeverSent`, `NoAnswer` and `TooLong`, and `Stopped` once all is to stop.

        A file that comes slower than its receiver has time ends with `LimitExceeded`.

        What the permit raises goes through. Ours are raised outside the handler: httpx's own exceptions carry the
        request, token included.
        """
        failure: Exception
        self.patience.check()
        try:
            return self._exchange(wire)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            failure = NeverSent(_reason(error))
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError):
            # Their texts repeat what was to be sent, the token for example.
            told = _("the request has a character that HTTP does not allow")
            failure = NoAnswer(told) if self.patience.left else NeverSent(told)
        except httpx.TimeoutException:
            failure = NoAnswer(_("no answer came in time"))
        except Cut as error:
            failure = NoAnswer(str(error))
        except httpx.TransportError as error:
            failure = NoAnswer(_reason(error))
        self.patience.check()
        if isinstance(failure, NoAnswer) and wire.receiver is not None and wire.receiver.left <= 0:
            failure = wire.receiver.over()
        raise failure

    def _exchange(self, wire: Wire) -> Answer:
        self.patience.begin(self._timeout, wire.permit)
        wire.permit.check()
        with self._client.stream(wire.method, wire.url, headers=dict(wire.headers), content=wire.body) as response:
            # httpx starts its own time anew with every byte; an answer that trickles would take for ever.
            deadline = self._clock() + self._timeout
            self.patience.expect(float("inf") if wire.receiver is None else wire.receiver.left)
            headers = {name.lower(): value for name, value in response.headers.items()}
            head = Answer(response.status_code, headers, b"", wire.url, wire.sent_on)
            pieces = unpacked(_raw(response), headers)
            if wire.receiver is not None and wire.receiver.receive(head, pieces):
                return head
            body = bytearray()
            for piece in pieces:
                body += piece
                if self._clock() > deadline:
                    raise NoAnswer(
                        _("the answer was not whole after {timeout:g} seconds").format(timeout=self._timeout)
                    )
                if len(body) > ANSWER_LIMIT:
                    raise TooLong(_("more than {size} MiB").format(size=ANSWER_LIMIT // 1024**2))
            return replace(head, body=bytes(body))


def _raw(response: httpx.Response) -> Iterable[bytes]:
    """Return the body as it travels: what httpx unpacks may have been cut off, and it does not tell."""
    return cast("httpx.SyncByteStream", response.stream)


def _make_patient(client: httpx.Client, patience: Patience) -> None:
    """Put our own network below the client and its proxies: httpx offers no way to hand it one."""
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 -- see above
        if isinstance(transport, httpx.HTTPTransport):
            pool = transport._pool  # noqa: SLF001 -- see above
            pool._network_backend = PatientNetwork(pool._network_backend, patience)  # noqa: SLF001 -- see above


def _trust(profile: Profile, base: str) -> ssl.SSLContext:
    """Trust the system's certificates, or only those of the profile's file."""
    if urlsplit(base).scheme == "http":
        # Reading the system's certificates takes a tenth of a second; without them TLS trusts nobody.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=profile.ca_file)
    except OSError as error:
        raise BadSettings(str(profile.ca_file), "ca_file", _("a file of PEM certificates")) from error


def _agent() -> str:
    try:
        return f"flowtly-toolkit/{version('flowtly-toolkit')}"
    except PackageNotFoundError:
        return "flowtly-toolkit"


def _reason(error: Exception) -> str:
    """Say what httpx says: the operating system's words, or how the service broke the protocol."""
    return one_line(str(error)).rstrip(".") or type(error).__name__
