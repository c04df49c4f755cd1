"""`runs show`: who, when, what, and every request, in text, JSON and HTML."""

import json
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly

from toolkit.applying.journal import open_journal


@pytest.fixture
def run(flowtly: Flowtly) -> str:
    """Apply an edit and a creation, and give the run's id."""
    flowtly("pull", "budgets", "-o", "b.xlsx")
    book = openpyxl.load_workbook(flowtly.folder / "b.xlsx")
    for address, value in {"E2": "quarter", "C14": "Nordic Fair", "D14": "global", "E14": "month"}.items():
        book["Budgets"][address] = value
    book.save(flowtly.folder / "b.xlsx")
    found: str = json.loads(flowtly("--json", "apply", "b.xlsx", "--yes").out)["run"]
    return found


def test_a_run_is_shown_with_its_workbook_and_every_request(flowtly: Flowtly, run: str) -> None:
    """The counts reconcile, and each receipt has its requests with an id and a duration."""
    shown = json.loads(flowtly("--json", "runs", "show", run).out)

    assert (shown["run"], shown["workbook"], shown["result"]) == (run, "b.xlsx", "b.result.xlsx")
    assert len(shown["workbook_sha256"]) == 64
    assert shown["planned"] == shown["done"] + shown["failed"] + shown["skipped"] + shown["unknown"] == 2
    requests = [sent for receipt in shown["receipts"] for sent in receipt["requests"]]
    assert sorted(sent["method"] for sent in requests) == ["PATCH", "POST"]
    assert len({sent["id"] for sent in requests}) == 2
    assert all(sent["milliseconds"] is not None for sent in requests)
    assert shown["race"]["of"] == 1


def test_the_text_has_the_ids_of_the_json(flowtly: Flowtly, run: str) -> None:
    """Nobody has to parse anything to call support."""
    shown = json.loads(flowtly("--json", "runs", "show", run).out)

    text = flowtly("runs", "show", run).out

    assert all(sent["id"] in text for receipt in shown["receipts"] for sent in receipt["requests"])
    assert shown["workbook_sha256"] in text


def test_a_page_is_written_beside_what_is_printed(flowtly: Flowtly, run: str) -> None:
    """--html writes one file."""
    outcome = flowtly("runs", "show", run, "--html", "run.html")

    assert (outcome.code, "Wrote run.html." in outcome.err, run in outcome.out) == (0, True, True)
    assert f"Run {run}" in (flowtly.folder / "run.html").read_text()


def test_a_run_can_be_shown_where_nothing_but_its_journal_is(flowtly: Flowtly, run: str, home: Path) -> None:
    """The journal alone is enough: no service, no workbook."""
    for file in flowtly.folder.glob("*.xlsx"):
        file.unlink()

    assert flowtly("runs", "show", run).code == 0
    with open_journal(f"sqlite:///{home / 'journal.sqlite3'}") as journal:
        assert len(journal.exchanges(run)) == 2
