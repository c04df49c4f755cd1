"""A file of credentials, for machines without a keyring: readable by its owner alone, and only made when asked for."""

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from toolkit.credentials.secret import Credentials, Owner, read
from toolkit.errors import CredentialsFileBroken, CredentialsFileOpen, NotWritable
from toolkit.language import _

_Entries = dict[str, dict[str, str]]
"""Spelt credentials by address, then by profile."""


def load(path: Path, owner: Owner) -> Credentials | None:
    """Return what the file has of an owner, `None` where it has nothing or is not there.

    Raises `CredentialsFileOpen` where others may read it, `CredentialsFileBroken` where it is not what we wrote.
    """
    text = _entries(path).get(owner.service, {}).get(owner.profile)
    return None if text is None else read(text)


def store(path: Path, owner: Owner, credentials: Credentials) -> None:
    """Put credentials into the file. Raises as `load`, and `NotWritable`."""
    entries = _entries(path)
    entries.setdefault(owner.service, {})[owner.profile] = credentials.spell()
    _write(path, entries)


def remove(path: Path, owner: Owner) -> bool:
    """Take an owner's credentials out, and tell whether there were any; an empty file goes. Raises as `store`."""
    entries = _entries(path)
    if entries.get(owner.service, {}).pop(owner.profile, None) is None:
        return False
    kept = {service: profiles for service, profiles in entries.items() if profiles}
    if kept:
        _write(path, kept)
    else:
        path.unlink()
    return True


def _entries(path: Path) -> _Entries:
    try:
        with path.open(encoding="utf-8") as file:
            # Asked of the open file, which nobody can swap for another in between. On Windows a home is private.
            if os.name != "nt" and os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise CredentialsFileOpen(path)
            told = json.load(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CredentialsFileBroken(path, error.strerror or _("it cannot be opened")) from error
    except (ValueError, RecursionError):
        # Not `from error`: what a parser says may repeat what it read.
        raise CredentialsFileBroken(path, _("it is no JSON")) from None
    if not _is_ours(told):
        raise CredentialsFileBroken(path, _("it was not written by this program"))
    return {service: dict(profiles) for service, profiles in told.items()}


def _is_ours(told: object) -> bool:
    return isinstance(told, dict) and all(
        isinstance(profiles, dict) and all(isinstance(text, str) for text in profiles.values())
        for profiles in told.values()
    )


def _write(path: Path, entries: Mapping[str, Mapping[str, str]]) -> None:
    """Write the file whole or not at all; it is private from its first byte on."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise NotWritable(path, error.strerror or str(error)) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(entries, file, indent=2)
            file.flush()
            os.fsync(handle)
        part.replace(path)
    except OSError as error:
        raise NotWritable(path, error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
