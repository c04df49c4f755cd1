"""What commands share that write files: somebody's work is not written over without a word."""

import functools
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TypeVar

import click

from toolkit.cli.session import Session
from toolkit.language import _

_Answer = TypeVar("_Answer")

_OVERWRITE = click.option(
    "--overwrite",
    is_flag=True,
    default=False,
    help="Write over a file that is there, also where somebody may have worked on it.",
)


def writes(*outputs: str) -> Callable[[Callable[..., _Answer]], Callable[..., _Answer]]:
    """Let a command ask before it writes over what somebody may have worked on, or refuse where nobody can answer.

    `outputs` are the parameters that name files. What the command writes is remembered as ours.
    """
    return functools.partial(_guarded, outputs, "")


def writes_copy(output: str, *, of: str) -> Callable[[Callable[..., _Answer]], Callable[..., _Answer]]:
    """Do the same for a command that writes a copy of the file that a parameter names.

    The copy has the work of whoever filled in that file, so it is never taken for ours. It may take its place.
    """
    return functools.partial(_guarded, (output,), of)


def _guarded(outputs: tuple[str, ...], source: str, command: Callable[..., _Answer]) -> Callable[..., _Answer]:
    @_OVERWRITE
    @functools.wraps(command)
    def run(*arguments: object, overwrite: bool, **given: object) -> _Answer:
        from toolkit.loop.outputs import remembered

        paths = [path for path in _paths(outputs, given) if not _is_same(path, given.get(source))]
        for path in paths:
            _demand_free(path, overwrite=overwrite)
        with nullcontext() if source else remembered(*paths):
            return command(*arguments, **given)

    return run


def _paths(outputs: tuple[str, ...], given: dict[str, object]) -> Iterator[Path]:
    return (path for name in outputs if isinstance(path := given.get(name), Path))


def _is_same(path: Path, source: object) -> bool:
    with suppress(OSError):
        return isinstance(source, Path) and path.samefile(source)
    return False


def _demand_free(path: Path, *, overwrite: bool) -> None:
    """Ask whether a file may be written over. Raises `FileInTheWay` for a no, and where nobody is there to ask."""
    from toolkit.errors import FileInTheWay
    from toolkit.loop.outputs import is_in_the_way

    if overwrite or not is_in_the_way(path):
        return
    session = click.get_current_context().find_object(Session)
    asked = _("{path} is there already, and somebody may have worked on it. Write over it?").format(path=path)
    if session is None or not session.interactive or not session.confirm(asked):
        raise FileInTheWay(path)
