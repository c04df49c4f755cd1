"""Plans made by hand, as planning would make them."""

from collections.abc import Mapping
from typing import TypeVar

from toolkit.entities import find
from toolkit.entities.canonical import Json, JsonObject
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Value
from toolkit.entities.record import Record, values_to_json
from toolkit.planning.changes import Change, Create, Delete, Patch, Place, Replace, Request
from toolkit.planning.plan import Origin, Plan

Changed = TypeVar("Changed", bound=Change)


def origin(workbook: str = "budgets.xlsx", sha256: str = "a" * 64) -> Origin:
    """Return where a plan made by hand comes from."""
    return Origin(workbook, sha256, "https://flowtly.test", "test", "ada", "2025-01-31T08:00:00+00:00")


def known_by(origin: Origin) -> tuple[str, str, str]:
    """Return what the journal knows a file of new rows by: its digest, and where it was applied."""
    return origin.workbook_sha256, origin.service, origin.profile


class Planner:
    """Makes changes by hand, numbered from 1, one row of the sheet each, as planning would."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.relied_on: dict[str, str] = {}
        self.twins: dict[int, tuple[str, ...]] = {}

    def create(self, path: str, needs: tuple[int, ...] = (), **body: Json) -> Create:
        """Add the creation of a record; `body` is JSON, and may hold {"@change": n}."""
        entity = find(path)
        request = Request("POST", entity.collection, body)
        after = _values(entity, {name: json for name, json in body.items() if not isinstance(json, Mapping)})
        return self._add(Create(self._n, entity, self._place(entity), self._label(body), after, (request,), needs))

    def patch(self, path: str, before: Record, needs: tuple[int, ...] = (), **body: Json) -> Patch:
        """Add an edit of a record."""
        entity = find(path)
        request = Request("PATCH", f"{entity.collection}/{before.id}", body)
        edits: dict[str, Value | None] = dict.fromkeys(body) | _values(entity, body)
        self._rely(entity, before)
        return self._add(Patch(self._n, entity, self._place(entity), before.id, before, edits, (request,), needs))

    def replace(self, path: str, before: Record, **body: Json) -> Replace:
        """Add a replacement of a record; `body` holds the fields that become different."""
        entity = find(path)
        edits: dict[str, Value | None] = dict.fromkeys(body) | _values(entity, body)
        after = {name: value for name, value in {**before.values, **edits}.items() if value is not None}
        requests = (
            Request("POST", entity.collection, values_to_json(entity, after)),
            Request("DELETE", f"{entity.collection}/{before.id}"),
        )
        self._rely(entity, before)
        return self._add(Replace(self._n, entity, self._place(entity), before.id, before, edits, after, requests))

    def delete(self, path: str, before: Record, needs: tuple[int, ...] = ()) -> Delete:
        """Add a deletion of a record."""
        entity = find(path)
        request = Request("DELETE", f"{entity.collection}/{before.id}")
        self._rely(entity, before)
        return self._add(Delete(self._n, entity, self._place(entity), before.id, before, (request,), needs))

    def plan(self, from_: Origin | None = None) -> Plan:
        """Return the plan of all changes so far."""
        return Plan(from_ or origin(), tuple(self.changes), (), (), 0, dict(self.relied_on), twins=dict(self.twins))

    @property
    def _n(self) -> int:
        return len(self.changes) + 1

    def _place(self, entity: Entity) -> Place:
        letters = {column.field: chr(ord("C") + index) for index, column in enumerate(entity.writable)}
        return Place(entity.title, self._n + 1, letters)

    def _label(self, body: JsonObject) -> str:
        return str(body.get("name", "new"))

    def _rely(self, entity: Entity, before: Record) -> None:
        self.relied_on[f"{entity.path}/{before.id}"] = before.digest(entity)

    def _add(self, change: Changed) -> Changed:
        self.changes.append(change)
        return change


def _values(entity: Entity, body: JsonObject) -> dict[str, Value]:
    return {name: entity.by_field[name].kind.from_json(json) for name, json in body.items() if json is not None}
