"""Each guard stops apply for its own reason, with the threshold of the profile, and lets pass what stays within it."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.entities import find
from toolkit.sandbox.server import PASSWORD, USERNAME, running
from toolkit.thresholds import GuardName

Edit = Callable[["Sheet"], None]


class Sheet:
    """An entity's sheet as a person edits it, by title and row."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._columns = {str(cell.value): cell.column or 0 for cell in sheet[1]}

    def _copy_first(self, last: int) -> None:
        for title, column in self._columns.items():
            if title not in {"Id", "Command", "Status", "Detail"}:
                self._sheet.cell(last, column).value = self._sheet.cell(2, column).value

    def turn(self, title: str, *rows: int) -> None:
        """Give each of the rows what the next one holds, and the last one what the first one holds."""
        column = self._columns[title]
        held = [self._sheet.cell(row, column).value for row in rows]
        for row, value in zip(rows, [*held[1:], held[0]], strict=True):
            self._sheet.cell(row, column).value = value

    def get(self, title: str, row: int) -> int | float:
        """Return a number."""
        value = self._sheet.cell(row, self._columns[title]).value
        assert isinstance(value, int | float)
        return value

    def put(self, title: str, values: Mapping[int, str | float | None]) -> None:
        """Type values by row."""
        for row, value in values.items():
            self._sheet.cell(row, self._columns[title]).value = value

    def copy_first(self) -> None:
        """Type the first record anew, below the last one."""
        last = self._sheet.max_row + 1
        self._copy_first(last)
        self.put("Description", {last: "Typed by hand"})

    def create_second(self) -> None:
        """Type the first record anew, below the last one, though it is there."""
        last = self._sheet.max_row + 1
        self._copy_first(last)
        self.put("Command", {last: "CREATE"})


@dataclass(frozen=True)
class Case:
    """What a profile says, and two edits of an entity: one that goes too far for it, and one that does not."""

    setting: str
    entity: str
    too_far: Edit
    within: Edit
    says: str


def times(factor: float) -> Edit:
    """Return an edit that multiplies the first amount."""
    return lambda sheet: sheet.put("Amount", {2: sheet.get("Amount", 2) * factor})


CASES: Mapping[GuardName, Case] = {
    GuardName.DELETES: Case(
        "guards = { deletes_share = 0.01, deletes_floor = 1 }",
        "budget-contractors",
        lambda sheet: sheet.put("Command", {2: "DELETE", 3: "DELETE"}),
        lambda sheet: sheet.put("Command", {2: "DELETE"}),
        "the threshold is 1% of what is there, and never less than 1.",
    ),
    GuardName.CLEARS: Case(
        "guards = { clears = 1 }",
        "budgets",
        lambda sheet: sheet.put("To", {2: None, 3: None}),
        lambda sheet: sheet.put("To", {2: None}),
        "2 cells would be emptied; the threshold is 1.",
    ),
    GuardName.AMOUNT: Case(
        "guards = { amount = 1000.50 }",
        "budget-transactions",
        lambda sheet: sheet.put("Amount", {2: sheet.get("Amount", 2) + 1001}),
        lambda sheet: sheet.put("Amount", {2: sheet.get("Amount", 2) + 1000}),
        "would change by 1,001 in all, whatever the currencies; the threshold is 1,000.5 a column.",
    ),
    GuardName.SCALE: Case(
        "guards = { factors = [12] }",
        "budget-transactions",
        times(12),
        times(10),
        "a factor of 12 looks like a slipped",
    ),
    GuardName.SIGN: Case("", "budget-transactions", times(-2), times(2), "the sign turns"),
    GuardName.SHUFFLED: Case(
        "guards = { shuffled = 3 }",
        "transactions",
        lambda sheet: sheet.turn("Description", 2, 3, 4),
        lambda sheet: sheet.turn("Description", 2, 3),
        "Description of 3 rows of transactions would become what other rows hold now",
    ),
    GuardName.TWINS: Case(
        "",
        "budgets",
        Sheet.create_second,
        lambda sheet: sheet.put("Granularity", {2: "quarter"}),
        "1 new row looks like what is there",
    ),
    GuardName.IRREVERSIBLE: Case(
        "",
        "transactions",
        Sheet.copy_first,
        lambda sheet: sheet.put("Note", {2: "Typed by hand"}),
        "The plan would create 1 transaction, which nothing undoes; the threshold is 0.",
    ),
    GuardName.PRODUCTION: Case(
        "production = true",
        "budgets",
        lambda sheet: sheet.put("Granularity", {2: "quarter"}),
        lambda _: None,
        "which profile acme marks as production.",
    ),
}

