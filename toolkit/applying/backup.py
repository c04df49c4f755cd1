"""Backups: the journal as it is at one moment, copied while runs may go on, and checked before it gets its name."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from toolkit.errors import BackupElsewhere, BackupUnsound, JournalUnusable, NotWritable
from toolkit.language import _
from toolkit.masking import masked_url


def back_up(url: str, target: Path) -> int:
    """Copy a SQLite journal to a new file that only its owner can read, and return how many runs it holds.

    The copy is read back and has to pass SQLite's own checks before it gets its name. Raises `BackupElsewhere` for
    another database, `NotWritable` where the file is there already or cannot be written, `BackupUnsound` where the
    copy does not pass, and `JournalUnusable`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise BackupElsewhere(masked_url(url))
    source = Path(parsed.database)
    if target.exists():
        raise NotWritable(target, _("it is there already"))
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise NotWritable(target, error.strerror or str(error)) from error
    part = Path(name)
    try:
        _copy(source, part)
        found = _check(part)
        os.fsync(handle)
        part.replace(target)
    except sqlite3.Error as error:
        raise JournalUnusable(str(source), str(error)) from None
    except OSError as error:
        raise NotWritable(target, error.strerror or str(error)) from error
    finally:
        os.close(handle)
        part.unlink(missing_ok=True)
    return found


def _copy(source: Path, part: Path) -> None:
    readable = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(readable, uri=True)) as journal, closing(sqlite3.connect(part)) as copy:
        journal.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, with nothing beside it


def _check(part: Path) -> int:
    """Return how many runs a copy holds. Raises `BackupUnsound`."""
    with closing(sqlite3.connect(part)) as copy:
        try:
            said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
            said += ["foreign key" for _row in copy.execute("PRAGMA foreign_key_check")]
            found = int(copy.execute("SELECT count(*) FROM runs").fetchone()[0])
        except sqlite3.Error as error:
            raise BackupUnsound(str(error)) from None
    if said != ["ok"]:
        raise BackupUnsound("; ".join(said))
    return found
