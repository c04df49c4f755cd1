"""What an answer says that came instead of a file: the title and the detail of a problem, or of a web page."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from toolkit.api.answers import one_line
from toolkit.entities.canonical import Json, parse

READ = 1 << 16
"""Bytes of an answer that are looked at."""

_LONGEST = 300
_TITLES = ("title", "hydra:title", "error")
_DETAILS = ("detail", "hydra:description", "description", "message", "error_description")
_INSIDE = ("error", "errors", "violations")
_SHOWN = ("title", "h1", "h2", "p")
_UNSEEN = frozenset({"script", "style", "noscript", "template"})


def said_instead(body: bytes | Json) -> str:
    """Return the sentences of an answer in one line, its title first; empty where it has none that are known."""
    found = _of_bytes(body) if isinstance(body, bytes) else _of_json(body)
    parts = dict.fromkeys(one_line(part) for part in found)
    line = ": ".join(part.rstrip(".: ") for part in parts if part.strip())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def is_problem(media_type: str, json: Json) -> bool:
    """Tell whether JSON describes an error (RFC 9457, or the document of API Platform), whatever links it has."""
    if not isinstance(json, Mapping):
        return False
    kind = str(json.get("@type") or "")
    words = json.keys() & {"detail", "hydra:description"}
    return media_type == "application/problem+json" or "Error" in kind or bool(words and json.keys() & {*_TITLES})


def _of_bytes(body: bytes) -> list[str]:
    text = body.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("<"):
        page = _Page()
        page.feed(text)
        return page.said()
    try:
        return list(_of_json(parse(text)))
    except (ValueError, RecursionError):
        return []


def _of_json(json: Json) -> Iterator[str]:
    if isinstance(json, list):
        json = next(iter(json), None)
    if not isinstance(json, Mapping):
        return
    for names in (_TITLES, _DETAILS):
        yield from [value for name in names if isinstance(value := json.get(name), str)][:1]
    for name in _INSIDE:
        if not isinstance(json.get(name), str):
            yield from _of_json(json.get(name))


class _Page(HTMLParser):
    """Collects the texts of the elements that tell what a page is."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._texts: dict[str, list[str]] = {}

    def said(self) -> list[str]:
        """Return the title of the page, its heading, and its first paragraph."""
        texts = {name: " ".join("".join(parts).split()) for name, parts in self._texts.items()}
        return [texts[name] for name in _SHOWN if texts.get(name)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element; only the first of each kind is read."""
        del attrs
        if tag in _UNSEEN or (tag in _SHOWN and tag not in self._texts):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those in it that were left open."""
        if tag in self._open:
            del self._open[self._open.index(tag) :]

    def handle_data(self, data: str) -> None:
        """Take the text of the innermost element that is read."""
        if self._open and self._open[-1] not in _UNSEEN:
            self._texts.setdefault(self._open[-1], []).append(data)
