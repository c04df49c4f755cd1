"""The tables of the sandbox, derived from the entity declarations."""

import hashlib

from toolkit.entities import DIRECTORIES, ENTITIES
from toolkit.entities.columns import Column
from toolkit.entities.entity import Entity
from toolkit.entities.kinds import Integer, Number, YesNo
from toolkit.sandbox.links import stored_columns
from toolkit.sandbox.naming import has_integer_ids
from toolkit.sandbox.sql import quoted

PARENTS_FIRST = (*DIRECTORIES, *ENTITIES)

SETTINGS = 'CREATE TABLE IF NOT EXISTS "settings" ("name" TEXT PRIMARY KEY, "value" TEXT NOT NULL)'

_OWN = (
    'CREATE TABLE "sequences" ("name" TEXT PRIMARY KEY, "last" INTEGER NOT NULL)',
    (
        'CREATE TABLE "documents" ("attachment" TEXT PRIMARY KEY '
        'REFERENCES "transaction-attachments" ("id") ON DELETE CASCADE, "content" BLOB NOT NULL)'
    ),
)


def statements() -> tuple[str, ...]:
    """Return what creates every table and index."""
    tables = tuple(_table(entity) for entity in PARENTS_FIRST)
    indexes = tuple(_index(entity, column) for entity in PARENTS_FIRST for column in entity.references)
    return (*tables, *indexes, *_OWN)


def tables() -> tuple[str, ...]:
    """Return the names of the tables that `statements` creates, children before parents."""
    return ("documents", "sequences", *(entity.path for entity in reversed(PARENTS_FIRST)))


def fingerprint() -> str:
    """Return what changes when a declaration changes the tables."""
    return hashlib.sha256("\n".join(statements()).encode()).hexdigest()


def _table(entity: Entity) -> str:
    fields = [f"{quoted('id')} {_id_type(entity.path)} PRIMARY KEY"]
    fields += [_field(column) for column in stored_columns(entity)]
    return f"CREATE TABLE {quoted(entity.path)} ({', '.join(fields)})"


def _index(entity: Entity, column: Column) -> str:
    name = quoted(f"{entity.path} by {column.field}")
    return f"CREATE INDEX {name} ON {quoted(entity.path)} ({quoted(column.field)})"


def _field(column: Column) -> str:
    return f"{quoted(column.field)} {_type(column)}"


def _type(column: Column) -> str:
    if column.target is not None:
        return f"{_id_type(column.target)} REFERENCES {quoted(column.target)} ({quoted('id')})"
    match column.kind:
        case Integer() | YesNo():
            return "INTEGER"
        case Number():
            return "REAL"
        case _:
            return "TEXT"


def _id_type(path: str) -> str:
    return "INTEGER" if has_integer_ids(path) else "TEXT"
