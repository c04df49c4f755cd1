"""The chain: each run's digest includes the one before it, so that no run can be altered, dropped or put between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.entities.canonical import Json, JsonObject, digest

NAME = "runs/chain.json"
START = "0" * 64
"""What the first run follows."""


@dataclass(frozen=True, slots=True)
class Link:
    """One run: its id, when it started, the digest of its plan and receipts, and the digest of the chain up to it.

    `file` is where the bundle has the run itself, empty for one outside of the period.
    """

    run: str
    started: str
    content: str
    sha256: str
    file: str = ""


def chained(runs: Iterable[tuple[str, str, str, str]]) -> tuple[Link, ...]:
    """Link runs, given in their order as id, start, digest of the content, and file."""
    links: list[Link] = []
    before = START
    for run, started, content, file in runs:
        before = _next(before, run, started, content)
        links.append(Link(run, started, content, before, file))
    return tuple(links)


def head(links: Sequence[Link]) -> str:
    """Return the digest that stands for the whole history."""
    return links[-1].sha256 if links else START


def to_json(links: Sequence[Link]) -> JsonObject:
    """Spell a chain."""
    return {
        "start": START,
        "links": [
            {
                "run": each.run,
                "started": each.started,
                "content": each.content,
                "sha256": each.sha256,
                "file": each.file,
            }
            for each in links
        ],
        "head": head(links),
    }


def read(json: Json) -> tuple[Link, ...]:
    """Read what `to_json` spelt, whether it holds or not. Raises `TypeError` and `KeyError` for what is no chain."""
    if not isinstance(json, Mapping):
        raise TypeError
    listed = json["links"]
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise TypeError
    return tuple(_link(each) for each in listed)


def broken(json: Json, contents: Mapping[str, str]) -> list[str]:
    """Return the runs at which a chain does not hold, `chain` for one that cannot be read.

    `contents` has the digest of each run file that is there, by its name: it must be in the chain, and be what
    the chain says.
    """
    try:
        links = read(json)
        told = json["head"] if isinstance(json, Mapping) else None
    except (KeyError, TypeError):
        return ["chain"]
    again = chained((each.run, each.started, each.content, each.file) for each in links)
    odd = [link.run for link, made in zip(links, again, strict=True) if link.sha256 != made.sha256]
    files = {link.file: link for link in links if link.file}
    odd += [link.run for name, link in files.items() if contents.get(name) != link.content]
    odd += sorted(name for name in contents if name not in files)
    return odd if odd or told == head(again) else ["chain"]


def _next(before: str, run: str, started: str, content: str) -> str:
    return digest({"previous": before, "run": run, "started": started, "content": content})


def _link(json: Json) -> Link:
    match json:
        case {"run": str(run), "started": str(started), "content": str(content), "sha256": str(sha), "file": str(file)}:
            return Link(run, started, content, sha, file)
        case _:
            raise TypeError
