"""Issues are listed where they stand, whole, and counted."""

import pytest

from toolkit.checking.issues import Issue, Severity
from toolkit.reports.issues import json, text, totals
from toolkit.reports.terminal import COLOUR, PLAIN, width_of


def issue(sheet: str, cell: str, message: str, severity: Severity = Severity.ERROR) -> Issue:
    return Issue(sheet, cell, int(cell.strip("ABCK")), "budgets", "type", "choice", severity, message, "mnth")


ISSUES = (
    issue("Budgets", "C5", 'The cell holds "mnth"; expected one of month, quarter. Choose one from the list.'),
    issue("Budgets", "A1205", "Two rows are alike.", Severity.WARNING),
    issue("Invoices", "K7", "12.345 is\nno amount.\x1b[0m"),
)


def test_issues_stand_below_their_sheets() -> None:
    assert text(ISSUES, 60, PLAIN) == (
        "Budgets\n"
        '  C5     error    The cell holds "mnth"; expected one of\n'
        "                  month, quarter. Choose one from the list.\n"
        "  A1205  warning  Two rows are alike.\n"
        "\n"
        "Invoices\n"
        "  K7     error    12.345 is⏎no amount.␛[0m\n"
        "\n"
        "2 errors and 1 warning on 2 sheets.\n"
    )


@pytest.mark.parametrize("width", [40, 80, 200])
def test_issues_fit_their_terminal(width: int) -> None:
    assert max(map(width_of, text(ISSUES, width, PLAIN).splitlines())) <= width


def test_only_the_severity_and_the_sheet_are_coloured() -> None:
    painted = text(ISSUES[:1], 200, COLOUR)

    assert painted.startswith("\x1b[1mBudgets\x1b[0m\n  C5  \x1b[31merror\x1b[0m    The cell")


def test_a_message_that_speaks_of_an_error_keeps_its_words() -> None:
    painted = text((issue("Budgets", "C5", "The error #N/A came from a formula."),), 200, COLOUR)

    assert painted.count("\x1b[31m") == 1
    assert "The error #N/A" in painted


def test_no_issues_is_good_news() -> None:
    assert text((), 80, PLAIN) == "No issues.\n"
    assert totals(ISSUES[:1]) == "1 error and 0 warnings on 1 sheet."


def test_machines_get_every_issue() -> None:
    assert json("year.xlsx", "ab" * 32, 120, ISSUES[:1]) == {
        "version": 1,
        "workbook": "year.xlsx",
        "sha256": "ab" * 32,
        "rows": 120,
        "issues": [
            {
                "sheet": "Budgets",
                "cell": "C5",
                "row": 5,
                "entity": "budgets",
                "field": "type",
                "rule": "choice",
                "severity": "error",
                "message": ISSUES[0].message,
                "value": "mnth",
            }
        ],
    }
