"""Marks: conditional formats that colour cells without touching them, told by a formula that speaks of us."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from toolkit.excel.findings.finding import Severity
from toolkit.excel.order import CHILDREN
from toolkit.excel.outline import Splice, children, place, prefixed, root, spliced
from toolkit.excel.patch import place_of
from toolkit.excel.sheet import letters

_AREAS = 400
"""Areas that one rule covers at most; Excel is slow with longer lists."""

_TOLD_APART = 'N("flowtly {}")=0'
"""A formula that is always true, and that every program keeps as it is: how the mark is found again."""

_OURS = re.compile(rb"N\((?:\"|&quot;)flowtly (?:error|warning)(?:\"|&quot;)\)\s*=\s*0")
_PRIORITY = re.compile(
    rb"(<(?:[\w.-]+:)?cfRule\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*?\bpriority\s*=\s*[\"'])([0-9]+)", re.IGNORECASE
)


def mark(sheet: bytes, cells: Mapping[str, Severity], styles: Mapping[Severity, int]) -> bytes:
    """Colour cells of a sheet part: severities by A1 address, and the differential style of each severity."""
    rules = [(severity, areas) for severity in styles for areas in _batches(cells, severity)]
    sheet, first = _with_room(sheet, len(rules))
    told = root(sheet)
    spelt = "".join(
        f'<conditionalFormatting sqref="{areas}"><cfRule type="expression" dxfId="{styles[severity]}" '
        f'priority="{priority}"><formula>{_TOLD_APART.format(severity)}</formula></cfRule></conditionalFormatting>'
        for priority, (severity, areas) in enumerate(rules, first)
    )
    # In front of the sheet's own rules: where several hold for a cell, LibreOffice goes by their order alone.
    order = CHILDREN[: CHILDREN.index("conditionalFormatting")]
    return spliced(sheet, [place(sheet, told, order, prefixed(spelt, told.prefix))])


def unmark(sheet: bytes) -> bytes:
    """Take the marks out of a sheet part."""
    formats = (e for e in children(sheet, root(sheet)) if e.name == "conditionalFormatting")
    ours = (Splice(e.start, e.end, b"") for e in formats if _OURS.search(sheet, e.opened, e.closed))
    return spliced(sheet, ours)


def _with_room(sheet: bytes, count: int) -> tuple[bytes, int]:
    """Move the sheet's own rules behind ours, so that ours show, and return the first priority that is free.

    Rules of pivot tables are known by their priorities in other parts, so where there is one, ours come last.
    """
    listed = children(sheet, root(sheet))
    start = next((e.end for e in listed if e.name == "sheetData"), len(sheet))
    if any(e.name == "conditionalFormatting" and e.get("pivot") in {"1", "true"} for e in listed):
        return sheet, max((int(found[2]) for found in _PRIORITY.finditer(sheet, start)), default=0) + 1
    moved = _PRIORITY.sub(lambda found: b"%b%d" % (found[1], int(found[2]) + count), sheet[start:])
    return sheet[:start] + moved, 1


def _batches(cells: Mapping[str, Severity], severity: Severity) -> Iterator[str]:
    areas = list(_areas(cell for cell, found in cells.items() if found == severity))
    for start in range(0, len(areas), _AREAS):
        yield " ".join(areas[start : start + _AREAS])


def _areas(cells: Iterable[str]) -> Iterator[str]:
    """Gather cells to areas: those of a column that follow one another are one."""
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for column, row in map(place_of, cells):
        columns[column].append(row)
    for column, rows in sorted(columns.items()):
        name = letters(column)
        ordered = sorted(rows)
        ends = [n for n, row in enumerate(ordered) if row + 1 not in ordered[n + 1 : n + 2]]
        for start, end in zip([0, *(n + 1 for n in ends)], ends, strict=False):
            first, last = ordered[start], ordered[end]
            yield f"{name}{first}" if first == last else f"{name}{first}:{name}{last}"
