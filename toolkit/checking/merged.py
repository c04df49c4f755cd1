"""Merged cells: only their first cell holds a value, so no other row or column of theirs can be read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.checking.decode import Table
from toolkit.checking.issues import Issue, Problem, issue_column
from toolkit.excel.sheet import column_index
from toolkit.language import _

_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")
_RESULTS = {"Status", "Detail", "Resolution"}


@dataclass(frozen=True, slots=True)
class _Range:
    """A merged range, by column index and row number, ends included."""

    name: str
    left: int
    top: int
    right: int
    bottom: int

    def covers(self, issue: Issue) -> bool:
        """Tell whether an issue of the same sheet is at one of the cells."""
        return self.left <= issue_column(issue) <= self.right and self.top <= issue.row <= self.bottom


def with_merged(ranges: Iterable[str], table: Table, issues: list[Issue]) -> list[Issue]:
    """Add an issue for each merged range among the data, in the place of all issues at its cells."""
    sheet = table.header.sheet
    merged = [found for found in map(_parse, ranges) if _touches(found, table)]
    if not merged:
        return issues
    kept = [issue for issue in issues if issue.sheet != sheet or not any(found.covers(issue) for found in merged)]
    return [*kept, *(_issue(found, table) for found in merged)]


def _parse(name: str) -> _Range:
    match = _RANGE.fullmatch(name)
    if match is None:
        return _Range(name, 0, 0, -1, -1)
    left, top, right, bottom = match.groups()
    return _Range(name, column_index(left), int(top), column_index(right), int(bottom))


def _touches(found: _Range, table: Table) -> bool:
    """Tell whether a range covers cells that are read: those of rows that say something, in columns with a meaning."""
    if not table.lines or found.bottom <= table.header.row or found.top > table.lines[-1].number:
        return False
    if found.top <= table.header.row and found.bottom < table.lines[0].number:
        # A header of two rows, its names merged downwards: nothing below them is read.
        return False
    return any(found.left <= index <= found.right for index in _read_columns(table))


def _read_columns(table: Table) -> Iterator[int]:
    return (column_index(letters) for name, letters in table.header.letters.items() if name not in _RESULTS)


def _issue(found: _Range, table: Table) -> Issue:
    """Return the issue at the first cell of the range that is read."""
    names = {column_index(letters): name for name, letters in table.header.letters.items()}
    name = next(names[index] for index in sorted(_read_columns(table)) if found.left <= index <= found.right)
    message = _(
        "The cells {name} are merged, so only the first of them holds a value. Unmerge them and fill in each cell."
    ).format(name=found.name)
    return Problem("merged", message).at(table.header, max(found.top, table.header.row + 1), name)
