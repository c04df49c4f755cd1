"""Elsewhere: a file that the service keeps at another address, fetched without anything of ours (RFC 9110, 15.4)."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx

from toolkit.api.answers import Answer, one_line
from toolkit.api.downloads import Download
from toolkit.api.session import Session
from toolkit.api.transport import NoAnswer, TooLong
from toolkit.errors import NotTheApi, Refused, Unreachable
from toolkit.language import _
from toolkit.settings import is_loopback


def below(session: Session, link: str, service: str) -> str | None:
    """Return a link as a path below the root of the API, query included, or `None` where it leads elsewhere."""
    root = session.root or service
    parts, own = urlsplit(link), urlsplit(root)
    if parts.scheme and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
        return None
    path = parts.path
    if own.path and not path.startswith(f"{own.path}/"):
        return None
    tail = path.removeprefix(own.path)
    return f"{tail}?{parts.query}" if parts.query else tail


def fetch_elsewhere(url: str, save: Path, service: str, timeout: float) -> int:
    """Save the file of an absolute URL and return its bytes: no token, no headers, no redirects, nothing but TLS.

    Only a service on this machine may point at this machine, without TLS. Raises `Refused`, `Unreachable`,
    `NotTheApi` and `NotWritable`.
    """
    parts = urlsplit(url)
    near = is_loopback(url)
    safe = parts.scheme in {"http", "https"} and is_loopback(service) if near else parts.scheme == "https"
    if parts.username or parts.password or not safe:
        raise NotTheApi(service, parts.path or "/", _("a link that is not safe to follow"))
    download = Download(save)
    try:
        with (
            httpx.Client(follow_redirects=False, timeout=timeout, trust_env=not near) as client,
            client.stream("GET", url) as response,
        ):
            headers = {name.lower(): value for name, value in response.headers.items()}
            answer = Answer(response.status_code, headers, b"")
            taken = download.receive(answer, response.iter_bytes())
    except (httpx.HTTPError, httpx.InvalidURL, NoAnswer, TooLong) as error:
        # Its own text may repeat the link, which lets anybody in who has it.
        reason = one_line(str(error)) if isinstance(error, NoAnswer | TooLong) else type(error).__name__
        raise Unreachable(parts.hostname or service, reason) from None
    if not answer.ok:
        raise Refused(answer.status, answer.phrase)
    if not taken:
        raise NotTheApi(service, parts.path, _("a link that leads to no file"))
    return download.size or 0
