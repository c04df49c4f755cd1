"""Where the journal lives: one SQLite file by default, PostgreSQL by URL, brought to this version at first use."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from toolkit.errors import JournalTooNew, JournalUnusable
from toolkit.masking import masked_url, url_secrets, without
from toolkit.private import keep_file_private

HEAD = "0010"
"""The last step in `migrations/versions`; known here so that a journal of this version opens without Alembic."""

MIGRATIONS = Path(__file__).with_name("migrations")

_BUSY_SECONDS = 30
_UPGRADING = 0x666C6F77
_UNIQUE_VIOLATION = "23505"
"""As PostgreSQL and the SQL standard number it; SQLite has words alone."""
_VERSION = "alembic_version"
READS = "flowtly_reads"
"""The execution option of a connection that only reads, and so waits for nobody."""


def connect(url: str) -> Engine:
    """Open a journal's database, make it where there is none, and bring an older one to this version.

    Raises `JournalUnusable` where the database cannot be opened or written, `JournalTooNew` where a later version of
    this program has changed it.
    """
    try:
        parsed = make_url(url)
        engine = _engine(parsed)
    except (ArgumentError, ImportError, OSError, ValueError, SQLAlchemyError) as error:
        raise JournalUnusable(masked_url(url), without(str(error), url_secrets(url))) from None
    where = place(engine)
    try:
        _upgrade(engine, where)
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        said = reason(error, engine)
        engine.dispose()
        raise JournalUnusable(where, said) from None
    except JournalTooNew:
        engine.dispose()
        raise
    return engine


def place(engine: Engine) -> str:
    """Return where a journal is, without any password."""
    return masked_url(engine.url.render_as_string(hide_password=True))


def reason(error: Exception, engine: Engine) -> str:
    """Return what the database said, without the statement, its values, and the password that it was reached with."""
    return without(
        str(getattr(error, "orig", None) or error), url_secrets(engine.url.render_as_string(hide_password=False))
    )


def is_taken(error: Exception) -> bool:
    """Tell whether a database refused what may be there only once."""
    said = getattr(error, "orig", None)
    return getattr(said, "sqlstate", "") == _UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(said)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    file = Path(url.database or "")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if url.database and not url.query:
        keep_file_private(file)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Set what a journal needs of SQLite: FULL makes each commit survive a power cut, also in WAL mode."""
    connection.isolation_level = None  # transactions begin where we say so, also around DDL
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Take SQLite's one write lock at the start, as a transaction that asks later cannot wait for it."""
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def compact(engine: Engine) -> None:
    """Rewrite a SQLite file without what was removed from it; PostgreSQL does so by itself, in its own time."""
    if engine.url.get_backend_name() != "sqlite":
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # neither works within a transaction
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


def _upgrade(engine: Engine, where: str) -> None:
    found = version(engine)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise JournalTooNew(where)
    if found is not None and engine.url.get_backend_name() == "sqlite":
        _copy(Path(engine.url.database or ""), found)
    from alembic import command  # noqa: PLC0415 - 0.2 s that only the first use after an update needs
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.url.get_backend_name() == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADING})"))  # one process upgrades, others wait
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def version(engine: Engine) -> str | None:
    """Return the step that a database has been brought to, `None` for a new one."""
    with engine.connect().execution_options(**{READS: True}) as connection:
        if not inspect(connection).has_table(_VERSION):
            return None
        found: str | None = connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar()  # noqa: S608 - a constant
    return found


def _copy(file: Path, found: str) -> None:
    """Keep the journal as it was before the upgrade, complete with what its write-ahead file still holds."""
    target = file.with_name(f"{file.name}.before-{HEAD}-from-{found}")
    part = target.with_name(f"{target.name}.part")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
    keep_file_private(part)
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(target)
