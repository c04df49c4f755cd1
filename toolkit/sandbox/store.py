"""The SQLite file: rows of entities, bytes of documents, and the service's own settings."""

import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from toolkit.entities.entity import Entity
from toolkit.sandbox import schema, sql
from toolkit.sandbox.naming import ID_PREFIXES, Key, has_integer_ids
from toolkit.sandbox.sql import Scalar, Select

Row = Mapping[str, Scalar]
"""A stored record: its id and its fields, references as bare ids, dates without offset."""

_BUSY = 10_000
"""Milliseconds to wait for another process that writes."""


class Store:
    """The rows of one sandbox file. Several processes may hold the same file; each write is one short transaction.

    Use it from one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.create_function("fold", 1, _fold, deterministic=True)
        for pragma in (f"busy_timeout = {_BUSY}", "journal_mode = WAL", "synchronous = NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextlib.contextmanager
    def transaction(self, mode: Literal["DEFERRED", "IMMEDIATE"] = "DEFERRED") -> Iterator[None]:
        """Read one state of the file, or with `IMMEDIATE` change it: all of it, or nothing when an error comes out."""
        self._connection.execute(f"BEGIN {mode}")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def plant(self, seed: Callable[["Store"], None], *, anew: bool) -> None:
        """Make the tables and let `seed` fill them, where they are missing, of another version, or wanted anew.

        The signing key outlives this, so that tokens stay good.
        """
        self._connection.execute("PRAGMA foreign_keys = OFF")
        with self.transaction("IMMEDIATE"):
            self._connection.execute(schema.SETTINGS)
            if anew or self.setting("schema") != schema.fingerprint():
                for table in schema.tables():
                    self._connection.execute(f"DROP TABLE IF EXISTS {sql.quoted(table)}")
                for statement in schema.statements():
                    self._connection.execute(statement)
                seed(self)
                self.set("schema", schema.fingerprint())
        self._connection.execute("PRAGMA foreign_keys = ON")

    def get(self, entity: Entity, id: Key | None) -> Row | None:
        """Return the record of an id."""
        return next(iter(self.select(Select(entity.path, (sql.equals("id", id),)))), None)

    def select(self, query: Select) -> list[Row]:
        """Return the rows of a query."""
        return [dict(row) for row in self._connection.execute(*sql.select(query))]

    def count(self, query: Select) -> int:
        """Return how many rows a query has, whatever its limit."""
        return int(self._connection.execute(*sql.count(query)).fetchone()[0])

    def insert(self, entity: Entity, values: Row) -> Key:
        """Add a record, under the next id of its entity where none is given, and return its id."""
        own = values.get("id") or self._next_id(entity)
        row = {**values, "id": own}
        self._connection.execute(sql.insert(entity.path, tuple(row)), tuple(row.values()))
        return own if isinstance(own, str | int) else str(own)

    def update(self, entity: Entity, id: Key, values: Row) -> None:
        """Change fields of a record."""
        if values:
            self._connection.execute(sql.update(entity.path, tuple(values)), (*values.values(), id))

    def delete(self, entity: Entity, id: Key) -> None:
        """Remove a record. Raises `sqlite3.IntegrityError` where others point at it."""
        self._connection.execute(sql.delete(entity.path), (id,))

    def next(self, name: str) -> int:
        """Return the next number of a sequence, starting with 1."""
        statement = (
            'INSERT INTO "sequences" VALUES (?, 1) ON CONFLICT ("name") DO UPDATE SET "last" = "last" + 1 '
            'RETURNING "last"'
        )
        return int(self._connection.execute(statement, (name,)).fetchone()[0])

    def start_after(self, name: str, last: int) -> None:
        """Let a sequence go on after a number."""
        self._connection.execute('INSERT OR REPLACE INTO "sequences" VALUES (?, ?)', (name, last))

    def document(self, attachment: Key) -> bytes | None:
        """Return the bytes of an attachment."""
        statement = 'SELECT "content" FROM "documents" WHERE "attachment" = ?'
        row = self._connection.execute(statement, (attachment,)).fetchone()
        return None if row is None else bytes(row[0])

    def add_document(self, attachment: Key, content: bytes) -> None:
        """Keep the bytes of an attachment."""
        self._connection.execute('INSERT INTO "documents" VALUES (?, ?)', (attachment, content))

    def setting(self, name: str) -> str | None:
        """Return one of the service's own settings."""
        row = self._connection.execute('SELECT "value" FROM "settings" WHERE "name" = ?', (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Keep one of the service's own settings."""
        self._connection.execute('INSERT OR REPLACE INTO "settings" VALUES (?, ?)', (name, value))

    def signing_key(self) -> bytes:
        """Return the key that tokens are signed with, made once and the same for every process on this file."""
        statement = "INSERT OR IGNORE INTO \"settings\" VALUES ('signing key', ?)"
        self._connection.execute(statement, (secrets.token_hex(32),))
        return str(self.setting("signing key")).encode()

    def _next_id(self, entity: Entity) -> Key:
        number = self.next(entity.path)
        return number if has_integer_ids(entity.path) else f"{ID_PREFIXES[entity.path]}_{number:04}"


def _fold(text: object) -> str | None:
    return None if text is None else str(text).casefold()
