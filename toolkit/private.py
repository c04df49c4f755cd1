"""What is kept at home is its owner's: folders 0700, files 0600, but for what is shared on purpose. Not on Windows."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

_CERTAIN = ("journal.sqlite3*", "credentials.json", "services.json", "last-error.txt", "approver.pem")
"""Files that are ours in any folder."""
_MADE = (*_CERTAIN, "approver.pub.pem", "config.toml", "names", "outputs.txt", "sandbox", "results", ".*.part")
"""All that is ever made at home; a folder with anything else in it is somebody's for more than that."""
_FOLDER, _FILE = 0o700, 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(home: Path) -> tuple[Path, ...]:
    """Take from others what they may do with the state folder and what was made in it; return what stays open to them.

    A folder that is shared on purpose stays as it is, with all in it; one that holds anything else keeps its mode, and
    what is certainly ours in it is closed. What somebody else owns, and what a link leads to, is not touched.
    """
    if os.name == "nt" or not home.is_dir():
        return ()
    if not is_shared(home):
        made = {each for each in home.iterdir() if _is_named(each, _MADE)}
        ours = all(each in made for each in home.iterdir())
        _close(made | {home} if ours else [each for each in made if _is_named(each, _CERTAIN)])
    return (home,) if stat.S_IMODE(home.stat().st_mode) & _OTHERS else ()


def keep_file_private(file: Path) -> None:
    """Make a file, or close the user's own that is there, unless its folder is shared on purpose."""
    if os.name == "nt" or is_shared(file.parent):
        return
    # Only a new one is opened: closing a file gives back every lock that this process has on it, SQLite's as well.
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, _FILE))
    beside = (file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal")))
    _close(each for each in beside if each.exists())


def is_shared(folder: Path) -> bool:
    """Tell whether a folder is open on purpose: it is another's, hands its group on, or others write there.

    A group that is the user's alone is nobody else, and in a folder like /tmp everybody has files of their own.
    """
    found = folder.stat()
    if found.st_mode & stat.S_ISVTX:
        return False
    return (
        found.st_uid != os.getuid()
        or bool(found.st_mode & (stat.S_ISGID | stat.S_IWOTH))
        or bool(found.st_mode & stat.S_IWGRP and not _is_own_group(found.st_gid))
    )


def _is_own_group(gid: int) -> bool:
    """Tell whether a group is the user's alone, as far as its name tells."""
    import grp  # noqa: PLC0415 - these two are not there on Windows
    import pwd  # noqa: PLC0415

    try:
        return grp.getgrgid(gid).gr_name == pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return False


def _is_named(path: Path, names: Iterable[str]) -> bool:
    return any(fnmatch(path.name, name) for name in names)


def _close(paths: Iterable[Path]) -> None:
    """Take every right of others from what the user owns."""
    for path in paths:
        for each in _below(path):
            with suppress(OSError):
                found = each.lstat()
                wanted = _FOLDER if stat.S_ISDIR(found.st_mode) else _FILE
                ours = found.st_uid == os.getuid() and not stat.S_ISLNK(found.st_mode)
                if ours and stat.S_IMODE(found.st_mode) & _OTHERS:
                    each.chmod(wanted)


def _below(path: Path) -> Iterator[Path]:
    """Yield a path and, for one of the folders that are made at home, what is in it."""
    yield path
    if path.name in {"names", "sandbox", "results"} and not path.is_symlink():
        yield from path.rglob("*")
