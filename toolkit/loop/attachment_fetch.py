"""Ask for the documents of transactions, and see to it that a zip is what came, however the service gives it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl

from toolkit.api import assumed
from toolkit.api.elsewhere import below, fetch_elsewhere
from toolkit.api.instead import READ, is_problem, said_instead
from toolkit.api.operations import Operations, Reply, Sent
from toolkit.attachments.archive import is_zip
from toolkit.attachments.wanted import Booked
from toolkit.entities.canonical import Json
from toolkit.entities.transactions import TRANSACTIONS
from toolkit.errors import NoArchive, Refused
from toolkit.language import _
from toolkit.loop.reach import Reached

PATH = "/transactions/attachments/zip"
_ENDPOINT = next(each for each in TRANSACTIONS.extras if each.path == PATH)
_MOST_LINKS = 2
_LONGEST = 15.0
_PATIENCE = 600.0
"""Seconds that an archive may take to be made; a service that needs more is to be asked for fewer at a time."""
_ACCEPTED = 202
_MISSING = 404
_PAGE = (b"<!doctype html", b"<html")


def fetch_archive(reached: Reached, batch: Sequence[Booked], target: Path) -> bool:
    """Save the zip of the documents of some transactions, and tell whether there is one.

    There is none where the service has none of these documents: it may say so with 404, 204 or an empty list. Where it
    says that the archive is being made, and where it will be, it is asked again for ten minutes. Raises `NoArchive`
    for anything else than a zip, and what requests raise.
    """
    operations = Operations(reached.client.session, reached.profile.service)
    target.unlink(missing_ok=True)
    sent = assumed.archive([each.iri for each in batch], reached.profile.names)
    try:
        reply = operations.call(TRANSACTIONS, _ENDPOINT, sent=sent, save=target)
    except Refused as refused:
        if refused.status == _MISSING:
            return False
        raise
    waits, links = _waits(), iter(range(_MOST_LINKS))
    place = ""
    while reply.saved is None:
        pending = _pending(reply, reached.profile.names.zip_pending)
        if is_problem(reply.media_type, reply.json):
            raise NoArchive(reached.profile.service, _problem(reply))
        if reply.json in (None, [], {}) and not reply.content and not pending:
            return False
        place = _link(reply.json) or (_own_place(reply.json) or place if pending else "")
        wait = next(waits, None) if pending else next(links, None)
        if not place or wait is None:
            other = _("{type} without a link to one").format(type=reply.media_type or "?")
            found = _unfinished(place) if pending else other
            raise NoArchive(reached.profile.service, _with_words(found, said_instead(reply.json)))
        if pending:
            reached.client.session.rest(wait)
        reply = _follow(reached, operations, place, target)
    _look(reached.profile.service, reply, reply.saved)
    return True


def _waits() -> Iterator[float]:
    """Yield the seconds between one question and the next, until all patience is used."""
    wait, left = 1.0, _PATIENCE
    while left > 0:
        yield wait
        left -= wait
        wait = min(wait * 2, _LONGEST)


def _pending(reply: Reply, words: str) -> bool:
    """Tell whether an answer says that the archive is still being made: 202 (RFC 9110, 15.3.3), or a word of it."""
    known = {word.strip().casefold() for word in words.split(",")}
    told = reply.json.values() if isinstance(reply.json, Mapping) else ()
    return reply.status == _ACCEPTED or any(isinstance(each, str) and each.casefold() in known for each in told)


def _own_place(json: Json) -> str:
    """Return where an answer says that it is itself, to ask there again."""
    own = json.get("@id") if isinstance(json, Mapping) else None
    return own if isinstance(own, str) and own.startswith("/") else ""


def _unfinished(place: str) -> str:
    if place:
        return _("word that it was still being made after ten minutes")
    return _("word that it is being made, and not where it will be")


def _look(service: str, reply: Reply, saved: Path) -> None:
    """See to it that what was saved begins like a zip. Raises `NoArchive`, and leaves nothing."""
    with saved.open("rb") as file:
        if is_zip(file):
            return
        file.seek(0)
        head = file.read(READ)
    saved.unlink()
    found = _("{type} that is no zip").format(type=reply.media_type or _("a file"))
    if not reply.size:
        found = _("an empty file")
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
        found = _("a web page: something else answers in its place, a login or a proxy perhaps")
    raise NoArchive(service, _with_words(found, said_instead(head)))


def _problem(reply: Reply) -> str:
    return _with_words(_("a problem"), said_instead(reply.json))


def _with_words(found: str, words: str) -> str:
    """Add what an answer says of itself."""
    return _("{found} ({words})").format(found=found, words=words) if words else found


def _follow(reached: Reached, operations: Operations, link: str, target: Path) -> Reply:
    """Fetch a link: below the API with our token, elsewhere with nothing of ours."""
    service = reached.profile.service
    path = below(reached.client.session, link, reached.client.session.root or service)
    if path is not None:
        bare, _mark, query = path.partition("?")
        return operations.send("GET", bare, Sent(dict(parse_qsl(query, keep_blank_values=True))), save=target)
    root = reached.client.session.root or service
    size = fetch_elsewhere(link, target, root, reached.profile, reached.client.session.on_notice)
    return Reply(200, "application/zip", saved=target, size=size)


def _link(json: Json) -> str | None:
    """Return the first text of an answer that is a link; what names the answer itself is none."""
    match json:
        case str():
            return json if json.startswith(("https://", "http://")) or (json[:1] == "/" and "/" in json[1:]) else None
        case Mapping():
            values: Sequence[Json] = [value for name, value in json.items() if not name.startswith("@")]
        case list():
            values = json
        case _:
            return None
    return next(filter(None, map(_link, values)), None)
