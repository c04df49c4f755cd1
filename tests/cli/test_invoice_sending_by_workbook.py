"""Invoices that a note column of a pulled workbook chooses to be sent."""

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly, Outcome

from toolkit.api.client import Client
from toolkit.entities.invoices import INVOICES

ALLOWED = ("--allow", "irreversible", "--yes")
SEND = ("invoices", "send")
Statuses = Callable[[], Mapping[str, str]]


@pytest.fixture
def statuses(service: Client) -> Statuses:
    """Give a function that tells the statuses of the last invoices, by id."""
    return lambda: {
        own: str(record.values["status"]) for own, record in service.list(INVOICES).items() if int(own) > 15
    }


def words(outcome: Outcome) -> str:
    return " ".join((outcome.out + outcome.err).split())


@pytest.fixture
def workbook(flowtly: Flowtly) -> Path:
    """Give a workbook of all invoices with a note column, 16 and 18 marked."""
    flowtly("pull", "invoices", "-o", "mine.xlsx")
    mark(flowtly.folder / "mine.xlsx", {"AE1": "# Send", "AE17": "x", "AE18": "no", "AE19": "Yes"})
    return flowtly.folder / "mine.xlsx"


def mark(path: Path, cells: Mapping[str, str | int | None]) -> None:
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        book["Invoices"][address] = value
    book.save(path)


def test_the_rows_that_say_yes_are_sent_and_the_result_tells(
    flowtly: Flowtly, workbook: Path, statuses: Statuses
) -> None:
    done = flowtly(*SEND, "--workbook", workbook, *ALLOWED)

    sheet = openpyxl.load_workbook(flowtly.folder / "mine.result.xlsx")["Invoices"]
    assert (done.code, statuses()) == (0, {"16": "sent", "17": "created", "18": "sent"})
    assert [sheet[f"AC{row}"].value for row in (17, 18, 19)] == ["done", None, "done"]
    again = flowtly(*SEND, "--workbook", "mine.result.xlsx", *ALLOWED)
    assert (again.code, words(again).count("sent already")) == (4, 2)


def test_a_row_with_other_changes_is_not_sent_before_they_are_applied(
    flowtly: Flowtly, workbook: Path, statuses: Statuses
) -> None:
    mark(workbook, {"U17": "Thank you!"})

    refused = flowtly(*SEND, "--workbook", workbook, *ALLOWED)

    assert refused.code == 4
    assert "The workbook asks for other changes of this invoice." in words(refused)
    assert statuses() == {"16": "created", "17": "created", "18": "sent"}


def test_a_mark_that_is_no_yes_or_a_row_without_id_sends_nothing(
    flowtly: Flowtly, workbook: Path, statuses: Statuses
) -> None:
    mark(workbook, {"AE17": "maybe", "AE19": None, "AE20": "yes", "A20": "IGNORE"})

    refused = flowtly(*SEND, "--workbook", workbook, *ALLOWED)

    assert refused.code == 4
    assert '"maybe" is neither yes nor no.' in words(refused)
    assert "The row has no Id: create the invoice first." in words(refused)
    assert set(statuses().values()) == {"created", "edited"}


@pytest.mark.parametrize("column", ["Command", "Status of invoice", "# Other", "A"])
def test_no_column_that_means_something_already_chooses(flowtly: Flowtly, workbook: Path, column: str) -> None:
    refused = flowtly(*SEND, "--workbook", workbook, "--column", column, *ALLOWED)

    assert refused.code == 2
    assert "note columns of Invoices are: # Send" in words(refused)


def test_a_workbook_with_errors_or_without_invoices_sends_nothing(
    flowtly: Flowtly, workbook: Path, statuses: Statuses
) -> None:
    mark(workbook, {"K17": "dear"})
    flowtly("pull", "budgets", "-o", "budgets.xlsx")

    assert flowtly(*SEND, "--workbook", workbook, *ALLOWED).code == 4
    assert "no sheet of invoices" in flowtly(*SEND, "--workbook", "budgets.xlsx", *ALLOWED).err
    assert statuses()["16"] == "created"
