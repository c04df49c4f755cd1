"""A row of totals above the header: for people, ignored by everything that reads the workbook."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from command_line import Flowtly
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

ALLOWED = [word for guard in ("scale", "sign", "amount") for word in ("--allow", guard)]


@pytest.fixture
def pulled(flowtly: Flowtly) -> Path:
    path = flowtly.folder / "pulled.xlsx"
    account = "bankAccount=/api/bank-accounts/bac_0003"
    assert flowtly("pull", "--totals", "transactions", "--filter", account, "-o", path).code == 0
    return path


def column_of(sheet: Worksheet) -> str:
    """Return the letters of the column of amounts, whose header stands below the totals."""
    return next(get_column_letter(n) for n, cell in enumerate(sheet[2], 1) if cell.value == "Amount")


def test_amounts_are_added_up_above_the_header(pulled: Path) -> None:
    stored = openpyxl.load_workbook(pulled, data_only=True)["Transactions"]
    formulas = openpyxl.load_workbook(pulled)["Transactions"]
    column = column_of(formulas)

    assert formulas["A1"].value == "# Total"
    assert formulas[f"{column}1"].value == f"=SUBTOTAL(109,{column}3:{column}1048576)"
    amounts = [Decimal(str(cell.value)) for cell in stored[column][2:] if cell.value is not None]
    assert Decimal(str(stored[f"{column}1"].value)) == sum(amounts)
    assert (formulas.freeze_panes, formulas.print_title_rows) == ("C3", "$1:$2")


def test_amounts_of_several_currencies_are_not_added_up(flowtly: Flowtly) -> None:
    assert flowtly("pull", "--totals", "transactions", "-o", "all.xlsx").code == 0
    sheet = openpyxl.load_workbook(flowtly.folder / "all.xlsx")["Transactions"]

    assert sheet[f"{column_of(sheet)}1"].value == "not added up"


@pytest.mark.parametrize("entity", ["budgets", "budget-transactions"])
def test_without_amounts_of_a_known_currency_there_is_no_such_row(flowtly: Flowtly, entity: str) -> None:
    assert flowtly("pull", "--totals", entity, "-o", "plain.xlsx").code == 0

    assert openpyxl.load_workbook(flowtly.folder / "plain.xlsx").worksheets[1]["A1"].value == "Command"


def test_a_workbook_with_totals_is_read_like_any_other(flowtly: Flowtly, pulled: Path) -> None:
    assert flowtly("check", pulled).code == 0
    assert flowtly("plan", pulled, "--detailed-exitcode").code == 0


def test_an_edit_below_totals_is_applied_and_its_result_asks_for_nothing(flowtly: Flowtly, pulled: Path) -> None:
    book = openpyxl.load_workbook(pulled)
    sheet = book["Transactions"]
    sheet[f"{column_of(sheet)}3"] = 4321
    book.save(pulled)

    done = flowtly("apply", pulled, "--yes", *ALLOWED)
    assert done.code == 0, done.err
    assert flowtly("plan", "pulled.result.xlsx", "--detailed-exitcode").code == 0
    assert flowtly("annotate", pulled).code == 0
