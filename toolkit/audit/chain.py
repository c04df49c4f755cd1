"""The chains of runs and of direct requests: each digest includes the one before it.

So none can be altered, dropped, moved or put between. Direct requests have a chain of their own, beside that of the
runs, so that bundles that were made before it was kept can be gone on from.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.entities.canonical import Json, JsonObject, digest

NAME = "runs/chain.json"
START = "0" * 64
"""What the first run follows."""


@dataclass(frozen=True, slots=True)
class LinkNames:
    """What a chain calls its links and their times; `prefix` stands before a link's name in findings."""

    id: str
    time: str
    prefix: str = ""


RUNS = LinkNames("run", "started")
REQUESTS = LinkNames("request", "sent", "request ")
DIRECT = "direct"
"""Where the file of the chain has the chain of direct requests."""


@dataclass(frozen=True, slots=True)
class Link:
    """One run or request: its id, when it began, the digest of all that is known of it, and that of the chain up to it.

    `file` is where the bundle has the run or request itself, empty for one outside of the period.
    """

    run: str
    started: str
    content: str
    sha256: str
    file: str = ""


def chained(runs: Iterable[tuple[str, str, str, str]], names: LinkNames = RUNS) -> tuple[Link, ...]:
    """Link runs or requests, given in their order as id, time, digest of the content, and file."""
    links: list[Link] = []
    before = START
    for run, started, content, file in runs:
        before = digest({"previous": before, names.id: run, names.time: started, "content": content})
        links.append(Link(run, started, content, before, file))
    return tuple(links)


def head(links: Sequence[Link]) -> str:
    """Return the digest that stands for the whole history."""
    return links[-1].sha256 if links else START


def to_json(links: Sequence[Link], names: LinkNames = RUNS) -> JsonObject:
    """Return the JSON representation of a chain."""
    return {
        "start": START,
        "links": [
            {
                names.id: each.run,
                names.time: each.started,
                "content": each.content,
                "sha256": each.sha256,
                "file": each.file,
            }
            for each in links
        ],
        "head": head(links),
    }


def read(json: Json, names: LinkNames = RUNS) -> tuple[Link, ...]:
    """Read what `to_json` spelt, whether it holds or not. Raises `TypeError` and `KeyError` for what is no chain."""
    if not isinstance(json, Mapping):
        raise TypeError
    listed = json["links"]
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise TypeError
    return tuple(_link(each, names) for each in listed)


def requests_of(json: Json) -> tuple[Link, ...]:
    """Read the chain of direct requests beside that of the runs; none if the bundle was made before it was kept."""
    beside = json.get(DIRECT) if isinstance(json, Mapping) else None
    return () if beside is None else read(beside, REQUESTS)


def broken(json: Json, contents: Mapping[str, str]) -> list[str]:
    """Return the runs at which a chain does not hold, `chain` for one that cannot be read.

    `contents` has the digest of each run file that is there, by its name: it must be in the chain, and be what
    the chain says.
    """
    return _broken(json, contents, RUNS, lambda link: link.file)


def broken_requests(json: Json, contents: Mapping[str, str]) -> list[str]:
    """Return the direct requests at which their chain does not hold; `contents` has their digests by number."""
    return _broken(json, contents, REQUESTS, lambda link: link.run)


def _broken(json: Json, contents: Mapping[str, str], names: LinkNames, key: Callable[[Link], str]) -> list[str]:
    try:
        links = read(json, names)
        told = json["head"] if isinstance(json, Mapping) else None
    except (KeyError, TypeError):
        return [f"{names.prefix}chain"]
    again = chained(((each.run, each.started, each.content, each.file) for each in links), names)
    odd = [link.run for link, made in zip(links, again, strict=True) if link.sha256 != made.sha256]
    kept = {key(link): link for link in links if link.file}
    odd += [link.run for name, link in kept.items() if contents.get(name) != link.content]
    odd += sorted(name for name in contents if name not in kept)
    found = [f"{names.prefix}{each}" for each in odd]
    return found if found or told == head(again) else [f"{names.prefix}chain"]


def _link(json: Json, names: LinkNames) -> Link:
    if not isinstance(json, Mapping):
        raise TypeError
    match [json.get(name) for name in (names.id, names.time, "content", "sha256", "file")]:
        case [str(run), str(started), str(content), str(sha), str(file)]:
            return Link(run, started, content, sha, file)
        case _:
            raise TypeError
