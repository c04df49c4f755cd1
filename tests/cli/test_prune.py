"""Old runs lose what people wrote and keep what proves that they were; what is needed stays, and that is said."""

import json
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

WRITTEN = "Quirky-Otter-Budget"


@pytest.fixture
def run(flowtly: Flowtly, tmp_path: Path) -> str:
    """Apply an edit, and return the run."""
    assert flowtly("pull", "budgets", "-o", "b.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = book["Budgets"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Name")
    sheet.cell(2, column, WRITTEN)
    book.save(tmp_path / "b.xlsx")
    assert flowtly("plan", "b.xlsx", "-o", "p.json").code == 0
    assert flowtly("apply", "p.json", "--yes").code == 0
    return str(json.loads(flowtly("--json", "runs").out)["runs"][0]["run"])


def bundle(flowtly: Flowtly, name: str) -> None:
    made = flowtly("audit", "export", "--from", "2020-01-01", "--to", "2099-12-31", "-o", name)
    assert made.code == 0, made.err


def test_a_pruned_run_is_listed_and_proved_and_its_bodies_are_gone(flowtly: Flowtly, home: Path, run: str) -> None:
    bundle(flowtly, "before")

    told = flowtly("runs", "prune", "--older-than", "0d", "--yes")

    assert (told.code, "digests stay, as the chain of audit bundles needs them" in told.out) == (0, True)
    assert not [each for each in home.glob("journal.sqlite3*") if WRITTEN.encode() in each.read_bytes()]
    listed = json.loads(flowtly("--json", "runs").out)["runs"]
    assert [(each["run"], each["done"]) for each in listed if each["run"] == run] == [(run, 1)]
    assert flowtly("runs", "show", run).code == 0
    bundle(flowtly, "after")
    verified = flowtly("audit", "verify", "after", "--since", "before")
    assert (verified.code, flowtly("audit", "verify", "after").code) == (0, 0), verified.out
    assert json.loads(Path("after/manifest.json").read_text())["runs"]["pruned"] >= 1
    assert not Path("after/runs", run).exists()


@pytest.mark.parametrize("command", ["undo {} -o u.json", "resume {}", "results {} -o r.xlsx"])
def test_a_pruned_run_is_neither_undone_nor_resumed(flowtly: Flowtly, run: str, command: str) -> None:
    flowtly("runs", "prune", "--older-than", "0d", "--yes")

    told = flowtly(*command.format(run).split())

    assert (told.code, "was pruned from the journal" in told.err) == (5, True)


@pytest.mark.usefixtures("run")
def test_a_pruned_plan_is_still_burned(flowtly: Flowtly) -> None:
    flowtly("runs", "prune", "--older-than", "0d", "--yes")

    assert flowtly("apply", "p.json", "--yes").code == 5


@pytest.mark.parametrize("age", ["1d", "26w", "7y", "2019-01-01"])
def test_what_is_younger_is_kept(flowtly: Flowtly, run: str, age: str) -> None:
    told = json.loads(flowtly("--json", "runs", "prune", "--older-than", age, "--yes").out)

    assert run not in told["pruned"]
    assert flowtly("undo", run, "-o", "u.json").code == 0


def test_pruning_needs_a_yes(flowtly: Flowtly, run: str) -> None:
    told = flowtly("runs", "prune", "--older-than", "0d")

    assert (told.code, "pass --yes" in told.err) == (2, True)
    assert flowtly("undo", run, "-o", "u.json").code == 0


@pytest.mark.parametrize("age", ["", "d", "7", "7m", "-1d", "99999999999y", "2019-13-01", "yesterday"])
def test_what_is_no_age_is_refused(flowtly: Flowtly, age: str) -> None:
    told = flowtly("runs", "prune", "--older-than", age, "--yes")

    assert (told.code, "write an age" in told.err) == (2, True)
