"""Redirects: a read goes on to another address of the same origin, and nothing goes anywhere else (RFC 9110, 15.4).

An origin is scheme, host and port (RFC 6454), so that neither token nor data meet another machine, another port, or
the same one without TLS. What writes goes nowhere: nobody knows what was done before it was sent on.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urldefrag, urljoin, urlsplit

from toolkit.api.answers import Answer, shown_place
from toolkit.api.transport import Wire
from toolkit.errors import Refused
from toolkit.language import _

MOST_HOPS = 5
"""Addresses that a read goes on to, one after the other."""
_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


def follow(exchange: Callable[[Wire], Answer], wire: Wire) -> Answer:
    """Send a read, and go on within its origin; what leads elsewhere is returned as it came.

    Raises `Refused` where addresses lead in a circle, or never come to an end.
    """
    places = [wire.url]
    answer = exchange(wire)
    while (onward := next_place(answer)) is not None:
        if onward in places:
            raise Refused(
                answer.status, _("it sends us on in a circle: {places}").format(places=_way([*places, onward]))
            )
        if len(places) > MOST_HOPS:
            told = _("it sends us on more than {most} times: {places}")
            raise Refused(answer.status, told.format(most=MOST_HOPS, places=_way([*places, onward])))
        places.append(onward)
        answer = exchange(replace(wire, url=onward, sent_on=True))
    return answer


def next_place(answer: Answer) -> str | None:
    """Return the address of the same origin that an answer sends a read on to, or `None`."""
    location = answer.headers.get("location", "")
    if answer.status not in _FOLLOWED or not location:
        return None
    try:
        onward = urldefrag(urljoin(answer.url, location)).url
        return onward if _origin(onward) == _origin(answer.url) else None
    except ValueError:
        return None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Return what must stay the same. Raises `ValueError` for what names a user or is no address."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _way(places: list[str]) -> str:
    return " → ".join(map(shown_place, places))
