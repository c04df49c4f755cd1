"""Read and prove bank statements, whatever kind of file they are in."""

from pathlib import Path

from toolkit.bank.findings import Reading
from toolkit.bank.mt940 import read_mt940
from toolkit.errors import FileMissing, FileUnreadable


def read_statements(path: Path, encoding: str | None = None) -> Reading:
    """Read the statements of a file: MT940. What it is shows in its content, not in its name.

    Raises `FileMissing`, `FileUnreadable`, `NotAStatement`, `UnknownEncoding`.
    """
    return read_mt940(_content(path), encoding)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
