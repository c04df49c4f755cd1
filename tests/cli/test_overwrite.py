"""No file that somebody worked on is written over: commands ask, or refuse where nobody is there to answer."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

WORK = b"hours of somebody's work"
MOVEMENT = ":20:START\r\n:25:PL12345\r\n:28C:1\r\n:60F:C260101EUR10,00\r\n:62F:C260101EUR10,00\r\n"

COMMANDS = {
    "pull": "pull budgets -o out.xlsx",
    "pull csv": "pull budgets -o out.csv",
    "pull jsonl": "pull budgets -o out.jsonl",
    "template": "template budgets -o out.xlsx",
    "template offline": "template budgets --offline -o out.xlsx",
    "worklist": "worklist unassigned --no-suggestions -o out.xlsx",
    "plan": "plan b.xlsx -o out.json",
    "plan html": "plan b.xlsx --html out.html",
    "show html": "show p.json --html out.html",
    "annotate": "annotate b.xlsx -o out.xlsx",
    "check annotate": "check b.xlsx --annotate out.xlsx",
    "rebase": "rebase b.xlsx -o out.xlsx",
    "convert": "mt940 convert s.sta -o out.xlsx",
    "convert to text": "mt940 convert s.sta -o out.sta",
    "runs show": "runs show RUN --html out.html",
    "undo": "undo RUN -o out.json",
    "undo html": "undo RUN -o new.json --html out.html",
    "results": "results RUN -o out.xlsx",
}
COPIES = {"annotate", "check annotate", "rebase"}
"""These write copies of somebody's file, which are never taken for ours."""


@pytest.fixture
def run(flowtly: Flowtly) -> str:
    """Give the id of a run, and the files that the commands read."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    book["Budgets"]["E2"] = "quarter"
    book.save(flowtly.folder / "b.xlsx")
    (flowtly.folder / "s.sta").write_text(MOVEMENT, newline="")
    assert flowtly("plan", "b.xlsx", "-o", "p.json").code == 0
    applied = flowtly("--json", "apply", "p.json", "--yes")
    assert applied.code == 0, applied
    found: str = json.loads(applied.out)["run"]
    return found


def arguments(command: str, run: str) -> list[str]:
    return [run if word == "RUN" else word for word in COMMANDS[command].split()]


def target(flowtly: Flowtly, command: str) -> Path:
    return flowtly.folder / next(word for word in reversed(COMMANDS[command].split()) if word.startswith("out."))


@pytest.mark.parametrize("command", COMMANDS)
def test_somebodys_file_is_written_over_where_that_is_said_alone(flowtly: Flowtly, run: str, command: str) -> None:
    path = target(flowtly, command)
    path.write_bytes(WORK)

    refused = flowtly(*arguments(command, run))
    assert refused.code == 2
    assert "out." in refused.err
    assert "somebody may have worked on it. Nothing was written" in " ".join(refused.err.split())
    assert path.read_bytes() == WORK

    written = flowtly(*arguments(command, run), "--overwrite")
    assert written.code == 0, written
    assert path.read_bytes() != WORK

    again = flowtly(*arguments(command, run))
    assert again.code == (2 if command in COPIES else 0), "byte for byte what we wrote may go"


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_who_is_there_is_asked(flowtly: Flowtly, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    path = flowtly.folder / "b.xlsx"
    path.write_bytes(WORK)
    monkeypatch.setattr("toolkit.cli.session.Session.interactive", True)

    outcome = flowtly("pull", "budgets", "-o", "b.xlsx", answer=answer)

    assert (outcome.code, path.read_bytes() == WORK) == (code, code != 0)
    assert "somebody may have worked on it. Write over it?" in outcome.err


def test_a_copy_of_what_we_wrote_is_known_under_any_name(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    shutil.copy(flowtly.folder / "b.xlsx", flowtly.folder / "copy.xlsx")
    (flowtly.folder / "b.xlsx").rename(flowtly.folder / "moved.xlsx")

    assert flowtly("pull", "budgets", "-o", "copy.xlsx").code == 0
    assert flowtly("pull", "budgets", "-o", "moved.xlsx").code == 0


def test_one_byte_makes_it_somebodys(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "b.csv")
    with (flowtly.folder / "b.csv").open("ab") as file:
        file.write(b"\n")

    assert flowtly("pull", "budgets", "-o", "b.csv").code == 2


def test_without_the_state_folder_a_file_is_somebodys(flowtly: Flowtly, home: Path) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    (home / "outputs.txt").unlink()

    assert flowtly("pull", "budgets", "-o", "b.xlsx").code == 2


def test_an_annotated_workbook_takes_the_place_of_its_own_and_is_still_somebodys(flowtly: Flowtly) -> None:
    flowtly("pull", "budgets", "-o", "b.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    book["Budgets"]["E2"] = ""
    book["Budgets"]["C3"] = "Mine"
    book.save(flowtly.folder / "b.xlsx")

    assert flowtly("annotate", "b.xlsx", "-o", "b.xlsx").code == 0
    assert flowtly("pull", "budgets", "-o", "b.xlsx").code == 2
    assert openpyxl.load_workbook(flowtly.folder / "b.xlsx")["Budgets"]["C3"].value == "Mine"
