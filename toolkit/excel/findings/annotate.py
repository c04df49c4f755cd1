"""Findings shown in a workbook, and taken out again (decision 14)."""

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from toolkit.errors import CorruptWorkbook
from toolkit.excel.columns import without_choices
from toolkit.excel.draft import Draft
from toolkit.excel.findings import original
from toolkit.excel.findings.finding import Finding, by_cell, worst
from toolkit.excel.findings.marks import mark, unmark
from toolkit.excel.findings.notes import add_notes, take_notes
from toolkit.excel.findings.style import Styles, add_styles
from toolkit.excel.findings.tab import MARKER, add_tab, take_tab
from toolkit.excel.findings.writing import Texts, Writing, set_base, set_texts
from toolkit.excel.limits import Limits
from toolkit.excel.package import open_package, package_of
from toolkit.files import write_bytes

NOTES = 5_000
"""Cells of a sheet that get a note: with more, Excel takes long to open it. Every cell is coloured and listed."""

_LIMITS = Limits()
_NOTHING = Writing()
_NO_TEXTS: Texts = MappingProxyType({})


class Cleared(enum.Enum):
    """How much of an annotation was found, and how it went: the same file again, the same parts, or by its marks."""

    NOTHING = "nothing"
    EXACTLY = "exactly"
    PARTS = "parts"
    BY_MARKS = "by marks"


@dataclass(frozen=True, slots=True)
class Annotated:
    """The name of the sheet that lists the findings, and how many cells are marked; no sheet without findings."""

    sheet: str | None
    cells: int


def annotate(
    source: Path,
    target: Path,
    findings: Sequence[Finding],
    writing: Writing = _NOTHING,
    limits: Limits = _LIMITS,
) -> Annotated:
    """Copy a workbook and show findings in it, in place of those that it shows already.

    Cells are coloured and noted, and a sheet *Findings* links to each. No cell changes but those of `writing`, and no
    part that need not: formats, comments and boxes are appended, and what the changed parts were is kept inside.
    `source` and `target` may be the same file. Raises `WorkbookError` where the source cannot be read, and
    `NotWritable`.
    """
    draft = Draft(open_package(source, limits))
    if (whole := original.file_of(draft)) is not None:
        draft = Draft(package_of(source, whole, limits))
    try:
        if _clear(draft) is Cleared.BY_MARKS:
            set_texts(draft, writing.stale)
        done = _annotate(draft, findings, writing)
    except ValueError as error:
        raise CorruptWorkbook(source, str(error)) from error
    draft.save(target)
    return done


def clear(source: Path, target: Path, limits: Limits = _LIMITS, stale: Texts = _NO_TEXTS) -> Cleared:
    """Copy a workbook without what `annotate` put there.

    A workbook that nobody saved since is the same file again, or has the same bytes in every part where what was
    changed of it is large. From any other the marks, the notes and the sheet are taken out, cells get the texts of
    `stale`, and all else stays. Raises as `annotate` does.
    """
    draft = Draft(open_package(source, limits))
    if (whole := original.file_of(draft)) is not None:
        write_bytes(target, whole)
        return Cleared.EXACTLY
    try:
        cleared = _clear(draft)
        if cleared is Cleared.BY_MARKS:
            set_texts(draft, stale)
            for part in draft.sheets().values():
                draft.write(part, without_choices(draft.read(part)))
    except ValueError as error:
        raise CorruptWorkbook(source, str(error)) from error
    draft.save(target)
    return cleared


def is_annotated(source: Path, limits: Limits = _LIMITS) -> bool:
    """Tell whether a workbook shows findings, or did until somebody deleted their sheet. Raises as `annotate` does."""
    draft = Draft(open_package(source, limits))
    return MARKER.encode() in draft.read(draft.main)


def _annotate(draft: Draft, findings: Sequence[Finding], writing: Writing) -> Annotated:
    if not findings:
        return Annotated(None, 0)
    before = draft.copy()
    set_texts(draft, writing.texts, writing.columns)
    if writing.base is not None:
        set_base(draft, writing.base)
    styles = add_styles(draft)
    by_sheet: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_sheet[finding.sheet.casefold()].append(finding)
    marked = 0
    for name, part in draft.sheets().items():
        marked += _mark(draft, part, by_sheet[name.casefold()], styles)
    sheet = add_tab(draft, findings, styles)
    original.keep(draft, before)
    return Annotated(sheet, marked)


def _mark(draft: Draft, part: str, findings: Sequence[Finding], styles: Styles) -> int:
    cells = by_cell(findings)
    if cells:
        severities = {cell: worst(found) for cell, found in cells.items()}
        draft.write(part, mark(draft.read(part), severities, styles.marks))
        noted = islice(cells.items(), NOTES)
        add_notes(draft, part, {cell: "\n".join(map(_said, found)) for cell, found in noted})
    return len(cells)


def _said(finding: Finding) -> str:
    return f"{finding.severity.capitalize()}: {finding.message}"


def _clear(draft: Draft) -> Cleared:
    if original.restore(draft):
        return Cleared.PARTS
    if not take_tab(draft):
        return Cleared.NOTHING
    for part in draft.sheets().values():
        sheet = draft.read(part)
        if (without := unmark(sheet)) != sheet:
            draft.write(part, without)
        take_notes(draft, part)
    original.forget(draft)
    return Cleared.BY_MARKS
