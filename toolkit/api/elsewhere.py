"""Elsewhere: a file that the service keeps at another address, fetched without anything of ours (RFC 9110, 15.4)."""

from pathlib import Path
from urllib.parse import urlsplit

from toolkit.api.answers import one_line, redirect_target
from toolkit.api.downloads import Download
from toolkit.api.redirects import follow
from toolkit.api.retry import persist, read_again
from toolkit.api.session import Session
from toolkit.api.transport import LimitExceeded, NeverSent, NoAnswer, TooLong, Transport, Wire
from toolkit.api.waits import OnNotice, Retrying, ignore_notice
from toolkit.errors import DownloadLimitExceeded, NotTheApi, Refused, Unreachable
from toolkit.language import _
from toolkit.settings import Profile, is_loopback


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


def fetch_elsewhere(url: str, save: Path, service: str, profile: Profile, on_notice: OnNotice = ignore_notice) -> int:
    """Save the file of an absolute URL and return its bytes: no token, no headers of ours, and TLS.

    What was cut off is asked for again, and an answer that sends us on within the same origin is followed. Only a
    service on this machine may point at this machine, without TLS. `profile` tells the patience and the limits alone,
    and `on_notice` hears of attempts that are repeated. Raises `Refused`, `Unreachable`, `DownloadLimitExceeded`,
    `NotTheApi` and `NotWritable`.
    """
    parts = urlsplit(url)
    near = is_loopback(url)
    safe = parts.scheme in {"http", "https"} and is_loopback(service) if near else parts.scheme == "https"
    if parts.username or parts.password or not safe:
        raise NotTheApi(service, parts.path or "/", _("a link that is not safe to follow"))
    download = Download(save, profile.download)
    host = parts.hostname or service
    nobody = Profile("elsewhere", f"{parts.scheme}://{parts.netloc}", timeout=profile.timeout)
    try:
        with Transport(nobody) as transport:
            wire = Wire("GET", url, {}, receiver=download)
            answer = persist(
                lambda: follow(transport.exchange, wire),
                read_again,
                profile.attempts,
                profile.backoff,
                transport.patience.pause,
                lambda failure, wait, attempt: on_notice(Retrying(host, str(failure), wait, attempt, profile.attempts)),
            )
    except LimitExceeded as over:
        raise DownloadLimitExceeded(host, parts.path, str(over), over.setting) from None
    except (NeverSent, NoAnswer, TooLong) as error:
        raise Unreachable(host, one_line(str(error))) from None
    if not answer.ok:
        target = redirect_target(answer)
        sent_on = _("it sends us on to {target}").format(target=target)
        raise Refused(answer.status, answer.phrase if target is None else sent_on)
    if download.size is None:
        raise NotTheApi(service, parts.path, _("a link that leads to no file"))
    return download.size
