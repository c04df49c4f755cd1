"""The state folder as it is on the first day, made once and copied: seeding and migrating take longer than a test."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.applying.journal import open_journal
from toolkit.sandbox.server import reset

_SERVICE = "sandbox.sqlite3"
_JOURNAL = "journal.sqlite3"


def furnish_service(folder: Path) -> None:
    """Put the embedded service as it was seeded into a folder that has none."""
    _put(folder / _SERVICE, _seeded())


def furnish_journal(home: Path) -> None:
    """Put an empty journal of this version into a home that has none."""
    _put(home / _JOURNAL, _migrated())


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_bytes(content)


@cache
def _seeded() -> bytes:
    with TemporaryDirectory() as folder:
        reset(Path(folder))
        return (Path(folder) / _SERVICE).read_bytes()


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / _JOURNAL
        with open_journal(f"sqlite:///{file.as_posix()}"):
            pass
        return file.read_bytes()
