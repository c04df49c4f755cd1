"""Which format an answer has, and which formats a body may have."""

import enum
from collections.abc import Sequence


class Format(enum.Enum):
    """The formats of answers and of bodies."""

    LD = "application/ld+json"
    JSON = "application/json"


Formats = tuple[Format, ...]
"""What a service speaks, the format first that a client gets who does not care."""
FORMATS: Formats = (Format.LD, Format.JSON)
PLAIN: Formats = (Format.JSON,)
PATCH_TYPES = ("application/merge-patch+json",)


class NotAcceptable(ValueError):
    """No format of ours is accepted; the argument is the media type asked for first."""


def choose(accept: str | None, offered: Formats = FORMATS) -> Format:
    """Return the format that an Accept header prefers of those offered. Raises `NotAcceptable`."""
    wanted = _by_preference(accept or "*/*")
    for media in wanted:
        if media in {"*/*", "application/*"}:
            return offered[0]
        if media in types(offered):
            return Format(media)
    raise NotAcceptable(wanted[0] if wanted else "")


def of_errors(accept: str | None, offered: Formats = FORMATS) -> Format:
    """Return the format of error bodies: the first one where nothing offered is accepted."""
    try:
        return choose(accept, offered)
    except NotAcceptable:
        return offered[0]


def named(accept: str | None, offered: Formats = FORMATS) -> Format | None:
    """Return the JSON format that an Accept header names, or `None`: what Symfony asks before it sends HTML."""
    return next((Format(media) for media in _by_preference(accept or "") if media in types(offered)), None)


def types(formats: Formats) -> tuple[str, ...]:
    """Return the media types of formats."""
    return tuple(each.value for each in formats)


def supported(media_types: Sequence[str]) -> str:
    """List media types as the service does at the end of a 406 or 415."""
    quoted = ", ".join(f'"{media}"' for media in media_types)
    return f"Supported MIME types are {quoted}."


def media_type(header: str) -> str:
    """Return the media type of a header without its parameters."""
    return header.partition(";")[0].strip().lower()


def _by_preference(accept: str) -> list[str]:
    weighed = [(_weight(part), media_type(part)) for part in accept.split(",") if part.strip()]
    return [media for weight, media in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(part: str) -> float:
    for parameter in part.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
