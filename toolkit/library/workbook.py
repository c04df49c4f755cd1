"""Workbook: a file that people or programs fill in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Self

from toolkit.checking.issues import Issue
from toolkit.errors import NoAddress, NoSheet
from toolkit.excel.annotate import patch_workbook
from toolkit.excel.patch import is_address
from toolkit.excel.workbook import open_workbook
from toolkit.loop.inspect import inspect
from toolkit.loop.outputs import demand_free, is_in_the_way, remembered
from toolkit.loop.source import Source, open_source

if TYPE_CHECKING:
    # The connection hands out workbooks, and a workbook is checked against a connection.
    from toolkit.library.connection import Flowtly


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook on disk, by its path and the SHA-256 that it had when it was opened."""

    path: Path
    sha256: str

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an .xlsx, .xlsm, .csv or .tsv file. Raises `WorkbookError` where it is none that can be read."""
        opened = open_source(Source(Path(path)))
        return cls(opened.path, opened.sha256)

    def check(self, flowtly: "Flowtly | None" = None) -> tuple[Issue, ...]:
        """Return everything that is wrong with it, in the order of its cells; errors stop a plan, warnings do not.

        References are held against the live records of a service; without one they are checked by form alone.
        Raises `NoEntitySheet`, `BaseForeign`, and what reading the service raises.
        """
        return inspect(self.path, None if flowtly is None else flowtly.reached).checked.issues

    def with_cells(
        self, sheet: str, cells: Mapping[str, str | int | Decimal], to: Path | str, *, overwrite: bool = False
    ) -> "Workbook":
        """Write a copy with some cells set, A1 address to content, and open it; all else in it stays byte by byte.

        Amounts are `Decimal`; a date is the text that a person would type, `2026-01-31`, and so is `[clear]`. An empty
        text empties the cell. `to` may be the workbook itself. Raises `NoSheet` and `NoAddress` for what is not
        there, `FileInTheWay` where somebody may have worked on another file, unless it is to be written over, and
        `NotWritable`.
        """
        path = Path(to)
        ours = not is_in_the_way(self.path)
        if not (path.exists() and path.samefile(self.path)):
            demand_free(path, overwrite=overwrite)
        # A copy of what somebody worked on is somebody's work as well.
        with remembered(*([path] if ours else [])):
            self._set(sheet, cells, path)
        return Workbook.open(path)

    def _set(self, sheet: str, cells: Mapping[str, str | int | Decimal], to: Path) -> None:
        names = [each.name for each in open_workbook(self.path).sheets]
        if sheet.casefold() not in map(str.casefold, names):
            raise NoSheet(self.path, sheet, names)
        for address in cells:
            if not is_address(address):
                raise NoAddress(sheet, address)
        patch_workbook(self.path, to, {sheet: cells}, None)
