"""Every exit code, as a script sees it: the program as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

FLOWTLY = Path(sys.executable).with_name("flowtly")


@dataclass(frozen=True)
class Shell:
    """A shell in a folder of its own; a call gives the finished process."""

    folder: Path
    environment: dict[str, str]

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `flowtly` with the arguments."""
        return subprocess.run(
            [str(FLOWTLY), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def shell(tmp_path: Path, home: Path) -> Shell:
    """Give a shell with a fresh home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLOWTLY_")}
    return Shell(tmp_path, environment | {"FLOWTLY_HOME": str(home)})


@pytest.fixture
def budgets(flowtly: Flowtly) -> Path:
    """Give a pulled workbook of budgets, in the folder of the shell."""
    assert flowtly("pull", "budgets", "-o", "budgets.xlsx").code == 0
    return flowtly.folder / "budgets.xlsx"


def _edit(workbook: Path, cells: dict[str, str | None]) -> None:
    book = openpyxl.load_workbook(workbook)
    for address, value in cells.items():
        book["Budgets"][address] = value
    book.save(workbook)


def test_nothing_to_do_ends_with_0(shell: Shell, budgets: Path) -> None:
    """A plan without changes is no trouble, and says so."""
    done = shell("plan", budgets.name)

    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "Service: the embedded sandbox (profile sandbox)")


def test_wrong_arguments_end_with_2(shell: Shell) -> None:
    """An entity that is not there is named, with the nearest ones."""
    done = shell("describe", "budget")

    assert done.returncode == 2
    assert "budgets" in done.stderr


def test_changes_end_with_3_where_that_was_asked_for(shell: Shell, flowtly: Flowtly, budgets: Path) -> None:
    """Only --detailed-exitcode tells changes apart from none."""
    _edit(budgets, {"E2": "quarter"})

    assert flowtly("plan", "budgets.xlsx").code == 0
    assert shell("plan", "budgets.xlsx", "--detailed-exitcode").returncode == 3


def test_issues_end_with_4_and_leave_no_plan(shell: Shell, flowtly: Flowtly, budgets: Path) -> None:
    """A workbook with errors gets no plan, from check and plan alike."""
    _edit(budgets, {"C2": None})

    codes = [flowtly("check", "budgets.xlsx").code, shell("plan", "budgets.xlsx", "-o", "p.json").returncode]

    assert (codes, (shell.folder / "p.json").exists()) == ([4, 4], False)


def test_a_second_apply_ends_with_5_and_sends_nothing(shell: Shell, flowtly: Flowtly, budgets: Path) -> None:
    """A plan burns: the second apply names the run, also where another process did the first."""
    _edit(budgets, {"E2": "quarter"})
    flowtly("plan", "budgets.xlsx", "-o", "plan.json")
    run = json.loads(flowtly("--json", "apply", "plan.json").out)["run"]

    again = shell("apply", "plan.json")

    assert (again.returncode, run in again.stderr) == (5, True)


def test_a_guard_that_stands_ends_with_6(shell: Shell, flowtly: Flowtly) -> None:
    """What cannot be undone is not sent before its guard is named."""
    flowtly("template", "transactions", "-o", "t.xlsx")
    book = openpyxl.load_workbook(shell.folder / "t.xlsx")
    sheet = book["Transactions"]
    columns = {str(cell.value): cell.column or 0 for cell in sheet[1]}
    row: dict[str, str | int] = {
        "Bank account": "bac_0001",
        "Description": "By hand",
        "Amount": 12,
        "Ordered": "2026-05-04",
        "Booked": "2026-05-04",
    }
    for title, value in row.items():
        sheet.cell(2, columns[title], value)
    book.save(shell.folder / "t.xlsx")

    refused = shell("apply", "t.xlsx", "--yes")
    allowed = flowtly("apply", "t.xlsx", "--yes", "--allow", "irreversible")

    assert (refused.returncode, allowed.code) == (6, 0)
    assert "--allow irreversible" in refused.stderr


def test_a_service_that_is_not_there_ends_with_9(shell: Shell, home: Path) -> None:
    """A connection that is refused is a sentence, after the tries that the profile wants."""
    (home / "config.toml").write_text(
        'default = "gone"\n\n[profiles.gone]\nurl = "http://127.0.0.1:9"\nbackoff = 0.01\n'
    )

    done = shell("pull", "budgets", "-o", "b.xlsx")

    assert (done.returncode, (shell.folder / "b.xlsx").exists()) == (9, False)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["plan", "--help"]])
def test_help_ends_with_0(shell: Shell, arguments: Sequence[str]) -> None:
    """Help is no trouble."""
    assert shell(*arguments).returncode == 0
