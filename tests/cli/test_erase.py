"""The journal is somebody's data: it can be exported, and a person's values be erased; digests stay, and all say so."""

import json
import os
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from writers import WRITERS

from toolkit.api.client import Client
from toolkit.applying.journal import open_journal
from toolkit.applying.lock import Target, writing
from toolkit.entities.budgets import BUDGETS

PERSON = "Quirky-Otter Lindqvist"
BEFORE_TOO = "Otter the Elder"


def rename(flowtly: Flowtly, name: str, row: int = 2) -> str:
    """Rename a budget through a workbook, and return the run."""
    assert flowtly("pull", "budgets", "-o", "b.xlsx", "--overwrite").code == 0
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    sheet = book["Budgets"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Name")
    sheet.cell(row, column, name)
    book.save(flowtly.folder / "b.xlsx")
    assert flowtly("plan", "b.xlsx", "-o", "p.json").code == 0
    assert flowtly("apply", "p.json", "--yes").code == 0
    return str(json.loads(flowtly("--json", "runs").out)["runs"][0]["run"])


def first_budget(service: Client) -> str:
    return min(service.list(BUDGETS))


def left_in(home: Path, text: str) -> list[Path]:
    """Return the files of the journal in which a text still stands, but for copies from before an update."""
    files = [each for each in home.glob("journal.sqlite3*") if ".before-" not in each.name]
    return [each for each in files if text.encode() in each.read_bytes()]


def bundle(flowtly: Flowtly, name: str) -> None:
    made = flowtly("audit", "export", "--from", "2020-01-01", "--to", "2099-12-31", "-o", name)
    assert made.code == 0, made.err


@pytest.mark.parametrize("way", ["text", "record"])
def test_what_is_erased_stands_nowhere_in_the_journal_and_all_say_so(
    flowtly: Flowtly, home: Path, service: Client, way: str
) -> None:
    rename(flowtly, PERSON)
    run = rename(flowtly, "Somebody else")
    (own,) = (key for key, each in service.list(BUDGETS).items() if each.values["name"] == "Somebody else")
    told = {"text": ["--text", PERSON.upper()], "record": ["--entity", "budgets", "--id", own]}[way]
    bundle(flowtly, "before")
    assert left_in(home, PERSON)

    erased = flowtly("--json", "runs", "erase", *told, "--yes")

    assert (erased.code, run in json.loads(erased.out)["runs"]) == (0, True), erased.err
    assert left_in(home, PERSON) == []
    shown = flowtly("runs", "show", run)
    assert (shown.code, "Values were erased" in shown.out) == (0, True)
    assert json.loads(flowtly("--json", "runs", "show", run).out)["erased"] is True
    bundle(flowtly, "after")
    verified = flowtly("audit", "verify", "after", "--since", "before")
    assert (verified.code, flowtly("audit", "verify", "after").code) == (0, 0), verified.out
    assert json.loads(Path("after/manifest.json").read_text())["runs"]["erased"] == 2
    assert not [path for path in Path("after/runs").rglob("*.json") if PERSON in path.read_text()]


def test_an_undo_that_needs_an_erased_value_is_refused_and_others_are_not(flowtly: Flowtly, service: Client) -> None:
    rename(flowtly, PERSON)
    run = rename(flowtly, "Somebody else")
    flowtly("runs", "erase", "--text", PERSON, "--yes")

    undone = flowtly("undo", run, "-o", "u.json")

    told = " ".join((undone.out + undone.err).split())
    assert undone.code == 4
    assert "Values of this change were erased from the journal" in told
    assert "[erased]" not in (flowtly.folder / "u.json").read_text()
    other = rename(flowtly, "A third", row=3)
    assert flowtly("undo", other, "-o", "v.json").code == 0
    assert "Somebody else" in {each.values["name"] for each in service.list(BUDGETS).values()}


def test_an_erased_plan_is_still_burned_and_not_gone_on_with(flowtly: Flowtly) -> None:
    run = rename(flowtly, PERSON)
    flowtly("runs", "erase", "--text", PERSON, "--yes")

    assert flowtly("apply", "p.json").code == 5
    resumed = flowtly("resume", run)
    assert (resumed.code, "were erased from the journal" in resumed.err) == (5, True)


def test_bodies_of_raw_requests_are_erased_and_keep_their_digest(flowtly: Flowtly, home: Path) -> None:
    body = json.dumps({"name": PERSON, "parent": None})
    assert flowtly("api", "POST", "/budget-groups", "-d", body, "--yes").code == 0

    assert flowtly("runs", "erase", "--text", PERSON, "--yes").code == 0

    (request,) = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert request["body"]["name"] == "[erased]"
    assert request["erased"] is True
    assert "parts of it are gone" in " ".join(flowtly("runs", "direct").out.split())
    assert left_in(home, PERSON) == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["--text", "a", "--entity", "budgets"], ["--entity", "budgets"], ["--id", "x"], ["--text", "ab", "--yes"]],
)
def test_what_would_erase_everything_or_nothing_is_refused(flowtly: Flowtly, arguments: list[str]) -> None:
    assert flowtly("runs", "erase", *arguments).code == 2


