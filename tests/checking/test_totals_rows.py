"""Rows that add up others are no records: those of Excel's tables, and those that somebody typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.checking.sheets import BUDGETS, ERROR, Grid, Typed, budget, grid_row, judge, sheet, told, valid
from toolkit.checking.check import Checked
from toolkit.checking.total_cells import is_total
from toolkit.entities import find

SUM = Decimal("-12.5")
GROUPS, TRANSACTIONS = find("budget-groups"), find("transactions")


def movements(*last: Typed, totals: tuple[str, ...] = (), headers: Sequence[str] = ()) -> Checked:
    """Check two new movements, and a row below them."""
    titles: list[Typed] = ["Bank account", "Description", "Amount", "Ordered", "Booked", *headers]
    days = date(2024, 1, 31), date(2024, 1, 31)
    rows: list[list[Typed]] = [
        ["bank-accounts-1", "Rent", -10, *days],
        ["bank-accounts-1", "Tea", Decimal("-2.5"), *days],
        [*last],
    ]
    grid = [grid_row(number, cells) for number, cells in enumerate([titles, *rows], start=1)]
    return judge(Grid("Transactions", grid, own_totals=totals))


@pytest.mark.parametrize("word", ["Total", "Summa", "Razem", None])
def test_the_totals_row_of_a_table_is_no_data(word: Typed) -> None:
    checked = movements(word, None, SUM, totals=("A4:E4",))
    assert checked.issues == ()
    assert checked.totals_rows == (("Transactions", 4),)
    assert [mine.row for mine in checked.rows] == [2, 3]


def test_a_totals_row_with_an_error_or_a_valid_record_in_it_is_none_all_the_same() -> None:
    assert movements(ERROR, ERROR, ERROR, totals=("A4:E4",)).issues == ()
    groups = sheet(GROUPS, {"name": "New A"}, {"name": "Total"}, without=("Command", "Id", "Status", "Detail"))
    checked = judge(replace(groups, own_totals=("A3:A3",)))
    assert [mine.values["name"] for mine in checked.rows] == ["New A"]
    assert checked.issues == ()


def test_only_the_cells_of_the_totals_are_left_out() -> None:
    """A second table stands beside the first, and its totals in the row of a record."""
    checked = movements(
        *("bank-accounts-1", "Ink", -1, date(2024, 1, 31), date(2024, 1, 31)), None, 7, totals=("G4:H4",)
    )
    assert checked.issues == ()
    assert checked.totals_rows == ()
    assert [mine.row for mine in checked.rows] == [2, 3, 4]


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "TOTAL:",
        "Totalt",
        "Summa",
        "Summa kr",
        "Sum",
        "Subtotal",
        "Delsumma 2024",
        "Razem",
        "Suma",
        "Gesamt",
        "Summe",
        "Grand total",
        "Ogółem",
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_row_that_looks_like_a_total_is_said_so_in_one_sentence(word: str, place: int) -> None:
    cells: list[Typed] = [None, None, SUM]
    cells[place] = word
    [issue] = movements(*cells).issues
    assert (issue.cell, issue.rule, issue.severity) == (f"{'AB'[place]}4", "totals-row", "error")
    assert issue.message == f'Row 4 looks like a total ("{word}"): take it out, or type IGNORE into its Command.'


def test_a_word_under_no_header_or_a_note_counts_too() -> None:
    [issue] = movements(*[None] * 2, SUM, *[None] * 2, "Summa", headers=["# mine"]).issues
    assert (issue.cell, issue.rule, issue.field) == ("F4", "totals-row", "")


@pytest.mark.parametrize("column", ["Command", "Id"])
def test_a_word_in_command_or_id_is_no_wrong_command_and_no_unknown_id(column: str) -> None:
    row: dict[str, Typed] = {column: "Summa", "amount": -10}
    checked = judge(sheet(TRANSACTIONS, valid(TRANSACTIONS), row))
    assert [(issue.row, issue.rule) for issue in checked.errors] == [(3, "totals-row")]


def test_numbers_alone_that_are_the_sum_of_those_above_look_like_a_total() -> None:
    [issue] = movements(None, None, SUM).issues
    assert (issue.cell, issue.rule) == ("C4", "totals-row")
    assert {issue.rule for issue in movements(None, None, -12).issues} == {"required"}


def test_where_a_required_column_is_missing_the_total_is_still_one_sentence() -> None:
    grid = [
        grid_row(1, ["Id", "Description", "Amount"]),
        grid_row(2, ["t1", "Coffee", -3]),
        grid_row(3, [None, "Total", -3]),
    ]
    assert told(judge(Grid("Transactions", grid)).issues) == [("B3", "totals-row")]


def test_a_record_that_is_called_so_stays_with_a_warning() -> None:
    checked = judge(sheet(BUDGETS, budget(name="Total")))
    assert [(issue.rule, issue.severity) for issue in checked.issues] == [("totals-row", "warning")]
    assert [mine.values["name"] for mine in checked.rows] == ["Total"]


@pytest.mark.parametrize("command", ["IGNORE", "CREATE"])
def test_whoever_said_what_to_do_with_a_row_is_not_asked(command: str) -> None:
    assert judge(sheet(BUDGETS, budget(Command=command, name="Total"))).issues == ()


@pytest.mark.parametrize(
    "text",
    ["Total Nordic AB", "Summary", "Summertime", "Totals and more", "Suma Sp. z o.o.", "", "1", "Total " + "9" * 40],
)
def test_other_names_are_no_totals(text: str) -> None:
    assert not is_total(text)
