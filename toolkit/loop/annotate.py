"""Show in the workbook itself what is wrong with it, and what somebody else changed meanwhile."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from toolkit.applying.receipts import Run, Status
from toolkit.checking.headers import Recognised, recognise
from toolkit.checking.issues import Issue, Severity
from toolkit.entities import find
from toolkit.errors import WorkbookError
from toolkit.excel.base import read_base
from toolkit.excel.findings import annotate as findings
from toolkit.excel.findings.annotate import Annotated, Cleared, is_annotated
from toolkit.excel.findings.finding import Finding
from toolkit.excel.findings.writing import Texts, Writing
from toolkit.excel.sheet import column_index
from toolkit.excel.workbook import Workbook, open_workbook
from toolkit.language import _, translations
from toolkit.loop.columns import RESOLUTION, RESULTS, places
from toolkit.loop.conflicts import CONFLICT, conflict_findings, merged, title_of, with_seen, without_choices
from toolkit.loop.inspect import Inspection
from toolkit.loop.source import as_workbook, demand_no_hidden_macros
from toolkit.planning.changes import Conflict
from toolkit.planning.plan import Plan

_OURS = frozenset(word for ours in ("error", "warning", CONFLICT) for word in translations(ours))
"""The words that are written as the Status of rows, in any language; others are of those who applied the workbook."""
"""What the name of an annotated copy ends with."""


def annotate_found(inspection: Inspection, target: Path, plan: Plan | None) -> Annotated:
    """Copy a workbook and show its issues and its plan's conflicts, in place of what it shows already.

    Every row concerned gets a word in Status and the sentences in Detail, which are added where a sheet lacks them; a
    sheet with conflicts gets the column Resolution. What is live in a conflict is remembered as seen. Raises
    `HiddenMacros`, and what reading and writing raise.
    """
    demand_no_hidden_macros(inspection.workbook)
    conflicts = plan.conflicts if plan is not None else ()
    issues = [_of_issue(issue) for issue in inspection.checked.issues]
    found = [*issues, *(conflict_findings(plan) if plan is not None else ())]
    with as_workbook(inspection.source, inspection.workbook) as file:
        return findings.annotate(file, target, found, _writing(inspection, file, issues, conflicts, plan))


def _writing(
    inspection: Inspection, file: Path, issues: Sequence[Finding], conflicts: Sequence[Conflict], plan: Plan | None
) -> Writing:
    wanted: dict[str, tuple[str, ...]] = dict.fromkeys((finding.sheet for finding in issues), RESULTS)
    wanted |= {conflict.sheet: (*RESULTS, RESOLUTION) for conflict in conflicts}
    columns = places(inspection.recognised.headers, wanted)
    base = inspection.base if conflicts else None
    if plan is not None and base is not None:
        base = with_seen(base, conflicts, plan.origin.planned_at)
    first = {header.sheet: header.row + 1 for _sheet, header in inspection.recognised.headers}
    texts = merged(_told(issues, conflicts, columns.letters, first), without_choices(conflicts, columns.letters))
    return Writing(columns.columns, texts, _stale(inspection.recognised) if is_annotated(file) else {}, base)


def _told(
    issues: Sequence[Finding],
    conflicts: Sequence[Conflict],
    letters: Mapping[str, Mapping[str, str]],
    first: Mapping[str, int],
) -> Texts:
    """Return the words and sentences of every row that something is to be said of; headers have no such cells.

    A conflict is told in few words: a longer text would run over into the Resolution beside it, and there is a note.
    """
    words: dict[tuple[str, int], str] = {}
    said: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for conflict in conflicts:
        words[conflict.sheet, conflict.row] = CONFLICT
        said[conflict.sheet, conflict.row].append(f"{title_of(conflict)}: {_(conflict.reason)}")
    for finding in issues:
        number = int(finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if number >= first.get(finding.sheet, number + 1):
            spot = finding.sheet, number
            words[spot] = finding.severity if words.get(spot, "warning") == "warning" else words[spot]
            said[spot].append(finding.message)
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for (sheet, number), word in words.items():
        status, detail = (f"{letters[sheet][title]}{number}" for title in RESULTS)
        texts[sheet] |= {status: _(word), detail: "\n".join(dict.fromkeys(said[sheet, number]))}
    return texts


def _stale(recognised: Recognised) -> Texts:
    """Return what takes the words of an earlier annotation out of the rows."""
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for sheet, header in recognised.headers:
        if not {*RESULTS} <= header.letters.keys():
            continue
        status, detail = (header.letters[title] for title in RESULTS)
        place = column_index(status)
        for row in sheet.rows():
            if row.number > header.row and place in row.cells and row.cells[place].text in _OURS:
                texts[sheet.name] |= {f"{status}{row.number}": "", f"{detail}{row.number}": ""}
    return texts


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
    return column.title if column is not None else _(field)


def annotate_result(result: Path, plan: Plan, run: Run) -> Annotated:
    """Show in a result workbook, in place, what did not go as planned: at the cells concerned, else at the row."""
    return findings.annotate(result, result, [*_of_run(plan, run), *conflict_findings(plan)])


def _of_run(plan: Plan, run: Run) -> Iterator[Finding]:
    changes = {change.n: change for change in plan.changes}
    for receipt in run.receipts:
        change = changes[receipt.n]
        letters = change.place.letters
        failed = receipt.status is Status.FAILED
        titles = {f"{letter}{receipt.row}": _title(change.entity.path, name) for name, letter in letters.items()}
        at_row = {f"{letters.get('Id', 'A')}{receipt.row}": receipt.detail} if failed else {}
        titles |= {part.cell(name): _title(part.entity, name) for part in change.place.parts for name in part.letters}
        for cell, message in (receipt.cells or at_row).items():
            sheet, _, address = cell.rpartition("!")
            yield Finding(
                sheet or change.place.sheet, address, titles.get(cell, ""), "error" if failed else "warning", message
            )


def clear_annotation(workbook: Path, target: Path) -> Cleared:
    """Copy a workbook without what was annotated, the column Resolution included."""
    return findings.clear(workbook, target, stale=_words_of_ours(open_workbook(workbook)))


def _words_of_ours(workbook: Workbook) -> Texts:
    """Return what empties the cells that an annotation filled; a base that cannot be read does without."""
    try:
        base = read_base(workbook)
    except WorkbookError:
        base = None
    recognised = recognise(workbook.sheets, base.entities if base is not None else ())
    return merged(_stale(recognised), _choices(recognised))


def _choices(recognised: Recognised) -> Texts:
    """Return what empties the column Resolution, its header included."""
    texts: dict[str, dict[str, str]] = {}
    for sheet, header in recognised.headers:
        letters = header.letters.get(RESOLUTION)
        if letters is not None:
            place = column_index(letters)
            numbers = [row.number for row in sheet.rows() if row.number >= header.row and place in row.cells]
            texts[sheet.name] = {f"{letters}{number}": "" for number in numbers}
    return texts
