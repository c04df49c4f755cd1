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
from toolkit.language import _

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


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """Parts of a record that are no records of their own: an array in its `field`, sent whole, on a sheet of its own.

    `entity` is what the rows of that sheet are: it has columns and no operation. Its column `parent` names the record
    that a row is part of; the others are the fields of one element of the array.
    """

    field: str
    entity: "Entity"
    parent: str


@dataclass(frozen=True, eq=False)
class Entity:
    """One kind of record of the service. There is one entity of a path, so entities are compared by identity.

    `path` is the collection's path without slashes and the entity's name on the command line. `natural_key` lists the
    fields by which people tell two records apart, as the service has no such key itself; `label` lists
    the fields whose values name a record to people. `extras` are the operations beyond the five of `Operation`,
    `children` the arrays of parts that a record consists of. `english_lost` names what a deletion takes along that no
    request can bring back, as the end of a sentence; it is empty where there is nothing.
    """

    path: str
    english_title: str
    english_singular: str
    english_summary: str
    columns: tuple[Column, ...]
    operations: Operation
    natural_key: tuple[str, ...]
    label: tuple[str, ...]
    rules: tuple[InOrder, ...] = ()
    extras: tuple[Endpoint, ...] = ()
    dated: tuple[str, ...] = ()
    children: tuple[Children, ...] = ()
    english_lost: str = ""

    @property
    def title(self) -> str:
        """How people call the records, in the language that is spoken: `Budgets`."""
        return _(self.english_title)

    @property
    def singular(self) -> str:
        """How people call one of the records, in the language that is spoken: `budget`."""
        return _(self.english_singular)

    @property
    def plural(self) -> str:
        """The title within a sentence: `budgets`."""
        return self.title[:1].lower() + self.title[1:]

    @property
    def summary(self) -> str:
        """What a record is, in the language that is spoken."""
        return _(self.english_summary)

    @property
    def lost(self) -> str:
        """What a deletion takes along for good, in the language that is spoken; empty where there is nothing."""
        return _(self.english_lost) if self.english_lost else ""

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
        """The columns that a cell of the record's own row can change."""
        return tuple(column for column in self.columns if column.writable)

    @cached_property
    def sent(self) -> tuple[Column, ...]:
        """The columns that a request may write: those of cells, and the arrays whose parts are rows of other sheets."""
        arrays = {children.field for children in self.children}
        return tuple(column for column in self.columns if column.writable or column.field in arrays)

    @cached_property
    def sendable(self) -> frozenset[str]:
        """The fields of `sent`."""
        return frozenset(column.field for column in self.sent)

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
