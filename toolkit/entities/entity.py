"""Entities: one kind of record, with its columns, its operations and how people call it."""

import enum
from dataclasses import dataclass
from functools import cached_property

from toolkit.entities.columns import Column


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
    """One operation of the API document: an HTTP method and a path template, `/budgets/{id}`."""

    method: str
    path: str


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
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every operation of this entity in the API document."""
        item = f"{self.collection}/{{id}}"
        standard = {
            Operation.LIST: Endpoint("GET", self.collection),
            Operation.POST: Endpoint("POST", self.collection),
            Operation.GET: Endpoint("GET", item),
            Operation.PATCH: Endpoint("PATCH", item),
            Operation.DELETE: Endpoint("DELETE", item),
        }
        return (*(end for operation, end in standard.items() if self.can(operation)), *self.extras)
