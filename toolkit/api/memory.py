"""Memory: what was learnt of a service, kept between runs so that it need not be asked for again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.entities.canonical import Json, JsonObject, parse, pretty
from toolkit.errors import NotWritable
from toolkit.files import write_text


@dataclass(frozen=True, slots=True)
class Learnt:
    """Where paths are appended, what IRIs start with, and the page size to ask for; `None` is not known."""

    root: str | None = None
    prefix: str | None = None
    page_size: int | None = None


NOTHING = Learnt()


@dataclass(frozen=True, slots=True)
class Memory:
    """A small file of what was learnt, by service. It is a convenience: damaged or read-only, it is done without."""

    path: Path

    def recall(self, service: str) -> Learnt:
        """Return what is known of a service; what is not of its type is not known."""
        known = self._read().get(service)
        told = known if isinstance(known, Mapping) else {}
        size = told.get("page_size")
        return Learnt(
            root=_text(told.get("root")),
            prefix=_text(told.get("prefix")),
            page_size=size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None,
        )

    def keep(self, service: str, learnt: Learnt) -> None:
        """Write what is known now, where it differs from what is kept."""
        if learnt == self.recall(service):
            return
        told = {"root": learnt.root, "prefix": learnt.prefix, "page_size": learnt.page_size}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_text(self.path, pretty({**self._read(), service: told}))
        except (OSError, NotWritable):
            return

    def _read(self) -> JsonObject:
        try:
            known = parse(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, Mapping) else {}


def _text(json: Json) -> str | None:
    return json if isinstance(json, str) else None
