"""The stories of samples/: how each workbook is filled in, and what must come of it.

A workbook is made by the program, then filled in by another one (openpyxl), as a person's spreadsheet program would:
every part is written anew, strings become shared strings, dates serial numbers.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import openpyxl
import stories
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities import find
from toolkit.entities.labels import Labels
from toolkit.loop.inspect import Inspection, inspect
from toolkit.loop.plan import planned
from toolkit.loop.pull import pull, template
from toolkit.loop.reach import Reached, reach, with_targets
from toolkit.loop.worklists import Wanted, WorkList, questions, write_worklist
from toolkit.planning.plan import Origin
from toolkit.reports import issues, plans
from toolkit.reports.terminal import PLAIN
from toolkit.settings import load_profile

Typed = str | int | float | date | None
Rows = Mapping[str, Sequence[Mapping[str, Typed]]]
"""What is typed below the headers: by sheet, a mapping from header to value for each row."""

WIDTH = 100


Start = Callable[[Reached, Sequence[str], Path], None]
Edit = Callable[[Path], None]


@dataclass(frozen=True)
class Story:
    """One sample: the workbook it starts from, what is typed, and what a colleague does meanwhile.

    `meanwhile` has the body of each request by its path: PATCH for a record, POST for a collection.
    """

    name: str
    entities: tuple[str, ...]
    start: Start
    edit: Edit
    meanwhile: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def write_samples(folder: Path) -> None:
    """Write every story's workbook, and what is expected of it."""
    for story in STORIES:
        workbook = folder / story.name / "workbook.xlsx"
        workbook.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as home:
            make(story, workbook, Path(home))
    write_expected(folder)


def write_expected(folder: Path) -> None:
    """Write what is expected of every story's workbook."""
    for story in STORIES:
        workbook = folder / story.name / "workbook.xlsx"
        with tempfile.TemporaryDirectory() as home:
            workbook.with_name("expected.txt").write_text(tell(story, workbook, Path(home)), encoding="utf-8")


def make(story: Story, workbook: Path, home: Path) -> None:
    """Make the workbook of a story from the embedded service's seed."""
    with reach(load_profile("sandbox", {}), home) as reached:
        story.start(reached, story.entities, workbook)
    story.edit(workbook)


def tell(story: Story, workbook: Path, home: Path) -> str:
    """Return what the command line says to a story: its issues, and its plan where there are no errors."""
    with reach(load_profile("sandbox", {}), home) as reached:
        for path, body in story.meanwhile.items():
            reached.client.send("PATCH" if path.count("/") > 1 else "POST", path, body)
        inspection = inspect(workbook, reached)
    found = issues.text(inspection.checked.issues, WIDTH, PLAIN)
    return found if inspection.checked.errors else found + "\n" + _plan(inspection)


def _plan(inspection: Inspection) -> str:
    origin = Origin("workbook.xlsx", "0" * 64, "sandbox", "sandbox", "demo", "2026-01-01T00:00:00+00:00")
    made = planned(inspection, load_profile("sandbox", {}))
    return plans.text(replace(made, origin=origin, proved=None), WIDTH, PLAIN)


def _from_template(reached: Reached, entities: Sequence[str], path: Path) -> None:
    wanted = [find(entity) for entity in entities]
    template(reached.profile, wanted, path, Labels(reached.client.snapshot(with_targets(wanted))))


def _from_pull(reached: Reached, entities: Sequence[str], path: Path) -> None:
    pull(reached, [find(entity) for entity in entities], path)


def _from_march(reached: Reached, entities: Sequence[str], path: Path) -> None:
    del entities
    asked = questions(reached, WorkList.UNASSIGNED, Wanted(period="2026-03"))
    write_worklist(reached, asked, WorkList.UNASSIGNED, path)


def _typing(rows: Rows) -> Edit:
    """Return an edit that types rows below what the sheets hold."""

    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        for name, typed in rows.items():
            _type(book[name], typed)
        book.save(path)

    return edit


def _type(sheet: Worksheet, typed: Sequence[Mapping[str, Typed]]) -> None:
    columns = _columns(sheet)
    for number, values in enumerate(
        typed, 1 + max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 3).value)
    ):
        for title, value in values.items():
            sheet.cell(number, columns[title], value)


def _editing(name: str, edits: Mapping[str, Mapping[str, Typed]]) -> Edit:
    """Return an edit that sets cells of pulled rows: by the record's name, then by header."""

    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        sheet = book[name]
        columns = _columns(sheet)
        for number in range(2, sheet.max_row + 1):
            for title, value in edits.get(str(sheet.cell(number, columns["Name"]).value), {}).items():
                sheet.cell(number, columns[title]).value = value
        book.save(path)

    return edit


def _answering(answers: Rows) -> Edit:
    """Return an edit that answers a work list: in the rows of an Id, then in copies of its first row at the end."""

    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        sheet = book["Open transactions"]
        columns = _columns(sheet)
        lines: dict[str, list[int]] = {}
        for number in range(2, sheet.max_row + 1):
            lines.setdefault(str(sheet.cell(number, 2).value), []).append(number)
        for identifier, rows in answers.items():
            first, *free = lines[identifier]
            for number, row in zip(
                [first, *free, *_copies(sheet, first, len(rows) - 1 - len(free))], rows, strict=True
            ):
                for title, value in row.items():
                    sheet.cell(number, columns[title], value)
        book.save(path)

    return edit


def _copies(sheet: Worksheet, number: int, count: int) -> Sequence[int]:
    """Copy what a row shows below everything else, as often as needed; return where."""
    first = 1 + max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value)
    for copied in range(first, first + count):
        for column in range(2, 8):
            sheet.cell(copied, column).value = sheet.cell(number, column).value
    return range(first, first + count)


def _spoiling(path: Path) -> None:
    """Type the mistakes, and make those that no cell holds: a merged range, a header of one's own."""
    _typing(stories.MISTAKES)(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Budgets"]
    sheet.cell(1, sheet.max_column + 1, "Approved by")
    sheet.merge_cells("G9:H9")
    book.save(path)


def _columns(sheet: Worksheet) -> Mapping[str, int]:
    return {str(cell.value): cell.column or 0 for cell in sheet[1] if cell.value is not None}


STORIES: tuple[Story, ...] = (
    Story("first-budget", ("budgets", "budget-transactions"), _from_template, _typing(stories.FIRST_BUDGET)),
    Story(
        "a-year",
        ("budget-groups", "budgets", "budget-employees", "budget-projects"),
        _from_template,
        _typing(stories.A_YEAR),
    ),
    Story("collision", ("budgets",), _from_pull, _editing("Budgets", stories.MINE), stories.THEIRS),
    Story("month-end", ("open-transactions",), _from_march, _answering(stories.ANSWERS), stories.BOOKED),
    Story("mistakes", ("budgets", "budget-transactions"), _from_template, _spoiling),
)
