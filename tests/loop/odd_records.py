"""A service that answers from memory, every entity with a few records, one of which can hold any JSON in any field."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx

from tests.api.support import TOKEN, client
from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.canonical import Json, JsonObject, canonical
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Choice
from toolkit.loop.reach import Reached

ODD, GOOD = "1", "2"
"""The id of the record that holds the odd value, and of the one that is edited."""

_SAMPLES: dict[str, Json] = {
    "flags": ["b", "a"],
    "integer": 100,
    "amount": 10,
    "number": 1,
    "yes/no": 1,
    "date": "2024-01-02T00:00:00+00:00",
    "date-time": "2024-01-02T03:04:05+00:00",
    "month": "2024-03",
    "structure": [],
}


def sample(column: Column, identifier: str) -> Json:
    """Return a value that the column can hold, another for each record where it is a text."""
    kind = column.kind
    if column.target is not None:
        return f"/api/{column.target}/{identifier}"
    if isinstance(kind, Choice) and kind.choices:
        return kind.choices[0]
    return _SAMPLES.get(kind.word, f"{column.field} {identifier}")


@dataclass
class Records:
    """The records of all entities by path and id, and the writes that were asked for."""

    by_path: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)
    writes: list[tuple[str, str, Json]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Fill every entity with three records."""
        for entity in (*ENTITIES, *DIRECTORIES):
            self.by_path[entity.path] = {
                identifier: {
                    "@id": f"/api/{entity.path}/{identifier}",
                    "id": identifier,
                    **{column.field: sample(column, identifier) for column in entity.columns},
                }
                for identifier in (ODD, GOOD, "3")
            }

    def put(self, entity: Entity, name: str, value: Json) -> None:
        """Let the odd record hold a value."""
        self.by_path[entity.path][ODD][name] = value

    def __call__(self, request: httpx.Request) -> httpx.Response:  # noqa: PLR0911 -- an answer for each operation
        """Answer as API Platform does, without pages, filters or rules."""
        path, _slash, identifier = request.url.path.removeprefix("/api").strip("/").partition("/")
        if path not in self.by_path:
            return _answer(404, {"detail": "Not Found"})
        records = self.by_path[path]
        body: JsonObject = json.loads(request.content) if request.content else {}
        if request.method != "GET":
            self.writes.append((request.method, request.url.path, body))
        match request.method, unquote(identifier):
            case "GET", "":
                return _answer(200, {"member": list(records.values()), "totalItems": len(records)})
            case "POST", "":
                made = f"new{len(records)}"
                records[made] = {"@id": f"/api/{path}/{made}", "id": made, **body}
                return _answer(201, records[made])
            case _, known if known not in records:
                return _answer(404, {"detail": "Not Found"})
            case "DELETE", known:
                del records[known]
                return httpx.Response(204)
            case "PATCH", known:
                records[known] |= body
                return _answer(200, records[known])
            case _, known:
                return _answer(200, records[known])


def _answer(status: int, content: Json) -> httpx.Response:
    return httpx.Response(
        status, headers={"Content-Type": "application/ld+json"}, content=canonical(content).encode("utf-8")
    )


@contextmanager
def reached(records: Records) -> Iterator[Reached]:
    """Connect to such a service."""
    with client(records) as opened:
        yield Reached(opened, TOKEN)
