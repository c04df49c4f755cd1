"""Entities: one kind of record, with its columns, its operations and how people call it."""

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from toolkit.entities.canonical import Json
from toolkit.entities.columns import Column
from toolkit.entities.kinds import Value

Reader = tuple[Callable[[Json], Value], type[str] | type[int] | type[bool] | None]
"""What reads a field of an answer, and the JSON type in which some services keep it instead of the declared one."""


class Operation(enum.Flag):
    """What the service lets one do with an entity. Capability is data: it is asked here, in one place (decision 6)."""

    LIST = enum.auto()
    GET = enum.auto()
    POST = enum.auto()
    PATCH = enum.auto()
    DELETE = enum.auto()


FULL = Operation.LIST | Operation.GET | Operation.POST | Operation.PATCH | Operation.DELETE
LINK = FULL & ~Operation.PATCH
"""A link between two records: made and unmade, never edited."""
DIRECTORY = Operation.LIST | Operation.GET
"""Records that are only looked up."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API document: an HTTP method and a path template, `/budgets/{id}`.

    `reads` says whether it leaves the service as it was, where the method says otherwise or promises too much.
    """

    method: str
    path: str
    reads: bool | None = field(default=None, compare=False)

    @property
    def writes(self) -> bool:
        """Whether the operation may change something, or send something to somebody."""
        return self.method != "GET" if self.reads is None else not self.reads

    @property
    def names(self) -> tuple[str, ...]:
        """The parts of the path that a caller fills in, in order: `("id",)`."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    def fill(self, ids: Mapping[str, str]) -> str:
        """Return the path with the parts filled in, percent-encoded. Raises `KeyError` for one that is missing."""
        return re.sub(r"{(\w+)}", lambda part: quote(ids[part[1]], safe=""), self.path)

    def matches(self, path: str) -> bool:
        """Tell whether a filled path is one of this operation."""
        return re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.path)), path) is not None


@dataclass(frozen=True, slots=True)
class InOrder:
    """The rule that one date must not be after another; a missing date fits every order."""

    first: str
    last: str


@dataclass(frozen=True, eq=False)
class Entity:
    """One kind of record of the service. There is one entity of a path, so entities are compared by identity.

    `path` is the collection's path without slashes and the entity's name on the command line. `natural_key` lists the
    fields by which people tell two records apart, as the service has no such key itself; `label` lists
    the fields whose values name a record to people. `extras` are the operations beyond the five of `Operation`.
    """

    path: str
    title: str
    singular: str
    summary: str
    columns: tuple[Column, ...]
    operations: Operation
    natural_key: tuple[str, ...]
    label: tuple[str, ...]
    rules: tuple[InOrder, ...] = ()
    extras: tuple[Endpoint, ...] = ()

    def can(self, operation: Operation) -> bool:
        """Tell whether the service offers the operation."""
        return operation in self.operations

    def column(self, field: str) -> Column:
        """Return the column of a field. Raises `KeyError` for a field that is not declared."""
        return self.by_field[field]

    @cached_property
    def by_field(self) -> dict[str, Column]:
        """The columns by their field names."""
        return {column.field: column for column in self.columns}

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """How to read each field of an answer."""
        return {column.field: (column.kind.from_json, column.kind.other) for column in self.columns}

    @cached_property
    def writable(self) -> tuple[Column, ...]:
        """The columns that a workbook can change."""
        return tuple(column for column in self.columns if column.writable)

    @cached_property
    def references(self) -> tuple[Column, ...]:
        """The columns that point at other records."""
        return tuple(column for column in self.columns if column.target)

    @property
    def collection(self) -> str:
        """The path of the collection, as requests want it: without the prefix that IRIs carry."""
        return f"/{self.path}"

    @cached_property
    def views(self) -> tuple[str, ...]:
        """The named parts of the collection that the service lists below it, `unassigned` for example."""
        found = (end.path.removeprefix(f"{self.collection}/") for end in self.extras if end.method == "GET")
        return tuple(view for view in found if "/" not in view)

    @cached_property
    def standard(self) -> dict[Operation, Endpoint]:
        """Those of the five operations that the service offers."""
        item = f"{self.collection}/{{id}}"
        every = {
            Operation.LIST: Endpoint("GET", self.collection),
            Operation.POST: Endpoint("POST", self.collection),
            Operation.GET: Endpoint("GET", item),
            Operation.PATCH: Endpoint("PATCH", item),
            Operation.DELETE: Endpoint("DELETE", item),
        }
        return {operation: end for operation, end in every.items() if self.can(operation)}

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every operation of this entity in the API document."""
        return (*self.standard.values(), *self.extras)
