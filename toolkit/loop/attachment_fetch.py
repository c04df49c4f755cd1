"""Ask for the documents of transactions, and see to it that a zip is what came, however the service gives it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl

from toolkit.api import assumed
from toolkit.api.elsewhere import below, fetch_elsewhere
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
_MISSING = 404
_PAGE = (b"<!doctype html", b"<html")


def fetch_archive(reached: Reached, batch: Sequence[Booked], target: Path) -> bool:
    """Save the zip of the documents of some transactions, and tell whether there is one.

    There is none where the service has none of these documents: it may say so with 404, 204 or an empty list. Raises
    `NoArchive` for anything else than a zip, and what requests raise.
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
    for _round in range(_MOST_LINKS):
        if reply.saved is not None:
            _look(reached.profile.service, reply, reply.saved)
            return True
        if reply.json in (None, [], {}) and not reply.content:
            return False
        link = _link(reply.json)
        if link is None:
            break
        reply = _follow(reached, operations, link, target)
    raise NoArchive(reached.profile.service, _("{type} without a link to one").format(type=reply.media_type or "?"))


def _look(service: str, reply: Reply, saved: Path) -> None:
    """See to it that what was saved begins like a zip. Raises `NoArchive`, and leaves nothing."""
    with saved.open("rb") as file:
        if is_zip(file):
            return
        file.seek(0)
        head = file.read(64).lstrip().lower()
    saved.unlink()
    found = _("{type} that is no zip").format(type=reply.media_type or _("a file"))
    if not reply.size:
        found = _("an empty file")
    elif head.startswith(_PAGE):
        found = _("a web page: something else answers in its place, a login or a proxy perhaps")
    raise NoArchive(service, found)


def _follow(reached: Reached, operations: Operations, link: str, target: Path) -> Reply:
    """Fetch a link: below the API with our token, elsewhere with nothing of ours."""
    service = reached.profile.service
    path = below(reached.client.session, link, reached.client.session.root or service)
    if path is not None:
        bare, _mark, query = path.partition("?")
        return operations.send("GET", bare, Sent(dict(parse_qsl(query, keep_blank_values=True))), save=target)
    root = reached.client.session.root or service
    size = fetch_elsewhere(link, target, root, reached.profile.timeout)
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