every_guard = pytest.mark.parametrize("name", CASES)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give a service beyond the program, and who we are there."""
    monkeypatch.setenv("FLOWTLY_USERNAME", USERNAME)
    monkeypatch.setenv("FLOWTLY_PASSWORD", PASSWORD)
    with running(tmp_path / "service") as url:
        yield url


@pytest.fixture
def edited(flowtly: Flowtly, service: str, home: Path) -> Callable[[str, str, Edit], None]:
    """Give a function that sets the profile up, pulls an entity, and edits the workbook w.xlsx."""

    def make(setting: str, path: str, edit: Edit) -> None:
        (home / "config.toml").write_text(f'default = "acme"\n[profiles.acme]\nurl = "{service}"\n{setting}\n')
        flowtly("pull", path, "-o", "w.xlsx")
        book = openpyxl.load_workbook(flowtly.folder / "w.xlsx")
        edit(Sheet(book[find(path).title]))
        book.save(flowtly.folder / "w.xlsx")

    return make


OF_STATEMENTS = {GuardName.GAP, GuardName.ADDED_UP}
"""No workbook has these: they are tried with statements."""


def test_every_guard_has_a_case() -> None:
    assert set(CASES) == set(GuardName) - OF_STATEMENTS


@every_guard
def test_a_guard_stops_what_goes_too_far_until_it_is_allowed_by_its_name(
    flowtly: Flowtly, edited: Callable[[str, str, Edit], None], name: GuardName
) -> None:
    case = CASES[name]
    edited(case.setting, case.entity, case.too_far)

    planned = flowtly("plan", "w.xlsx", "-o", "p.json")
    stopped = flowtly("apply", "p.json", *_every_other(name))

    assert (planned.code, stopped.code) == (0, 6), (planned, stopped)
    assert f"Guard {name}: " in stopped.err
    assert case.says in stopped.err
    assert "Nothing was sent." in stopped.err
    assert json.loads(flowtly("--json", "runs").out)["runs"] == []
    assert flowtly("apply", "p.json", "--allow", name).code == 0


@every_guard
def test_a_guard_lets_pass_what_stays_within_its_threshold(
    flowtly: Flowtly, edited: Callable[[str, str, Edit], None], name: GuardName
) -> None:
    case = CASES[name]
    edited(case.setting if name is not GuardName.PRODUCTION else "production = false", case.entity, case.within)

    outcome = flowtly("apply", "w.xlsx", "--yes")

    assert outcome.code == 0, outcome


def test_a_name_that_is_no_guard_is_refused_with_the_names(flowtly: Flowtly) -> None:
    outcome = flowtly("apply", "p.json", "--allow", "everything")

    assert outcome.code == 2
    assert all(repr(name.value) in outcome.err for name in GuardName)


@pytest.mark.parametrize(("typed", "code"), [("1", 0), ("2", 6), ("y", 6)])
def test_at_the_terminal_the_irreversible_changes_are_counted(
    flowtly: Flowtly, edited: Callable[[str, str, Edit], None], typed: str, code: int
) -> None:
    """A yes is typed too easily; a number has to be read first."""
    edited("", "transactions", Sheet.copy_first)
    flowtly("plan", "w.xlsx", "-o", "p.json")

    done = _at_a_terminal(flowtly.folder, f"{typed}\n", "apply", "p.json")

    assert "Type how many changes cannot be undone" in done.stderr
    assert done.returncode == code, done


def test_at_the_terminal_the_other_guards_still_want_their_names(
    flowtly: Flowtly, edited: Callable[[str, str, Edit], None]
) -> None:
    edited("production = true", "transactions", Sheet.copy_first)
    flowtly("plan", "w.xlsx", "-o", "p.json")

    done = _at_a_terminal(flowtly.folder, "1\n", "apply", "p.json")

    assert done.returncode == 6
    assert "Type how many" not in done.stderr


def test_an_undo_stands_before_the_guards_of_its_profile_too(
    flowtly: Flowtly, edited: Callable[[str, str, Edit], None]
) -> None:
    case = CASES[GuardName.PRODUCTION]
    edited(case.setting, case.entity, case.too_far)
    run = json.loads(flowtly("--json", "apply", "w.xlsx", "--yes", "--allow", "production").out)["run"]
    flowtly("undo", run, "-o", "undo.json")

    stopped = flowtly("apply", "undo.json")

    assert (stopped.code, case.says in stopped.err) == (6, True)


def _every_other(name: GuardName) -> list[str]:
    return [word for other in GuardName if other is not name for word in ("--allow", other)]


def _at_a_terminal(folder: Path, typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with somebody at the keyboard."""
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, typed.encode())
        program = [str(Path(sys.executable).with_name("flowtly")), *arguments]
        return subprocess.run(program, cwd=folder, stdin=terminal, capture_output=True, text=True, check=False)
    finally:
        os.close(keyboard)
        os.close(terminal)
