"""Show in the workbook itself what is wrong with it."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from toolkit.applying.receipts import Run, Status
from toolkit.checking.issues import Issue, Severity
from toolkit.entities import find
from toolkit.excel.findings import annotate as findings
from toolkit.excel.findings.annotate import Annotated, Cleared
from toolkit.excel.findings.finding import Finding
from toolkit.planning.plan import Plan

_NUMBERED = re.compile(r"\.checked(?:-\d+)?$")
"""What the name of an annotated copy ends with."""


def checked_path(workbook: Path) -> Path:
    """Return `name.checked.xlsx` beside the workbook, with a number where that is taken: nothing is overwritten."""
    stem = _NUMBERED.sub("", workbook.stem)
    numbered = (f"{stem}.checked-{n}{workbook.suffix}" for n in count(2))
    names = chain([f"{stem}.checked{workbook.suffix}"], numbered)
    return next(path for name in names if not (path := workbook.with_name(name)).exists())


def annotate_issues(workbook: Path, target: Path, issues: Sequence[Issue]) -> Annotated:
    """Copy a workbook and show the issues in it, in place of those that it shows already; without any, none."""
    return findings.annotate(workbook, target, [_of_issue(issue) for issue in issues])


def _of_issue(issue: Issue) -> Finding:
    return Finding(
        sheet=issue.sheet,
        cell=issue.cell,
        field=_title(issue.entity, issue.field),
        severity="error" if issue.severity is Severity.ERROR else "warning",
        message=issue.message,
        value=issue.value or "",
    )


def _title(entity: str, field: str) -> str:
    """Return the title of a column, or what else it is called: every sheet has columns that are no fields."""
    column = find(entity).by_field.get(field)
    return column.title if column is not None else field


def annotate_result(result: Path, plan: Plan, run: Run) -> Annotated:
    """Show in a result workbook, in place, what did not go as planned: at the cells concerned, else at the row."""
    return findings.annotate(result, result, list(_of_run(plan, run)))


def _of_run(plan: Plan, run: Run) -> Iterator[Finding]:
    changes = {change.n: change for change in plan.changes}
    for receipt in run.receipts:
        change = changes[receipt.n]
        letters = change.place.letters
        failed = receipt.status is Status.FAILED
        titles = {f"{letter}{receipt.row}": _title(change.entity.path, name) for name, letter in letters.items()}
        at_row = {f"{letters.get('Id', 'A')}{receipt.row}": receipt.detail} if failed else {}
        for cell, message in (receipt.cells or at_row).items():
            yield Finding(change.place.sheet, cell, titles.get(cell, ""), "error" if failed else "warning", message)


def clear_annotation(workbook: Path, target: Path) -> Cleared:
    """Copy a workbook without what was annotated."""
    return findings.clear(workbook, target)