def test_nothing_is_erased_before_somebody_said_yes(flowtly: Flowtly, home: Path) -> None:
    rename(flowtly, PERSON)

    assert flowtly("runs", "erase", "--text", PERSON).code == 2
    assert left_in(home, PERSON)


@pytest.mark.parametrize("command", [["erase", "--text", PERSON], ["prune", "--older-than", "0d"]], ids=lambda c: c[0])
def test_nothing_is_removed_beneath_a_run(flowtly: Flowtly, home: Path, command: list[str]) -> None:
    rename(flowtly, PERSON)

    with (
        open_journal(f"sqlite:///{home / 'journal.sqlite3'}") as journal,
        writing(journal, Target("sandbox", "sandbox")),
    ):
        refused = flowtly("runs", *command, "--yes")

    assert refused.code == 5, refused.err
    assert left_in(home, PERSON)


def test_raw_requests_are_pruned_and_uploads_are_kept_whole(flowtly: Flowtly, home: Path) -> None:
    assert flowtly("api", "POST", "/budget-groups", "-d", json.dumps({"name": PERSON}), "--yes").code == 0
    uploads = next(each for each in WRITERS if each.name == "attachments upload")
    assert flowtly(*uploads.prepare(flowtly)).code == 0

    told = json.loads(flowtly("--json", "runs", "prune", "--older-than", "0d", "--yes").out)

    assert (len(told["requests"]), len(told["needed_requests"])) == (1, 4)
    assert left_in(home, PERSON) == []
    listed = json.loads(flowtly("--json", "runs", "direct").out)["requests"]
    assert [each["body"] is None for each in listed] == [False] * 4 + [True]
    again = json.loads(flowtly("--json", "runs", "prune", "--older-than", "0d", "--yes").out)
    assert again["requests"] == []


def test_the_journal_is_exported_as_a_file_of_its_own(flowtly: Flowtly) -> None:
    run = rename(flowtly, PERSON)
    flowtly("api", "POST", "/budget-groups", "-d", json.dumps({"name": "G", "password": "hunter2"}), "--yes")

    assert flowtly("runs", "export", "-o", "all.json").code == 0
    assert flowtly("runs", "export", run, "-o", "one.json").code == 0

    everything, one = (json.loads(Path(name).read_text()) for name in ("all.json", "one.json"))
    assert (everything["format"], everything["version"], len(everything["requests"])) == ("flowtly journal", 1, 1)
    assert [each["run"] for each in one["runs"]] == [run]
    assert one["runs"][0]["plan_file"]["changes"]
    assert (one["requests"], one["runs"][0]["pruned"], one["runs"][0]["erased"]) == ([], False, False)
    assert "hunter2" not in Path("all.json").read_text()
    assert os.name == "nt" or Path("all.json").stat().st_mode & 0o077 == 0
    assert flowtly("runs", "export", "nope2", "-o", "x.json").code == 5
