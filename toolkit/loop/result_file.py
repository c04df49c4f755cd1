"""Where the result workbook goes: beside the workbook, else into the state folder, so that a run always has one."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.applying.receipts import Run
from toolkit.errors import NotWritable
from toolkit.files import write_bytes
from toolkit.loop.annotate import annotate_result
from toolkit.loop.beside import beside
from toolkit.loop.result import write_result
from toolkit.loop.source import Source, as_workbook, open_source
from toolkit.planning.plan import Plan
from toolkit.settings import home

FOLDER = "results"
"""The folder of the state folder that takes results which could not be written beside their workbooks."""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A result as written; `reason` says why it is not beside its workbook, empty where it is."""

    path: Path
    reason: str = ""

    @property
    def name(self) -> str:
        """What the journal calls it: its name, or where else it is."""
        return str(self.path) if self.reason else self.path.name


def write_result_file(source: Source, plan: Plan, run: Run) -> ResultFile:
    """Write the result of a run beside its workbook, whole or not at all, or else into the state folder.

    The result of a text file is a workbook. Raises `NotWritable` where neither place takes it, and what reading
    the workbook raises.
    """

    def write(target: Path, building: Path | None) -> None:
        with tempfile.TemporaryDirectory(prefix="flowtly-", dir=building) as folder:
            built = Path(folder) / f"result{target.suffix}"
            with as_workbook(source, open_source(source)) as file:
                write_result(file, built, plan, run)
            annotate_result(built, plan, run)
            write_bytes(target, built.read_bytes())

    name = beside(source.path, "result")
    try:
        write(name, None)
    except (OSError, NotWritable) as error:
        return ResultFile(_elsewhere(name, write), why(error))
    return ResultFile(name)


def _elsewhere(name: Path, write: Callable[[Path, Path], None]) -> Path:
    """Write into the state folder, under the same name as far as that goes. Raises `NotWritable`."""
    folder = home() / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = beside(folder / _short(name), "result")
        write(target, folder)
    except OSError as error:
        raise NotWritable(folder, why(error)) from error
    return target


def why(error: OSError | NotWritable) -> str:
    """Return what the system said."""
    return error.reason if isinstance(error, NotWritable) else error.strerror or str(error)


def _short(name: Path) -> str:
    """Return a name that every file system takes."""
    return f"{name.stem[:60]}{name.suffix}"
